"""Contact sheet as a web page: one file that holds its pictures, for a browser, a phone or a printer."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from typing import IO

from imagine_nb.display.escaping import escape
from imagine_nb.display.tiles import Tile, makers_told
from imagine_nb.picture_files import pixels

# up to so many tiles: how large a picture is, in pixels and bytes
_SIZES = ((200, 480, 30_000), (1_000, 320, 15_000), (None, 240, 9_000))
_LARGE = 300_000  # bytes of a picture that can be shown large
_NARROWEST, _NARROW = 160, 320  # pixels of a column of small pictures, and of those that can be large
_STYLE = """
:root { color-scheme: light dark; --edge: #8884; --failed: #c0392b; }
body { margin: 0; padding: 1rem; font: 14px/1.4 system-ui, sans-serif; }
body { background: Canvas; color: CanvasText; }
h1 { font-size: 1.2rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
.by { margin: -.5rem 0 1rem; font-size: .9em; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 1rem; grid-template-columns: COLUMNS; }
figure { margin: 0; break-inside: avoid; }
img { display: block; width: 100%; height: auto; border-radius: 4px; }
figcaption { margin-top: .35rem; font-size: .9em; overflow-wrap: anywhere; white-space: pre-line; }
.words { border: 1px solid var(--edge); border-radius: 4px; padding: .75rem; overflow-wrap: anywhere; }
.failed { border-left: 4px solid var(--failed); }
.large { color: inherit; text-decoration: none; display: block; cursor: zoom-in; }
.large:focus-visible, .back:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
.back { display: none; font-size: .9em; padding: .35rem 0; }
li:target { grid-column: 1 / -1; scroll-margin-top: .5rem; }
figure { scroll-margin-top: 1rem; }
li:target img { width: auto; max-width: 100%; max-height: 90vh; margin: 0 auto; }
li:target .large { cursor: default; }
li:target .back { display: block; }
@media (max-width: 600px) { ul { grid-template-columns: PHONE; } }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; }
  ul { gap: 6mm; }
  img, li:target img { width: auto; max-width: 100%; max-height: 110mm; }
  li:target .back { display: none; }
}
"""


def html_sheet(
    tiles: Sequence[Tile], *, columns: int | None = None, title: str = "", width: int | None = None
) -> Iterator[str]:
    """The page, piece by piece, one for each tile; `columns` in a row where there is room for them.

    With a `width` its pictures are so many pixels long, and a link makes each of them large.
    """
    name = escape(title or ("Pictures" if width else "Contact sheet"))
    told = makers_told(tiles)
    by = f'<p class="by">{escape(told)}</p>\n' if told else ""
    yield (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{name}</title>\n<style>{_style(columns, is_large=width is not None)}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{name}</h1>\n{by}<ul>\n"
    )
    side, most = (width, _LARGE) if width else _small(len(tiles))
    for number, tile in enumerate(tiles, 1):
        yield _item(tile, side, most, number=number if width else None)
    yield "</ul>\n</main>\n</body>\n</html>\n"


def write_html(
    file: IO[bytes],
    tiles: Sequence[Tile],
    *,
    columns: int | None = None,
    title: str = "",
    width: int | None = None,
) -> None:
    """Write the page into a file opened for that; the rest as in `html_sheet`."""
    for part in html_sheet(tiles, columns=columns, title=title, width=width):
        file.write(part.encode(errors="replace"))


def _style(columns: int | None, *, is_large: bool) -> str:
    least = _NARROW if is_large else _NARROWEST
    tracks = f"{columns}, minmax(0, 1fr)" if columns else f"auto-fill, minmax({least}px, 1fr)"
    phone = "1fr" if is_large else "repeat(auto-fill, minmax(140px, 1fr))"
    return _STYLE.replace("COLUMNS", f"repeat({tracks})").replace("PHONE", phone)


def _small(n_tiles: int) -> tuple[int, int]:
    """How large a picture of so many is, in pixels and bytes."""
    return next((side, most) for up_to, side, most in _SIZES if up_to is None or n_tiles <= up_to)


def _item(tile: Tile, side: int, most: int, *, number: int | None) -> str:
    """A picture with its caption; with a number it has links that make it large, and small again."""
    shown = _shown(tile, side, most)
    if number is None:
        return f'<li><figure dir="auto">{shown}{_caption(tile)}</figure></li>\n'
    if shown.startswith("<img"):
        back = f'<a class="back" href="#picture-{number}">Show all pictures</a>'
        shown = f'{back}<a class="large" href="#large-{number}">{shown}</a>'
    figure = f'<figure id="picture-{number}" dir="auto">{shown}{_caption(tile)}</figure>'
    return f'<li id="large-{number}">{figure}</li>\n'


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
