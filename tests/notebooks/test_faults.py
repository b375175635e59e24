"""Faults of notebooks: each kind that a reader would meet is named, with its cell."""

from __future__ import annotations

import getpass
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from faults import BYTES, SECONDS, faults

PIXEL = "data:image/png;base64,iVBORw0KGgo="


def code(data: dict[str, Any], **facts: Any) -> list[str]:
    outputs = [new_output("display_data", data=data)]
    return faults(new_notebook(cells=[new_code_cell("1", id="it", outputs=outputs, **facts)]))


def prose(text: str) -> list[str]:
    return faults(new_notebook(cells=[new_markdown_cell(text, id="it")]))


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"text/html": f'<img src="{PIXEL}">'}, "it: an image without alt text"),
        ({"text/html": f'<img src="{PIXEL}" alt=" ">'}, "it: an image without alt text"),
        ({"text/html": '<img src="x.jpg" alt="x">'}, "it: an image that is not in the notebook: 'x.jpg'"),
        (
            {"text/html": '<img src="https://e.org/x.jpg" alt="x">'},
            "it: an image that is not in the notebook",
        ),
        ({"image/png": "iVBORw0KGgo="}, "it: image/png without HTML that has alt text"),
        ({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "HBox()"}, "without HTML"),
        ({"text/plain": "PosixPath('/home/ada/fox.jpg')"}, "it: it names /home/ada/fox.jpg"),
        ({"text/plain": "in C:\\Users\\ada"}, "it: it names C:\\Users\\ada"),
        ({"text/plain": "the key xai-0123456789abcdef"}, "it: it names xai-0123456789abcdef"),
    ],
)
def test_what_a_reader_would_miss_or_should_not_see_is_named(data: dict[str, Any], fault: str) -> None:
    (told,) = code(data)
    assert told.startswith(fault) or fault in told


def test_what_reads_well_has_no_faults() -> None:
    assert code({"text/html": f'<img src="{PIXEL}" alt="a fox">', "image/png": "iVBORw0KGgo="}) == []
    assert code({"text/plain": "2/3 of https://example.org/home/x and </var>, data:image/png"}) == []
    assert (
        prose("Read [the demo](demo.py), [more](https://example.org) or ![a fox](first_picture.png).") == []
    )


def test_the_user_s_name_is_no_word_of_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "ada-lovelace")
    assert getpass.getuser() == "ada-lovelace"
    assert code({"text/plain": "made by ada-lovelace"}) == ["it: it names ada-lovelace"]


def test_prose_is_read_too() -> None:
    assert prose("![](first_picture.png)") == ["it: an image without alt text: 'first_picture.png'"]
    assert prose("[next](02_gone.ipynb)") == ["it: nothing is at '02_gone.ipynb'"]


def test_an_error_is_a_fault_where_its_cell_did_not_announce_it() -> None:
    error = new_output("error", ename="InputError", evalue="no", traceback=["InputError: no"])
    cell = new_code_cell("1", id="it", outputs=[error])
    assert faults(new_notebook(cells=[cell])) == ["it: InputError: no"]
    cell.metadata["tags"] = ["raises-exception"]
    assert faults(new_notebook(cells=[cell])) == []


def test_size_time_and_the_state_of_widgets_are_bounded() -> None:
    heavy = new_notebook(cells=[new_markdown_cell("x" * (BYTES + 1), id="it")], metadata={"widgets": {}})
    told = faults(heavy, seconds=SECONDS + 1)
    assert [each.split(",")[0] for each in told] == [
        "it has 1000 kB",
        "it ran for 61 s",
        "it holds the state of widgets",
    ]
