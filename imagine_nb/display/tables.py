"""HTML tables: pictures of several requests in labelled rows and columns or as tiles, and a ledger."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence

from imagine_nb.captions import caption_of
from imagine_nb.charges import By, Row, total_of
from imagine_nb.display.alt_texts import alt_html
from imagine_nb.display.details import QUIET, joined
from imagine_nb.display.escaping import OURS, WIDE, escape
from imagine_nb.display.html import (
    CAPTION,
    Bundle,
    Shown,
    badge_html,
    contact_sheet,
    notices_html,
    prompt_html,
    text_shown,
    tile_html,
    tiles_html,
    who,
    whole_cost,
)
from imagine_nb.engines import ENGINES
from imagine_nb.printable import counted
from imagine_nb.records import PictureRecord, clipped

_CELL = "padding:4px;vertical-align:top;text-align:left;background:none"
_LABEL = "padding:4px;font-weight:600;text-align:left;vertical-align:top;background:none"
IN_TABLE = 320
LEAST = 160  # pixels of a column, however many there are: the table scrolls before they shrink
ROWS_SHOWN = 100  # of a ledger; .csv(path) writes all


def shelf_bundle(several: Sequence[Shown], *, of: int = 0, note: str = "") -> Bundle:
    """Pictures of several prompts, each with its own, as tiles above their facts, as a sheet, and as text.

    Where there are more, `of` is how many, and `note` says where they are.
    """
    tiles = [
        _tile(each, caption=f"{clipped(caption_of(each.record), 80)} {_undone(each.record)}".strip())
        for each in several
    ]
    texts = [text_shown(several), *([f"{_count(several, of)}. {note}"] if note else [])]
    more = f'<div style="{QUIET}">{escape(note)}</div>' if note else ""
    foot = f'<div style="{CAPTION}">{_foot(several, of=of)}{more}</div>'
    return {
        "text/html": f'<div class="{OURS}">{tiles_html(tiles)}{foot}</div>',
        "image/jpeg": _sheet(several, 4),
        "text/plain": "\n".join(texts),
    }


def grid_bundle(
    across: Sequence[str],
    rows: Sequence[tuple[str, Sequence[Sequence[Shown] | str]]],
    *,
    refused: Sequence[int | None] = (),
) -> Bundle:
    """A table of pictures with labelled rows and columns, and a raster of the same; a text is an error.

    `refused` is what each cell that failed was billed all the same, in ticks; None where nobody told.
    """
    pictures = [shown for _, cells in rows for cell in cells if not isinstance(cell, str) for shown in cell]
    caption = f'<div style="{CAPTION}">{_grid_caption(pictures, refused)}</div>' if pictures else ""
    raster = {"image/jpeg": _sheet(pictures, len(across))} if pictures else {}
    table = grid_html(across, [(label, [grid_cell_html(cell) for cell in cells]) for label, cells in rows])
    return {"text/html": f'<div class="{OURS}">{table}{caption}</div>', **raster}


def _grid_caption(pictures: Sequence[Shown], refused: Sequence[int | None]) -> str:
    """The prompt as it was typed, and what is true of all pictures of a grid."""
    return f"{prompt_html(pictures[0].record.prompt)}{_foot(pictures, refused)}"


def _foot(pictures: Sequence[Shown], refused: Sequence[int | None] = (), *, of: int = 0) -> str:
    """What is true of all of these pictures: notices, who made them, what they cost, and their alt texts."""
    records = [each.record for each in pictures]
    makers = dict.fromkeys(name for record in records for name in who(record.engine, record.model))
    whole = whole_cost(records, besides=sum(filter(None, refused)))
    if unknown := refused.count(None):
        whole += f" + {unknown} that may have been charged"
    facts = [_count(pictures, of), *makers, whole]
    badges = {each.badge for each in pictures}
    badge = badge_html(badges.pop() if len(badges) == 1 else "")
    line = f'<div>{badge}<span style="{QUIET}">{joined(facts)}</span></div>'
    return f"{notices_html(each.notice for each in pictures)}{line}{alt_html(records)}"


def _count(pictures: Sequence[Shown], of: int) -> str:
    """`4 pictures`, or `24 of 109 pictures` where there are more."""
    return f"{len(pictures)} of {of:,} pictures" if of > len(pictures) else counted(len(pictures), "picture")


def grid_html(across: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    """A table of cells that are HTML already, its rows and columns labelled."""
    head = "".join(map(_label, across))
    body = "".join(
        f'<tr style="background:none">{_label(label)}{"".join(map(_in_cell, cells))}</tr>'
        for label, cells in rows
    )
    rows_html = f'<tr style="background:none"><td></td>{head}</tr>{body}'
    return f'<div {WIDE}><table style="border-collapse:collapse">{rows_html}</table></div>'


def _label(text: str) -> str:
    """A header's cell; an empty one would be no header."""
    return f'<th dir="auto" style="{_LABEL}">{escape(text)}</th>' if text.strip() else "<td></td>"


def _in_cell(html: str) -> str:
    return f'<td style="{_CELL}">{html}</td>'


def grid_cell_html(cell: Sequence[Shown] | str) -> str:
    """The pictures of one cell of a grid, or a text in their place."""
    if isinstance(cell, str):
        return f'<div style="{CAPTION};max-width:200px;overflow-wrap:anywhere">{escape(cell)}</div>'
    tiles = "".join(_tile(each, caption=_undone(each.record)) for each in cell)
    style = f"display:flex;flex-wrap:wrap;gap:4px;min-width:{LEAST}px;max-width:404px"
    return f'<div style="{style}">{tiles}</div>'


def _tile(shown: Shown, *, caption: str) -> str:
    return tile_html(shown, side=IN_TABLE, width=200, caption=caption)


_UNDONE = re.compile(r"(?<= )(?:It makes no |Not done: |Not understood: ).+", re.S)


def _undone(record: PictureRecord) -> str:
    """What the caption of a print of the print shop says that it did not follow; empty for others."""
    found = _UNDONE.search(record.revised_prompt) if ENGINES[record.engine].label else None
    return clipped(found[0], 160) if found else ""


def _sheet(pictures: Sequence[Shown], columns: int) -> str:
    return base64.b64encode(contact_sheet(pictures, columns=columns)).decode()


def ledger_html(rows: Sequence[Row], by: By) -> str:
    """The rows as an HTML table, the total at its foot."""
    head = "".join(f"<th>{each}</th>" for each in (by, "requests", "cost"))
    body = "".join(_row_html(row) for row in rows[:ROWS_SHOWN])
    rest = len(rows) - ROWS_SHOWN
    more = f'<tr><td colspan="3">… and {rest} more: .csv(path) writes all</td></tr>' if rest > 0 else ""
    foot = _row_html(total_of(rows)).replace("td", "th")
    table = f"<thead><tr>{head}</tr></thead><tbody>{body}{more}</tbody><tfoot>{foot}</tfoot>"
    return f'<table class="{OURS}">{table}</table>'


def _row_html(row: Row) -> str:
    cells = (escape(row.name), str(row.requests), escape(row.bill))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"
