"""Uploads: a form whose last field is a file, encoded as it leaves, so that no file is ever held whole."""

from __future__ import annotations

import mimetypes
import secrets
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from imagine_nb.errors import SourceError

_ESCAPED = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})  # as HTML's standard has it


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to send: its name, its size in bytes, and its bytes, piece by piece from the first on.

    `pieces` is called again where the request is tried again.
    """

    name: str
    size: int
    pieces: Callable[[], AsyncGenerator[bytes, None]] = field(repr=False)


class Form:
    """A multipart/form-data body, some fields and then a file: its headers, and its bytes as they leave."""

    def __init__(self, fields: Mapping[str, str], file: Upload) -> None:
        boundary = secrets.token_hex(16)
        parts = [_part(boundary, f'name="{name}"', f"\r\n{value}\r\n") for name, value in fields.items()]
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        named = f'name="file"; filename="{file.name.translate(_ESCAPED)}"'
        parts.append(_part(boundary, named, f"Content-Type: {kind}\r\n\r\n"))
        self._head = "".join(parts).encode(errors="replace")
        self._tail = f"\r\n--{boundary}--\r\n".encode()
        self._file = file
        self.length = len(self._head) + file.size + len(self._tail)
        self.headers = {
            "content-type": f"multipart/form-data; boundary={boundary}",
            "content-length": str(self.length),
        }

    async def pieces(self) -> AsyncGenerator[bytes, None]:
        """The body, from its beginning. Raises SourceError where the file has not the size that was told."""
        yield self._head
        left = self._file.size
        async with aclosing(self._file.pieces()) as pieces:
            async for piece in pieces:
                left -= len(piece)
                if left < 0:
                    break
                yield piece
        if left:
            raise SourceError(f"{self._file.name[:120]} changed while it was sent.", advice="Send it again.")
        yield self._tail


def _part(boundary: str, named: str, rest: str) -> str:
    return f"--{boundary}\r\nContent-Disposition: form-data; {named}\r\n{rest}"
