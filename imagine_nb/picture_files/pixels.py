"""Image decoding and encoding: picture files known by their first bytes, decoded with limits, scaled."""

from __future__ import annotations

import base64
import binascii
import io
import re
import warnings
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from imagine_nb.errors import SourceError

if TYPE_CHECKING:
    from PIL.Image import Image

MAX_PIXELS = 100_000_000
_ORIENTATION = 0x0112  # the EXIF tag; 1 is upright
_PNG_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16"})


def mime_type(data: bytes) -> str | None:
    """The MIME type that the first bytes tell: JPEG, PNG, WebP or GIF; None for anything else."""
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if data[:6] in {b"GIF87a", b"GIF89a"} else None


def _other_kind(data: bytes) -> str:
    """What a file is that is no picture of pixels, or of a kind that cannot be read here; else nothing."""
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[4:8] == b"ftyp" and data[8:12] in {b"heic", b"heix", b"mif1", b"msf1", b"hevc"}:
        return "a HEIC picture"
    if start.startswith(b"<svg") or (start.startswith(b"<?xml") and b"<svg" in start):
        return "an SVG drawing"
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    return "a PDF" if start.startswith(b"%pdf") else ""


def decoded(data: bytes, *, name: str = "image", side: int | None = None) -> Image:
    """The picture in `data`, wholly decoded. Its claimed size is checked first; raises SourceError.

    With `side` a JPEG may come smaller, both sides at least so long, which is several times faster.
    """
    from PIL import Image, UnidentifiedImageError

    if not data:
        raise SourceError(f"{name} is empty.", advice="Give a JPEG, PNG or WebP picture.")
    try:
        image = _header(data)
        if image.width * image.height > MAX_PIXELS:
            raise _too_large(name, f"is {image.width} x {image.height} pixels")
        if side is not None:
            image.draft(None, (side, side))
        image.load()
    except UnidentifiedImageError as exc:
        what = _other_kind(data) or "no picture that can be read"
        raise SourceError(f"{name} is {what}.", advice="Save it as JPEG, PNG or WebP.") from exc
    except Image.DecompressionBombError as exc:
        raise _too_large(name, "claims far too many pixels") from exc
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as exc:
        raise SourceError(f"{name} is broken ({exc}).", advice="Save it again, or use another file.") from exc
    return image


def kind_and_size(data: bytes) -> tuple[str, int, int]:
    """The MIME type, the width and the height in pixels, as the file's header tells.

    Raises what Pillow raises for a broken header, and ValueError for an unknown type.
    """
    kind = mime_type(data)
    if kind is None:
        raise ValueError("unknown type")
    return kind, *size(data)


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the file's header tells."""
    return _header(data).size


def _header(data: bytes) -> Image:
    from PIL import Image

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limit here is MAX_PIXELS
        return Image.open(io.BytesIO(data))


def _too_large(name: str, what: str) -> SourceError:
    return SourceError(
        f"{name} {what}.", advice=f"At most {MAX_PIXELS // 10**6} million; scale it down first."
    )


def is_upright(image: Image) -> bool:
    """Whether the pixels lie as the picture is meant to be seen, by its EXIF orientation."""
    return image.getexif().get(_ORIENTATION, 1) in {0, 1}


def upright(image: Image) -> Image:
    """The picture turned as its EXIF orientation asks."""
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


def png(image: Image) -> bytes:
    """`image` as a PNG file."""
    out = io.BytesIO()
    (image if image.mode in _PNG_MODES else image.convert("RGB")).save(out, "PNG", compress_level=3)
    return out.getvalue()


def jpeg(image: Image, *, quality: int = 95) -> bytes:
    """`image` as a JPEG file, on white where it is transparent."""
    out = io.BytesIO()
    profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA", "L"} else None
    _opaque(image).save(out, "JPEG", quality=quality, icc_profile=profile)
    return out.getvalue()


def webp(image: Image, *, quality: int = 95) -> bytes:
    """`image` as a WebP file."""
    out = io.BytesIO()
    (image if image.mode in {"RGB", "RGBA"} else _opaque(image)).save(out, "WEBP", quality=quality)
    return out.getvalue()


def _opaque(image: Image) -> Image:
    from PIL import Image

    if image.mode == "RGB" and not image.has_transparency_data:
        return image
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), layered).convert("RGB")


# about how large a JPEG of less quality is, beside one of 85
_SHARES = {85: 1.0, 75: 0.72, 65: 0.6, 50: 0.48, 35: 0.36}
_HEADER = 620  # bytes of a JPEG that are not its pixels


