"""Picture references: a record, what holds one, a number, or the beginning of an id."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeAlias

from imagine_nb.errors import GalleryError, InputError
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.rows import KEPT
from imagine_nb.records import PictureRecord
from imagine_nb.values import in_short


class HasRecord(Protocol):
    """What holds a picture's record: a Picture, or Pictures of one element."""

    @property
    def record(self) -> PictureRecord: ...


Reference: TypeAlias = "PictureRecord | HasRecord | int | str"

_ID = re.compile("[0-9a-f]{1,16}")
_LISTED = "p.id IN (SELECT value FROM json_each(?))"
_HIGHEST = 2**63 - 1  # that SQLite knows


def record_of(journal: Journal, which: Reference) -> PictureRecord:
    """The record of the picture that is meant; raises GalleryError where there is none, or several."""
    if isinstance(which, int) and not isinstance(which, bool):
        return _numbered(journal, which)
    if isinstance(which, str):
        return _of_id(journal, which)
    found = getattr(which, "record", None) if not isinstance(which, PictureRecord) else which
    if isinstance(found, PictureRecord):
        return found
    raise InputError(f"{in_short(which)} is no picture of a gallery.", advice="Give one, or its number.")


def pictures_numbered(journal: Journal, numbers: Sequence[int]) -> list[PictureRecord]:
    """The pictures with these numbers, in this order."""
    found = journal.pictures("WHERE p.number IN (SELECT value FROM json_each(?))", json.dumps(numbers))
    order = {number: at for at, number in enumerate(numbers)}
    return sorted(found, key=lambda each: order[each.number])


def pictures_of(journal: Journal, ids: Iterable[str]) -> list[PictureRecord]:
    """The records of the pictures with these ids, in this order, each once; others are left out."""
    wanted = list(dict.fromkeys(ids))
    rows = journal.pictures(f"WHERE {_LISTED} AND {KEPT}", json.dumps(wanted))
    found = {each.id: each for each in rows}
    return [found[id_] for id_ in wanted if id_ in found]


def _numbered(journal: Journal, number: int) -> PictureRecord:
    known = abs(number) <= _HIGHEST
    found = journal.pictures(f"WHERE p.number = ? AND {KEPT}", number) if known else []
    if not found:
        raise GalleryError(f"The gallery has no picture {number}.", advice=f"It holds {journal.count()}.")
    return found[0]


def _of_id(journal: Journal, prefix: str) -> PictureRecord:
    text = prefix.lower()
    clause = f"WHERE p.id >= ? AND p.id < ? AND {KEPT} LIMIT 2"  # "g" is what comes after the last digit
    found = journal.pictures(clause, text, f"{text}g") if _ID.fullmatch(text) else []
    if len(found) != 1:
        what = "several pictures whose ids begin" if found else "no picture whose id begins"
        raise GalleryError(f"The gallery has {what} with {prefix[:40]!r}.", advice="Give more of the id.")
    return found[0]
