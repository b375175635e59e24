"""Columns of results: the table's own, what came and what it cost, and the fields of answers by a schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imagine_nb.bulk.row import Row, free_names

MAX_FIELDS = 200  # of the answers, that become columns
_AFTER = ("cost_usd", "seconds", "error")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of results, by what they hold: `own` of the table, `fields` of answers, and `ours`.

    A name that is taken gets an underscore: the table's own columns go first, then the fields, then ours.
    """

    own: tuple[str, ...]
    before: Mapping[str, str]
    fields: Mapping[str, str]
    after: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, in their order."""
        return (*self.own, *self.before.values(), *self.fields.values(), *self.after.values())

    def values(self, row: Row) -> dict[str, Any]:
        """The values of one row under these names; None where it has none."""
        data = row.data if isinstance(row.data, dict) else {}
        found = {name: row.values.get(name) for name in self.own}
        facts = _facts(row)
        found |= {name: facts.get(key) for key, name in self.before.items()}
        found |= {name: data.get(key) for key, name in self.fields.items()}
        return found | {name: facts.get(key) for key, name in self.after.items()}


def columns_of(rows: Sequence[Row], own: Iterable[str]) -> Columns:
    """The columns that these rows need, after the table's own."""
    given = tuple(own)
    fields = free_names(_fields(rows), given)
    taken = (*given, *fields.values())
    before = free_names(_before(rows), taken)
    return Columns(given, before, fields, free_names(_AFTER, (*taken, *before.values())))


def _before(rows: Sequence[Row]) -> list[str]:
    """What came, as the names of columns: several pictures of a row are several columns."""
    most = max((len(row.pictures) for row in rows), default=0)
    has_answers = any(row.answer is not None for row in rows)
    numbers = range(1, most + 1) if most or has_answers else range(1, 2)
    pictures = [_numbered(key, number) for number in numbers for key in ("picture", "number")]
    return ["status", *pictures, *(["answer"] if has_answers else [])]


def _numbered(key: str, number: int) -> str:
    return key if number == 1 else f"{key}_{number}"


def _fields(rows: Sequence[Row]) -> list[str]:
    """The fields of all answers that are objects, in the order in which they come."""
    found: dict[str, None] = {}
    for row in rows:
        data = row.data
        found |= dict.fromkeys(data if isinstance(data, dict) else ())
    return list(found)[:MAX_FIELDS]


def _facts(row: Row) -> dict[str, Any]:
    facts: dict[str, Any] = {"status": row.status, "cost_usd": row.cost_usd, "seconds": round(row.seconds, 3)}
    for number, picture in enumerate(row.pictures, 1):
        facts[_numbered("picture", number)] = str(picture.path) if picture.path else None
        facts[_numbered("number", number)] = picture.number or None
    facts["answer"] = row.answer.text if row.answer else None
    facts["error"] = row.told_error() or None
    return facts
