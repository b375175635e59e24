"""Answers about documents: what they are, and the lines of theirs that bear on a question, quoted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from imagine_nb.print_shop.answering import csv_tables, extracts
from imagine_nb.print_shop.answering.facts import data_size
from imagine_nb.print_shop.answering.kinds import READABLE, Text, kind_of, text_of

_MOST_VALUES = 20_000  # of a JSON file
_MOST_KEYS = 20  # that are named
_DEEPEST = 40
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_COUNTS = {word: at for at, word in enumerate(_NUMBERS, 1)}
_OVERVIEW = re.compile(
    r"\btake-?aways?|\bsummar|\bkey (?:points?|insights?|findings?|facts?)|\bhighlights?|\bmain points?"
    r"|\banaly[sz]e|\boverview|\bgist\b|\bdescribe|\btell me about|\bmost important"
    r"|\bwhat(?:'s| is| does) (?:it|this|that|(?:in |inside )?(?:this|the|my)\b[\w ]*"
    r"\b(?:document|file|report|text))(?: about| say)?\s*\??$",
    re.I,
)
_SIZE = re.compile(
    r"\bhow (?:long|large|big)|\bhow many (?:lines|words|characters|pages)|\bsize\b|\bbytes\b", re.I
)
_HEADINGS = re.compile(
    r"\bheadings?\b|\bsections?\b|\bchapters?\b|\boutline|\btable of contents|\btitle\b", re.I
)
_KEYS = re.compile(r"\bkeys?\b|\bfields?\b|\bstructure\b|\bproperties\b", re.I)
_COUNT = re.compile(
    r"\b(\d{1,2}|" + "|".join(_COUNTS) + r")\b(?=(?: \w+){0,2} \w*(?:s|points|facts)\b)", re.I
)


@dataclass(frozen=True, slots=True)
class Document:
    """A file of a request that is no picture: its bytes, None where it is at another address, its name."""

    data: bytes | None = field(repr=False)
    name: str = ""
    mime_type: str = ""

    @property
    def title(self) -> str:
        """Its name, on one line."""
        return extracts.quoted(self.name) or "The document"


def told_of(documents: Sequence[Document], question: str) -> str:
    """What is said of these documents to a question: a paragraph for each, then the lines that it quotes."""
    return "\n\n".join("\n".join(_told(document, question)) for document in documents)


def measures_of(documents: Sequence[Document]) -> str:
    """The measures of one document as a JSON object, of several as a list of them."""
    found = [_measures(document) for document in documents]
    return json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False)


def _measures(document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {"name": document.name, "is_read": False}
    if document.data is None:
        return found
    found["bytes"] = len(document.data)
    text = text_of(document.data, document.name, document.mime_type)
    if text is None:
        return found | {"kind": kind_of(document.data, document.name)}
    counts = {"lines": len(text.text.splitlines()), "words": len(text.text.split())}
    return found | {
        "is_read": True,
        "kind": text.kind,
        **counts,
        "title": _title(extracts.lines_of(text.text)),
    }


def _told(document: Document, question: str) -> list[str]:
    if document.data is None:
        return [
            f"{document.title} was not read: it is at another address, and the print shop fetches nothing."
        ]
    text = text_of(document.data, document.name, document.mime_type)
    n_bytes = len(document.data)
    size = data_size(n_bytes) if n_bytes >= 1024 else extracts.many(n_bytes, "byte")
    if text is None:
        kind = kind_of(document.data, document.name)
        return [f"{document.title} is {kind} ({size}). The print shop cannot read it: it reads {READABLE}."]
    if not text.text.strip():
        return [f"{document.title} is empty."]
    if text.kind == "table" and (table := csv_tables.table_of(text.text)) is not None:
        return [
            f"{document.title} is a table of {table.described}, {size}.{_limits(text)}",
            *_of_table(table, question),
        ]
    if text.kind == "JSON" and (found := _parsed(text.text)) is not None:
        opening = f"{document.title} is JSON, {_shape(found[0])}, {size}."
        return [opening, *_of_lines(_flat(found[0]), question, "value")]
    return _of_text(document, text, size, question)


def _limits(text: Text) -> str:
    cut = "" if text.is_whole else f" Only its first {len(text.text):,} characters were read."
    return cut + (" Its encoding is not told; it was read as Windows-1252." if text.is_guessed else "")


def _of_table(table: csv_tables.Table, question: str) -> list[str]:
    said = csv_tables.said_of(table, question)
    return ["No row of it has words of the question."] if said is None else [f"- {each}" for each in said]


def _of_text(document: Document, text: Text, size: str, question: str) -> list[str]:
    lines = extracts.lines_of(text.text)
    n_lines, n_words = len(text.text.splitlines()), len(text.text.split())
    counts = f"{extracts.many(n_lines, 'line')} and {extracts.many(n_words, 'word')}"
    kind = "Markdown" if text.kind == "Markdown" else "a text"
    title = f' It begins: "{_title(lines)}".' if lines else ""
    opening = f"{document.title} is {kind} of {counts}, {size}.{_limits(text)}{title}"
    if _HEADINGS.search(question) and (headings := extracts.headings_of(lines)):
        named = "; ".join(f'"{extracts.quoted(each)}"' for each in headings[:_MOST_KEYS])
        return [opening, f"Its headings: {named}."]
    return [opening] if _SIZE.search(question) else [opening, *_of_lines(lines, question, "line")]


def _title(lines: Sequence[extracts.Line]) -> str:
    return extracts.quoted(extracts.heading_text(lines[0].text)) if lines else ""


def _of_lines(lines: Sequence[extracts.Line], question: str, word: str) -> list[str]:
    """The lines that a question is about, quoted."""
    words = extracts.words_of(question)
    if _KEYS.search(question) and word == "value":
        return []
    if not words or _OVERVIEW.search(question):
        chosen = extracts.outstanding(lines, words, _wanted(question))
        told = (
            f"The print shop weighs nothing, it only quotes; these {word}s stand out by heading or figures:"
        )
        return [told, *_listed(chosen)] if chosen else []
    chosen = extracts.matching(lines, words)
    if not chosen:
        return [f"No {word} of it has the word{'s' * (len(words) > 1)} {', '.join(words)}."]
    rest = len(chosen) - extracts.MOST_QUOTED
    more = [f"({rest} more {word}s match.)"] if rest > 0 else []
    return [f"The {word}s that match the question:", *_listed(chosen[: extracts.MOST_QUOTED]), *more]


def _listed(lines: Sequence[extracts.Line]) -> list[str]:
    return [f"- {line}" for line in lines]


def _wanted(question: str) -> int:
    """How many points a question asks for: "top 3", "five key facts"; else three."""
    found = _COUNT.search(question)
    if found is None:
        return 3
    word = found[1].lower()
    return max(1, min(10, _COUNTS.get(word) or int(word)))


def _parsed(text: str) -> tuple[Any] | None:
    """The JSON in a text, in a tuple; None where it is none."""
    try:
        return (json.loads(text),)
    except (ValueError, RecursionError):
        return None


def _shape(value: Any) -> str:
    if isinstance(value, dict):
        keys = ", ".join(extracts.quoted(key) for key in list(value)[:_MOST_KEYS])
        more = ", …" if len(value) > _MOST_KEYS else ""
        return (
            f"an object with {extracts.many(len(value), 'key')} ({keys}{more})"
            if value
            else "an empty object"
        )
    if isinstance(value, list):
        first = value[0] if value else None
        inner = f", the first {_shape(first)}" if isinstance(first, dict) else ""
        return f"a list of {len(value)} values{inner}"
    return f"the single value {extracts.quoted(json.dumps(value, ensure_ascii=False))}"


def _flat(value: Any) -> list[extracts.Line]:
    """Each value as a line with its path: "invoice.total: 12"."""
    found = []
    for path, each in islice(_leaves(value, "", 0), _MOST_VALUES):
        told = each if isinstance(each, str) else json.dumps(each)
        found.append(extracts.Line(0, f"{path or 'value'}: {told}", path.rpartition(".")[0]))
    return found


def _leaves(value: Any, path: str, depth: int) -> Iterator[tuple[str, Any]]:
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = ((f"{path}.{key}" if path else key, each) for key, each in value.items())
    elif isinstance(value, list):
        pairs = ((f"{path}[{at}]", each) for at, each in enumerate(value))
    if not isinstance(value, (dict, list)) or depth >= _DEEPEST:
        yield path, value if not isinstance(value, (dict, list)) else "…"
        return
    for name, each in pairs:
        yield from _leaves(each, name, depth + 1)
