import sqlite3
import time
from datetime import UTC, datetime
from pathlib import Path

from imagine_nb import Gallery
from imagine_nb.gallery.facets import Facets
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewPicture, Outcome, Request


def keep(gallery: Gallery, engine: str, model: str) -> None:
    request = Request(engine, "u", "/images/generations", model, "a fox", "a fox")
    begin(gallery, request).finish(Outcome("done"), pictures=[NewPicture(b"x", "image/jpeg", 1, 1)])


def copy_of(db: sqlite3.Connection, table: str, **changes: object) -> None:
    """Add a row like the first of a table, but for these changes."""
    row = dict(db.execute(f"SELECT * FROM {table} LIMIT 1").fetchone()) | changes
    db.execute(
        f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
    )


def test_an_empty_gallery_has_none(tmp_path: Path) -> None:
    assert Gallery(tmp_path).facets() == Facets((), (), None, None)


def test_what_occurs_is_told_the_most_frequent_first(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    for engine, model in (("print-shop", "b"), ("xai", "a"), ("xai", "a"), ("xai", "c")):
        keep(gallery, engine, model)
    gallery.delete(4)
    today = datetime.now(UTC).astimezone().date()
    assert gallery.facets() == Facets(("xai", "print-shop"), ("a", "b"), today, today)


def test_rows_that_cannot_be_read_are_no_facets(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    for engine in ("xai", "print-shop"):
        keep(gallery, engine, "m")
    odd = (("evil", b"\xff", "never"), ("print-shop", "m", time.time() * 1e9))
    with gallery._database.transaction() as db:
        for number, told in enumerate(odd, 3):
            copy_of(db, "requests", id=f"r{number}", engine=told[0], model=told[1], created=told[2])
            copy_of(db, "pictures", id=f"p{number}", number=number, request_id=f"r{number}")
    facets = gallery.facets()
    assert (facets.engines, facets.models) == (("print-shop", "xai"), ("m",))
    assert facets.last is not None
    assert facets.last.year == 9999
