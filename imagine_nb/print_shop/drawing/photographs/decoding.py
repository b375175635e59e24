"""Decoding: bytes to a picture, refused with a sentence where they are none or claim to be too large."""

from __future__ import annotations

import io
import warnings

from PIL import Image, ImageOps

MOST_PIXELS = 64_000_000


class Unreadable(ValueError):  # noqa: N818 - said at the border as CannotPrint
    """A source that is no picture which the print shop can read."""


def decoded(data: bytes) -> Image.Image:
    """Raised for a source that is no picture which the print shop can read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Pillow's own warning about size: the check below refuses instead
            image = Image.open(io.BytesIO(data))
    except Image.DecompressionBombError as exc:
        raise Unreadable("A source claims more pixels than can be read.") from exc
    except Exception as exc:
        raise Unreadable("A source is no picture that the print shop can read.") from exc
    if image.width * image.height > MOST_PIXELS:
        raise Unreadable(f"A source claims {image.width} x {image.height} pixels, more than can be read.")
    try:
        image.load()
    except Exception as exc:
        raise Unreadable("A source is a broken picture: it ends early or its data is damaged.") from exc
    return image


def upright(image: Image.Image) -> Image.Image:
    """The picture as a viewer shows it: turned as its EXIF says, RGB, transparency on paper white."""
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
