"""Templates: a text in which `{colour}` is a column of a table, or a field of a picture, to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imagine_nb.errors import InputError
from imagine_nb.placeholders import BRACED, PATH, text_in, value_of
from imagine_nb.suggestions import listing, nearest
from imagine_nb.values import kind_of

_AS_TYPED = "Double braces leave it as typed."


@dataclass(frozen=True, slots=True)
class Template:
    """A text with the columns that it names, each of which is there. `{{colour}}` is `{colour}` as it stands.

    `{data.name}` and `{tags[0]}` lead into a cell; a column of exactly that name goes first.
    """

    text: str
    columns: tuple[str, ...]
    _pattern: re.Pattern[str]

    def filled(self, values: Mapping[str, Any]) -> str:
        """The text for one row, whose values stand by column.

        Raises InputError for a cell that is empty or holds no text, number or date.
        """

        def put(match: re.Match[str]) -> str:
            literal, path = match.groups()
            return f"{{{literal}}}" if literal else _text(path, _value(path, values))

        return self._pattern.sub(put, self.text)

    def value(self, values: Mapping[str, Any]) -> Any:
        """The same, as a setting takes it: where the text is one column and nothing else, its cell."""
        whole = self._pattern.fullmatch(self.text)
        if whole is None or whole[1]:
            return self.filled(values)
        found = _value(whole[2], values)
        _text(whole[2], found)
        return found


def template(text: str, columns: Sequence[str], *, of: str = "The prompt", noun: str = "column") -> Template:
    """A template, checked against a table's columns once. `of` and `noun` are what an error calls it and one.

    Raises InputError for a name in braces that is no column, with the column that may have been meant.
    """
    odd = [each for each in columns if not re.fullmatch(PATH, each)]  # `Product name`, which no variable has
    names = "|".join([PATH, *map(re.escape, sorted(odd, key=len, reverse=True))])
    pattern = re.compile(rf"\{{\{{({names})\}}\}}|\{{({names})\}}")
    used: dict[str, None] = {}
    for _, path in pattern.findall(text):
        if path:
            used[_checked(_column_of(path, columns), columns, of=of, noun=noun)] = None
    _check_braces(text, columns, pattern, of=of, noun=noun)
    return Template(text, tuple(used), pattern)


def _checked(name: str, columns: Sequence[str], *, of: str, noun: str) -> str:
    """The name of a column that is there; raises InputError that says which may have been meant."""
    if name in columns:
        return name
    raise InputError(
        f"{of} names {name!r}, which is no {noun}.", advice=f"{_meant(name, columns, noun)} {_AS_TYPED}"
    )


def _meant(name: str, columns: Iterable[str], noun: str) -> str:
    known = list(columns)
    near = nearest(name, known) if name else ""
    return f"Did you mean {near!r}?" if near else f"{noun.capitalize()}s: {listing(known)}."


def _column_of(path: str, columns: Sequence[str]) -> str:
    """The column that a path begins with: the whole of it where a column has that name."""
    head = re.match(r"\w+", path)
    return path if path in columns or head is None else head.group()


def _check_braces(text: str, columns: Sequence[str], pattern: re.Pattern[str], *, of: str, noun: str) -> None:
    """Raise InputError for a column in braces that is written in a way that is not read."""
    for inner in BRACED.findall(text):
        if pattern.fullmatch(f"{{{inner}}}"):
            continue
        head = re.match(r"\W*(\w+)", inner)
        if inner.strip() in columns or (head is not None and head[1] in columns):
            near = inner.strip() if inner.strip() in columns else head and head[1]
            raise InputError(
                f"{of}: {{{inner}}} is not read as a {noun}.", advice=f"Did you mean {{{near}}}? {_AS_TYPED}"
            )


def _value(path: str, values: Mapping[str, Any]) -> Any:
    return values[path] if path in values else value_of(path, values)


def _text(path: str, value: Any) -> str:
    if value is None or (isinstance(value, str) and not value.strip()):
        raise InputError(f"{{{path}}} is empty in this row.", advice="Fill the cell, or leave the row out.")
    found = text_in(value)
    if found is None:
        raise InputError(
            f"{{{path}}} is {kind_of(value)} in this row, which is no text.",
            advice=f"Name a picture's column with images={path!r}.",
        )
    return found
