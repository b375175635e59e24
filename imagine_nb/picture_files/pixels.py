"""Image decoding and encoding: picture files known by their first bytes, decoded with limits, scaled."""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING

from imagine_nb.errors import SourceError
from imagine_nb.picture_files.colours import in_srgb, plain, profile
from imagine_nb.picture_files.opening import (
    DOCUMENTS,
    MAX_PIXELS,
    MAX_PROFILE,
    TooManyPixels,
    opened,
    other_kind,
)

if TYPE_CHECKING:
    from PIL.Image import Image

_ORIENTATION = 0x0112  # the EXIF tag; 1 is upright
_TURNS = {
    2: "FLIP_LEFT_RIGHT",
    3: "ROTATE_180",
    4: "FLIP_TOP_BOTTOM",
    5: "TRANSPOSE",
    6: "ROTATE_270",
    7: "TRANSVERSE",
    8: "ROTATE_90",
}
_SIDEWAYS = frozenset({"TRANSPOSE", "ROTATE_270", "TRANSVERSE", "ROTATE_90"})
_SAYS_HOW_IT_LIES = frozenset({"exif", "Raw profile type exif", "XML:com.adobe.xmp", "xmp"})
_OF_DOCUMENTS = "Give a JPEG, PNG or WebP picture; documents go into a client's chat, as chat.file(data=...)."


