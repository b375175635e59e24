"""Wearing: hats, glasses and scarves put on the heads that wear them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from imagine_nb.print_shop.drawing.figures.registry import aspect, figure

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.colours import Colour
    from imagine_nb.print_shop.reading.nouns import Noun

# The head in a stamp, as fractions of its width and height: middle, where a hat's brim rests, eyes, chin, and
# the head's width.
Head = tuple[float, float, float, float, float]
_SITTING: Head = (0.47, 0.13, 0.27, 0.50, 0.44)
_STANDING: Head = (0.5, 0.10, 0.26, 0.45, 0.50)
_HEADS: dict[str, Head] = {
    "🐈": (0.34, 0.2, 0.32, 0.48, 0.42),
    "🐕": (0.34, 0.1, 0.24, 0.44, 0.6),
    "🐎": (0.14, 0.1, 0.2, 0.36, 0.3),
    "🐘": (0.35, 0.1, 0.34, 0.55, 0.39),
    "🐑": (0.3, 0.2, 0.42, 0.62, 0.42),
    "🐧": (0.35, 0.05, 0.15, 0.3, 0.66),
    "🦉": (0.5, 0.1, 0.25, 0.46, 0.62),
    "🦆": (0.27, 0.06, 0.16, 0.36, 0.42),
    "🐇": (0.14, 0.36, 0.44, 0.6, 0.51),
    "⛄": (0.5, 0.16, 0.24, 0.4, 0.66),
    "🧸": (0.5, 0.08, 0.24, 0.48, 0.71),
    "🐢": (0.19, 0.32, 0.42, 0.62, 0.4),
    "🐖": (0.27, 0.2, 0.34, 0.6, 0.41),
    "🐄": (0.19, 0.1, 0.3, 0.5, 0.27),
    "🐒": (0.27, 0.08, 0.22, 0.42, 0.51),
    "🦒": (0.12, 0.1, 0.13, 0.36, 0.38),
    "@polarbear": _SITTING,
}


def dressed(stamp: Image.Image, art: str, clothes: Sequence[tuple[Noun, Colour]]) -> Image.Image:
    """The stamp with these on, on a sheet tall and wide enough; its foot stays where it was."""
    head = _head(stamp, art)
    rise = round(stamp.height * 0.36)
    side = round(stamp.width * 0.2)
    sheet = Image.new("RGBA", (stamp.width + 2 * side, stamp.height + rise))
    sheet.alpha_composite(stamp, (side, rise))
    for noun, colour in clothes:
        _put_on(sheet, noun, colour, head, (side, rise), stamp.size)
    top = (sheet.getbbox() or (0, 0, 0, 0))[1]
    return sheet.crop((0, top, sheet.width, sheet.height))


def _head(stamp: Image.Image, art: str) -> Head:
    if art in _HEADS:
        return _HEADS[art]
    if "+" in art or art in ("@robot", "@astronaut"):
        return _SITTING if art.rpartition("+")[2] in ("bushy", "thin", "lion", "none", "panda") else _STANDING
    return _found_head(stamp)


def _found_head(stamp: Image.Image) -> Head:
    """A guess: the head is what reaches highest."""
    alpha = np.asarray(stamp.getchannel("A")) > 128
    rows = alpha[: max(1, alpha.shape[0] // 6)]
    columns = np.nonzero(rows.any(axis=0))[0]
    middle = float(columns.mean()) / alpha.shape[1] if len(columns) else 0.5
    width = min(0.6, max(0.25, np.ptp(columns) / alpha.shape[1])) if len(columns) else 0.4
    return middle, 0.08, 0.2, 0.4, width


def _put_on(
    sheet: Image.Image, noun: Noun, colour: Colour, head: Head, at: tuple[int, int], size: tuple[int, int]
) -> None:
    middle, brim, eyes, chin, width = head
    wide = size[0] * width * {"head": 0.88, "eyes": 0.92, "neck": 0.95}[noun.worn]
    wide *= 1.25 if noun.art in ("@cone", "@santahat") else 1.0
    name = "@neckscarf" if noun.name == "scarf" else noun.art
    art = figure(name, colour, max(8, round(wide / aspect(name))), weight=420)
    if art is None:
        return
    y = {"head": brim, "eyes": eyes, "neck": chin}[noun.worn] * size[1] + at[1]
    x = at[0] + middle * size[0] - art.width / 2
    top = y - art.height * {"head": 0.92, "eyes": 0.5, "neck": 0.25}[noun.worn]
    sheet.alpha_composite(art, (max(0, round(x)), max(0, round(top))))
