"""Tiles of results for a contact sheet: a picture, an answer or an error of each row, and its caption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from imagine_nb.books import Captions, caption_by, tile
from imagine_nb.bulk.columns import Columns
from imagine_nb.bulk.row import Row
from imagine_nb.display.tiles import Tile
from imagine_nb.records import clipped

_MOST_WORDS = 600  # characters of an answer, or of an error
_CAPTIONS = "It is True, False, or a template of columns, as {colour} · {status}."


def tiles_of(rows: Sequence[Row], columns: Columns, captions: Captions) -> list[Tile]:
    """A tile for each picture of each row; one with words for a row that has none.

    `captions` is True for the row's number and prompt, a template of columns of the results, such as
    `{colour} · {status}`, or False. Raises InputError for a template that names another column.
    """

    def values(row: Row) -> dict[str, Any]:
        return {"prompt": row.prompt, **columns.values(row)}

    names = list(dict.fromkeys([*columns.names, "prompt"]))
    caption = caption_by(captions, names, noun="column", advice=_CAPTIONS, usual=_numbered, values=values)
    return [each for row in rows for each in _of_row(row, caption(row))]


def _of_row(row: Row, caption: str) -> Iterator[Tile]:
    for picture in row.pictures:
        yield tile(picture, caption)
    if row.pictures:
        return
    if row.answer is not None:
        yield Tile(None, caption, words=clipped(row.answer.text, _MOST_WORDS))
    else:
        words = clipped(row.told_error() or row.status, _MOST_WORDS)
        yield Tile(None, caption, words=words, is_error=row.status != "not asked")


def _numbered(row: Row) -> str:
    return f"{row.index} · {row.prompt}" if row.prompt else str(row.index)
