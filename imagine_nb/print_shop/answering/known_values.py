"""Values by the names of their fields: what results of functions, documents and a question say outright."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from imagine_nb.print_shop.answering.csv_tables import table_of
from imagine_nb.print_shop.answering.documents import Document
from imagine_nb.print_shop.answering.kinds import text_of
from imagine_nb.print_shop.answering.results import Result
from imagine_nb.print_shop.answering.schemas.schema import types_in

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.schemas.filling import Known
    from imagine_nb.print_shop.answering.schemas.schema import Schema

_DEEPEST = 20
_MOST_VALUES = 20_000  # that are looked at
_MOST_ROWS = 1_000
_LONGEST = 200_000  # characters of a text that are searched for "name: value"
_ROWS = ("", "rows", "records", "entries", "items", "data")  # what a list of rows is called
_LINE = re.compile(r"^[ \t>*+-]{0,8}(\w[\w /#.-]{0,40}?)[ \t*]{0,4}:[*]{0,2}[ \t]{1,40}(\S.{0,500})$", re.M)
_MARK = r"(?:[$€£¥%]|[A-Z]{3})?"
_AMOUNT = re.compile(
    rf"{_MARK} ?(-?(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,15}})(?:\.\d{{1,15}})?) ?{_MARK}", re.ASCII
)


@dataclass(frozen=True, slots=True)
class KnownValues:
    """Values of JSON by the plain names of their fields: "Invoice Number" is `invoice_number`.

    `listed` are those of the objects of a list, of which none is the one for a single field.
    """

    named: Mapping[str, Sequence[Any]]
    listed: Mapping[str, Sequence[Any]]
    complete: bool = True

    @classmethod
    def of(cls, found: Iterable[Any]) -> KnownValues:
        """All that these values of JSON hold, the outer before the inner."""
        named: dict[str, list[Any]] = {}
        listed: dict[str, list[Any]] = {}
        pairs = (pair for each in found for pair in _pairs(each, 0, in_list=False))
        for name, value, in_list in islice(pairs, _MOST_VALUES):
            if value is not None:
                (listed if in_list else named).setdefault(_plain(name), []).append(value)
        return cls(named, listed)

    def values(self, name: str, schema: Schema, /) -> Iterator[Any]:
        """Every value under this name; of a text that is an amount, its number too."""
        found = list(self.named.get(_plain(name), ()))
        if "array" in types_in(schema.get("type", [])):
            found += self.listed.get(_plain(name), ())
        for value in found:
            yield value
            if isinstance(value, str) and (amount := _AMOUNT.fullmatch(value)):
                plain = amount[1].replace(",", "")
                yield float(plain) if "." in plain else int(plain)

    def each(self, name: str, /) -> Sequence[Known]:
        """One for each object in the first list of this name."""
        lists = [value for value in self.named.get(_plain(name), ()) if isinstance(value, list)]
        return [KnownValues.of([item]) for item in (lists[0][:_MOST_ROWS] if lists else ())]


def told_by(results: Sequence[Result]) -> list[Any]:
    """The results that are JSON, read."""
    return [each for result in results for each in _parsed(result.text)]


def written_in(documents: Sequence[Document], question: str) -> list[Any]:
    """What documents hold as JSON, rows or lines "name: value", then such lines of the question."""
    return [*(each for document in documents for each in _held(document)), _lines(question)]


def _held(document: Document) -> list[Any]:
    data = document.data
    text = None if data is None else text_of(data, document.name, document.mime_type)
    if text is None:
        return []
    if text.kind == "table" and (rows := _rows(text.text)):
        return [rows]
    found = _parsed(text.text) if text.kind == "JSON" else []
    return found or [_lines(text.text)]


def _rows(text: str) -> list[dict[str, Any]]:
    table = table_of(text)
    if table is None or not table.has_header:
        return []
    rows = csv.reader(io.StringIO(table.text, newline=""), delimiter=table.delimiter)
    found: list[dict[str, Any]] = []
    with suppress(csv.Error):
        found += [dict(zip(table.columns, row, strict=False)) for row in islice(rows, 1, _MOST_ROWS + 1)]
    return found


def _lines(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _LINE.finditer(text[:_LONGEST]):
        found.setdefault(line[1], line[2].strip())
    return found


def _parsed(text: str) -> list[Any]:
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        return []


def _pairs(value: Any, depth: int, *, in_list: bool) -> Iterator[tuple[str, Any, bool]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        yield from ((name, part, in_list) for name, part in value.items())
    if isinstance(value, list):
        yield from ((name, value, False) for name in _ROWS if depth == 0)
        in_list = in_list or len(value) > 1
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _pairs(part, depth + 1, in_list=in_list)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
