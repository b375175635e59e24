"""Numbers beyond all measure in a gallery: read as unknown, and nothing else stops for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from faults_server import jpeg
from gallery.strangers import change
from imagine_nb import Gallery
from imagine_nb.gallery import bounds
from imagine_nb.gallery.journalled import begin
from imagine_nb.gallery.steps import sums
from imagine_nb.records import NewPicture, Outcome, Request
from imagine_nb.usage import Usage

# as if the odd rows had been written like all others, with their sums
SUMMED = [
    each for table, rows in sums().items() for each in (f"DELETE FROM {table}", f"INSERT INTO {table} {rows}")
]
ODD = {
    "a time after all calendars": "UPDATE requests SET created = 1e18",
    "a time before them": "UPDATE requests SET created = -1e18",
    "an endless time": "UPDATE outcomes SET finished = 9e999, seconds = 1e308",
    "bills whose sum no database has": "UPDATE outcomes SET cost_ticks = 9223372036854775807",
    "a bill below nothing": "UPDATE outcomes SET cost_ticks = -1",
    "a bill in words": "UPDATE outcomes SET cost_ticks = 'much'",
    "tokens without end": f"""UPDATE outcomes SET usage = '{{"total_tokens": {10**30}}}'""",
    "tokens below nothing": """UPDATE outcomes SET usage = '{"total_tokens": -1, "other": []}'""",
    "usage that is no JSON": "UPDATE outcomes SET usage = '{'",
    "sizes in words": "UPDATE pictures SET width = 'wide', height = 'high', n_bytes = 'many'",
    "no size": "UPDATE pictures SET width = 0, height = 1000000000",
    "positions out of reach": "UPDATE pictures SET position = -5",
    "takes out of reach": "UPDATE requests SET take = 9223372036854775807",
    "settings of another kind": """UPDATE requests SET parameters = '{"n": "x", "quality": []}'""",
    "sources that are none": 'UPDATE requests SET sources = \'[7, {"name": 7, "width": -1}]\'',
    "JSON that is too deep": "UPDATE requests SET parameters = '" + '{"a":' * 900 + "1" + "}" * 900 + "'",
    "a status that is none": "UPDATE outcomes SET status = 'x', http_status = -7",
    "texts that are blobs": "UPDATE requests SET model = x'00ff', session = x'ff', versions = x'ff'",
}


@pytest.fixture
def two(tmp_path: Path) -> Gallery:
    """A gallery of two pictures, each of a request of its own, closed."""
    gallery = Gallery(tmp_path / "gallery")
    for colour in ((1, 2, 3), (4, 5, 6)):
        asked = Request("xai", "u", "/images/generations", "grok-imagine-image", "a fox", "a fox", {"n": 1})
        new = NewPicture(jpeg(colour), "image/jpeg", 64, 48)
        begin(gallery, asked).finish(Outcome("done", usage=Usage(200_000_000)), pictures=[new])
    gallery.close()
    return gallery


@pytest.mark.parametrize("statement", ODD.values(), ids=ODD)
def test_all_goes_on_past_it_and_its_export_is_taken_in(two: Gallery, tmp_path: Path, statement: str) -> None:
    change(two.folder, statement, *SUMMED)
    gallery, there = Gallery(two.folder), Gallery(tmp_path / "there")
    assert len([*gallery]) == len(gallery.find("fox")) == 2
    for by in ("request", "session", "day", "model"):
        assert gallery.ledger(by).total.requests == 2
        assert str(gallery.ledger(by))
        assert gallery.ledger(by)._repr_html_()
    assert gallery.cost_ticks <= 400_000_000
    assert gallery.budget.spent_usd <= 1
    assert gallery.recipe(1).program
    assert gallery.verify()
    assert len(there.import_(gallery.export(tmp_path / "all.zip")).pictures) == 2
    assert [there.data(each) for each in there] == [gallery.data(each) for each in gallery]


@pytest.mark.parametrize("number", [2**63 - 1, -5])
def test_a_number_out_of_reach_does_not_end_the_count(two: Gallery, asked: Request, number: int) -> None:
    change(two.folder, f"UPDATE pictures SET number = {number} WHERE number = 2")
    gallery = Gallery(two.folder)
    begin(gallery, asked).finish(Outcome("done"), pictures=[NewPicture(b"x", "image/jpeg", 1, 1)])
    assert {each.number for each in gallery} == {1, 2, number}


def test_a_row_that_was_asked_of_nobody_is_told_and_stops_no_other(two: Gallery) -> None:
    change(two.folder, "UPDATE requests SET engine = 'nobody' WHERE rowid = 1")
    gallery = Gallery(two.folder)
    assert [each.number for each in gallery] == [2]
    assert "1 rows of pictures cannot be read" in gallery.verify().database
    assert gallery.ledger().total.requests == 1


@pytest.mark.parametrize("value", [True, 1.0, "1", b"1", None, -1, 10**13, float("nan")])
def test_what_is_no_count_is_none(value: object) -> None:
    assert bounds.count(value) is None


@pytest.mark.parametrize(
    "value", ["[1", "NaN", "1e999", "[" * 500, "[" * 60 + "]" * 60, "9" * 5000, b"{}", 7]
)
def test_what_is_no_json_is_none(value: object) -> None:
    assert bounds.parsed(value) is None
