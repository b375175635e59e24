"""What a picture file says beside its pixels (camera, place, author), and the same file without it."""

from __future__ import annotations

from collections.abc import Iterator

_JPEG_SAYS = frozenset({*range(0xE1, 0xF0), 0xFE}) - {0xE2, 0xEE}  # APP1 to 15, comments; ICC and Adobe stay
_JPEG_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_PNG_SAYS = frozenset({b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"})
_WEBP_SAYS = frozenset({b"EXIF", b"XMP "})
_WEBP_FLAGS = 0x08 | 0x04  # in VP8X: "there is EXIF", "there is XMP"


def without_metadata(data: bytes) -> bytes:
    """The same picture, pixel for pixel, without what it says about its making; ICC profiles stay.

    Takes JPEG, PNG and WebP files; anything else comes back as it is.
    """
    if data[:2] == b"\xff\xd8":
        return b"".join(_jpeg_parts(data))
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return data[:8] + b"".join(_png_parts(data))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        body = b"WEBP" + b"".join(_webp_parts(data))
        return b"RIFF" + len(body).to_bytes(4, "little") + body
    return data


def _jpeg_parts(data: bytes) -> Iterator[bytes]:
    yield data[:2]
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xDA:  # from here on it is the pixels
            break
        length = 0 if marker in _JPEG_BARE or marker == 0xFF else int.from_bytes(data[at + 2 : at + 4])
        end = at + (1 if marker == 0xFF else 2) + length
        if not _jpeg_says(marker, data[at + 4 : at + 15]):
            yield data[at:end]
        at = end
    yield data[at:]


def _jpeg_says(marker: int, start: bytes) -> bool:
    """Whether a segment is metadata; APP2 is, unless it is a colour profile."""
    return marker in _JPEG_SAYS or (marker == 0xE2 and start != b"ICC_PROFILE")


def _png_parts(data: bytes) -> Iterator[bytes]:
    at = 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        if data[at + 4 : at + 8] not in _PNG_SAYS:
            yield data[at:end]
        at = end


def _webp_parts(data: bytes) -> Iterator[bytes]:
    at = 12
    while at + 8 <= len(data):
        name, length = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if name == b"VP8X" and length >= 1:
            yield data[at : at + 8] + bytes([data[at + 8] & ~_WEBP_FLAGS]) + data[at + 9 : end]
        elif name not in _WEBP_SAYS:
            yield data[at:end]
        at = end
