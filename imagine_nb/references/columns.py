"""Columns of a table beside the variables of a notebook: `{colour}` stays, for each row to fill in."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imagine_nb.bulk.reading import Rows, rows_of
from imagine_nb.errors import InputError
from imagine_nb.placeholders import PLACEHOLDERS, Word, literal, value_of
from imagine_nb.records import SourceRecord
from imagine_nb.references.names import MISSING, Names, is_image_like, ready
from imagine_nb.references.references import filled, filled_value, references, referred, with_last
from imagine_nb.settings import PICTURE, QUESTION
from imagine_nb.sources import Source
from imagine_nb.suggestions import meant

if TYPE_CHECKING:
    from imagine_nb.studio.studio import Studio

_MARK = "\ue000{}\ue001"  # stands for what is left to the rows; no text that anybody types holds it
_MARKED = re.compile("\ue000(\\d+)\ue001")
_FILES = (".csv", ".tsv", ".parquet", ".pq", ".xlsx", ".xls")
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


def table(reference: str, names: Names) -> Rows:
    """The table that `--table` means: a variable's, else a file's. Raises InputError for anything else."""
    value = ready(value_of(reference, names, MISSING))
    if value is not MISSING:
        return rows_of(value)
    if reference.lower().endswith(_FILES):
        return rows_of(reference)
    known = [name for name, value in names.items() if not name.startswith("_") and not callable(value)]
    near = meant(reference, known, cutoff=0.7)
    advice = f"{near} Name a variable, or a CSV or Parquet file.".lstrip()
    raise InputError(f"There is no table {reference[:60]!r}.", advice=advice)


def _stand_in(name: str) -> Source:
    """What stands for the pictures of a column while the sources of a cell are gathered."""
    return Source(SourceRecord(name, url=f"column:{name}"))


def _images(found: Sequence[Source]) -> list[str | Source]:
    """Sources as a bulk request takes them: a column by its name, else the same picture for every row."""
    return [each.record.name if each == _stand_in(each.record.name) else each for each in found]
