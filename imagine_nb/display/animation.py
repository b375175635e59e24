"""Animation: pictures one after the other in a GIF, each whole on a frame of one size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from imagine_nb.display.lettering import Lettering
from imagine_nb.display.paper import blank, draw_words
from imagine_nb.display.tiles import Tile, check_tiles
from imagine_nb.errors import InputError
from imagine_nb.values import checked_count, flag_given, in_short

if TYPE_CHECKING:
    from PIL.Image import Image

MOST = 500  # frames
_LEAST_WIDE, _WIDEST = 16, 2048
_TALLEST = 2  # of a frame, for its width
_MOST_PIXELS = 200_000_000  # of all frames, which Pillow holds until the last one
_SHORTEST, _LONGEST = 0.02, 600.0  # seconds, what browsers show and a GIF can say
_ADVICE = "It is a number from 0.02 to 600, or a list of one for each picture."


@dataclass(frozen=True, slots=True)
class Animation:
    """Animation. Each picture stays for `seconds`, one number or a list of one for each.

    A frame is `width` pixels wide and as high as the first picture asks for; pictures of another shape have
    white beside them. It begins again at its end unless `loop` is False. Raises InputError for what is none
    of these, for more than 500 pictures, and for none.
    """

    tiles: Sequence[Tile]
    seconds: float | Sequence[float] = 1.0
    width: int = 512
    loop: bool = True

    def __post_init__(self) -> None:
        check_tiles(self.tiles, of="An animation", most=MOST)
        checked_count(self.width, of="width", least=_LEAST_WIDE, most=_WIDEST)
        flag_given(self.loop, of="loop")
        _ = self.milliseconds
        width, height = self.size
        if width * height * len(self.tiles) > _MOST_PIXELS:
            told = f"{len(self.tiles)} frames of {width} x {height} pixels are too many."
            raise InputError(told, advice="Take a smaller width=, or fewer pictures.")

    @property
    def size(self) -> tuple[int, int]:
        """The width and height of a frame, in pixels."""
        width, height = self.tiles[0].size
        return self.width, max(1, min(round(self.width * height / width), _TALLEST * self.width))

    @property
    def milliseconds(self) -> list[int]:
        """How long each picture stays."""
        given = self.seconds
        each = [given] * len(self.tiles) if isinstance(given, (int, float)) else given
        if not isinstance(each, Sequence) or isinstance(each, (str, bytes)):
            raise InputError(f"seconds is {in_short(given)}.", advice=_ADVICE)
        if len(each) != len(self.tiles):
            told = f"seconds holds {len(each)} numbers for {len(self.tiles)} pictures."
            raise InputError(told, advice=_ADVICE)
        return [_milliseconds(value) for value in each]

    def frames(self) -> Iterator[Image]:
        """The frames, one after the other, each in the 256 colours that suit it."""
        for tile in self.tiles:
            yield _in_colours(_frame(tile, self.size))

    def write(self, file: IO[bytes]) -> None:
        """Write it into a file opened for that, as a GIF."""
        frames = self.frames()
        again = {"loop": 0} if self.loop else {}
        next(frames).save(
            file, "GIF", save_all=True, append_images=frames, duration=self.milliseconds, **again
        )


def _milliseconds(value: object) -> int:
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not is_number or not _SHORTEST <= value <= _LONGEST:  # type: ignore[operator]
        raise InputError(f"seconds is {in_short(value)}.", advice=_ADVICE)
    return round(value * 1000)  # type: ignore[operator]


def _frame(tile: Tile, size: tuple[int, int]) -> Image:
    """The picture as large as it fits on a frame; words where it cannot be read."""
    from PIL import Image, ImageOps

    found = tile.drawn(max(size))
    if not isinstance(found, str):
        return ImageOps.pad(found, size, Image.Resampling.LANCZOS, color="white")
    page, draw = blank(*size)
    draw_words(draw, Lettering(max(9, size[0] // 24)), found, (0, 0, *size), is_error=True)
    return page


def _in_colours(image: Image) -> Image:
    """The picture in 256 colours of its own, dithered: few colours in even surfaces show bands."""
    from PIL import Image

    image.info.clear()  # or what a picture's file holds besides its pixels would become a comment
    palette = image.quantize(256, Image.Quantize.MEDIANCUT, kmeans=1)
    return image.quantize(palette=palette, dither=Image.Dither.FLOYDSTEINBERG)
