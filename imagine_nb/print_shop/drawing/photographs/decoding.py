"""Decoding: bytes to a picture, refused with a sentence where they are none or claim to be too large."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

MOST_PIXELS = 64_000_000
_FORMATS = (
    "JPEG",
    "PNG",
    "WEBP",
    "GIF",
    "BMP",
    "TIFF",
)  # no others: some of Pillow's decoders start programs
_ORIENTATION, _SIDEWAYS = 0x0112, 5  # the EXIF tag; from 5 on, the picture lies on its side
_PNG = b"\x89PNG\r\n\x1a\n"
_ASIDE = frozenset({b"tEXt", b"zTXt", b"iTXt", b"iCCP"})  # of a PNG: no pixels


class Unreadable(ValueError):  # noqa: N818 - said at the border as CannotPrint
    """A source that is no picture which the print shop can read."""


def decoded(data: bytes) -> Image.Image:
    """Raised for a source that is no picture which the print shop can read."""
    image = opened(data)
    try:
        image.load()
    except Exception as exc:
        raise Unreadable("A source is a broken picture: it ends early or its data is damaged.") from exc
    return image


def opened(data: bytes) -> Image.Image:
    """The picture in `data`, its header read and its pixels not yet; raises Unreadable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own, about size: the check below refuses instead
            image = Image.open(io.BytesIO(_without_texts(data)), formats=_FORMATS)
    except Image.DecompressionBombError as exc:
        raise Unreadable("A source claims more pixels than can be read.") from exc
    except Exception as exc:
        raise Unreadable("A source is no picture that the print shop can read.") from exc
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable(f"A source claims {image.width} x {image.height} pixels, more than can be read.")
    return image


def _without_texts(data: bytes) -> bytes:
    """A PNG without the texts and the profile in it, which may be longer than Pillow reads."""
    if not data.startswith(_PNG) or not any(name in data for name in _ASIDE):
        return data
    kept, at = [_PNG], len(_PNG)
    while at < len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] not in _ASIDE:
            kept.append(data[at:end])
        at = end
    return b"".join(kept)


def orientation(image: Image.Image) -> int:
    """How the picture lies, as its EXIF says; 1, upright, where that is broken."""
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - broken EXIF fails in any way
        return 1
    return found if found in range(1, 9) else 1


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of the picture as `upright` turns it."""
    sideways = orientation(image) >= _SIDEWAYS
    return (image.height, image.width) if sideways else image.size


def upright(image: Image.Image) -> Image.Image:
    """The picture as a viewer shows it: turned as its EXIF says, RGB, transparency on paper white."""
    if orientation(image) > 1:
        image = ImageOps.exif_transpose(image)
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        clear = image.convert("RGBA")
        sheet = Image.new("RGBA", clear.size, (250, 247, 240, 255))
        sheet.alpha_composite(clear)
        return sheet.convert("RGB")
    if image.mode in ("I;16", "I", "F"):
        low, high = image.getextrema()
        span = max(1e-9, float(high) - float(low))  # type: ignore[arg-type]
        image = image.point(lambda v: (v - float(low)) * (255 / span)).convert("L")  # type: ignore[arg-type]
    return image.convert("RGB")
