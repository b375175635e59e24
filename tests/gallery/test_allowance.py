"""A gallery's budget: what its ledger holds, of every session, and what is under way here."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.budget import held
from imagine_nb.errors import BudgetError
from imagine_nb.gallery.journalled import begin
from imagine_nb.prices import Price
from imagine_nb.records import NewPicture, Outcome, Request

CENT = 10**8
ASKED = Request("xai", "u", "/images/generations", "grok-imagine-image", "a fox", "a fox", {"n": 1})


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "g", budget=0.05)


def test_what_is_under_way_is_held_until_its_bill_is_known(gallery: Gallery) -> None:
    hold = held(Price(0.03), [gallery.budget])
    assert (gallery.budget.left_usd, gallery.budget.spent_usd) == (pytest.approx(0.02), 0)
    with pytest.raises(BudgetError) as caught:
        held(Price(0.03), [gallery.budget])
    assert caught.value.left_usd == pytest.approx(0.02)
    hold.settle(CENT)
    assert gallery.budget.left_usd == pytest.approx(0.04)


def test_a_missing_bill_counts_with_its_estimate(gallery: Gallery) -> None:
    begin(gallery, ASKED).finish(Outcome("done"), pictures=[NewPicture(b"1", "image/jpeg", 1, 1)])
    assert gallery.budget.spent_usd == pytest.approx(0.02)


def test_under_way_counts_of_another_session_and_is_held_of_this_one(gallery: Gallery) -> None:
    entry = begin(gallery, ASKED)
    assert gallery.budget.spent_usd == 0
    with closing(sqlite3.connect(gallery.folder / "gallery.db")) as db, db:
        db.execute("UPDATE requests SET session = 'elsewhere:7:ab'")
    assert gallery.budget.spent_usd == pytest.approx(0.02)
    entry.fail(Outcome("cancelled"))


def test_a_missing_bill_of_an_unlisted_model_counts_as_the_dearest_known(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "unlisted", budget=0.10)
    asked = Request("xai", "u", "/images/generations", "a-new-model", "a fox", "a fox", {"n": 1})
    begin(gallery, asked).finish(Outcome("done"), pictures=[NewPicture(b"1", "image/jpeg", 1, 1)])
    assert gallery.budget.left_usd == pytest.approx(0.02)
