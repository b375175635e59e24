"""The table of colours: each name and its RGB value."""

from __future__ import annotations

Colour = tuple[int, int, int]

PAPER: Colour = (246, 238, 222)
GLASS: Colour = (176, 206, 214)
COLOURS: dict[str, Colour] = {
    "red": (206, 58, 54),
    "orange": (226, 118, 48),
    "yellow": (243, 197, 74),
    "gold": (214, 164, 58),
    "green": (86, 142, 78),
    "lime": (160, 192, 72),
    "olive": (128, 128, 64),
    "teal": (44, 128, 124),
    "turquoise": (82, 176, 174),
    "blue": (58, 110, 172),
    "navy": (38, 54, 104),
    "purple": (118, 82, 152),
    "violet": (140, 104, 178),
    "pink": (232, 142, 160),
    "magenta": (196, 62, 122),
    "brown": (138, 90, 58),
    "beige": (218, 194, 154),
    "white": (249, 243, 230),
    "grey": (150, 148, 152),
    "silver": (190, 192, 200),
    "black": (62, 56, 66),
    "cream": (245, 226, 186),
}
