"""Image conversion: a picture as a file that the API takes, upright, and what was done to it in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imagine_nb.errors import SourceError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.colours import change, plain
from imagine_nb.picture_files.metadata import without_metadata
from imagine_nb.picture_files.opening import (
    ACCEPTED,
    MAX_PROFILE,
    TooManyPixels,
    check_size,
    lightened,
    opened,
)

if TYPE_CHECKING:
    from PIL.Image import Image

_TAKEN = frozenset({"JPEG", "MPO", "PNG", "WEBP"})  # by the API, as they are
_PHOTOGRAPHS = frozenset({"JPEG", "MPO"})
_SUBFILE_TYPE, _PREVIEW = 254, 1  # a TIFF's tag, and the value of it that says "of less resolution"
_SINGLE = frozenset({"JPEG", "MPO", "BMP", "JPEG2000", "ICO"})  # formats of one picture, or of its copies
_SOUGHT = frozenset({"GIF", "TIFF"})  # formats that are read on to find another frame, or turned by decoding


@dataclass(frozen=True, slots=True)
class Converted:
    """A JPEG, PNG or WebP file, its size in pixels, and what was done to the picture, in words."""

    data: bytes = field(repr=False)
    size: tuple[int, int]
    notice: str = ""


def converted(data: bytes, *, name: str, max_bytes: int, max_side: int) -> Converted:
    """The picture in `data` for the API: as it is where that can be, else converted; raises SourceError."""
    image = pixels.decoded(data, name=name)
    try:
        _check_whole(image, name)
        kept, done = _encoded(image, data)
        if len(kept) > max_bytes and len(bare := without_metadata(kept)) <= max_bytes:
            kept, done = bare, [*done, "sent without its metadata, which is too large"]
        if len(kept) > max_bytes:
            kept, scaled = _scaled_down(image, max_bytes=max_bytes, max_side=max_side)
            done = [*done, scaled]
        size = image.size if kept is data else pixels.size(kept)
    except SourceError:
        raise
    except Exception as exc:  # as Pillow's decoders do, its converters raise what they meet
        raise pixels.broken(name, exc) from exc
    return Converted(kept, size, f"{name} was {' and '.join(done)}." if done else "")


def _encoded(image: Image, data: bytes) -> tuple[bytes, list[str]]:
    """The file as it is where the API takes that, else a JPEG of a photograph or a PNG; what was done."""
    header = opened(data) if image.format in _SOUGHT else image
    first = _first_of(header)
    kept, large_profile = lightened(data)
    if image.format in _TAKEN and pixels.is_upright(header) and not first and not large_profile:
        return kept, [] if kept is data else ["sent without its largest texts or profile"]
    kind, encoder = ("JPEG", pixels.jpeg) if image.format in _PHOTOGRAPHS else ("PNG", pixels.png)
    return encoder(pixels.upright(image)), [f"converted to {kind}{_in_detail(header, first)}"]


def png_of(image: Image, *, name: str) -> tuple[bytes, str]:
    """A picture in memory as a PNG file, upright, and what was done to it in words; raises SourceError."""
    from PIL.ImageFile import ImageFile

    try:
        check_size(image.size)
        _check_decoder(image, name)
        waits = isinstance(image, ImageFile) and bool(image.tile)
        sought = image.format not in _SINGLE and (waits or image.format not in _SOUGHT)
        frames = "its current frame of several" if sought and _has_several(image) else ""
        detail = _in_detail(image, frames)
        return pixels.png(pixels.upright(image)), detail and f"{name} was converted to PNG{detail}."
    except SourceError:
        raise
    except TooManyPixels as exc:
        raise pixels.too_large(name, f"is {exc}") from exc
    except Exception as exc:  # it is decoded only now
        raise pixels.broken(name, exc) from exc


def _check_decoder(image: Image, name: str) -> None:
    """Refuse what was opened with a decoder of no accepted format, and is not decoded yet.

    Some of those start other programs.
    """
    from PIL.ImageFile import ImageFile, StubImageFile

    waits = isinstance(image, StubImageFile) or (isinstance(image, ImageFile) and bool(image.tile))
    if waits and image.format not in {*ACCEPTED, "MPO"}:
        raise SourceError(
            f"{name} is of the format {image.format}, and not decoded yet.",
            advice="Save it as PNG or JPEG, or call its load() first if you trust it.",
        )


def _check_whole(image: Image, name: str) -> None:
    """Refuse a TIFF whose first picture is the preview of another, as in cameras' raw files."""
    if getattr(image, "tag_v2", {}).get(_SUBFILE_TYPE) == _PREVIEW:
        raise SourceError(
            f"{name} is a camera's raw file, of which only the preview can be read.",
            advice="Save it as JPEG, PNG or WebP.",
        )


def _in_detail(image: Image, frames: str) -> str:
    """What a conversion changes in a picture, in brackets."""
    turned = "" if pixels.is_upright(image) else "turned upright"
    profile = "without its large profile" if len(image.info.get("icc_profile") or b"") > MAX_PROFILE else ""
    changes = ", ".join(filter(None, [frames, turned, change(image.mode), profile]))
    return f" ({changes})" if changes else ""


def _first_of(image: Image) -> str:
    """That the picture is the first of several frames or pages; nothing where it is the only one."""
    if image.format in _SINGLE or not _has_several(image):
        return ""
    return "the first of its pages" if image.format == "TIFF" else "the first of its frames"


def _has_several(image: Image) -> bool:
    try:
        return bool(getattr(image, "is_animated", False))
    except Exception:  # noqa: BLE001 - what follows the first frame is broken, and is left out
        return False


def _scaled_down(image: Image, *, max_bytes: int, max_side: int) -> tuple[bytes, str]:
    """A JPEG file of at most so many bytes, and what was done."""
    upright = plain(pixels.upright(image))
    while True:
        small = upright.copy()
        small.thumbnail((max_side, max_side))
        data = pixels.jpeg(small)
        if len(data) <= max_bytes or max_side <= 256:
            white = " on white" if upright.has_transparency_data else ""
            return data, f"scaled down to {small.width} x {small.height}, as JPEG{white}"
        max_side = max_side * 3 // 4
