"""Regions as people give them: four numbers, in pixels or percent, or a mask; all else is refused."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from imagine_nb.errors import InputError
from imagine_nb.records import SourceRecord
from imagine_nb.regions import PATH, box_in, box_of, edit_of, images_of, mask_of, region_of, told
from imagine_nb.sources import Source, of_bytes, source

SIZE = (320, 240)


@pytest.mark.parametrize(
    ("given", "box"),
    [
        ((40, 30, 200, 100), (40, 30, 200, 100)),
        ([0, 0, 320, 240], (0, 0, 320, 240)),
        ("40,30,200,100", (40, 30, 200, 100)),
        (" 40, 30 ,200, 100 ", (40, 30, 200, 100)),
        ("10%,20%,30%,40%", (32, 48, 96, 96)),
        (("10%", "20%", "30%", "40%"), (32, 48, 96, 96)),
        ("0%,0%,100%,100%", (0, 0, 320, 240)),
        ("33.3%,33.3%,33.4%,66.7%", (107, 80, 106, 160)),
        (np.array([1, 2, 3, 4]), (1, 2, 3, 4)),
        (np.array([1.0, 2.0, 3.0, 4.0]), (1, 2, 3, 4)),
        ((True + 1.0, 2, "3", 4), (2, 2, 3, 4)),
        (iter([1, 2, 3, 4]), (1, 2, 3, 4)),
    ],
)
def test_a_box_is_four_numbers(given: Any, box: tuple[int, ...]) -> None:
    found = box_in(given, SIZE)
    assert found == box
    assert all(type(each) is int for each in found)


class Odd:
    def __iter__(self) -> Any:
        raise RuntimeError("no")


@pytest.mark.parametrize(
    "given",
    [
        "", "1,2,3", "1,2,3,4,5", "a,b,c,d", "1,2,3,4%", "1;2;3;4", (1, 2, 3), (1, 2, 3, 4, 5), 7, None, {},
        b"1234", {"x": 1}, (1.5, 2, 3, 4), (1, 2, 3, None), (True, 2, 3, 4), (float("nan"), 0, 1, 1),
        (10**400, 0, 1, 1), Odd(), (float("inf"), 0, 1, 1), "1e3,0,1,1", "٤,٤,٤,٤", np.array(3),
        "9" * 10_000, [[1, 2], [3, 4]],
    ],
)  # fmt: skip
def test_what_is_no_box_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match=r"is no box\. It is x, y, width and height"):
        box_in(given, SIZE)


@pytest.mark.parametrize("given", ["0,0,0,5", (5, 5, 5, 0), (5, 5, -1, 5), "10%,10%,0%,5%", "1%,1%,0.01%,9%"])
def test_an_empty_box_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match="is empty"):
        box_in(given, SIZE)


@pytest.mark.parametrize(
    "given", [(-1, 0, 5, 5), (0, -1, 5, 5), (316, 0, 5, 5), "50%,0%,51%,5%", (0, 0, 1, 241)]
)
def test_a_box_that_reaches_out_of_the_picture_is_refused(given: Any) -> None:
    with pytest.raises(InputError, match=r"reaches out of the picture\. That is 320 x 240"):
        box_in(given, SIZE)


def test_a_region_is_of_one_picture_whose_pixels_are_here(png: bytes) -> None:
    one = of_bytes(png, name="disc.png")
    far = source("https://example.org/fox.png")
    for sources, message in (
        ((), "none is named"),
        ((one, one), "2 are named"),
        ((far,), "fetched by"),
    ):
        with pytest.raises(InputError, match=message):
            region_of(sources, (0, 0, 5, 5))
    with pytest.raises(InputError, match="a region and a mask"):
        region_of((one,), (0, 0, 5, 5), png)
    with pytest.raises(InputError, match="at an address"):
        region_of((one,), None, "https://example.org/mask.png")
    with pytest.raises(InputError, match="paints nothing"):
        region_of((one,), mask=np.zeros((3, 3), bool))
    with pytest.raises(InputError, match="broken"):
        region_of((Source(one.record, b"\x89PNG\r\n\x1a\n"),), (0, 0, 5, 5))
    assert region_of((far, far)) is None


def test_the_feather_grows_with_the_picture() -> None:
    def feather(side: int) -> int:
        out = BytesIO()
        Image.new("L", (side, side)).save(out, "PNG")
        found = region_of((of_bytes(out.getvalue(), name="x"),), (0, 0, 1, 1))
        assert found is not None
        return found.feather

    assert [feather(side) for side in (8, 1024, 5000)] == [1, 10, 32]


class Asked:
    def __init__(self, box: Any, *names: str, endpoint: str = PATH) -> None:
        self.endpoint, self.parameters = endpoint, {"region": box}
        self.sources = tuple(SourceRecord(each, picture_id=each) for each in names)


def test_what_is_recorded_of_a_region_is_read_with_doubt() -> None:
    asked = Asked([1, 2, 3, 4], "fox", "edit")
    assert (box_of(asked), edit_of(asked), mask_of(asked)) == ((1, 2, 3, 4), "edit", None)
    assert told(asked) == "3 x 4 at 1, 2"
    assert [each.name for each in images_of(asked)] == ["fox"]
    masked = Asked(None, "fox", "edit", "mask.png")
    assert told(masked) == "where mask.png paints"
    for odd in ("1,2,3,4", [1, 2, 3], [1, 2, 3, "4"], [1, 2, 3, True], {"a": 1}, 7):
        assert box_of(Asked(odd, "fox", "edit")) is None
    alone = Asked([1, 2, 3, 4], "fox")
    other = Asked([1, 2, 3, 4], "fox", "cat", endpoint="/images/edits")
    assert [edit_of(each) or box_of(each) for each in (alone, other)] == [None, None]
    assert [len(images_of(each)) for each in (alone, other)] == [1, 2]
