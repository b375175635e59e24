"""Content decoding: a body is unpacked in small pieces, so that no few bytes become many at once."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from typing import TypeAlias

ACCEPTED = "gzip, deflate"
PIECE = 2**18  # bytes that one step unpacks at most
_KNOWN = frozenset({"gzip", "x-gzip", "deflate"})

Unpack: TypeAlias = Callable[[bytes], Iterator[bytes]]


def unpacking(encoding: str) -> Unpack | None:
    """What unpacks one body, chunk by chunk; None where it is not packed.

    Raises httpx.DecodingError for what nobody asked for.

    httpx itself unpacks a whole chunk at once, and as many layers as a header names: a few kilobytes become
    gigabytes.
    """
    layers = [each for each in encoding.lower().replace(" ", "").split(",") if each not in {"", "identity"}]
    if not layers:
        return None
    if len(layers) > 1 or layers[0] not in _KNOWN:
        import httpx

        raise httpx.DecodingError(f"the answer is packed as {encoding[:60]!r}, which nobody asked for")
    return _Inflating(layers[0]).pieces


class _Inflating:
    def __init__(self, encoding: str) -> None:
        self._encoding = encoding
        self._start = b""
        self._inflate: zlib._Decompress | None = None

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """What a chunk unpacks to, at most PIECE bytes at a time; what follows the packed body is left."""
        if self._inflate is None:
            chunk = self._start = self._start + chunk
            if len(chunk) < 2:
                return
            self._inflate = zlib.decompressobj(_window(self._encoding, chunk))
        while not self._inflate.eof:
            found = _step(self._inflate, chunk)
            chunk = self._inflate.unconsumed_tail
            if found:
                yield found
            if not chunk and len(found) < PIECE:
                return


def _window(encoding: str, start: bytes) -> int:
    """How zlib is told what wraps the packed bytes: gzip, zlib, or nothing, as some send deflate."""
    if encoding != "deflate":
        return 16 + zlib.MAX_WBITS
    has_header = start[0] & 15 == zlib.DEFLATED and int.from_bytes(start[:2], "big") % 31 == 0  # RFC 1950
    return zlib.MAX_WBITS if has_header else -zlib.MAX_WBITS


def _step(inflate: zlib._Decompress, chunk: bytes) -> bytes:
    import httpx

    try:
        return inflate.decompress(chunk, PIECE)
    except zlib.error as exc:
        raise httpx.DecodingError(str(exc)) from exc