def mime_type(data: bytes) -> str | None:
    """The MIME type that the first bytes tell: JPEG, PNG, WebP or GIF; None for anything else."""
    if data[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return "image/gif" if data[:6] in {b"GIF87a", b"GIF89a"} else None


def decoded(data: bytes, *, name: str = "image", side: int | None = None) -> Image:
    """The picture in `data`, wholly decoded. Its claimed size is checked first; raises SourceError.

    Of several frames or pages it is the first. With `side` a JPEG may come smaller, both sides at least so
    long, which is several times faster.
    """
    from PIL import Image, UnidentifiedImageError

    if not data:
        raise SourceError(f"{name} is empty.", advice="Give a JPEG, PNG or WebP picture.")
    try:
        image = opened(data)
        if side is not None:
            image.draft(None, (side, side))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's, about odd metadata
            image.load()
    except UnidentifiedImageError as exc:
        what = other_kind(data) or "no picture that can be read"
        advice = _OF_DOCUMENTS if what in DOCUMENTS else "Save it as JPEG, PNG or WebP."
        raise SourceError(f"{name} is {what}.", advice=advice) from exc
    except TooManyPixels as exc:
        raise too_large(name, f"is {exc}") from exc
    except Image.DecompressionBombError as exc:
        raise too_large(name, "claims far too many pixels") from exc
    except Exception as exc:  # decoders raise whatever broken bytes lead them to
        raise broken(name, exc) from exc
    return image


def kind_and_size(data: bytes) -> tuple[str, int, int]:
    """The MIME type, the width and the height in pixels, as the file's header tells; raises ValueError."""
    kind = mime_type(data)
    if kind is None:
        raise ValueError("unknown type")
    return kind, *size(data)


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, as the file's header tells; raises ValueError where it cannot be read."""
    try:
        return opened(data).size
    except Exception as exc:  # as in `decoded`
        raise ValueError(str(exc) or type(exc).__name__) from exc


def upright_size(data: bytes) -> tuple[int, int]:
    """Width and height as the picture is meant to be seen, by its header; raises ValueError as `size`."""
    width, height = size(data)
    return (height, width) if _turn(opened(data)) in _SIDEWAYS else (width, height)


def too_large(name: str, what: str) -> SourceError:
    """The error for a picture of too many pixels."""
    return SourceError(
        f"{name} {what}.", advice=f"At most {MAX_PIXELS // 10**6} million; scale it down first."
    )


def broken(name: str, exc: Exception) -> SourceError:
    """The error for a picture that a decoder cannot read, and why."""
    why = str(exc)[:120] or type(exc).__name__
    return SourceError(f"{name} is broken ({why}).", advice="Save it again, or use another file.")


def is_upright(image: Image) -> bool:
    """Whether the pixels lie as the picture is meant to be seen, by its EXIF orientation."""
    return _turn(image) is None


def upright(image: Image) -> Image:
    """The picture turned as its EXIF orientation asks."""
    from PIL.Image import Transpose

    image.load()  # a TIFF is turned by that
    if (turn := _turn(image)) is None:
        return image
    turned = image.transpose(Transpose[turn])
    for name in _SAYS_HOW_IT_LIES & turned.info.keys():
        del turned.info[name]
    return turned


def _turn(image: Image) -> str | None:
    try:
        return _TURNS.get(image.getexif().get(_ORIENTATION, 1))
    except Exception:  # noqa: BLE001 - broken EXIF says nothing, in any of its readers' many ways
        return None


def png(image: Image) -> bytes:
    """`image` as a PNG file of 8 bits a channel."""
    flat, out = _portable(plain(image)), io.BytesIO()
    flat.save(out, "PNG", compress_level=3, icc_profile=profile(flat))
    return out.getvalue()


def jpeg(image: Image, *, quality: int = 95) -> bytes:
    """`image` as a JPEG file, on white where it is transparent."""
    flat, out = _portable(_opaque(image)), io.BytesIO()
    flat.save(out, "JPEG", quality=quality, icc_profile=profile(flat))
    return out.getvalue()


def webp(image: Image, *, quality: int = 95) -> bytes:
    """`image` as a WebP file."""
    flat, out = _portable(plain(image)), io.BytesIO()
    flat = flat if flat.mode in {"RGB", "RGBA"} else _opaque(flat)
    flat.save(out, "WEBP", quality=quality, icc_profile=profile(flat) or b"")
    return out.getvalue()


def _portable(image: Image) -> Image:
    """The picture in the colours of a screen, where its profile is larger than readers take."""
    return in_srgb(image) if len(profile(image) or b"") > MAX_PROFILE else image


def _opaque(image: Image) -> Image:
    """The picture in RGB, on white where it is transparent."""
    from PIL import Image

    flat = plain(image)
    if flat.mode == "L" and profile(flat):
        return in_srgb(flat)
    if not flat.has_transparency_data:
        return flat if flat.mode == "RGB" else flat.convert("RGB")
    layered = flat.convert("RGBA")
    merged = Image.alpha_composite(Image.new("RGBA", flat.size, "white"), layered).convert("RGB")
    merged.info.update(flat.info)
    return merged


# about how large a JPEG of less quality is, beside one of 85
_SHARES = {85: 1.0, 75: 0.72, 65: 0.6, 50: 0.48, 35: 0.36}
_HEADER = 620  # bytes of a JPEG that are not its pixels


def thumbnail(image: Image, *, side: int, max_bytes: int) -> bytes:
    """A JPEG at most `side` pixels long and `max_bytes` large; the quality gives way first, then the size."""
    small = _as_shown(image, side)
    side, guess = _likely(small, side, max_bytes)
    while True:
        small = _within(small, side)
        data = _lighter(small, guess, max_bytes)
        if len(data) <= max_bytes or side <= 32:
            return data
        side, guess = side * 3 // 4, max(_SHARES)


def reduced(image: Image, *, side: int) -> Image:
    """The picture in RGB as a screen shows it: upright, on white, at most `side` pixels long."""
    return _within(_as_shown(image, side), side)


def _as_shown(image: Image, side: int) -> Image:
    """The picture upright and on white; made smaller where it has a profile of colours, and without that."""
    flat = _opaque(upright(image))
    if "icc_profile" in flat.info:  # a profile may be larger than a thumbnail
        flat = in_srgb(_within(flat, side))
    return flat if flat.mode == "RGB" else flat.convert("RGB")


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
