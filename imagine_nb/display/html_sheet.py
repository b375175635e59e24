"""Contact sheet as a web page: one file that holds its pictures, for a browser, a phone or a printer."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence

from imagine_nb.display.escaping import escape
from imagine_nb.display.tiles import Tile
from imagine_nb.picture_files import pixels

# up to so many tiles: how large a picture is, in pixels and bytes
_SIZES = ((200, 480, 30_000), (1_000, 320, 15_000), (None, 240, 9_000))
_NARROWEST = 160  # pixels of a column, where the reader has room for no more
_STYLE = """
:root { color-scheme: light dark; --edge: #8884; --failed: #c0392b; }
body { margin: 0; padding: 1rem; font: 14px/1.4 system-ui, sans-serif; }
body { background: Canvas; color: CanvasText; }
h1 { font-size: 1.2rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: COLUMNS; }
figure { margin: 0; break-inside: avoid; }
img { display: block; width: 100%; height: auto; border-radius: 4px; }
figcaption { margin-top: .35rem; font-size: .9em; overflow-wrap: anywhere; white-space: pre-line; }
.words { border: 1px solid var(--edge); border-radius: 4px; padding: .75rem; overflow-wrap: anywhere; }
.failed { border-left: 4px solid var(--failed); }
@media (max-width: 600px) { ul { grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); } }
@media print { body { padding: 0; } ul { gap: 6mm; } }
"""


def html_sheet(tiles: Sequence[Tile], *, columns: int | None = None, title: str = "") -> Iterator[str]:
    """The page, piece by piece, one for each tile; `columns` in a row where there is room for them."""
    tracks = f"{columns}, minmax(0, 1fr)" if columns else f"auto-fill, minmax({_NARROWEST}px, 1fr)"
    name = escape(title or "Contact sheet")
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{_STYLE.replace('COLUMNS', f'repeat({tracks})')}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{name}</h1>\n<ul>\n"
    )
    side, most = next((side, most) for up_to, side, most in _SIZES if up_to is None or len(tiles) <= up_to)
    for tile in tiles:
        yield f'<li><figure dir="auto">{_shown(tile, side, most)}{_caption(tile)}</figure></li>\n'
    yield "</ul>\n</main>\n</body>\n</html>\n"


def _shown(tile: Tile, side: int, most: int) -> str:
    found = tile.drawn(side)
    if isinstance(found, str):
        mark = " failed" if tile.is_error or tile.data is not None else ""
        return f'<div class="words{mark}">{escape(found)}</div>'
    data = pixels.thumbnail(found, side=side, max_bytes=most)
    width, height = pixels.size(data)
    source = f"data:image/jpeg;base64,{base64.b64encode(data).decode()}"
    return f'<img src="{source}" alt="{escape(tile.alt)}" width="{width}" height="{height}" decoding="async">'


def _caption(tile: Tile) -> str:
    return f"<figcaption>{escape(tile.caption)}</figcaption>" if tile.caption else ""