def thumbnail(image: Image, *, side: int, max_bytes: int) -> bytes:
    """A JPEG at most `side` pixels long and `max_bytes` large; the quality gives way first, then the size."""
    small = _opaque(image if is_upright(image) else upright(image))
    side, guess = _likely(small, side, max_bytes)
    while True:
        small = _within(small, side)
        data = _lighter(small, guess, max_bytes)
        if len(data) <= max_bytes or side <= 32:
            return data
        side, guess = side * 3 // 4, max(_SHARES)


def _likely(image: Image, side: int, max_bytes: int) -> tuple[int, int]:
    """A size and a quality at which the picture is likely to fit, told from a sixteenth of it."""
    if min(image.size) < 256:
        return side, max(_SHARES)
    probe = _sample(image)
    expected = 16 * (len(jpeg(_within(probe, side // 4), quality=85)) - _HEADER)
    while expected * min(_SHARES.values()) > max_bytes * 1.1 and side > 64:
        side, expected = side * 3 // 4, expected * 5 // 8
    fitting = [quality for quality, share in _SHARES.items() if expected * share <= max_bytes]
    return side, max(fitting, default=min(_SHARES))


def _sample(image: Image) -> Image:
    """Four tiles of the picture, a sixteenth of it, as one picture."""
    from PIL import Image

    width, height = image.width // 8, image.height // 8
    sample = Image.new("RGB", (2 * width, 2 * height))
    for column, row in ((0, 0), (1, 0), (0, 1), (1, 1)):
        left, top = (1 + 4 * column) * width + width // 2, (1 + 4 * row) * height + height // 2
        sample.paste(image.crop((left, top, left + width, top + height)), (column * width, row * height))
    return sample


def _within(image: Image, side: int) -> Image:
    """The picture, made smaller where it is longer than `side`."""
    from PIL import Image

    scale = side / max(image.size)
    if scale >= 1:
        return image
    width, height = (max(1, round(length * scale)) for length in image.size)
    return image.resize((width, height), Image.Resampling.HAMMING, reducing_gap=2.0)


def _lighter(image: Image, guess: int, max_bytes: int) -> bytes:
    """A JPEG that fits, of the quality guessed or less; where none does, one that does not."""
    data = jpeg(image, quality=guess)
    if guess < max(_SHARES) and len(data) < max_bytes // 2:  # far more would have fitted
        return _lighter(image, max(_SHARES), max_bytes)
    for quality in _SHARES:
        if len(data) <= max_bytes:
            break
        if quality < guess:
            data = jpeg(image, quality=quality)
    return data


def decoded_base64(text: str, *, name: str = "image") -> bytes:
    """The bytes in base64 text, a `data:` prefix or not; raises SourceError where it is neither."""
    body = text.partition(",")[2] if text.startswith("data:") else text
    with suppress(binascii.Error, ValueError):
        return base64.b64decode(body, validate=True)
    try:
        plain = re.sub(r"\s+", "", unquote(body) if "%" in body else body)
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise SourceError(f"{name} is not valid base64.", advice="Check the data URI.") from exc


def image_of_array(value: Any) -> Image:
    """The picture in a numpy array of shape (H, W), (H, W, 1), (H, W, 3) or (H, W, 4).

    Takes uint8, booleans, or floats from 0 to 1; raises SourceError for anything else.
    """
    import numpy as np
    from PIL import Image

    array = np.asarray(value)
    pixels = _as_bytes(array[..., 0] if array.ndim == 3 and array.shape[2] == 1 else array)
    coloured = pixels.ndim == 3 and pixels.shape[2] in {3, 4}
    if pixels.dtype != np.uint8 or not pixels.size or not (coloured or pixels.ndim == 2):
        raise SourceError(
            f"An array of shape {array.shape} and type {array.dtype} is no picture.",
            advice="Use (height, width), (height, width, 3) or (height, width, 4); uint8, or floats 0 to 1.",
        )
    return Image.fromarray(np.ascontiguousarray(pixels))


def _as_bytes(array: Any) -> Any:
    import numpy as np

    if array.dtype == bool:
        return array.astype(np.uint8) * 255
    if array.dtype.kind != "f" or not array.size:
        return array
    plain = np.nan_to_num(array)
    return (plain * 255).round().astype(np.uint8) if plain.min() >= 0 and plain.max() <= 1 else array
