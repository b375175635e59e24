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
    with gallery._database.transaction() as db:
        db.execute(
            "UPDATE requests SET engine = 'evil', model = x'ff', created = 'never' WHERE engine = 'xai'"
        )
        db.execute("UPDATE requests SET created = ? WHERE engine = 'print-shop'", (time.time() * 1e9,))
    facets = gallery.facets()
    assert (facets.engines, facets.models) == (("print-shop",), ("m",))
    assert facets.last is not None
    assert facets.last.year == 9999
