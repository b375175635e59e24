"""Server-sent events: bytes as they come in, the JSON of each event out."""

from __future__ import annotations

from imagine_nb.errors import ProtocolError
from imagine_nb.records import JSON
from imagine_nb.wire.parsing import bounded_json

DONE = "[DONE]"
MAX_LINE = 16 * 2**20  # bytes, and of a whole event too
_LINE_COST = 64  # bytes that a line takes beside its text


class Events:
    """A parser of one stream, each event of at most `most` bytes.

    Half an event at its end is dropped; what follows `[DONE]` is too. `trouble` is the ProtocolError that
    what came last is; what came before it is given out first.
    """

    def __init__(self, most: int = MAX_LINE) -> None:
        self._most = most
        self.trouble: ProtocolError | None = None
        self._rest = bytearray()
        self._data: list[bytes] = []
        self._size = 0  # of the event that is coming
        self._is_done = False

    def fed(self, chunk: bytes) -> list[dict[str, JSON]]:
        """The JSON objects of the events that these bytes complete; `[DONE]` is `{"type": "[DONE]"}`.

        Lines end with \\n or \\r\\n, and with nothing else that Unicode has: a text may hold those.
        """
        if self.trouble or self._is_done:
            return []
        *lines, rest = chunk.split(b"\n")
        if not lines:  # not searched again: a line may come in thousands of pieces
            self._rest += rest
        else:
            lines[0] = bytes(self._rest) + lines[0]
            self._rest = bytearray(rest)
        found: list[dict[str, JSON]] = []
        for line in lines:
            event = self._event(line.removesuffix(b"\r")) if line or self._data else None
            if event is not None:
                found.append(event)
                self._is_done = event.get("type") == DONE
            if self.trouble or self._is_done:
                return found
        if len(self._rest) + self._size > self._most:
            self.trouble = ProtocolError("The stream holds an event without an end.", may_be_charged=True)
        return found

    def _event(self, line: bytes) -> dict[str, JSON] | None:
        """The event that this line ends, if it ends one."""
        if line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
            self._size += len(line) + _LINE_COST
        if line or not self._data:
            return None
        text = b"\n".join(self._data)
        self._data, self._size = [], 0
        return {"type": DONE} if text == DONE.encode() else self._parsed(text)

    def _parsed(self, text: bytes) -> dict[str, JSON] | None:
        try:
            parsed = bounded_json(text)
        except ValueError:
            self.trouble = ProtocolError("The stream holds an event that is not JSON.", may_be_charged=True)
            return None
        return parsed if isinstance(parsed, dict) else {}
