"""A gallery of thousands of pictures, made in seconds: rows as the journal writes them, and a few files."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from PIL import Image

from imagine_nb import Gallery
from imagine_nb.gallery.rows import insert, insert_request_row, outcome_row, picture_row, request_row
from imagine_nb.picture_files.pixels import jpeg
from imagine_nb.records import NewPicture, Outcome, Request, SourceRecord, picture_record
from imagine_nb.usage import Usage

CHAIN = 300
FILES = 60
WORDS = (
    "red", "fox", "snow", "sunset", "city", "harbour", "lantern", "paper", "crane", "old", "map", "quiet",
    "river",
)  # fmt: skip
TICKS = 2 * 10**8
Work: TypeAlias = Callable[[Gallery, int], object]


def opened(gallery: Gallery, n: int) -> None:
    other = Gallery(gallery.folder)
    assert len(other) == n
    other.close()


# what a gallery of n pictures is asked, which takes as long in a larger one
WORKS: dict[str, Work] = {
    "opening": opened,
    "its length": lambda gallery, n: len(gallery),
    "a page": lambda gallery, n: gallery.find(),
    "a page in the middle": lambda gallery, n: gallery.find(offset=n // 2),
    "the last page": lambda gallery, n: gallery.find(offset=n - 50),
    "the oldest": lambda gallery, n: gallery.find(sort="oldest", offset=n // 3),
    "the dearest, in the middle": lambda gallery, n: gallery.find(sort="dearest", offset=n // 2),
    "the largest, last": lambda gallery, n: gallery.find(sort="largest", offset=n - 50),
    "a frequent word": lambda gallery, n: gallery.find("fox"),
    "two words": lambda gallery, n: gallery.find("fox snow"),
    "a frequent word, the largest": lambda gallery, n: gallery.find("fox", sort="largest"),
    "a rare word": lambda gallery, n: gallery.find(f"number{n // 2}"),
    "no such word": lambda gallery, n: gallery.find("zebra"),
    "a word of one engine": lambda gallery, n: gallery.find("fox", engine="xai"),
    "one model": lambda gallery, n: gallery.find(model="m"),
    "no such model": lambda gallery, n: gallery.find(model="none"),
    "edits": lambda gallery, n: gallery.find(edited=True),
    "a count of all": lambda gallery, n: gallery.count(),
    "a count of some": lambda gallery, n: gallery.count("fox", most=1000),
    "facets": lambda gallery, n: gallery.facets(),
    "a lineage": lambda gallery, n: gallery.lineage(n),
    "the newest": lambda gallery, n: gallery.last,
    "what is reused": lambda gallery, n: gallery.journal.endings(key=f"{n}"),
    "the ledger by day": lambda gallery, n: gallery.ledger("day"),
    "the ledger by model": lambda gallery, n: gallery.ledger("model"),
    "what a budget reads": lambda gallery, n: gallery.budget.spent_usd,
}


def write_large_gallery(folder: Path, count: int, *, side: int = 1024, apart: float = 60) -> None:
    """Make a gallery of `count` pictures of `side` pixels, one every `apart` seconds until now.

    The newest files all differ, the last 300 pictures are one chain of edits, and each prompt ends with the
    picture's number: `... number17777`.
    """
    gallery = Gallery(folder)
    files = [noise(number, side) for number in range(FILES)]
    for number, file in enumerate(files):
        (folder / f"{number}.jpg").write_bytes(file.data)
    hashes = [file.sha256 for file in files]
    began = time.time() - apart * count
    with gallery._database.transaction() as db:
        for number in range(1, count + 1):
            file, sha256 = files[number % FILES], hashes[number % FILES]
            _insert(
                db, number, file, sha256, is_edited=number > count - CHAIN, created=began + apart * number
            )
    gallery.close()


def noise(number: int, side: int) -> NewPicture:
    """A picture of grey noise, which no two numbers share."""
    image = Image.effect_noise((side, side), 40 + number).convert("RGB")
    return NewPicture(jpeg(image, quality=85), "image/jpeg", side, side)


def _insert(
    db: sqlite3.Connection, number: int, file: NewPicture, sha256: str, *, is_edited: bool, created: float
) -> None:
    prompt = " ".join(WORDS[number * step % len(WORDS)] for step in (1, 3, 5, 7)) + f" number{number}"
    parent = f"{number - 1:016x}" if is_edited else None
    sources = (SourceRecord("x", sha256="s", picture_id=parent),) if parent else ()
    request = Request("xai", "u", "/images/generations", "m", prompt, prompt, {"n": 1}, sources)
    id_ = f"{number:016x}"
    told = {"session": "s", "versions": json.dumps({})}
    insert_request_row(db, {"id": id_, "created": created, **request_row(request), **told})
    outcome = Outcome("done", model="m", usage=Usage(TICKS))
    insert(db, outcomes={"request_id": id_, "finished": created, **outcome_row(outcome)})
    place = {"picture_id": id_, "request_id": id_, "number": number, "path": f"{number % FILES}.jpg"}
    facts = {"index": 0, "n": 1, "created": created, "ticks": TICKS, "sha256": sha256}
    insert(db, pictures=picture_row(picture_record(file, request, outcome, **place, **facts)))
    if parent:
        insert(db, parents={"child": id_, "position": 0, "parent": parent})
