"""Questions and answers: a conversation as the API's JSON, and replies to it, whole or streamed."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field

from imagine_nb.config import Target
from imagine_nb.errors import APIError, ProtocolError
from imagine_nb.faults import error_from, fault_of
from imagine_nb.images import Ask, check_prompt, parsed_json, text_in, usage_in
from imagine_nb.records import JSON, Request, Usage
from imagine_nb.sources import Source

RESPONSES = "/responses"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its text, its id, and whether the API keeps it so that a chat can go on from the id.

    `finish_reason` is `stop`, or `length` and the like where the answer was cut short.
    """

    text: str
    id: str | None = None
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    stored: bool = False
    finish_reason: str = "stop"


def answer_ask(
    question: str,
    *,
    target: Target,
    model: str,
    messages: Sequence[JSON],
    sources: Sequence[Source] = (),
    parameters: Mapping[str, JSON] | None = None,
    history: str | None = None,
    chat: str | None = None,
    typed: str | None = None,
    take: int = 1,
) -> Ask:
    """A question with its conversation, ready to be sent.

    `messages` are the items of `input`; `sources` the pictures of the newest message; `history` a hash of
    all that came before it. Nothing is stored at the API unless `parameters` say `store`.
    """
    check_prompt(question)
    settings = {"store": False, **(parameters or {})}
    request = Request(
        target.engine,
        target.base_url,
        RESPONSES,
        model,
        prompt=question if typed is None else typed,
        sent=question,
        parameters=settings,
        sources=tuple(source.record for source in sources),
        take=take,
        history=history,
        chat=chat,
    )
    return Ask(request, {"model": model, "input": list(messages), **settings}, tuple(sources))


def reply_in(body: bytes, headers: Mapping[str, str], *, engine: str) -> Reply:
    """The answer in the body of a 200 of `/responses`; raises APIError where it is none."""
    parsed = parsed_json(body)
    if parsed.get("error") and not parsed.get("output"):
        raise error_from(fault_of(parsed), 200, headers, engine=engine)
    return _reply(parsed, _text_of(parsed))


def _reply(parsed: Mapping[str, JSON], text: str) -> Reply:
    details = parsed.get("incomplete_details")
    reason = text_in(details, "reason") if isinstance(details, dict) else None
    return Reply(
        text,
        id=text_in(parsed, "id"),
        model=text_in(parsed, "model"),
        usage=usage_in(parsed),
        stored=parsed.get("store") is True,
        finish_reason=reason or ("stop" if parsed.get("status") != "incomplete" else "length"),
    )


def _text_of(parsed: Mapping[str, JSON]) -> str:
    output = parsed.get("output")
    if not isinstance(output, list):
        raise ProtocolError("The answer holds no text.", status=200, may_be_charged=True)
    parts = [
        part
        for item in output
        if isinstance(item, dict) and item.get("type") == "message" and isinstance(item.get("content"), list)
        for part in item["content"]
        if isinstance(part, dict)
    ]
    return "".join(text_in(part, "text") or text_in(part, "refusal") or "" for part in parts)


async def events(lines: AsyncIterator[str]) -> AsyncIterator[JSON]:
    """The JSON of each server-sent event, up to `[DONE]`; raises ProtocolError for one that is not JSON."""
    data: list[str] = []
    async for line in lines:
        if line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
        elif not line.strip() and data:
            text, data = "\n".join(data), []
            if text == "[DONE]":
                return
            yield _event(text)


def _event(text: str) -> JSON:
    try:
        parsed = json.loads(text)
    except (ValueError, RecursionError) as exc:
        raise ProtocolError("The stream holds an event that is not JSON.", may_be_charged=True) from exc
    return parsed if isinstance(parsed, dict) else {}


_ENDINGS = frozenset({"response.completed", "response.incomplete", "response.done"})
_FAILURES = frozenset({"response.failed", "error"})


@dataclass(slots=True)
class AnswerStream:
    """The state of one streamed answer: `text` so far and, once the terminal event is here, the `reply`."""

    engine: str
    text: str = ""
    reply: Reply | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def fed(self, event: Mapping[str, JSON]) -> str:
        """The text that this event adds. Raises APIError for an event that is a failure."""
        kind = event.get("type")
        if kind in _FAILURES:
            raise self._failure(event)
        if kind in _ENDINGS:
            whole = event.get("response")
            self.reply = _reply(whole if isinstance(whole, dict) else {}, self.text)
        if kind != "response.output_text.delta":
            return ""
        delta = text_in(event, "delta") or ""
        self.text += delta
        return delta

    def ended(self) -> Reply:
        """The whole answer; raises ProtocolError where no terminal event came."""
        if self.reply is None:
            raise ProtocolError("The answer's stream ended before the answer did.", may_be_charged=True)
        return self.reply

    def _failure(self, event: Mapping[str, JSON]) -> APIError:
        inner = event.get("response")
        fault = fault_of(inner if isinstance(inner, dict) and inner.get("error") else event)
        return error_from(fault, 500, self.headers, engine=self.engine)
