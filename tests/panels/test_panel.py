from __future__ import annotations

import datetime
import html
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

import faults_server as server
from faults_server import FaultServer
from full_disk import full, posix
from imagine_nb import Studio, notebook, panel
from imagine_nb.panels import Panel


class Form:
    """Create or Ask of a panel, reached by the class names of its controls."""

    def __init__(self, opened: Panel, name: str) -> None:
        self.root = next(each for each in _all(opened) if f"imagine-{name}" in each._dom_classes)

    def __getitem__(self, name: str) -> Any:
        return next(each for each in _all(self.root) if f"imagine-{name}" in each._dom_classes)

    def button(self, label: str) -> w.Button:
        buttons = (each for each in _all(self.root) if isinstance(each, w.Button))
        return next(each for each in buttons if each.description == label)

    @property
    def status(self) -> str:
        return text(self["status"].value)

    @property
    def cell(self) -> str:
        self["copy"].value = True
        return html.unescape(re.search(r"<textarea[^>]*>(.*)</textarea>", self["cell"].value, re.S)[1])

    def run(self, *, meanwhile: Callable[[], object] = lambda: None) -> str:
        """Press the form's button; the status when the work has ended."""
        ended = threading.Event()
        start = self["start"]
        start.observe(lambda change: change["new"] or ended.set(), "disabled")
        start.click()
        meanwhile()
        assert ended.wait(30), self.status
        start.unobserve_all("disabled")
        return self.status

    def put(self, number: int, data: bytes, name: str) -> None:
        """Upload a file into a source slot, as a front end does."""
        now = datetime.datetime.now(datetime.UTC)
        file = {
            "name": name,
            "type": "",
            "size": len(data),
            "content": memoryview(data),
            "last_modified": now,
        }
        self[f"upload-{number}"].value = (file,)


def _all(widget: w.Widget) -> Iterator[w.Widget]:
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _all(child)


