"""Responses API: the replies of `/responses`, whole or streamed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from imagine_nb.errors import APIError, ProtocolError
from imagine_nb.fields import text_in, writable
from imagine_nb.records import JSON
from imagine_nb.usage import Usage
from imagine_nb.wire.completion_bodies import ONLY_HERE, left_out_of_responses
from imagine_nb.wire.faults import Answered, Fault, error_from, fault_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.questions import RESPONSES
from imagine_nb.wire.replies import MAX_NAME, odd_answer, parsed_json
from imagine_nb.wire.reply import Reply


class Listener(Protocol):
    """Hears the events of one streamed answer; it `has_ended` once nothing more is to come."""

    has_ended: bool

    @property
    def text(self) -> str:
        """The text so far."""

    def fed(self, event: Mapping[str, JSON]) -> str:
        """The text that this event adds. Raises APIError for an event that is a failure."""

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


def reply_in(body: bytes | bytearray, answered: Answered) -> Reply:
    """The answer in the body of a 200 of `/responses`; raises APIError where it is none."""
    parsed = parsed_json(body)
    if parsed.get("status") == "failed" or (parsed.get("error") and not parsed.get("output")):
        raise error_from(fault_of(parsed), answered)
    if not isinstance(parsed.get("output"), list):
        raise odd_answer("The answer holds no text.", Usage.told(parsed).cost_in_usd_ticks)
    return _reply(parsed, _text_of(parsed))


def _reply(parsed: Mapping[str, JSON], text: str) -> Reply:
    details = parsed.get("incomplete_details")
    reason = text_in(details, "reason", most=MAX_NAME) if isinstance(details, dict) else None
    return Reply(
        text,
        id=text_in(parsed, "id", most=MAX_NAME),
        model=text_in(parsed, "model", most=MAX_NAME),
        usage=Usage.told(parsed),
        stored=parsed.get("store") is True,
        finish_reason=reason or ("stop" if parsed.get("status") != "incomplete" else "length"),
    )


def _text_of(parsed: Mapping[str, JSON]) -> str:
    output = parsed.get("output")
    parts = [
        part
        for item in (output if isinstance(output, list) else ())
        if isinstance(item, dict) and item.get("type") == "message" and isinstance(item.get("content"), list)
        for part in item["content"]
        if isinstance(part, dict)
    ]
    return "".join(text_in(part, "text") or text_in(part, "refusal") or "" for part in parts)


_DELTAS = frozenset({"response.output_text.delta", "response.refusal.delta"})
_ENDINGS = frozenset({"response.completed", "response.incomplete", "response.done"})
_FAILURES = frozenset({"response.failed", "error"})


@dataclass(slots=True)
class AnswerStream:
    """The state of one streamed answer: `text` so far and, once the terminal event is here, the `reply`."""

    answered: Answered
    reply: Reply | None = None
    has_ended: bool = False
    _pieces: list[str] = field(default_factory=list)
    _bill: int | None = None

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def fed(self, event: Mapping[str, JSON]) -> str:
        """The text that this event adds. Raises APIError for an event that is a failure."""
        told = event.get("type")
        kind = told if isinstance(told, str) else None
        if kind in _FAILURES or (kind is None and event.get("error")):
            raise failed_stream(_fault(event), self._bill, self.answered)
        if kind in _ENDINGS:
            return self._ending(event.get("response"))
        if "response" in event:  # the bill may come before the end, and the end not at all
            self._bill = Usage.told(event["response"]).cost_in_usd_ticks or self._bill
        delta = event.get("delta") if kind in _DELTAS else None
        if isinstance(delta, str) and delta:
            self._pieces.append(writable(delta))
            return self._pieces[-1]
        return ""

    def ended(self) -> Reply:
        """The whole answer; raises ProtocolError where no terminal event came."""
        if self.reply is None:
            raise cut_short(self._bill)
        return self.reply

    def _ending(self, response: JSON) -> str:
        """The terminal event may hold the whole text; a server that sends no pieces has it only there."""
        parsed = response if isinstance(response, dict) else {}
        missing = "" if self._pieces else _text_of(parsed)
        self._pieces.append(missing)
        self.reply, self.has_ended = _reply(parsed, self.text), True
        return missing


def _fault(event: Mapping[str, JSON]) -> Fault:
    inner = event.get("response")
    return fault_of(inner if isinstance(inner, dict) and inner.get("error") else dict(event))


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


def _body_of(order: Order) -> dict[str, JSON]:
    return {name: value for name, value in order.body.items() if name not in ONLY_HERE}


RESPONSES_API = ChatAPI(RESPONSES, _body_of, {"stream": True}, reply_in, AnswerStream, left_out_of_responses)
