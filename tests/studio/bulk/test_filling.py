"""Filling in: what a row makes of a call's prompt and options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imagine_nb.errors import InputError, SourceError
from imagine_nb.studio.bulk.filling import filling

COLUMNS = ("prompt", "colour", "shape", "count", "photo", "hat")
ROW = {"prompt": "a fox", "colour": "red", "shape": "3:2", "count": 2, "photo": None, "hat": ""}


def made(options: dict[str, Any], row: dict[str, Any] | None = None) -> dict[str, Any]:
    filled = filling(None, options, COLUMNS, of="prompt")
    return filled.options_of({**ROW, **(row or {})})


def test_no_text_is_the_column_of_that_name() -> None:
    assert filling(None, {}, COLUMNS, of="prompt").text_of(ROW) == "a fox"
    assert filling("{colour}", {}, COLUMNS, of="prompt").text_of(ROW) == "red"
    with pytest.raises(InputError, match=r"There is no question\. Give the table a column 'question', or"):
        filling(None, {}, COLUMNS, of="question")


def test_a_setting_that_is_a_column_alone_is_its_cell() -> None:
    assert made({"n": "{count}", "aspect_ratio": "{shape}", "user": "of {colour}"}) == {
        "n": 2,
        "aspect_ratio": "3:2",
        "user": "of red",
    }


@pytest.mark.parametrize(
    ("cell", "number"), [("3", 3), ("0.5", 0.5), ("many", "many"), (None, None), ("", None)]
)
def test_a_number_may_be_text_and_an_empty_cell_is_none(cell: Any, number: Any) -> None:
    assert made({"temperature": "{count}"}, {"count": cell}).get("temperature") == number


def test_what_is_no_template_is_the_same_for_every_row() -> None:
    options = {"n": 2, "aspect_ratio": "16:9", "response_format": {"type": "object"}}
    assert made(options) == options


def test_pictures_of_columns_and_of_all_rows(png: bytes, tmp_path: Path) -> None:
    (tmp_path / "hat.png").write_bytes(png)
    path = tmp_path / "hat.png"
    several = made({"images": ["photo", path, "https://example.com/hat.png"]}, {"photo": png})["images"]
    assert [each.record.name for each in several] == ["image", "hat.png", "hat.png"]
    assert len(made({"images": "photo"}, {"photo": [png, str(path)]})["images"]) == 2
    assert made({"mask": "hat"}, {"hat": str(path)})["mask"].record.name == "hat.png"
    assert "images" not in made({"images": ()})


def test_an_empty_cell_of_pictures_is_the_row_s_own_error() -> None:
    with pytest.raises(SourceError, match=r"The column 'hat' is empty\. Name a picture in it."):
        made({"images": ["hat"]})


def test_text_that_is_no_column_is_told_with_the_nearest() -> None:
    with pytest.raises(InputError, match=r"no column 'phot'. Did you mean photo\? In images= text names a"):
        made({"images": "phot"})
    with pytest.raises(InputError, match=r"user= names 'color', which is no column\. Did you mean 'colour'"):
        made({"user": "{color}"})


def test_it_is_heavy_where_rows_bring_pictures(png: bytes) -> None:
    assert filling(None, {"images": "photo"}, COLUMNS, of="prompt").is_heavy
    assert not filling(None, {"images": png}, COLUMNS, of="prompt").is_heavy