def text(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    w.Widget.close_all()


@pytest.fixture
def opened(studio: Studio) -> Panel:
    return panel(studio=studio)


@pytest.fixture
def create(opened: Panel) -> Form:
    return Form(opened, "create")


@pytest.fixture
def ask(opened: Panel) -> Form:
    return Form(opened, "ask")


@pytest.fixture
def shell(studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """An IPython shell whose cells use the same gallery as the panel."""
    monkeypatch.setenv("IMAGINE_NB_ENGINE", "print-shop")
    monkeypatch.setenv("IMAGINE_NB_GALLERY", str(studio.gallery.folder))
    monkeypatch.chdir(tmp_path)
    notebook.studio.cache_clear()
    made = InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    made.run_line_magic("load_ext", "imagine_nb")
    yield made
    made.run_line_magic("unload_ext", "imagine_nb")
    notebook.studio.cache_clear()


def result_of(shell: InteractiveShell, cell: str) -> Any:
    """What a cell returns; what it shows is not of interest."""
    with capture_output():
        run = shell.run_cell(cell)
    run.raise_error()
    return run.result


def test_a_prompt_becomes_a_picture_in_the_panel(create: Form) -> None:
    create["prompt"].value = "a red fox"
    assert re.fullmatch(r"Made 1 picture in \d+\.\d s · \$0\.00", create.run())
    shown = create["result"].children[0].value
    assert shown.count("<img ") == 1
    assert 'alt="Picture: a red fox"' in shown
    assert "print shop, not Grok" in shown


@posix
def test_what_a_full_disk_could_not_take_is_told_and_offered_as_a_source(
    tmp_path: Path, faults: FaultServer
) -> None:
    gate = threading.Event()
    faults.then(server.held(gate, server.reply(200, server.pictures(server.jpeg(), ticks=200_000_000))))
    studio = Studio(engine="xai", base_url=faults.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    create = Form(panel(studio=studio), "create")
    create["prompt"].value = "a red fox"
    with ExitStack() as filled:

        def fill() -> None:
            faults.wait_for(1)
            filled.enter_context(full())
            gate.set()

        status = create.run(meanwhile=fill)
    assert "$0.02 · Paid, but not kept: " in status
    assert "Paid, but not kept: " in text(create["result"].children[0].value)
    create.button("Source 1").click()
    faults.then(server.reply(200, server.pictures(server.jpeg((1, 2, 3)))))
    create["prompt"].value = "make it night"
    assert "not kept" not in create.run()
    first, second = studio.gallery
    assert second.parents == (first.id,)
    studio.close()


def test_the_same_request_again_is_a_new_take(create: Form, studio: Studio) -> None:
    create["prompt"].value = "a red fox"
    create.run()
    create.run()
    assert [record.take for record in studio.gallery] == [1, 2]


def test_a_result_becomes_a_source_and_its_edit_keeps_the_shape(create: Form, studio: Studio) -> None:
    create["prompt"].value, create["count"].value, create["ratio"].value = "a red fox", 2, "3:2"
    assert create.run().startswith("Made 2 pictures")
    create.button("Source 2").click()
    assert create["ratio"].disabled
    create["prompt"].value, create["count"].value = "as a pencil sketch", 1
    create.run()
    sketch = studio.gallery.last
    assert sketch.parents == (studio.gallery[1].id,)
    assert (sketch.width, sketch.height) == (studio.gallery[1].width, studio.gallery[1].height)
    create["clear-2"].click()
    assert not create["ratio"].disabled


def test_an_upload_becomes_a_source_and_leaves_the_widgets_state(create: Form, png: bytes) -> None:
    create.put(1, png, "disc.png")
    assert "disc.png" in create["slot-1"].children[-1].value
    assert create["upload-1"].value == ()
    create["prompt"].value = "in sepia"
    assert create.run().startswith("Made 1 picture")


def test_an_upload_that_is_no_picture_is_told_in_its_slot(create: Form) -> None:
    create.put(3, b"no picture", "notes.txt")
    assert "SourceError: notes.txt is a text and no picture" in text(create["slot-3"].children[-1].value)
    assert create["slot-3"].held is None


def test_a_picture_whose_file_is_gone_is_told_in_its_slot(create: Form, studio: Studio) -> None:
    create["prompt"].value = "a red fox"
    create.run()
    studio.gallery.path(studio.gallery[1]).unlink()
    create["picker-1"].value = create["picker-1"].options[1][1]
    assert "GalleryError: Picture 1 cannot be read" in text(create["slot-1"].children[-1].value)


def test_a_bad_request_is_one_paragraph_in_the_status(create: Form, ask: Form) -> None:
    create["start"].click()
    assert create.status == "InputError: There is no prompt. Say what the picture should show."
    assert not create["start"].disabled
    ask["start"].click()
    assert ask.status == "InputError: No picture is chosen. Choose one or more in the list above."


def test_cancel_ends_the_request_and_says_so(create: Form, studio: Studio) -> None:
    create["prompt"].value, create["count"].value = "a busy market", 10
    status = create.run(meanwhile=create["cancel"].click)
    assert re.fullmatch(r"Cancelled after \d+\.\d s\. Nothing was charged\.", status)
    assert len(studio.gallery) == 0
    assert create["cancel"].disabled


def test_an_answer_streams_into_the_panel(create: Form, ask: Form) -> None:
    create["prompt"].value = "a red fox"
    create.run()
    create.button("Ask about it").click()
    assert "<img " in ask["chosen"].value
    ask["question"].value = "How large is this picture?"
    seen: list[str] = []
    ask["answer"].observe(lambda change: seen.append(change["new"]), "value")
    assert re.fullmatch(r"Answered in \d+\.\d s · \$0\.00", ask.run())
    assert any("Answering" in each for each in seen)
    assert "1024" in seen[-1]
    assert "print shop, not Grok" in seen[-1]


def test_the_choices_keep_up_with_cells(create: Form, ask: Form, opened: Panel, studio: Studio) -> None:
    made = studio.imagine("a lighthouse").one
    next(each for each in _all(opened) if "imagine-refresh" in each._dom_classes).click()
    assert create["picker-1"].options[1] == ("1 · a lighthouse", made)
    assert ask["choice"].options == (("1 · a lighthouse", made),)
    create["picker-1"].value = made
    studio.imagine("a red fox")
    next(each for each in _all(opened) if "imagine-refresh" in each._dom_classes).click()
    assert create["slot-1"].held.picture == create["picker-1"].value == made


def test_the_cell_of_a_request_is_that_request_and_shows_it_again(
    create: Form, studio: Studio, shell: InteractiveShell
) -> None:
    shell.user_ns["hat"] = "never filled in"
    create["prompt"].value, create["count"].value = 'a "{hat}" and {{hat}}, -n 3\n  <b>&amp; % {0}', 2
    create["ratio"].value = "3:2"
    create.run()
    again = result_of(shell, create.cell)
    assert [each.number for each in again] == [1, 2]
    assert again[0].badge.startswith("reused")
    for button in ("Source 1", "Source 3"):
        create.button(button).click()
    create["picker-2"].value = studio.picture(studio.gallery[2])
    create["prompt"].value, create["count"].value = "both of them", 1
    create.run()
    both = result_of(shell, create.cell)
    assert (both.number, len(studio.gallery)) == (3, 3)
    assert both.parents == (studio.gallery[1].id, studio.gallery[2].id)


def test_the_cell_of_a_question_is_that_question(
    create: Form, ask: Form, studio: Studio, shell: InteractiveShell
) -> None:
    create["prompt"].value, create["count"].value = "a red fox", 2
    create.run()
    ask["choice"].value = tuple(picture for _, picture in ask["choice"].options)
    ask["question"].value = "What is in {these}?"
    ask.run()
    assert ask.cell == "%%ask_image -i 2 -i 1\nWhat is in {{these}}?"
    answer = result_of(shell, ask.cell)
    assert [answer.record] == studio.gallery.answers()
    assert answer.badge.startswith("reused")


def test_the_cell_of_an_upload_reads_the_file_beside_the_notebook(
    create: Form, studio: Studio, shell: InteractiveShell, png: bytes
) -> None:
    name = "my disc, 'red'.png"
    create.put(1, png, name)
    create["prompt"].value = "in sepia"
    create.run()
    assert create.cell.startswith('%%imagine -i "my disc? ?red?.png"\n')
    assert "beside the notebook" in create["cell"].value
    Path(name).write_bytes(png)
    assert result_of(shell, create.cell).one.record == studio.gallery[1]


def test_a_saved_panel_is_a_still_picture_with_readable_text(create: Form, opened: Panel) -> None:
    empty = opened._repr_mimebundle_()
    assert empty["text/plain"] == "imagine_nb panel: Create, Ask - open in Jupyter to use"
    assert "image/jpeg" not in empty
    create["prompt"].value = "a red <b>fox</b>"
    create.run()
    bundle = opened._repr_mimebundle_()
    assert set(bundle) == {
        "application/vnd.jupyter.widget-view+json", "text/html", "image/jpeg", "text/plain"
    }  # fmt: skip
    assert bundle["text/plain"].startswith(f"{empty['text/plain']}; last: Picture 1: a red <b>fox</b>")
    assert bundle["text/html"].count("<img ") == 1
    assert "<b>fox" not in bundle["text/html"]
    assert len(bundle["image/jpeg"]) <= 12_000


def test_a_new_panel_shows_the_gallerys_newest_picture(studio: Studio) -> None:
    studio.imagine("a lighthouse")
    assert "last: Picture 1: a lighthouse" in repr(panel(studio=studio))


def test_widgets_hold_thumbnails_and_old_results_are_gone(create: Form) -> None:
    create["prompt"].value, create["count"].value = "a red fox", 3
    create.run()
    before = w.Widget.get_manager_state()["state"]
    create.run()
    after = w.Widget.get_manager_state()["state"]
    assert len(after) == len(before)
    assert max(len(json.dumps(each)) for each in after.values()) < 50_000


def test_a_studio_that_keeps_nothing_has_a_panel_too(png: bytes) -> None:
    studio = Studio(engine="print-shop", gallery=False, notify=lambda said: None)
    create = Form(panel(studio=studio), "create")
    create["prompt"].value = "a red fox"
    assert create.run().startswith("Made 1 picture")
    create.button("Source 1").click()
    create["prompt"].value = "as a pencil sketch"
    assert create.run().startswith("Made 1 picture")
    create["copy"].value = True
    assert "has no number in the gallery" in create["cell"].value
    studio.close()


def test_the_notebooks_own_studio_is_the_default(shell: InteractiveShell) -> None:
    notebook.studio().imagine("a lighthouse")
    shown = shell.run_line_magic("imagine_panel", "")
    assert "a lighthouse" in repr(shown)
    assert repr(panel()) == repr(shown)
