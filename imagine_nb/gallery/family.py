"""The records of a picture's ancestors and descendants, fetched at once."""

from __future__ import annotations

from imagine_nb.gallery.journal import Journal
from imagine_nb.records import PictureRecord

_UP = "SELECT parent FROM parents JOIN kin ON child = kin.id"
_DOWN = "SELECT child FROM parents JOIN kin ON parent = kin.id"


def forebears(journal: Journal, picture: PictureRecord) -> list[PictureRecord]:
    """The picture and all that it was made from, deleted ones too, the oldest number first."""
    return _kin(journal, picture, _UP)


def offspring(journal: Journal, picture: PictureRecord) -> list[PictureRecord]:
    """The picture and all that was made from it, deleted ones too, the oldest number first."""
    return _kin(journal, picture, _DOWN)


def _kin(journal: Journal, picture: PictureRecord, step: str) -> list[PictureRecord]:
    return journal.pictures(
        f"WHERE p.id IN (WITH RECURSIVE kin(id) AS (VALUES (?) UNION {step}) SELECT id FROM kin)"  # noqa: S608
        " ORDER BY p.number",
        picture.id,
    )
