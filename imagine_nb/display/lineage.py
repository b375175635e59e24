"""Lineage graph as HTML: generations from left to right, each picture with those it was made from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from imagine_nb.captions import caption_of
from imagine_nb.display.escaping import OURS, escape
from imagine_nb.display.html import image_html
from imagine_nb.lineage import graph_text
from imagine_nb.records import clipped

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle, Shown
    from imagine_nb.records import PictureRecord

SIDE = 128
_ROW = "display:flex;align-items:center;gap:12px;overflow-x:auto"
_COLUMN = "display:flex;flex-direction:column;gap:12px"
_NODE = f"width:{SIDE}px;font-size:.85em;line-height:1.4;overflow-wrap:anywhere"
_FOCUS = "border-left:3px solid currentColor;padding-left:8px"


def lineage_bundle(
    records: Sequence[PictureRecord], shown: Callable[[PictureRecord], Shown | None], *, focus: str
) -> Bundle:
    """Lineage graph as a MIME bundle; `shown` gives a picture, None if deleted; `focus` is set off."""
    numbers = {record.id: record.number for record in records}
    columns = []
    for generation in generations(records):
        nodes = (_node(record, shown(record), numbers, is_focus=record.id == focus) for record in generation)
        columns.append(f'<div style="{_COLUMN}">{"".join(nodes)}</div>')
    html = f'<div class="{OURS}" style="{_ROW}" tabindex="0">{"<div>→</div>".join(columns)}</div>'
    return {"text/html": html, "text/plain": graph_text(records, focus=focus)}


def generations(records: Sequence[PictureRecord]) -> list[list[PictureRecord]]:
    """Generations: the pictures by how many steps they are from those without parents, roots first."""
    depths: dict[str, int] = {}
    found: list[list[PictureRecord]] = []
    for record in records:
        depth = max((depths[each] + 1 for each in record.parents if each in depths), default=0)
        depths[record.id] = depth
        found += [[]] * (depth + 1 - len(found))
        found[depth] = [*found[depth], record]
    return found


def _node(record: PictureRecord, shown: Shown | None, numbers: dict[str, int], *, is_focus: bool) -> str:
    image = image_html(shown, side=SIDE) if shown else "<div>(deleted)</div>"
    parents = ", ".join(f"#{numbers[each]}" for each in record.parents if each in numbers)
    made_from = f'<div style="opacity:.72">from {parents}</div>' if parents else ""
    words = f"#{record.number} {escape(clipped(caption_of(record), 60))}"
    return f'<div style="{_NODE};{_FOCUS if is_focus else ""}">{image}<div>{words}</div>{made_from}</div>'
