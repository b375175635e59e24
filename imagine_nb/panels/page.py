"""Page of a panel: replies to one view's messages, and events for all views, from whichever thread."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import TypeAlias

from imagine_nb.errors import ImagineError, told, without_keys
from imagine_nb.panels.messages import VERSION, Reply
from imagine_nb.printable import printable
from imagine_nb.records import JSON

Send: TypeAlias = Callable[[dict[str, JSON], list[bytes]], object]


class Page:
    """The page of a panel, in all its views; what is told while no widget is there is not heard."""

    def __init__(self) -> None:
        self.send: Send | None = None  # the widget's own way to it

    def _send(self, content: dict[str, JSON], buffers: list[bytes]) -> None:
        if self.send is not None:
            self.send(content, buffers)

    def reply(self, to: str, reply: Reply) -> None:
        """Answer one message."""
        self._send({"v": VERSION, "re": to, "ok": True, **reply.fields}, list(reply.buffers))

    def refuse(self, to: str, error: BaseException) -> None:
        """Say why a message cannot be answered."""
        self._send({"v": VERSION, "re": to, "ok": False, "error": error_json(error)}, [])

    def tell(self, event: str, fields: Mapping[str, JSON], buffers: Sequence[bytes] = ()) -> None:
        """Tell every view that something has happened; a page that cannot be reached ends nobody's work."""
        with suppress(Exception):  # whatever its connection raises
            self._send({"v": VERSION, "event": event, **fields}, list(buffers))


def error_json(error: BaseException) -> dict[str, JSON]:
    """An error as the page shows it: one paragraph, the field that it stands beside, of a bug its trace."""
    field, fix = str(getattr(error, "field", "")), getattr(error, "fix", None)
    if isinstance(error, ImagineError):
        text = " ".join([str(error), *getattr(error, "__notes__", ())])
        return {"text": text, "field": field, **({"fix": dict(fix)} if fix else {})}
    trace = printable(without_keys("".join(traceback.format_exception(error))))
    return {"text": f"Unexpected error, {without_keys(told(error))}", "field": field, "trace": trace}
