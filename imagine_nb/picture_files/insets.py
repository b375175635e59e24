"""Insets: an edited picture set into its source inside a region alone; all other pixels stay as they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.colours import in_colours_of, in_srgb, plain, profile

if TYPE_CHECKING:
    import numpy.typing as npt
    from PIL.Image import Image

    Inside = npt.NDArray[Any]  # of bool, (height, width): the pixels that may change

_HALF = 128  # a mask's level from which on a pixel counts as painted
_BIT_DEPTH, _DEEP = 24, 16  # the byte of a PNG that says it, and what it says of 16 bits a channel


@dataclass(frozen=True, slots=True)
class Inset:
    """A PNG file of the source's size, and what was done to the source's own pixels, in words."""

    data: bytes = field(repr=False)
    notice: str = ""


def boxed(box: tuple[int, int, int, int], size: tuple[int, int]) -> Inside:
    """The pixels in a box (x, y, width, height) of a picture of this size."""
    import numpy as np

    left, top, width, height = box
    inside = np.zeros((size[1], size[0]), bool)
    inside[top : top + height, left : left + width] = True
    return inside


def painted(mask: bytes, size: tuple[int, int], *, name: str = "The mask") -> Inside:
    """The pixels that a mask paints, scaled to this size: what is opaque, or white where all of it is opaque.

    Raises SourceError for a mask that cannot be read.
    """
    import numpy as np
    from PIL import Image

    image = plain(pixels.upright(pixels.decoded(mask, name=name)))
    levels = image.getchannel("A") if _is_seen_through(image) else image.convert("L")
    if levels.size != size:
        levels = levels.resize(size, Image.Resampling.BILINEAR)
    return np.asarray(levels) >= _HALF


def inset(source: bytes, edit: bytes, inside: Inside, *, feather: int, name: str = "The source") -> Inset:
    """`source` with the pixels of `edit`, scaled to its size, inside the region; a PNG in its colours.

    The edit comes in over `feather` pixels within the region, fewer where that is narrow: outside of it
    nothing changes. At the picture's own edge there is nothing to blend with. A picture turned by its EXIF
    is upright, one of more than 8 bits a channel has 8 then, grey may become coloured. Raises SourceError.
    """
    import numpy as np
    from PIL import Image

    decoded = pixels.upright(pixels.decoded(source, name=name))
    under, over = _layers(decoded, pixels.upright(pixels.decoded(edit, name="The edit")))
    result = np.array(under)
    rows, columns = (np.flatnonzero(inside.any(axis=axis)) for axis in (1, 0))
    part = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    within = inside[part]
    weights = _weights(_depth(within, _is_edge(part, inside.shape), most=2 * feather + 1), feather)
    mixed = _mixed(result[part], np.asarray(over)[part], weights[..., None])
    result[part][within] = mixed[within]
    made = Image.fromarray(result)
    if found := profile(under):
        made.info["icc_profile"] = found
    return Inset(pixels.png(made), _of_bits(decoded, source, name))


def _of_bits(image: Image, data: bytes, name: str) -> str:
    """That depth was lost, where the source has more bits than the result."""
    is_deep = pixels.mime_type(data) == "image/png" and data[_BIT_DEPTH] == _DEEP
    if is_deep or image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return f"{name} has more than 8 bits a channel; here each has 8."
    return ""


def _layers(source: Image, edit: Image) -> tuple[Image, Image]:
    """Both pictures in the source's size and colours, with alpha where either can be seen through."""
    from PIL import Image

    under, over = plain(source), plain(edit)
    is_clear = under.has_transparency_data or _is_seen_through(over)
    mode, colours = "RGBA" if is_clear else "RGB", profile(under)
    if under.mode not in {"RGB", "RGBA"}:
        under, colours = in_srgb(under), None
    found, under = under.info.get("icc_profile"), under.convert(mode)
    if colours is None or colours != profile(over):
        over = in_colours_of(in_srgb(over).convert(mode), colours)
    over = over.convert(mode)
    if found and colours:
        under.info["icc_profile"] = found
    return under, over if over.size == under.size else over.resize(under.size, Image.Resampling.LANCZOS)


def _is_seen_through(image: Image) -> bool:
    """Whether a plain picture has a pixel that is not opaque."""
    import numpy as np

    return image.has_transparency_data and bool(np.asarray(image.getchannel("A")).min() < 255)


def _is_edge(part: tuple[slice, slice], shape: tuple[int, ...]) -> tuple[bool, bool, bool, bool]:
    """Whether a part of a picture ends where the picture does: at the top, the bottom, left and right."""
    rows, columns = part
    return rows.start == 0, rows.stop == shape[0], columns.start == 0, columns.stop == shape[1]


def _depth(inside: Inside, is_edge: tuple[bool, bool, bool, bool], *, most: int) -> npt.NDArray[Any]:
    """How many pixels each one is away from the outside, up to `most`; 1 for the outermost, 0 outside."""
    import numpy as np

    depth = np.zeros(inside.shape, np.uint8)
    left = inside
    for _ in range(most):
        depth += left
        left = _eroded(left, is_edge)
        if not left.any():
            break
    return depth


def _eroded(inside: Inside, is_edge: tuple[bool, bool, bool, bool]) -> Inside:
    """The region without its outermost pixels; beyond the picture's own edge nothing is outside."""
    import numpy as np

    framed = np.pad(inside, 1)
    framed[0], framed[-1] = is_edge[:2]
    framed[:, 0] |= is_edge[2]
    framed[:, -1] |= is_edge[3]
    rows = framed[:-2] & framed[1:-1] & framed[2:]
    eroded: Inside = rows[:, :-2] & rows[:, 1:-1] & rows[:, 2:]
    return eroded


def _weights(depth: npt.NDArray[Any], feather: int) -> npt.NDArray[Any]:
    """How much of the edit each pixel has, 0 to 1; what is narrow is feathered less, to show it at all."""
    import numpy as np

    steps = min(feather, (int(depth.max()) - 1) // 2) + 1
    weights: npt.NDArray[Any] = np.minimum(depth, steps).astype(np.float32) / np.float32(steps)
    return weights


def _mixed(under: Any, over: Any, weights: Any) -> npt.NDArray[Any]:
    """Pixels between two pictures, RGB or RGBA; colours count as much as they can be seen."""
    import numpy as np

    low, high = under.astype(np.float32), over.astype(np.float32)
    if low.shape[2] == 4:
        shares = low[..., 3:] * (1 - weights), high[..., 3:] * weights
        alpha = shares[0] + shares[1]
        colours = low[..., :3] * shares[0] + high[..., :3] * shares[1]
        seen = np.divide(colours, alpha, out=low[..., :3].copy(), where=alpha > 0)
        return np.concatenate([seen, alpha], axis=2).round().astype(np.uint8)
    mixed: npt.NDArray[Any] = (low + (high - low) * weights).round().astype(np.uint8)
    return mixed
