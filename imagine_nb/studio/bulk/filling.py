"""Filling in: what a table's row makes of a call's prompt and options."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imagine_nb.errors import InputError, SourceError
from imagine_nb.sources import Source, listed, source
from imagine_nb.suggestions import meant
from imagine_nb.templates import Template, template

PICTURES = ("images", "mask")  # the options that are pictures
_NUMBERS = frozenset({"n", "max_tokens", "temperature", "top_p", "seed"})  # of a table they may be text
_ADDRESSES = ("http://", "https://", "data:")  # text that is no column's name

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Filling:
    """A call's text and options, as templates of those of each row.

    `text` is the prompt's or the question's, `given` are options that are the same for every row, and
    `templates` those with a {column} in them. `pictures` are the sources, by their option: columns by name,
    and pictures that are the same for every row.
    """

    text: Template
    given: Mapping[str, Any]
    templates: Mapping[str, Template] = field(default_factory=dict)
    pictures: Mapping[str, tuple[str | Source, ...]] = field(default_factory=dict)

    def text_of(self, values: Values) -> str:
        """The prompt of a row. Raises InputError where a cell that it needs is empty."""
        return self.text.filled(values)

    def options_of(self, values: Values) -> dict[str, Any]:
        """The options of a row; an empty cell leaves its setting out. Raises InputError."""
        found = {name: _setting(name, each, values) for name, each in self.templates.items()}
        settings = {name: value for name, value in found.items() if value is not None}
        pictures: dict[str, Any] = {name: _pictures(each, values) for name, each in self.pictures.items()}
        if "mask" in pictures:
            pictures["mask"] = pictures["mask"][0]
        return {**self.given, **settings, **pictures}

    @property
    def varies(self) -> bool:
        """Whether a column of the table has any part in what is asked for."""
        return bool(self.text.columns or self.templates or self.is_heavy)

    @property
    def is_heavy(self) -> bool:
        """Whether a row brings pictures that have to be read."""
        return any(isinstance(each, str) for several in self.pictures.values() for each in several)


def filling(text: str | None, options: Mapping[str, Any], columns: Sequence[str], *, of: str) -> Filling:
    """The templates of a call, checked; `of` is the column of the text where none is given.

    Raises InputError for a name in them that is no column.
    """
    if text is None:
        if of not in columns:
            advice = (
                f"Give the table a column {of!r}, or a text with columns in it, as {{{_first(columns)}}}."
            )
            raise InputError(f"There is no {of}.", advice=advice)
        text = f"{{{of}}}"
    if not isinstance(text, str):
        raise InputError(f"The {of} is of type {type(text).__name__}.", advice=f"A {of} is text.")
    templates = {
        name: found
        for name, value in options.items()
        if name not in PICTURES and isinstance(value, str) and "{" in value
        if (found := template(value, columns, of=f"{name}=")).columns
    }
    pictures = {name: _columns(options[name], columns, name) for name in PICTURES if name in options}
    given = {name: value for name, value in options.items() if name not in {*templates, *pictures}}
    whole = template(text, columns, of=f"The {of}")
    return Filling(whole, given, templates, {name: each for name, each in pictures.items() if each})


def _first(columns: Sequence[str]) -> str:
    return next(iter(columns), "column")


def _columns(value: Any, columns: Sequence[str], name: str) -> tuple[str | Source, ...]:
    """What `images=` means: columns of the table, and pictures that are the same for every row."""
    return tuple(_column(each, columns, name) for each in listed(value))


def _column(value: Any, columns: Sequence[str], name: str) -> str | Source:
    if not isinstance(value, str) or value.startswith(_ADDRESSES):
        return source(value)
    if value not in columns:
        advice = meant(value, columns, others="Columns") + f" In {name}= text names a column of pictures."
        raise InputError(f"The table has no column {value[:60]!r}.", advice=advice)
    return value


def _pictures(each: tuple[str | Source, ...], values: Values) -> list[Source]:
    found: list[Source] = []
    for column in each:
        if isinstance(column, Source):
            found.append(column)
            continue
        given = values.get(column)
        if given is None or given == "":
            raise SourceError(f"The column {column!r} is empty.", advice="Name a picture in it.")
        found += [source(value) for value in listed(given)]
    return found


def _setting(name: str, template: Template, values: Values) -> Any:
    """The value of a setting; one that is a column alone is the cell's own."""
    if any(values.get(column) in (None, "") for column in template.columns):
        return None
    value = template.value(values)
    return _number(value) if name in _NUMBERS and isinstance(value, str) else value


def _number(text: str) -> Any:
    """The number in a text; the text itself where there is none, which its check then refuses."""
    try:
        return json.loads(text)
    except ValueError:
        return text
