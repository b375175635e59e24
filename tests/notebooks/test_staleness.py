"""Differences of notebooks: what a reader would notice is told, and what only a machine changes is not."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import pandas
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from PIL import Image, ImageDraw

from imagine_nb import Studio
from staleness import differences, unlike


def book(data: dict[str, Any], source: str = "fox") -> Any:
    """A notebook of one cell, whose output is this bundle."""
    cell = new_code_cell(source, id="cell-01", outputs=[new_output("display_data", data=data)])
    return new_notebook(cells=[cell])


def told(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return differences(book(before), book(after), name="01_fox.ipynb")


def file(image: Image.Image, kind: str = "PNG", **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def disc(*, size: tuple[int, int] = (96, 64), colour: str = "red", at: int = 20) -> Image.Image:
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).ellipse((at, 10, at + 40, 50), fill=colour)
    return image


def html(data: bytes, alt: str = "a disc") -> dict[str, str]:
    return {"text/html": f'<img src="data:image/png;base64,{base64.b64encode(data).decode()}" alt="{alt}">'}


def test_a_changed_text_is_a_unified_diff_that_names_the_notebook_and_the_cell() -> None:
    assert told({"text/plain": "a\nb\nc"}, {"text/plain": "a\nB\nc"}) == [
        "--- 01_fox.ipynb (committed)",
        "+++ 01_fox.ipynb (run now)",
        "@@ -4,4 +4,4 @@",
        " text/plain:",
        " a",
        "-b",
        "+B",
        " c",
    ]


def test_a_picture_is_compared_by_its_words_and_by_what_is_seen() -> None:
    before = html(file(disc()))
    assert told(before, before) == []
    assert any("another disc" in line for line in told(before, html(file(disc()), alt="another disc")))
    assert told(before, html(file(disc(colour="blue")))) == [
        "cell-01: the picture looks different (54.4 of 255 apart)"
    ]
    assert "96 x 64, now 64 x 96" in told(before, html(file(disc(size=(64, 96)))))[0]


def test_another_encoding_of_a_picture_is_the_same_picture() -> None:
    assert unlike(file(disc()), file(disc(), "JPEG", quality=60)) == ""
    assert unlike(file(disc()), file(disc(size=(97, 64)))) == ""


@pytest.mark.parametrize(("one", "other"), [("a red fox", "a red fox at night"), ("a red fox", "an owl")])
def test_another_prompt_is_another_picture(studio: Studio, one: str, other: str) -> None:
    pictures = [studio.imagine(prompt).image for prompt in (one, other)]
    assert "apart" in unlike(*(file(each) for each in pictures))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hopper: 512 x 600, 476 kB", "hopper: 512 x 600, 471 kB"),
        ("0005-fox-style-06c3.jpg", "0004-fox-style-1a09.jpg"),
        ("#5 · print shop", "#4 · print shop"),
        ("<Picture 5: a fox>", "<Picture 4: a fox>"),
        ("total   1  $0.00", "total  1  $0.00"),
    ],
)
def test_what_a_library_or_a_race_of_drawings_changes_is_not_told(one: str, other: str) -> None:
    assert told({"text/plain": one}, {"text/plain": other}) == []


def test_a_data_frame_is_compared_without_what_its_run_took() -> None:
    rows = [{"animal": "fox", "number": 7, "seconds": 0.8}, {"animal": "owl", "number": 6, "seconds": 2.0}]
    before, again, other = (
        {"text/html": frame._repr_html_(), "text/plain": repr(frame)}
        for frame in (
            pandas.DataFrame(rows),
            pandas.DataFrame([{**row, "number": 1, "seconds": 10.5} for row in rows]),
            pandas.DataFrame([{**row, "animal": "bear"} for row in rows]),
        )
    )
    assert told(before, again) == []
    assert any("bear" in line for line in told(before, other))


def test_a_source_that_changed_is_told() -> None:
    before, after = book({"text/plain": "1"}), book({"text/plain": "1"}, source="owl")
    assert "+owl" in differences(before, after, name="x")
