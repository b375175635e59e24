"""Secret masking: a key that a server sends back is taken out of all text that comes in."""

from __future__ import annotations

import logging
import re
from functools import cached_property

from imagine_nb.keys import MASK, Key

_LONGEST_SPELLING = 6  # bytes of one character: \u0078 or &#x78;
# what escapes begin with, in JSON, in addresses and in web pages: most text has none, and takes no time
_ESCAPES = (b"\\", b"%", b"&")
# a filter of a logger does not see what the loggers below it are told, so each gets its own
_LOGGERS = ("httpx", *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")))


class Mask:
    """A secret as it may come back: plain, or with characters escaped as JSON, addresses and web pages do.

    Without a key, or with one that is no secret, everything passes as it is.
    """

    def __init__(self, key: Key | None) -> None:
        self._secret = key.reveal().encode() if key is not None and key.is_secret else b""

    def __repr__(self) -> str:
        return f"<Mask {'of a key' if self._secret else 'of nothing'}>"

    @property
    def is_needed(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._secret)

    def data(self, data: bytes) -> bytes:
        """`data` without the secret."""
        if not self._secret:
            return data
        found = data.replace(self._secret, MASK.encode()) if self._secret in data else data
        if any(escape in found for escape in _ESCAPES):
            return self._pattern.sub(MASK.encode(), found)
        return found

    def text(self, text: str) -> str:
        """`text` without the secret."""
        return self.data(text.encode(errors="replace")).decode() if self._secret else text

    def pieces(self, *, n_free: int = 0) -> MaskedPieces:
        """The same for what comes piece by piece, wherever it is cut."""
        return MaskedPieces(self, n_free)

    def begin_of_secret(self, data: bytes) -> int:
        """Where in `data` a secret begins that goes on after its end; its length where none does."""
        if not self._secret:
            return len(data)
        window = len(self._secret) * _LONGEST_SPELLING
        start = max(0, len(data) - window)
        if not any(escape in data[start:] for escape in _ESCAPES):
            start = max(0, len(data) - len(self._secret))
        starts = (found.start() for found in self._beginnings.finditer(data, start))
        return next((each for each in starts if self._goes_on(data[each:])), len(data))

    def _goes_on(self, rest: bytes) -> bool:
        """Whether all of `rest` spells the beginning of the secret."""
        at = 0
        for spellings in self._spellings:
            left = rest[at : at + _LONGEST_SPELLING]
            if at + len(left) == len(rest) and any(each.startswith(left) for each in spellings):
                return True
            found = next((each for each in spellings if left.startswith(each)), None)
            if found is None:
                return False
            at += len(found)
        return False

    @cached_property
    def _spellings(self) -> tuple[tuple[bytes, ...], ...]:
        return tuple(_spellings(byte) for byte in self._secret)

    @cached_property
    def _pattern(self) -> re.Pattern[bytes]:
        each = (b"(?:" + b"|".join(map(re.escape, spellings)) + b")" for spellings in self._spellings)
        return re.compile(b"".join(each))

    @cached_property
    def _beginnings(self) -> re.Pattern[bytes]:
        return re.compile(b"[" + re.escape(self._secret[:1]) + rb"\\%&]")


def _spellings(byte: int) -> tuple[bytes, ...]:
    """All ways to write a character, the longest first, so that the first that fits is the right one."""
    hexes = {f"{byte:02x}", f"{byte:02X}"}
    escaped = {f"\\u00{each}" for each in hexes} | {f"%{each}" for each in hexes}
    escaped |= {f"&#x{each};" for each in hexes} | {f"&#{byte};"}
    if chr(byte) in '"\\/':
        escaped.add(f"\\{chr(byte)}")
    return tuple(sorted((each.encode() for each in {chr(byte), *escaped}), key=len, reverse=True))


class MaskedPieces:
    """Pieces of text without a secret. What may be the beginning of one is held back until more is known.

    The first `n_free` bytes of it are not: no word is late because it ends with the letter that keys begin
    with.
    """

    def __init__(self, mask: Mask, n_free: int) -> None:
        self._mask = mask
        self._n_free = n_free
        self._told = b""  # what of a beginning is out already
        self._held = b""

    def fed(self, piece: bytes) -> bytes:
        """What is certain with this piece."""
        if not self._mask.is_needed:
            return piece
        n_told = len(self._told)
        known = self._mask.data(self._told + self._held + piece if n_told or self._held else piece)
        begin = self._mask.begin_of_secret(known)
        end = min(begin + self._n_free, len(known))
        self._told, self._held = known[begin:end], known[end:]
        return known[n_told:end] if n_told or self._held else known

    def ended(self) -> bytes:
        """What was held back, now that nothing more comes."""
        held, self._told, self._held = self._held, b"", b""
        return held


class _LogFilter(logging.Filter):
    """A filter of log records that masks one secret: the HTTP library logs answers as they come."""

    def __init__(self, mask: Mask) -> None:
        super().__init__()
        self._mask = mask

    def filter(self, record: logging.LogRecord) -> bool:
        told = record.getMessage()
        if (masked := self._mask.text(told)) != told:
            record.msg, record.args = masked, None
        return True


_masked_in_logs: set[str] = set()


def mask_in_logs(key: Key | None) -> None:
    """Keep a key out of the log of the HTTP library, from now on."""
    if key is None or not key.is_secret or key.reveal() in _masked_in_logs:
        return
    _masked_in_logs.add(key.reveal())
    log_filter = _LogFilter(Mask(key))
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(log_filter)
