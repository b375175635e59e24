"""A gallery of 20,000 pictures, each measure beside a yardstick: the least that could do the same."""

from __future__ import annotations

import io
import sqlite3
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PIL import Image

from gallery.large import CHAIN, noise, write_large_gallery
from imagine_nb import Gallery
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import Outcome, Request

PICTURES = 20_000
RUNS = 9

pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gallery's folder; the last pictures are one chain of edits, the newest files all differ."""
    where = tmp_path_factory.mktemp("large")
    write_large_gallery(where, PICTURES)
    return where


def _median(work: Callable[[], object]) -> float:
    """How long `work` takes, in milliseconds."""
    runs = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        runs.append((time.perf_counter() - started) * 1000)
    return statistics.median(runs)


def _told(
    name: str, promise: float, work: Callable[[], object], yardstick: str, least: Callable[[], object],
    record: pytest.RecordProperty,
) -> None:  # fmt: skip
    spent, beside = _median(work), _median(least)
    record("milliseconds", spent)
    record("yardstick", beside)
    print(f"\n{name}: median {spent:.1f} ms (promise {promise:.0f}); {yardstick}: {beside:.1f} ms")


def test_opening(folder: Path, record_property: pytest.RecordProperty) -> None:
    def opened() -> None:
        gallery = Gallery(folder)
        assert len(gallery) == PICTURES
        gallery.close()

    def least() -> None:
        db = sqlite3.connect(folder / "gallery.db")
        db.execute("SELECT count(*) FROM pictures").fetchone()
        db.close()

    _told("opening", 30, opened, "SQLite alone, counting", least, record_property)


def test_a_page_of_fifty_with_thumbnails(folder: Path, record_property: pytest.RecordProperty) -> None:
    gallery = Gallery(folder)

    def page() -> None:
        assert all(gallery.thumbnail(each) for each in gallery.find(limit=50, offset=100))

    started = time.perf_counter()
    page()
    print(f"\nthe first time, thumbnails made: {(time.perf_counter() - started) * 1000:.0f} ms")
    data = [gallery.data(each) for each in gallery.find(limit=50, offset=100)]
    whole = _median(lambda: [Image.open(io.BytesIO(each)).load() for each in data])
    print(f"beside it, 50 pictures decoded whole: {whole:.0f} ms")
    previews = sorted((folder / "previews").iterdir())[:50]
    _told(
        "a page of 50",
        60,
        page,
        "50 files read",
        lambda: [each.read_bytes() for each in previews],
        record_property,
    )
    gallery.close()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("", {}), ("fox", {}), ("", {"sort": "dearest"}), ("fox", {"sort": "largest", "engine": "xai"}),
     ("", {"edited": False, "model": "m", "since": "1990-01-01"})],
)  # fmt: skip
def test_a_page_anywhere_and_the_total(
    folder: Path, text: str, wanted: dict[str, Any], record_property: pytest.RecordProperty
) -> None:
    gallery = Gallery(folder)
    db = sqlite3.connect(folder / "gallery.db")
    filters = {name: value for name, value in wanted.items() if name != "sort"}
    total = gallery.count(text, **filters)

    def least() -> None:
        all_of_them = "SELECT number, request_id, cost_ticks FROM pictures ORDER BY number DESC"
        assert len(db.execute(all_of_them).fetchall()) == PICTURES

    for where, offset in (("first", 0), ("middle", total // 2), ("last", total - 50)):
        page = partial(gallery.find, text, offset=offset, **wanted)
        assert len(page()) == 50
        _told(f"{where} page, {text!r} {wanted}", 40, page, "all rows", least, record_property)
    _told("its total", 40, lambda: gallery.count(text, **filters), "all rows", least, record_property)
    db.close()
    gallery.close()


def test_what_a_page_shows_besides(folder: Path, record_property: pytest.RecordProperty) -> None:
    gallery = Gallery(folder)
    page = gallery.find(limit=50)
    ids = [each.id for each in page]

    def one_by_one() -> None:
        for each in page:
            gallery.is_favourite(each)

    favourites = partial(gallery.favourites, page)
    _told("favourites of a page", 5, favourites, "one by one", one_by_one, record_property)
    _told(
        "50 by their ids", 10, lambda: gallery.pictures(ids), "one by one",
        lambda: [gallery[each] for each in ids], record_property,
    )  # fmt: skip
    assert gallery.pictures(ids) == page
    print(f"the facets: {_median(gallery.facets):.1f} ms")
    gallery.close()


def test_a_listener_hears_soon(tmp_path: Path) -> None:
    gallery, heard, delays = Gallery(tmp_path), Event(), list[float]()
    picture = noise(0, 1024)

    def hear(change: object) -> None:
        delays.append((time.perf_counter() - written) * 1000)
        heard.set()

    with gallery.feed.listen(hear):
        for _ in range(RUNS):
            entry = begin(gallery, Request("xai", "u", "/images/generations", "m", "a fox", "a fox"))
            entry.finish(Outcome("done"), pictures=[picture])
            written = time.perf_counter()
            assert heard.wait(10)
            heard.clear()
    print(f"\nfrom the end of a request to its listener: median {statistics.median(delays):.2f} ms")
    gallery.close()


@pytest.mark.parametrize("text", ["number17777", "lantern", "fox", "sunset pap"])
def test_a_text_search(folder: Path, text: str, record_property: pytest.RecordProperty) -> None:
    gallery = Gallery(folder)
    db = sqlite3.connect(folder / "gallery.db")

    def least() -> None:
        found = "SELECT request_id FROM words WHERE text LIKE ? ORDER BY rowid DESC LIMIT 50"
        db.execute(found, (f"%{text}%",)).fetchall()

    assert gallery.find(text)
    _told(f"search for {text!r}", 50, lambda: gallery.find(text), "LIKE over all", least, record_property)
    db.close()
    gallery.close()


def test_lineage_of_a_chain(folder: Path, record_property: pytest.RecordProperty) -> None:
    gallery = Gallery(folder)
    db = sqlite3.connect(folder / "gallery.db")
    newest = gallery[PICTURES]

    def least() -> None:
        at: str | None = newest.id
        while at:
            found = db.execute("SELECT parent FROM parents WHERE child = ?", (at,)).fetchone()
            at = found and found[0]

    assert len(gallery.ancestors(newest)) == CHAIN
    _told(
        f"lineage of {CHAIN} steps",
        30,
        lambda: gallery.ancestors(newest),
        "parents, one by one",
        least,
        record_property,
    )
    middle = gallery[PICTURES - CHAIN // 2]
    assert len(gallery.lineage(middle).records) == CHAIN + 1
    print(f"ancestors and descendants of its middle: {_median(lambda: gallery.lineage(middle)):.1f} ms")
    text = _median(lambda: str(gallery.lineage(newest)))
    print(f"its graph as text: {text:.1f} ms; its recipe: {_median(lambda: gallery.recipe(newest)):.1f} ms")
    db.close()
    gallery.close()


def test_the_ledger(folder: Path, record_property: pytest.RecordProperty) -> None:
    gallery = Gallery(folder)
    db = sqlite3.connect(folder / "gallery.db")
    total = "SELECT sum(cost_ticks) FROM outcomes"
    _told(
        "the ledger by day", 1000, lambda: gallery.ledger("day"), "a bare sum",
        lambda: db.execute(total).fetchone(), record_property,
    )  # fmt: skip
    print(f"what a budget reads: {_median(lambda: gallery.budget.spent_usd):.1f} ms")
    db.close()
    gallery.close()
