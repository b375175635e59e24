"""Sums beside the rows: true after whatever is written, and told where they are not."""

from pathlib import Path

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.gallery.counts import miscounted, n_kept
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Request, SourceRecord
from imagine_nb.usage import Usage

ASKED = Request("xai", "u", "/images/generations", "m", "a fox", "a fox")
PICTURE = NewPicture(b"x", "image/jpeg", 1, 1)


@pytest.fixture
def lived(tmp_path: Path) -> Gallery:
    """A gallery in which all happened that writes rows."""
    gallery = Gallery(tmp_path / "lived")
    begin(gallery, ASKED)
    again = begin(gallery, ASKED)
    again.finish(Outcome("partial", model="one", usage=Usage(5)))
    again.finish(Outcome("done", model="two", usage=Usage(7)), pictures=[PICTURE, PICTURE])
    lost = begin(gallery, ASKED)
    lost.finish(Outcome("done", usage=Usage(7)))
    lost.fail(Outcome("unknown"))
    begin(gallery, ASKED).fail(Outcome("failed"))
    source = SourceRecord("x", sha256="s", picture_id=gallery[1].id)
    about = Request("xai", "u", "/responses", "grok-4.3", "What?", "What?", sources=(source,))
    begin(gallery, about).finish(Outcome("done", usage=Usage(9)), answer=NewAnswer("A fox.", "r"))
    gallery.delete(2)
    gallery.delete(gallery.journal.pictures("WHERE p.number = 2")[0])
    gallery.favourite(1)
    return gallery


def test_the_sums_are_true_whatever_is_written(lived: Gallery) -> None:
    assert miscounted(lived._database) == []
    assert (n_kept(lived._database), len(lived), lived.cost_ticks) == (1, 1, 16)
    assert lived.ledger("day").total.bill == lived.ledger().total.bill
    assert [row.bill for row in lived.ledger("model")] == [
        row.bill for row in sorted(lived.ledger("model"), key=lambda row: -row.exact_usd)
    ]


def test_the_sums_are_true_after_an_import_and_a_rebuild(studio: Studio, tmp_path: Path) -> None:
    fox = studio.imagine("a red fox", n=2)
    fox[0].ask("What is this?")
    studio.gallery.delete(fox[1])
    archive = studio.gallery.export(tmp_path / "a.zip")
    other = Gallery(tmp_path / "two")
    other.import_(archive)
    assert miscounted(other._database) == []
    other.rebuild()
    assert (miscounted(other._database), len(other)) == ([], 1)
    assert [each.number for each in other.find("fox")] == [1]


@pytest.mark.parametrize("table", ["shelves", "kinds", "bills", "unbilled", "texts", "mentions"])
def test_sums_that_are_not_true_are_told(lived: Gallery, table: str) -> None:
    with lived._database.transaction() as db:
        db.execute(f"DELETE FROM {table}")
    assert miscounted(lived._database) == [table]
    assert lived.verify().database == (f"the sums in {table} are not true: rebuild() makes them anew",)
    lived.rebuild()
    assert miscounted(lived._database) == []
