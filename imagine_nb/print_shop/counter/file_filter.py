"""Filters of files, such as `size_bytes > 1000 AND name = "a.pdf"`, in the notation of AIP-160."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from imagine_nb.print_shop.counter.refusals import Refusal, bad_request

Row = Mapping[str, str | int | None]
Test = Callable[[Row], bool]

MAX_FILTER = 2_000  # characters
_DEEPEST = 20  # parentheses in one another

_TOKEN = re.compile(r'\s*(?:(\(|\)|!=|<=|>=|=|<|>)|("(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')|([\w.:+-]+))')
_COMPARED: dict[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}
_NAMES = {"file_id": "id", "id": "id", "name": "filename", "file_name": "filename", "filename": "filename"}
_NAMES |= dict.fromkeys(("size_bytes", "size", "bytes"), "bytes")
_NAMES |= {name: name for name in ("content_type", "created_at", "expires_at", "public_url")}
_NAMES["public_url_expires_at"] = "public_url_expires_at"
_TIMES = frozenset({"created_at", "expires_at", "public_url_expires_at"})
_NUMBERS = _TIMES | {"bytes"}
_CONNECTIVES = frozenset({"AND", "OR", "NOT"})


def filter_in(text: str) -> Test:
    """The test that a filter makes of a file's row; refuses (400) what it cannot read, and says why."""
    if len(text) > MAX_FILTER:
        raise bad_request(f"filter: at most {MAX_FILTER} characters.")
    reader = _Reader(_tokens(text))
    test = reader.all_of(0)
    if (rest := reader.peek()) is not None:
        raise _unread(rest)
    return test


def _tokens(text: str) -> list[str]:
    tokens, at, text = [], 0, text.rstrip()
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise _unread(text[at : at + 20])
        tokens.append(next(group for group in found.groups() if group is not None))
        at = found.end()
    return tokens


class _Reader:
    """Reads the tokens from left to right. OR binds more closely than AND, as AIP-160 has it."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0

    def peek(self) -> str | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def all_of(self, depth: int) -> Test:
        tests = [self._any_of(depth)]
        while self._took("AND"):
            tests.append(self._any_of(depth))
        return tests[0] if len(tests) == 1 else lambda row: all(test(row) for test in tests)

    def _any_of(self, depth: int) -> Test:
        tests = [self._one(depth)]
        while self._took("OR"):
            tests.append(self._one(depth))
        return tests[0] if len(tests) == 1 else lambda row: any(test(row) for test in tests)

    def _one(self, depth: int) -> Test:
        if depth > _DEEPEST:
            raise bad_request("filter: too many parentheses in one another.")
        if self._took("NOT"):
            inner = self._one(depth + 1)
            return lambda row: not inner(row)
        if self._took("("):
            inner = self.all_of(depth + 1)
            if not self._took(")"):
                raise bad_request("filter: a parenthesis is not closed.")
            return inner
        return self._comparison()

    def _comparison(self) -> Test:
        name, sign, value = self._next("a field"), self._next("an operator"), self._next("a value")
        if name not in _NAMES:
            raise bad_request(f"filter: there is no field {name[:40]}; the fields are {', '.join(_NAMES)}.")
        if sign not in _COMPARED:
            raise bad_request(f"filter: {sign[:20]} is no operator; they are {' '.join(_COMPARED)}.")
        return _test(_NAMES[name], sign, _value(_NAMES[name], value))

    def _took(self, token: str) -> bool:
        took = self.peek() == token
        self._at += took
        return took

    def _next(self, wanted: str) -> str:
        token = self.peek()
        if token is None or token in _CONNECTIVES:
            raise bad_request(f"filter: {wanted} is missing{f' before {token}' if token else ' at the end'}.")
        self._at += 1
        return token


def _test(name: str, sign: str, value: str | int | None) -> Test:
    compare = _COMPARED[sign]
    if value is None:
        if sign not in {"=", "!="}:
            raise bad_request(f"filter: null can be compared with = and != only, not with {sign}.")
        return lambda row: compare(row.get(name), None)
    is_inequality = sign == "!="

    def test(row: Row) -> bool:
        found = row.get(name)
        return is_inequality if found is None else compare(found, value)

    return test


def _value(name: str, given: str) -> str | int | None:
    if given == "null":
        return None
    text = re.sub(r"\\(.)", r"\1", given[1:-1]) if given[0] in "\"'" else given
    if name not in _NUMBERS:
        return text
    if text.isascii() and text.isdigit() and len(text) <= 15:
        return int(text)
    if name in _TIMES:
        return _moment(name, text)
    raise bad_request(f"filter: {name} is compared with a whole number, not with {text[:40]}.")


def _moment(name: str, text: str) -> int:
    """Unix seconds of a time as RFC 3339 has it; one without a zone is in UTC."""
    try:
        found = datetime.fromisoformat(text)
        return int((found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp())
    except (ValueError, OverflowError) as exc:
        example = "2026-03-15T00:00:00Z"
        raise bad_request(f"filter: {name} is compared with a time such as {example}.") from exc


def _unread(text: str) -> Refusal:
    return bad_request(f"filter: cannot read it from {text[:20]!r} on.")
