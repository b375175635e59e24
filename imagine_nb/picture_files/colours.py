"""Colour conversion: pictures of any mode, depth and profile as 8 bits a channel, to look as meant."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from imagine_nb.errors import SourceError
from imagine_nb.picture_files.arrays import bytes_of_16_bits

if TYPE_CHECKING:
    from PIL.Image import Image

PLAIN = frozenset({"1", "L", "LA", "RGB", "RGBA"})
_CLEAR = frozenset({"La", "RGBa", "PA"})
_SPACES = {  # of the profiles that fit a mode
    "L": b"GRAY",
    "LA": b"GRAY",
    "RGB": b"RGB ",
    "RGBA": b"RGB ",
    "CMYK": b"CMYK",
    "LAB": b"Lab ",
}
_KNOWN_SPACES = frozenset({b"GRAY", b"RGB ", b"CMYK", b"Lab ", b"XYZ ", b"YCbr", b"HSV ", b"HLS ", b"CMY "})
_CHANGES = {"CMYK": "CMYK to RGB", "LAB": "Lab to RGB", "I": "32-bit grey to 8-bit", "F": "floats to 8-bit"}
_BITS, _PHOTOMETRIC, _WHITE_IS_ZERO = 258, 262, 0
_DARK = 16  # floats from 0 to less than this may be meant as 0 to 1 or as 0 to 255


def change(mode: str) -> str:
    """What `plain` changes in a picture of this mode, in words; nothing where it is the same."""
    return "16-bit grey to 8-bit" if mode.startswith("I;16") else _CHANGES.get(mode, "")


def plain(image: Image) -> Image:
    """The picture in one of the modes `PLAIN`, with what transparency it has.

    A colour profile stays where it still fits. Raises SourceError for values that are no grey levels.
    """
    if image.mode in PLAIN and "transparency" not in image.info:
        return image
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _grey(image)
    if image.mode in {"CMYK", "LAB"}:
        return _printed(image)
    if image.mode in _CLEAR or image.has_transparency_data:
        return _clear(image)
    return image.convert("RGB")


def profile(image: Image) -> bytes | None:
    """The colour profile of a picture; None where it has none, or one for other colours."""
    found = image.info.get("icc_profile")
    if not isinstance(found, bytes) or not found:
        return None
    space = found[16:20]
    return None if space in _KNOWN_SPACES and space != _SPACES.get(image.mode) else found


def in_srgb(image: Image) -> Image:
    """A plain picture in the colours of a screen, without a profile."""
    found = profile(image)
    converted = _converted(image, found, "RGB" if image.mode == "L" else image.mode) if found else None
    if converted is None:
        converted = image.copy()
    converted.info.pop("icc_profile", None)
    return converted


def in_colours_of(image: Image, profile: bytes | None) -> Image:
    """A picture in the colours of a screen, in those of an RGB profile; as it is where that is no use."""
    from PIL import ImageCms

    if profile is None:
        return image
    try:
        target = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        screen = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, screen, target, outputMode=image.mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image
    return converted or image


def _grey(image: Image) -> Image:
    import numpy as np
    from PIL import Image

    tags = getattr(image, "tag_v2", {})  # of a TIFF
    values = np.asarray(image)
    if image.mode.startswith("I;16") and tags.get(_BITS) == (12,):
        values = (values.astype(np.uint32) * 65_535 // 4_095).astype(np.uint16)
    levels = _levels(values, image.mode)
    grey = Image.fromarray(255 - levels if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO else levels)
    if found := image.info.get("icc_profile"):
        grey.info["icc_profile"] = found
    return grey


def _levels(values: Any, mode: str) -> Any:
    """Grey levels of 0 to 255; the range of the values tells what is white."""
    import numpy as np

    if mode.startswith("I;16"):
        return bytes_of_16_bits(values)
    if mode == "F":
        values = np.nan_to_num(values)
    low, high = values.min(), values.max()
    if mode == "F" and low >= 0 and high <= 1:
        return (values * 255).round().astype(np.uint8)
    if low >= 0 and (high <= 255 if mode == "I" else _DARK <= high <= 255):
        return values.round().astype(np.uint8)
    if mode == "I" and low >= 0 and high <= 65_535:
        return bytes_of_16_bits(values)
    raise SourceError(
        f"A picture of values from {low:g} to {high:g} does not say what is black and what is white.",
        advice="Scale it to 0 to 255 (or floats to 0 to 1) first.",
    )


def _printed(image: Image) -> Image:
    """A picture of CMYK or Lab colours in RGB, by its profile where that can be used."""
    from PIL import ImageCms

    converted = _converted(image, profile(image) or b"", "RGB")
    if converted is None and image.mode == "LAB":
        standard = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        converted = _converted(image, standard, "RGB")
    if converted is None:
        converted = image.convert("RGB")  # a ValueError for Lab, where Pillow has no colour management
    converted.info.pop("icc_profile", None)
    return converted


def _clear(image: Image) -> Image:
    """A picture with transparency."""
    converted = image.convert("LA" if image.mode == "La" else "RGBA")
    converted.info.pop("transparency", None)
    return converted


def _converted(image: Image, profile: bytes, mode: str) -> Image | None:
    """The picture from the colours of a profile to those of a screen; None where the profile is no use."""
    from PIL import ImageCms

    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
