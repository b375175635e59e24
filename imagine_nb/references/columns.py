"""Columns of a table beside the variables of a notebook: `{colour}` stays, for each row to fill in."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imagine_nb.bulk.reading import SUFFIXES, Rows, rows_of
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.placeholders import PLACEHOLDERS, Word, literal, value_of
from imagine_nb.records import SourceRecord
from imagine_nb.references.names import MISSING, Names, is_image_like, ready, visible
from imagine_nb.references.references import filled, filled_value, references, referred, with_last
from imagine_nb.settings import PICTURE, QUESTION
from imagine_nb.sources import Source, path_named
from imagine_nb.suggestions import meant

if TYPE_CHECKING:
    from imagine_nb.studio.studio import Studio

_MARK = "\ue000{}\ue001"  # stands for what is left to the rows; no text that anybody types holds it
_MARKED = re.compile("\ue000(\\d+)\ue001")
_SMALL = 2**20  # bytes of a file that is read where the Tab key is pressed
_TEMPLATES = frozenset({*(row.name for row in (*PICTURE, *QUESTION)), "save"})


@dataclass(frozen=True, slots=True)
class _Pictured:
    """A column of pictures, which is a source of each row."""

    name: str

    def as_source(self) -> Source:
        return _stand_in(self.name)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table, which go before variables of their names."""

    rows: Rows

    def resolved(
        self, prompt: str, names: Names, studio: Studio, *, given: Sequence[str], word: Word | None
    ) -> tuple[str, list[str | Source]]:
        """A prompt as a template of the rows, and the images of each: columns by name, and sources of all.

        `given` are references as `-i` takes them; `word` is what the text calls a source. With no `word` the
        prompt is left as it was typed, braces and all.
        """
        found = [source for each in references(given) for source in self._referred(each, names, studio)]

        if word is None:
            return literal(prompt), _images(found)

        def fill(text: str, names: Names) -> str:
            told, found[:] = filled(text, with_last(text, names, studio), before=found, word=word)
            return told

        text = self._template(prompt, names, fill)
        return text, _images(found)

    def value(self, option: str, dest: str, text: str, names: Names) -> str:
        """The value of an option with its variables filled in; a setting's is a template of the rows."""
        if dest not in _TEMPLATES:
            return filled_value(option, dest, text, names)
        return self._template(text, names, lambda text, names: filled_value(option, dest, text, names))

    def _referred(self, reference: str, names: Names, studio: Studio) -> Sequence[Source]:
        name = reference.removeprefix("{").removesuffix("}")
        return [_stand_in(name)] if name in self.rows.columns else referred(reference, names, studio)

    @property
    def _pictures(self) -> dict[str, _Pictured]:
        """Those that hold pictures, by the first value in each."""
        firsts = ((name, self._first(name)) for name in self.rows.columns)
        return {name: _Pictured(name) for name, value in firsts if is_image_like(value)}

    def _first(self, name: str) -> Any:
        return next((value for row in self.rows if (value := row[name]) is not None), None)

    def _template(self, text: str, names: Names, fill: Callable[[str, Names], str]) -> str:
        """A text in which `fill` has put the variables, and the columns stand in braces."""
        pictures, left = self._pictures, list[str]()

        def keep(match: re.Match[str]) -> str:
            head = re.match(r"\w+", match[2] or "")
            if head is not None and (head[0] in pictures or self._is_variable(head[0], names)):
                return match.group()
            left.append(match.group())
            return _MARK.format(len(left) - 1)

        told = fill(PLACEHOLDERS.sub(keep, text), ChainMap[str, Any](dict(pictures), dict(names)))
        return _MARKED.sub(lambda match: left[int(match[1])], literal(told))

    def _is_variable(self, name: str, names: Names) -> bool:
        return name not in self.rows.columns and (name in names or name == "last")


def table(reference: str, names: Names, *, texts: str = "prompt") -> Rows:
    """The table that `--table` means: a variable's, else a file's. Raises InputError for anything else."""
    value = ready(value_of(reference, names, MISSING))
    if value is not MISSING:
        return rows_of(value, texts=texts)
    if reference.lower().endswith(SUFFIXES):
        return rows_of(reference)
    near = meant(reference, table_names(names))
    advice = f"{near} Name a variable, or a CSV or Parquet file.".lstrip()
    raise InputError(f"There is no table {reference[:60]!r}.", advice=advice)


def _stand_in(name: str) -> Source:
    """What stands for the pictures of a column while the sources of a cell are gathered."""
    return Source(SourceRecord(name, url=f"column:{name}"))


def _images(found: Sequence[Source]) -> list[str | Source]:
    """Sources as a bulk request takes them: a column by its name, else the same picture for every row."""
    return [each.record.name if each == _stand_in(each.record.name) else each for each in found]


def table_names(names: Names) -> list[str]:
    """The variables that look like tables; nothing is read of them."""
    return [name for name, value in visible(names) if _heads(value)]


def columns_named(reference: str, names: Names) -> list[str]:
    """The columns of the table that a reference means, as far as they can be told at once."""
    value = value_of(reference, names, MISSING)
    if value is not MISSING:
        return _heads(value)
    path = path_named(reference)
    with suppress(ImagineError, OSError):
        if path.suffix.lower() in SUFFIXES and path.stat().st_size <= _SMALL:
            return list(rows_of(reference).columns)
    return []


def _heads(value: Any) -> list[str]:
    """The names of a table's columns, without its rows; empty for what is hardly one."""
    if isinstance(value, Mapping):
        is_columns = value and all(isinstance(each, (list, tuple)) for each in value.values())
        found: Any = value if is_columns else ()
    elif isinstance(value, (list, tuple)):
        found = value[0] if value and isinstance(value[0], Mapping) else ()
    else:
        found = (
            () if isinstance(value, type) or not hasattr(value, "__len__") else getattr(value, "columns", ())
        )
    return [each for each in found if isinstance(each, str)] if isinstance(found, Iterable) else []
