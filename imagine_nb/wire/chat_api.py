"""Chat APIs: what `/responses` and `/chat/completions` have in common, a question out, and an answer in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from imagine_nb.errors import APIError, ProtocolError
from imagine_nb.records import JSON
from imagine_nb.wire.chat_reply import Delta, ImageOutput, Reply
from imagine_nb.wire.faults import Answered, Fault, error_from
from imagine_nb.wire.order import Order


class Listener(Protocol):
    """Hears the events of one streamed answer; it `has_ended` once nothing more is to come."""

    has_ended: bool

    @property
    def text(self) -> str:
        """The text so far."""

    @property
    def pictures(self) -> Sequence[ImageOutput]:
        """The pictures that have come."""

    def fed(self, event: Mapping[str, JSON]) -> Delta:
        """What this event adds. Raises APIError for an event that is a failure."""

    def ended(self) -> Reply:
        """The whole answer; raises ProtocolError where the stream ended before the answer did."""


@dataclass(frozen=True, slots=True)
class ChatAPI:
    """One of the API's two ways to be asked: where, with which body, and what comes back.

    `body` turns a request of `/responses` into this one's, `reply` reads an answer that came whole, and
    `listener` is made for one that streams. `left_out` says what of a request's body it does not take.
    """

    endpoint: str
    body: Callable[[Order], dict[str, JSON]]
    streamed: Mapping[str, JSON]
    reply: Callable[[bytes | bytearray, Answered], Reply]
    listener: Callable[[Answered], Listener]
    left_out: Callable[[Mapping[str, JSON]], str]


def failed_stream(fault: Fault, bill: int | None, answered: Answered) -> APIError:
    """The error that an event of a stream is; the bill may have come before it."""
    return error_from(fault if fault.cost_ticks is not None else fault._replace(cost_ticks=bill), answered)


def cut_short(bill: int | None) -> APIError:
    """What a stream is that ended before the answer did."""
    return ProtocolError(
        "The answer's stream ended before the answer did.",
        advice="What had come is kept. Ask again for the whole answer.",
        cost_ticks=bill,
        may_be_charged=bill is None,
    )
