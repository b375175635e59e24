"""Chat completions API: how `/chat/completions` is asked, and all that an answer tells, whole or streamed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from imagine_nb.fields import count_in, object_in, objects, text_in
from imagine_nb.records import JSON
from imagine_nb.usage import Usage
from imagine_nb.wire.chat_api import ChatAPI, cut_short, failed_stream
from imagine_nb.wire.chat_reply import Delta, ImageOutput, InlineCitation, LogProb, LogProbs, Reply, ToolCall
from imagine_nb.wire.completion_bodies import body_of, left_out_of_completions
from imagine_nb.wire.faults import Answered, error_from, fault_of
from imagine_nb.wire.output_items import addresses_in, cited_in, logprobs_in, urls_in
from imagine_nb.wire.replies import MAX_NAME, odd_answer, parsed_json
from imagine_nb.wire.sse import DONE
from imagine_nb.wire.tool_calls import function_call, tools_used

COMPLETIONS = "/chat/completions"
_MAX_CALLS = 10_000  # of one answer


def reply_in(body: bytes | bytearray, answered: Answered) -> Reply:
    """The answer in the body of a 200 of `/chat/completions`; raises APIError where it is none."""
    parsed = parsed_json(body)
    choice = _choice(parsed)
    if choice is None and parsed.get("error"):
        raise error_from(fault_of(parsed), answered)
    message = choice.get("message") if choice else None
    if choice is None or not isinstance(message, dict):
        raise odd_answer("The answer holds no text.", Usage.told(parsed).cost_in_usd_ticks)
    said = _about(parsed, Reply(text_in(message, "content") or text_in(message, "refusal") or ""))
    calls = tuple(_call(each) for each in objects(message.get("tool_calls")))
    return replace(
        said,
        usage=Usage.told(parsed),
        finish_reason=_finish_reason(text_in(choice, "finish_reason", most=MAX_NAME), calls),
        reasoning=text_in(message, "reasoning_content") or "",
        encrypted_content=text_in(message, "encrypted_content") or "",
        tool_calls=calls,
        citations=tuple(dict.fromkeys([*said.citations, *urls_in(message.get("annotations"))])),
        inline_citations=tuple(cited_in(message.get("annotations"))),
        logprobs=LogProbs(tuple(_logprobs(choice))),
        tools_used=tools_used(parsed),
    )


def _about(parsed: Mapping[str, JSON], known: Reply) -> Reply:
    """The same with what a body, or a chunk of one, tells of the whole answer."""
    return replace(
        known,
        id=text_in(parsed, "id", most=MAX_NAME) or known.id,
        model=text_in(parsed, "model", most=MAX_NAME) or known.model,
        created=count_in(parsed, "created") or known.created,
        citations=tuple(addresses_in(parsed.get("citations"))) or known.citations,
        system_fingerprint=text_in(parsed, "system_fingerprint", most=MAX_NAME) or known.system_fingerprint,
        service_tier=text_in(parsed, "service_tier", most=MAX_NAME) or known.service_tier,
    )


def _choice(parsed: Mapping[str, JSON]) -> dict[str, JSON] | None:
    choices = parsed.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else None


def _call(told: Mapping[str, JSON]) -> ToolCall:
    return function_call(object_in(told, "function"), call_id=text_in(told, "id", most=MAX_NAME))


def _logprobs(choice: Mapping[str, JSON]) -> list[LogProb]:
    return logprobs_in(object_in(choice, "logprobs").get("content"))


def _finish_reason(told: str | None, calls: tuple[ToolCall, ...]) -> str:
    """The API's, which is empty at times where it wants functions called."""
    return told or ("tool_calls" if calls else "stop")


@dataclass(slots=True)
class _Coming:
    """A call of a function that comes in pieces."""

    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list)

    def add(self, told: Mapping[str, JSON]) -> None:
        piece = _call(told)
        self.id, self.name = piece.id or self.id, piece.function.name or self.name
        self.arguments.append(text_in(object_in(told, "function"), "arguments") or "")

    @property
    def call(self) -> ToolCall:
        return function_call({"name": self.name, "arguments": "".join(self.arguments)}, call_id=self.id)


