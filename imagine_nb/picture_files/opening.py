"""Image opening: the one door to Pillow's decoders, for an explicit list of formats."""

from __future__ import annotations

import io
import warnings
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from imagine_nb.picture_files import containers

if TYPE_CHECKING:
    from PIL.Image import Image

# What people have, known by its first bytes and decoded inside this process. EPS, for one, would start
# Ghostscript; TGA has no first bytes to be known by. A JPEG of several pictures, MPO, is a JPEG here.
ACCEPTED = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "JPEG2000", "PPM", "ICO")
MAX_PIXELS = 100_000_000
MAX_PROFILE = 2**20  # bytes of a PNG's colour profile, inflated, that Pillow reads

_MAX_TEXT = 2**20  # of one text
_MAX_TEXTS = 2**24  # of all texts together
_TEXTS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_ANCILLARY = _TEXTS | {b"iCCP"}
_ICON = b"\0\0\1\0"

_OTHERS = (  # where a file's first bytes are, what they are, and what has them
    (0, b"%!PS", "an EPS file"),
    (0, b"\xc5\xd0\xd3\xc6", "an EPS file"),
    (0, b"%PDF", "a PDF"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"gimp xcf", "a GIMP document"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"\0\0\0\x0cJXL ", "a JPEG XL picture"),
    (0, b"DDS ", "a DDS texture"),
    (0, b"icns", "an ICNS icon"),
    (0, b"\xd7\xcd\xc6\x9a", "a WMF drawing"),
    (8, b"CR\x02", "a camera's raw file"),
    (0, b"II*\0", "a TIFF of a kind that is not read here"),
    (0, b"MM\0*", "a TIFF of a kind that is not read here"),
    (40, b" EMF", "an EMF drawing"),
    (0, b"v/1\x01", "an OpenEXR picture"),
    (0, b"#?RADIANCE", "a Radiance HDR picture"),
    (0, b"SIMPLE  =", "a FITS file"),
    (128, b"DICM", "a DICOM file"),
    (0, b"qoif", "a QOI picture"),
    (0, b"FUJIFILMCCD-RAW", "a camera's raw file"),
    (8, b"WAVE", "a sound"),
    (0, b"\x1aE\xdf\xa3", "a video"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
)
TEXT = "a text and no picture"
DOCUMENTS = frozenset({"a PDF", TEXT, "a web page"})
_BRANDS = (  # of files in the ISO base media format
    (frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}), "a HEIC picture"),
    (frozenset({b"avif", b"avis"}), "an AVIF picture"),
    (frozenset({b"crx "}), "a camera's raw file"),
)


class TooManyPixels(ValueError):  # noqa: N818 - said at the border as SourceError
    """A picture that claims more pixels than are decoded; says how many."""


def other_kind(data: bytes) -> str:
    """What a file is that is none of the accepted formats, where its first bytes tell; else nothing."""
    if data[4:8] == b"ftyp":
        return next((what for brands, what in _BRANDS if data[8:12] in brands), "a video")
    for at, signature, what in _OTHERS:
        if data.startswith(signature, at):
            return what
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        return "a web page"
    is_xml = start.startswith((b"<?xml", b"<!doctype svg", b"<!--"))
    if start.startswith(b"<svg") or (is_xml and b"<svg" in start):
        return "an SVG drawing"
    return TEXT if _is_text(data[:2048]) else ""


def _is_text(start: bytes) -> bool:
    text = start.decode(errors="replace")[:-1]  # its last letter may be cut
    return bool(text) and all(each != "\ufffd" and (each.isprintable() or each.isspace()) for each in text)


def opened(data: bytes) -> Image:
    """The picture in `data`, its header read and its pixels not yet.

    Raises TooManyPixels for a size that is not decoded, and whatever Pillow raises for what it cannot read.
    """
    from PIL import Image

    if data.startswith(_ICON):
        _check_icon(data)
    lighter, profile = lightened(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Pillow: about sizes, which are checked here, and odd metadata
        image = Image.open(io.BytesIO(lighter), formats=ACCEPTED)
    if profile is not None:
        image.info["icc_profile"] = profile
    check_size(image.size)
    return image


def check_size(size: tuple[int, int]) -> None:
    """Raise TooManyPixels for a picture of so many pixels, ValueError for one of none."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise TooManyPixels(f"{width} x {height} pixels")
    if width < 1 or height < 1:
        raise ValueError(f"it is {width} x {height} pixels")


def _check_icon(data: bytes) -> None:
    """Check the pictures inside an icon, which Pillow decodes as soon as it opens one."""
    for entry in range(6, min(6 + 16 * int.from_bytes(data[4:6], "little"), len(data)), 16):
        at = int.from_bytes(data[entry + 12 : entry + 16], "little")
        if data.startswith(containers.PNG, at):
            width, height = int.from_bytes(data[at + 16 : at + 20]), int.from_bytes(data[at + 20 : at + 24])
        else:
            fields = data[at + 4 : at + 8], data[at + 8 : at + 12]
            width, height = (abs(int.from_bytes(each, "little", signed=True)) for each in fields)
        if width * height > MAX_PIXELS:
            raise TooManyPixels(f"{width} x {height} pixels")


def lightened(data: bytes) -> tuple[bytes, bytes | None]:
    """A PNG without the texts and the profile that Pillow finds too large to read, and that profile.

    Programs keep whole workflows in a PNG's texts; they are no part of the picture. Other files stay.
    """
    if not data.startswith(containers.PNG):
        return data, None
    profile: bytes | None = None
    has_profile = False
    total = 0
    dropped: list[tuple[int, int]] = []
    for name, start, end in containers.png_spans(data):
        content = data[start + 8 : end - 4] if name in _ANCILLARY else b""
        if name == b"iCCP":
            found = None if has_profile else _inflated(content.partition(b"\0")[2][1:], _MAX_TEXTS)
            if found is None or len(found) > MAX_PROFILE:
                dropped.append((start, end))
                profile = profile or found
            has_profile = True
        elif name in _TEXTS and total < _MAX_TEXTS:
            length = _text_length(name, content)
            total += min(length, _MAX_TEXT)
            if length > _MAX_TEXT:
                dropped.append((start, end))
        elif name in _TEXTS:
            dropped.append((start, end))
    return (_without(data, dropped), profile) if dropped else (data, None)


def _text_length(name: bytes, content: bytes) -> int:
    """The length of a text, inflated; one more than Pillow takes where it is longer, or damaged."""
    rest = content.partition(b"\0")[2]
    if name == b"iTXt" and rest[:1] == b"\1":
        rest = rest[2:].partition(b"\0")[2].partition(b"\0")[2]
    elif name == b"zTXt":
        rest = rest[1:]
    else:
        return len(content)
    found = _inflated(rest, _MAX_TEXT)
    return _MAX_TEXT + 1 if found is None else len(found)


def _inflated(data: bytes, most: int) -> bytes | None:
    """The inflated bytes; None where they are more than `most`, or damaged."""
    try:
        found = zlib.decompressobj().decompress(data, most + 1)
    except zlib.error:
        return None
    return found if len(found) <= most else None


def _without(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    def kept() -> Iterator[bytes]:
        at = 0
        for start, end in spans:
            yield data[at:start]
            at = end
        yield data[at:]

    return b"".join(kept())
