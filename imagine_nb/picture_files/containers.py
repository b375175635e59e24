"""Container formats: JPEG, PNG and WebP files split into segments or chunks, and put together again."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

PNG = b"\x89PNG\r\n\x1a\n"
APP1, APP2, START_OF_SCAN = 0xE1, 0xE2, 0xDA
XMP_FLAG = 0x04  # in WebP's VP8X: "there is XMP"; 0x08 is EXIF, 0x10 transparency
_BARE = frozenset({0x01, *range(0xD0, 0xD9)})  # JPEG markers without a length


def jpeg_parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The segments of a JPEG file after its first two bytes, each whole, by marker; last its pixels."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == START_OF_SCAN:
            break
        length = 0 if marker in _BARE or marker == 0xFF else int.from_bytes(data[at + 2 : at + 4])
        end = at + (1 if marker == 0xFF else 2) + length
        yield marker, data[at:end]
        at = end
    yield START_OF_SCAN, data[at:]


def jpeg_segment(marker: int, content: bytes) -> bytes:
    """A segment of a JPEG file."""
    return bytes([0xFF, marker]) + (len(content) + 2).to_bytes(2) + content


def jpeg(parts: Iterable[bytes]) -> bytes:
    """A JPEG file of these segments."""
    return b"\xff\xd8" + b"".join(parts)


def png_spans(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Where the chunks of a PNG file begin and end, by name; what follows a broken one is left out."""
    at = len(PNG)
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4])
        yield data[at + 4 : at + 8], at, end
        at = end


def png_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG file, each whole, by name; what follows a broken one is dropped."""
    for name, start, end in png_spans(data):
        yield name, data[start:end]


def png_chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a PNG file."""
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


def png(parts: Iterable[bytes]) -> bytes:
    """A PNG file of these chunks."""
    return PNG + b"".join(parts)


def webp_parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a WebP file, each whole with its padding, by name."""
    at = 12
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        yield data[at : at + 4], data[at:end]
        at = end


def webp_chunk(name: bytes, content: bytes) -> bytes:
    """A chunk of a WebP file."""
    return name + len(content).to_bytes(4, "little") + content + bytes(len(content) % 2)


def webp(parts: Iterable[bytes]) -> bytes:
    """A WebP file of these chunks."""
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def webp_flags(chunk: bytes, flags: int) -> bytes:
    """The VP8X chunk with other flags."""
    return chunk[:8] + bytes([flags]) + chunk[9:]
