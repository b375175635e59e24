"""Results of bulk requests as a table of HTML: thumbnails, values, failures; small, however many rows."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from imagine_nb.display.alt_texts import alt_text
from imagine_nb.display.details import QUIET
from imagine_nb.display.escaping import OURS, WIDE, escape
from imagine_nb.display.html import CAPTION, Bundle, Shown, contact_sheet
from imagine_nb.errors import SourceError
from imagine_nb.picture_files import pixels
from imagine_nb.printable import printable
from imagine_nb.records import clipped

SIDE = 80  # pixels of a thumbnail
THUMB_BYTES = 2_100
MOST_HTML = 180_000  # characters; the rows after that are counted
_IN_CELL = 160  # characters
_SHORT = 24  # characters; longer texts get room to be read, however narrow the page
_ON_SHEET = 15

_LEFT = "padding:4px 8px;vertical-align:top;text-align:left;background:none"
_CELL = f"{_LEFT};max-width:280px;overflow-wrap:break-word"
_HEAD = f"{_LEFT};font-weight:600;white-space:nowrap"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the table: its label, and its cells: texts, or pictures to be shown small."""

    label: str
    cells: Sequence[str | Sequence[Shown]]
    is_failed: bool = False


def results_bundle(facts: str, head: Sequence[str], lines: Iterable[Line], *, of: int, text: str) -> Bundle:
    """The lines of a table of `of` rows under its facts, as far as they fit; and `text`, the same in words.

    Lines are taken one at a time, so that no more pictures are read than are shown.
    """
    shown: list[Shown] = []
    rows: list[str] = []
    size = 0
    for line in lines:
        cells = [cell if isinstance(cell, str) else list(map(_small, cell)) for cell in line.cells]
        row = _row(line, cells)
        if size + len(row) > MOST_HTML:
            break
        size += len(row)
        rows.append(row)
        shown += [each for cell in cells if not isinstance(cell, str) for each in cell if each.data]
    more = f"… and {of - len(rows):,} more: .to_pandas() and .to_csv(path) hold all" if of > len(rows) else ""
    foot = f'<div style="{CAPTION};{QUIET}">{escape(more)}</div>' if more else ""
    html = f'<div class="{OURS}"><div style="{CAPTION}">{escape(facts)}</div>{_table(head, rows)}{foot}</div>'
    raster = {"image/jpeg": _base64(contact_sheet(shown[:_ON_SHEET], columns=5))} if shown else {}
    return {"text/html": html, **raster, "text/plain": printable(text)}


def _table(head: Sequence[str], rows: Sequence[str]) -> str:
    names = "".join(
        f'<th scope="col" dir="auto" style="{_HEAD}">{escape(clipped(each, 40))}</th>' for each in head
    )
    head_html = f'<thead><tr style="background:none"><td></td>{names}</tr></thead>'
    table = f'<table style="border-collapse:collapse">{head_html}<tbody>{"".join(rows)}</tbody></table>'
    return f"<div {WIDE}>{table}</div>"


def _row(line: Line, cells: Sequence[str | Sequence[Shown]]) -> str:
    html = "".join(f'<td style="{_CELL}">{_cell(cell)}</td>' for cell in cells)
    mark = ";border-left:3px solid #c0392b" if line.is_failed else ""
    label = f'<th scope="row" style="{_HEAD};{QUIET}{mark}">{escape(line.label)}</th>'
    return f'<tr style="background:none">{label}{html}</tr>'


def _cell(cell: str | Sequence[Shown]) -> str:
    if isinstance(cell, str):
        text = escape(clipped(cell, _IN_CELL))
        wide = ' style="min-width:14em"' if len(cell) > _SHORT else ""
        return f'<div dir="auto"{wide}>{text}</div>'
    return f'<div style="display:flex;gap:4px">{"".join(map(_thumb, cell))}</div>'


def _small(shown: Shown) -> Shown:
    """The same with the bytes of a thumbnail, none where it cannot be read."""
    try:
        image = pixels.decoded(shown.data, side=SIDE)
    except SourceError:
        return replace(shown, data=b"")
    return replace(shown, data=pixels.thumbnail(image, side=SIDE, max_bytes=THUMB_BYTES))


def _thumb(shown: Shown) -> str:
    """A thumbnail in a link to its file; its number where there is none."""
    if not shown.data:
        return f'<span style="{QUIET}">{shown.record.number}</span>'
    width, height = pixels.size(shown.data)
    scale = SIDE / max(width, height)  # a thumbnail of fewer pixels stands as large as the others
    width, height = round(width * scale), round(height * scale)
    alt = escape(clipped(alt_text(shown.record), 160))
    img = (
        f'<img src="data:image/jpeg;base64,{_base64(shown.data)}" alt="{alt}" '
        f'width="{width}" height="{height}" style="border-radius:3px;max-width:none;height:auto">'
    )
    href = escape(quote(shown.href, safe="/:%", errors="surrogatepass")) if shown.href else ""
    return f'<a href="{href}" target="_blank">{img}</a>' if href else img


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
