"""Image metadata: what a file says beside its pixels (camera, place, author), and the file without it."""

from __future__ import annotations

from imagine_nb.picture_files import containers
from imagine_nb.picture_files.containers import APP2, XMP_FLAG

_JPEG_SAYS = frozenset({*range(0xE1, 0xF0), 0xFE}) - {APP2, 0xEE}  # APP1 to 15, comments; ICC and Adobe stay
_PNG_SAYS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_WEBP_SAYS = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | XMP_FLAG


def without_metadata(data: bytes) -> bytes:
    """The same picture, pixel for pixel, without what it says about its making; ICC profiles stay.

    Takes JPEG, PNG and WebP files; anything else comes back as it is.
    """
    if data[:2] == b"\xff\xd8":
        parts = containers.jpeg_parts(data)
        return containers.jpeg(part for marker, part in parts if not _jpeg_says(marker, part[4:15]))
    if data[:8] == containers.PNG:
        return containers.png(part for name, part in containers.png_parts(data) if name not in _PNG_SAYS)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        chunks = containers.webp_parts(data)
        return containers.webp(_silent(name, part) for name, part in chunks if name not in _WEBP_SAYS)
    return data


def _jpeg_says(marker: int, start: bytes) -> bool:
    """Whether a segment is metadata; APP2 is, unless it is a colour profile."""
    return marker in _JPEG_SAYS or (marker == APP2 and start != b"ICC_PROFILE")


def _silent(name: bytes, part: bytes) -> bytes:
    """A chunk of a WebP file that no longer announces metadata."""
    if name == b"VP8X" and len(part) > 8:
        return containers.webp_flags(part, part[8] & ~_WEBP_FLAGS)
    return part
