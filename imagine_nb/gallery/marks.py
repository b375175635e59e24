"""Marks on pictures: favourites, labels, alt texts and deletions. Each is a record of its own."""

from __future__ import annotations

import json
import math
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import replace

from imagine_nb.errors import InputError, holds_key
from imagine_nb.fields import is_writable
from imagine_nb.gallery import bounds
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import drop
from imagine_nb.gallery.files import files_of
from imagine_nb.gallery.rows import ALT, ALT_AUTHOR, ALT_BY, ALT_TEXT, KEPT, insert
from imagine_nb.records import Author, PictureRecord
from imagine_nb.values import in_short

FAVOURITE = "favourite"
LABEL = "label"
DELETED = "deleted"
KINDS = (FAVOURITE, LABEL, ALT, ALT_BY, DELETED)
LONGEST_LABEL, LONGEST_ALT = 80, 1000  # characters
_LONGEST_MODEL = 200
_ONE_LINE = f"A label is one line of 1 to {LONGEST_LABEL} characters."

_LAST = "SELECT max(created) FROM marks WHERE picture_id = ? AND kind = ?"
_ALT = f"SELECT {ALT_TEXT}, {ALT_AUTHOR} FROM pictures p WHERE p.id = ?"  # noqa: S608 - constants
_SHARED = f"SELECT 1 FROM pictures p WHERE path = ? AND {KEPT}"  # noqa: S608 - a constant
UNDESCRIBED = f"""
WHERE {KEPT} AND (coalesce({ALT_TEXT}, '') = ''
  OR substr({ALT_AUTHOR}, 1, instr({ALT_AUTHOR}, ' ') - 1) IN (SELECT value FROM json_each(?)))
ORDER BY p.number
"""  # noqa: S608 - constants
_BEARING = """
SELECT picture_id FROM marked WHERE kind = ? AND picture_id IN (SELECT value FROM json_each(?))
"""
_LABELS = f"""
SELECT DISTINCT value FROM marked m JOIN pictures p ON p.id = m.picture_id
WHERE m.kind = '{LABEL}' AND {KEPT} AND (p.id = ? OR ? IS NULL) ORDER BY value
"""  # noqa: S608 - constants


class Marks:
    """Marks on one gallery's pictures. Taking one away is a record too; a deletion stays."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def put(self, picture: PictureRecord, kind: str, value: str = "", *, on: bool = True) -> None:
        """Mark a picture, or take the mark away."""
        with self._db.transaction() as db:
            insert(db, marks=_row(db, picture, kind, value, on=on))

    def label(self, picture: PictureRecord, labels: Iterable[str], *, on: bool = True) -> None:
        """Put labels on a picture, or take them off. Raises InputError, with none put, where one is none."""
        for each in [checked_label(label) for label in labels]:
            self.put(picture, LABEL, each, on=on)

    def describe(self, picture: PictureRecord, text: str, *, by: Author | None = None) -> None:
        """Give a picture an alt text, by hand or by an author; an empty one takes it back.

        Raises InputError for one too long.
        """
        if not isinstance(text, str) or not is_writable(text):
            told = f"The alt text is {in_short(text)}."
            raise InputError(told, advice="It is text; an empty one takes it back.")
        alt = one_line(text)
        if holds_key(alt):
            raise InputError(
                "The alt text holds something that looks like an API key.", advice="Take it out."
            )
        if len(alt) > LONGEST_ALT:
            told = f"The alt text has {len(alt):,} characters."
            raise InputError(told, advice=f"At most {LONGEST_ALT:,}: say what matters.")
        with self._db.transaction() as db:
            row = _row(db, picture, ALT, alt)
            insert(db, marks=row)
            if by is not None:  # at the same moment: what is written later, by hand, has no author
                model = one_line(by.model)[:_LONGEST_MODEL].strip() or "unknown"
                insert(db, marks={**row, "kind": ALT_BY, "value": f"{by.engine} {model}"})

    def described(self, picture: PictureRecord) -> PictureRecord:
        """The same picture with its alt text as it is now."""
        row = self._db.one(_ALT, picture.id)
        if row is None:
            return picture
        alt, by = row
        return replace(picture, alt=bounds.text(alt), alt_by=bounds.author(by))

    def has(self, picture: PictureRecord, kind: str) -> bool:
        """Whether a picture bears this kind of mark now."""
        found = self._db.one("SELECT 1 FROM marked WHERE picture_id = ? AND kind = ?", picture.id, kind)
        return found is not None

    def bearing(self, pictures: Iterable[PictureRecord], kind: str) -> set[str]:
        """Those of the pictures that bear this kind of mark now, by their ids."""
        ids = json.dumps([each.id for each in pictures])
        return {row["picture_id"] for row in self._db.all(_BEARING, kind, ids)}

    def labels(self, picture: PictureRecord | None = None) -> tuple[str, ...]:
        """The labels of a picture, or of all pictures that are kept, in alphabetical order."""
        rows = self._db.all(_LABELS, *((None, None) if picture is None else (picture.id, picture.id)))
        return tuple(row["value"] for row in rows)

    def delete(self, picture: PictureRecord) -> int:
        """Mark a picture deleted, and remove its file unless another picture shares it; the bytes freed."""
        with self._db.transaction() as db:
            insert(db, marks=_row(db, picture, DELETED))
        return drop_unshared(self._db, picture.path, picture.sha256)


def drop_unshared(database: Database, path: str, sha256: str) -> int:
    """Remove the files of a picture that was deleted unless another picture shares them; the bytes freed."""
    if database.one(_SHARED, path) is not None:
        return 0
    return drop(*files_of(database.folder, path, sha256))


def is_value(text: str) -> bool:
    """Whether a mark can have this value: one line of text, or nothing."""
    return one_line(text) == text and len(text) <= LONGEST_ALT


def one_line(text: str) -> str:
    """`text` as one line, without what cannot be printed."""
    return " ".join("".join(each if each.isprintable() else " " for each in str(text)).split())


def checked_label(text: str) -> str:
    """`text` as a label, spaces around it taken off; raises InputError where it cannot be one."""
    label = " ".join(str(text).split())
    if not label or len(label) > LONGEST_LABEL or not label.isprintable():
        raise InputError(f"{str(text)[:40]!r} is no label.", advice=_ONE_LINE)
    return label


def _row(
    db: sqlite3.Connection, picture: PictureRecord, kind: str, value: str = "", *, on: bool = True
) -> dict[str, object]:
    """A mark that is newer than all of its kind, whatever clock those were set by: the newest counts."""
    last = db.execute(_LAST, (picture.id, kind)).fetchone()[0]
    created = max(time.time(), min(math.nextafter(bounds.moment(last), math.inf), bounds.LATEST))
    return {"created": created, "picture_id": picture.id, "kind": kind, "value": value, "is_on": on}
