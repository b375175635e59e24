"""Tiles of a contact sheet: a picture that is read when its turn comes, or words in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Sized
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagine_nb.errors import ImagineError, InputError, told
from imagine_nb.picture_files import pixels

if TYPE_CHECKING:
    from PIL.Image import Image


@dataclass(frozen=True, slots=True)
class Tile:
    """A picture of a contact sheet with its caption and its alt text, or `words` in the picture's place.

    `data` gives the bytes of its file; `size` is its width and height in pixels where they are known, and
    `maker` an engine that has to be named with it.
    """

    data: Callable[[], bytes] | None = None
    caption: str = ""
    alt: str = ""
    words: str = ""
    is_error: bool = False
    size: tuple[int, int] = (1, 1)
    maker: str = ""

    def drawn(self, side: int) -> Image | str:
        """The picture at most `side` pixels long; words where there is none, or where it cannot be read."""
        if self.data is None:
            return self.words
        try:
            return pixels.reduced(pixels.decoded(self.data(), name="The picture", side=side), side=side)
        except ImagineError as exc:
            return told(exc)


def makers_told(tiles: Sequence[Tile]) -> str:
    """Who has to be named as the maker of pictures: `Print shop, not Grok`, and how many where not of all."""
    makers = [tile.maker for tile in tiles if tile.data is not None]
    counts = Counter(filter(None, makers))
    told = (
        f"{maker[:1].upper()}{maker[1:]}"
        + ("" if count == len(makers) else f": {count} of {len(makers)} pictures")
        for maker, count in counts.items()
    )
    return " · ".join(told)


def check_tiles(tiles: Sized, *, of: str, most: int) -> None:
    """Raise InputError for no tiles, or for more than that; `of` is what they are to be."""
    if not tiles:
        raise InputError("There is nothing to be shown.", advice="Give it at least one picture.")
    if len(tiles) > most:
        advice = f"Take a slice, as in pictures[:{most}]."
        raise InputError(f"{of} of {len(tiles):,} pictures is too large.", advice=advice)
