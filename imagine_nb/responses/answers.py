"""Chat responses: an answer of a chat, whole or as it grows, and its chunks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from imagine_nb.display import html as display
from imagine_nb.errors import ProtocolError
from imagine_nb.exchange.flight import Received
from imagine_nb.printable import printable
from imagine_nb.records import JSON, clipped
from imagine_nb.sources import Source
from imagine_nb.usage import Usage
from imagine_nb.wire.parsing import bounded_json
from imagine_nb.wire.reply import Reply

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle


class Response:
    """An answer of a chat; while it streams, `content` grows. It shows itself in a notebook."""

    def __init__(self, about: Sequence[Source] = ()) -> None:
        self._about = tuple(about)
        self._reply = Reply("")
        self._grown: list[str] = []  # joined when somebody looks: an answer may come in many thousand pieces
        self._received: Received | None = None

    def grow(self, text: str) -> None:
        """Add a piece of text that has just come."""
        self._grown.append(text)

    def complete(self, reply: Reply, received: Received | None) -> None:
        """Take the whole answer; `received` is None for one that no gallery has."""
        self._reply, self._received, self._grown = reply, received, []

    @property
    def content(self) -> str:
        """The answer's text, as far as it has come."""
        if self._grown:
            self._reply, self._grown = Reply("".join([self._reply.text, *self._grown])), []
        return self._reply.text

    @property
    def notice(self) -> str:
        """What is to be told of it: what was done to the pictures, what of them left, a chat sent again."""
        return self._received.notice if self._received else ""

    def parsed(self) -> JSON:
        """The answer as JSON; raises ProtocolError where it is none."""
        try:
            return bounded_json(self.content.encode())
        except ValueError as exc:
            cut = "It was cut short: raise max_tokens." if self.finish_reason != "stop" else ""
            raise ProtocolError(
                "The answer is not JSON.", advice=cut or "Ask with response_format='json_object'."
            ) from exc

    @property
    def id(self) -> str | None:
        """The response's id; a chat goes on from it where the API was asked to store."""
        return self._reply.id

    @property
    def stored(self) -> bool:
        """Whether the API keeps this answer (for 30 days)."""
        return self._reply.stored

    @property
    def role(self) -> str:
        """`assistant`."""
        return "assistant"

    @property
    def model(self) -> str | None:
        """The model that answered; `print-shop` where it was the print shop."""
        return self._reply.model

    @property
    def finish_reason(self) -> str:
        """`stop`, or why the answer was cut short (`max_output_tokens`)."""
        return self._reply.finish_reason

    @property
    def usage(self) -> Usage:
        """Tokens and cost, as far as the API told."""
        return self._reply.usage

    @property
    def cost_usd(self) -> float | None:
        """What the answer cost in US dollars; None where the API did not tell."""
        return self.usage.cost_usd

    def __str__(self) -> str:
        return self.content

    def __repr__(self) -> str:
        told = f" · {self.notice}" if self.notice else ""
        return printable(f"<Response {self.id or '…'} {clipped(self.content, 80)!r}{told}>")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        record = self._received and self._received.recorded.answer
        if not record:
            return display.line_bundle(self.content)
        about = [(each.record, each.data) for each in self._about]
        return display.answer_bundle(record, about, notice=self.notice)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a streamed answer, as it came."""

    content: str

    def __str__(self) -> str:
        return self.content