@dataclass(slots=True)
class CompletionStream:
    """The state of one streamed completion: `text` so far, and how and of whom it is."""

    answered: Answered
    has_ended: bool = False
    _known: Reply = field(default_factory=lambda: Reply("", finish_reason=""))
    _pieces: list[str] = field(default_factory=list)
    _thoughts: list[str] = field(default_factory=list)
    _calls: dict[int, _Coming] = field(default_factory=dict)
    _n_told: int = 0  # how many of the calls are out
    _logprobs: list[LogProb] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    @property
    def pictures(self) -> Sequence[ImageOutput]:
        """None: these answers hold no pictures."""
        return ()

    def fed(self, event: Mapping[str, JSON]) -> Delta:
        """What this chunk adds. Raises APIError for one that is a failure."""
        if event.get("error"):
            raise failed_stream(fault_of(dict(event)), self._known.usage.cost_in_usd_ticks, self.answered)
        if event.get("type") == DONE:
            self.has_ended = True
            return self._delta(tool_calls=self._told_calls())
        self._known = _about(event, self._known)
        if isinstance(event.get("usage"), dict):
            self._known = replace(self._known, usage=Usage.told(event), tools_used=tools_used(event))
        return self._added(_choice(event) or {})

    def ended(self) -> Reply:
        """The whole answer; raises ProtocolError where neither a last chunk nor an end came."""
        if not self.has_ended and not self._known.finish_reason:
            raise cut_short(self._known.usage.cost_in_usd_ticks)
        calls = tuple(each.call for each in self._calls.values())
        return replace(
            self._known,
            text=self.text,
            reasoning="".join(self._thoughts),
            tool_calls=calls,
            finish_reason=_finish_reason(self._known.finish_reason, calls),
            logprobs=LogProbs(tuple(self._logprobs)),
        )

    def _added(self, choice: Mapping[str, JSON]) -> Delta:
        delta = object_in(choice, "delta")
        self._pieces.append(text_in(delta, "content") or text_in(delta, "refusal") or "")
        self._thoughts.append(text_in(delta, "reasoning_content") or "")
        self._logprobs += _logprobs(choice)
        cited = self._cited(delta.get("annotations"))
        if sealed := text_in(delta, "encrypted_content"):
            self._known = replace(self._known, encrypted_content=sealed)
        for each in objects(delta.get("tool_calls")):
            self._coming(each).add(each)
        calls: tuple[ToolCall, ...] = ()
        if reason := text_in(choice, "finish_reason", most=MAX_NAME):
            self._known = replace(self._known, finish_reason=reason)
            calls = self._told_calls()
        return self._delta(self._pieces[-1], self._thoughts[-1], tool_calls=calls, inline_citations=cited)

    def _cited(self, annotations: JSON) -> tuple[InlineCitation, ...]:
        if not annotations:
            return ()
        known, cited = self._known, tuple(cited_in(annotations))
        urls = tuple(dict.fromkeys([*known.citations, *urls_in(annotations)]))
        self._known = replace(known, citations=urls, inline_citations=known.inline_citations + cited)
        return cited

    def _coming(self, told: Mapping[str, JSON]) -> _Coming:
        """The call that a piece belongs to: that of its index; without one, a call begins with its id."""
        at = count_in(told, "index", most=_MAX_CALLS)
        if at is None:
            at = len(self._calls) if told.get("id") or not self._calls else next(reversed(self._calls))
        return self._calls.setdefault(at, _Coming())

    def _told_calls(self) -> tuple[ToolCall, ...]:
        calls = tuple(each.call for each in list(self._calls.values())[self._n_told :])
        self._n_told = len(self._calls)
        return calls

    def _delta(self, text: str = "", reasoning: str = "", **more: Any) -> Delta:
        known = self._known
        return Delta(text, reasoning, **more, id=known.id, model=known.model, created=known.created)


COMPLETIONS_API = ChatAPI(
    COMPLETIONS,
    body_of,
    {"stream": True, "stream_options": {"include_usage": True}},
    reply_in,
    CompletionStream,
    left_out_of_completions,
)
