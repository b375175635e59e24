"""XMP packets in JPEG, PNG and WebP files: read, and put in without touching the pixels."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator

from imagine_nb.picture_files import containers
from imagine_nb.picture_files.containers import APP1, XMP_FLAG

LONGEST = 65_000  # bytes of a packet that fits in one segment of a JPEG file

_JPEG = b"http://ns.adobe.com/xap/1.0/\0"
_JPEG_MORE = b"http://ns.adobe.com/xmp/extension/\0"
_PNG = b"XML:com.adobe.xmp\0"
_FIRST = frozenset({0xE0, APP1})  # what may stand before XMP in a JPEG file: JFIF and EXIF
_MOST = 64 * 2**20  # bytes of a packet that is read


def packets(data: bytes) -> list[bytes]:
    """The XMP packets of a picture file, the main one first; none of a file of another kind."""
    if data[:2] == b"\xff\xd8":
        return _jpeg_packets(data)
    if data[:8] == containers.PNG:
        found = (_png_packet(part[8:-4]) for name, part in containers.png_parts(data) if name == b"iTXt")
    elif data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        found = (part[8:] for name, part in containers.webp_parts(data) if name == b"XMP ")
    else:
        return []
    return [packet for packet in found if packet]


def with_packet(data: bytes, packet: bytes, *, short: Callable[[str], bytes]) -> bytes:
    """The same picture with this packet in the place of its own; a file of another kind as it is.

    In a JPEG file a packet longer than LONGEST comes second; the main one is `short` then, which is told the
    name that it has to give to the other.
    """
    if data[:2] == b"\xff\xd8":
        return containers.jpeg(_jpeg_parts(data, packet, short))
    if data[:8] == containers.PNG:
        return containers.png(_png_parts(data, packet))
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return containers.webp(_webp_parts(data, packet))
    return data


def _jpeg_packets(data: bytes) -> list[bytes]:
    found, more = [], bytearray()
    for marker, part in containers.jpeg_parts(data):
        if marker == APP1 and part[4:].startswith(_JPEG):
            found.append(part[4 + len(_JPEG) :])
        elif marker == APP1 and part[4:].startswith(_JPEG_MORE):
            more += part[
                4 + len(_JPEG_MORE) + 40 :
            ]  # after the name, the length of all, and where it belongs
    return [*found, bytes(more)] if more else found


def _jpeg_parts(data: bytes, packet: bytes, short: Callable[[str], bytes]) -> Iterator[bytes]:
    segments = _jpeg_segments(packet, short)
    for marker, part in containers.jpeg_parts(data):
        if marker == APP1 and part[4:].startswith((_JPEG, _JPEG_MORE)):
            continue
        if marker not in _FIRST:
            yield from segments
        yield part


def _jpeg_segments(packet: bytes, short: Callable[[str], bytes]) -> Iterator[bytes]:
    if len(packet) <= LONGEST:
        yield containers.jpeg_segment(APP1, _JPEG + packet)
        return
    name = hashlib.md5(packet, usedforsecurity=False).hexdigest().upper()
    yield containers.jpeg_segment(APP1, _JPEG + short(name))
    for start in range(0, len(packet), LONGEST):
        where = len(packet).to_bytes(4) + start.to_bytes(4)
        piece = packet[start : start + LONGEST]
        yield containers.jpeg_segment(APP1, _JPEG_MORE + name.encode() + where + piece)


def _png_packet(text: bytes) -> bytes:
    """The packet in an iTXt chunk, if it is one; packed or not."""
    if not text.startswith(_PNG) or len(text) < len(_PNG) + 4:
        return b""
    is_packed = text[len(_PNG)] == 1
    packet = text[len(_PNG) + 2 :].split(b"\0", 2)[-1]
    if not is_packed:
        return packet
    try:
        return zlib.decompressobj().decompress(packet, _MOST)
    except zlib.error:
        return b""


def _png_parts(data: bytes, packet: bytes) -> Iterator[bytes]:
    for name, part in containers.png_parts(data):
        if name == b"iTXt" and part[8:].startswith(_PNG):
            continue
        yield part
        if name == b"IHDR":
            yield containers.png_chunk(b"iTXt", _PNG + b"\0\0\0\0" + packet)


def _webp_parts(data: bytes, packet: bytes) -> Iterator[bytes]:
    parts = [(name, part) for name, part in containers.webp_parts(data) if name != b"XMP "]
    if parts and parts[0][0] != b"VP8X":
        yield _extended(*parts[0])
    for name, part in parts:
        is_head = name == b"VP8X" and len(part) > 8
        yield containers.webp_flags(part, part[8] | XMP_FLAG) if is_head else part
    yield containers.webp_chunk(b"XMP ", packet)


def _extended(name: bytes, part: bytes) -> bytes:
    """The head of an extended WebP file whose picture is in this chunk."""
    if name == b"VP8L":
        bits = int.from_bytes(part[9:13], "little")
        width, height, flags = bits & 0x3FFF, bits >> 14 & 0x3FFF, (bits >> 28 & 1) << 4
    else:
        width, height = (int.from_bytes(part[at : at + 2], "little") - 1 & 0x3FFF for at in (14, 16))
        flags = 0
    size = width.to_bytes(3, "little") + height.to_bytes(3, "little")
    return containers.webp_chunk(b"VP8X", bytes([flags | XMP_FLAG, 0, 0, 0]) + size)
