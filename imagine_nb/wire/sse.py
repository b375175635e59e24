"""Server-sent events: bytes as they come in, the JSON of each event out."""

from __future__ import annotations

import json

from imagine_nb.errors import ProtocolError
from imagine_nb.records import JSON

DONE = "[DONE]"
MAX_LINE = 64 * 2**20


class Events:
    """A parser of one stream. Half an event at its end is dropped; what follows `[DONE]` is too.

    `trouble` is the ProtocolError that what came last is; what came before it is given out first.
    """

    def __init__(self) -> None:
        self.trouble: ProtocolError | None = None
        self._rest = bytearray()
        self._data: list[str] = []
        self._is_done = False

    def fed(self, chunk: bytes) -> list[dict[str, JSON]]:
        """The JSON objects of the events that these bytes complete; `[DONE]` is `{"type": "[DONE]"}`.

        Lines end with \\n or \\r\\n, and with nothing else that Unicode has: a text may hold those.
        """
        self._rest += chunk
        *lines, self._rest = self._rest.split(b"\n")
        found: list[dict[str, JSON]] = []
        for line in lines:
            event = self._event(line.removesuffix(b"\r").decode(errors="replace"))
            if self.trouble or self._is_done:
                return found
            if event is not None:
                found.append(event)
                self._is_done = event.get("type") == DONE
        if len(self._rest) > MAX_LINE:
            self.trouble = ProtocolError("The stream holds an event without an end.", may_be_charged=True)
        return found

    def _event(self, line: str) -> dict[str, JSON] | None:
        """The event that this line ends, if it ends one."""
        if line.startswith("data:"):
            self._data.append(line[5:].removeprefix(" "))
        if line or not self._data:
            return None
        text, self._data = "\n".join(self._data), []
        return {"type": DONE} if text == DONE else self._parsed(text)

    def _parsed(self, text: str) -> dict[str, JSON] | None:
        try:
            parsed = json.loads(text)
        except (ValueError, RecursionError):
            self.trouble = ProtocolError("The stream holds an event that is not JSON.", may_be_charged=True)
            return None
        return parsed if isinstance(parsed, dict) else {}
