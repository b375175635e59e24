"""Normal form: what a run changes is made the same, what an author or the engine said stays."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from normal_form import normal_form

FOLDER = Path("/tmp/notebook1234")
TODAY = datetime.now(UTC).strftime("%Y-%m-%d")
WIDGET = {"application/vnd.jupyter.widget-view+json": {"model_id": "0f" * 16}}
ONE, OTHER = "3fa90b1c2d4e5f60", "b1c2d4e5f6073fa9"


def settled(data: dict[str, Any], **facts: Any) -> Any:
    """The one code cell of a notebook in normal form, whose output was this bundle."""
    cell = new_code_cell("1", outputs=[new_output("display_data", data=data)], **facts)
    return normal_form(new_notebook(cells=[cell]), folder=FOLDER).cells[0]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("297 tokens · 0.7 s", "297 tokens"),
        ("60 of 60 rows · $0.00 · 4.9 a second · 12 s", "60 of 60 rows · $0.00"),
        ("Cancelled after 3.2 s.", "Cancelled after … s."),
        ("Wall time: 41 ms", "Wall time: … s"),
        ("waits 20 s for the rate limit", "waits 20 s for the rate limit"),
        (f"{FOLDER}/imagine_gallery/a.jpg", "imagine_gallery/a.jpg"),
        (f"file://{FOLDER}/a.jpg", "a.jpg"),
        ("/tmp/ipykernel_35/4074.py:2: UserWarning: oh", "<cell>:2: UserWarning: oh"),
        (f"{TODAY} 08:53 {socket.gethostname()}:3522", "2026-01-01 12:00 kernel:1"),
        (f"made on {TODAY}", "made on 2026-01-01"),
        ("the bill of 2019-06-03 09:30", "the bill of 2019-06-03 09:30"),
        ("<Job at 0x7f81194799d0>", "<Job at 0x0>"),
        ("#a1b2c3d4 is a colour, 12345678 a number, defaced a word", None),
    ],
)
def test_text_loses_what_a_run_changes_and_nothing_else(said: str, kept: str | None) -> None:
    assert settled({"text/plain": said}).outputs[0].data["text/plain"] == (said if kept is None else kept)


def test_equal_ids_stay_equal_and_others_apart() -> None:
    before, after = (
        settled({"text/plain": f"{one} {two} {one}"}).outputs[0].data["text/plain"]
        for one, two in ((ONE, OTHER), (OTHER, ONE))
    )
    assert before == after
    first, second, third = before.split()
    assert first == third != second
    assert len(first) == len(ONE)
    assert ONE not in before


def test_a_picture_s_name_ends_the_same_whatever_its_id() -> None:
    one, other = (
        settled({"text/plain": f"gallery/0012-red-fox-{id_}.jpg"}).outputs[0].data["text/plain"]
        for id_ in ("3fa9", "0b1c")
    )
    assert one == other
    assert one.startswith("gallery/0012-red-fox-")


def test_the_data_of_a_picture_is_left_alone() -> None:
    html = f'<img src="data:image/png;base64,{ONE}{TODAY[:4]}0000" alt="{ONE}">'
    assert settled({"text/html": html}).outputs[0].data["text/html"].startswith(html.partition('" alt')[0])


def test_a_link_to_a_file_that_is_not_committed_is_unwrapped_and_others_stay() -> None:
    html = (
        '<a href="imagine_gallery/0001.jpg" target="_blank"><img alt="a fox"></a>'
        '<a href="demo.py">demo</a><a href="https://example.org/x">there</a><a href="#top">up</a>'
    )
    kept = settled({"text/html": html}).outputs[0].data["text/html"]
    assert kept == html.replace('<a href="imagine_gallery/0001.jpg" target="_blank">', "", 1).replace(
        "</a>", "", 1
    )


def test_a_panel_leaves_its_still_and_no_trace_of_the_widget() -> None:
    still = settled({"text/html": "<p>A panel</p>", "text/plain": "A panel", **WIDGET})
    assert still.outputs[0].data.keys() == {"text/html", "text/plain"}
    assert settled({"text/plain": "", **WIDGET}).outputs == []
    words = {"text/plain": "IntSlider(value=3)", **WIDGET}
    assert settled(words).outputs[0].data == words  # without a still, it is for the author to see to


def test_what_a_front_end_or_a_run_notes_is_gone_and_tags_stay() -> None:
    notebook = new_notebook(cells=[new_code_cell("1", metadata={"tags": ["parameters"], "scrolled": True})])
    notebook.metadata = {"widgets": {"x": 1}, "papermill": {}, "language_info": {"version": "3.11.7"}}
    notebook.cells[0].metadata["execution"] = {"iopub.status.busy": f"{TODAY}T08:53:22Z"}
    kept = normal_form(notebook, folder=FOLDER)
    assert kept.cells[0].metadata == {"tags": ["parameters"]}
    assert kept.metadata.keys() == {"kernelspec", "language_info"}
    assert kept.metadata.language_info == {"name": "python"}


def test_it_is_its_own_normal_form() -> None:
    text = f"{TODAY} 08:53 {ONE} {FOLDER}/0012-red-fox-3fa9.jpg · 0.7 s"
    once = settled({"text/plain": text})
    again = normal_form(new_notebook(cells=[once.copy()]), folder=FOLDER).cells[0]
    assert again.outputs[0].data["text/plain"].split()[0] == "2026-01-01"
    assert len(again.outputs[0].data["text/plain"]) == len(once.outputs[0].data["text/plain"])
