"""Chat completions: the same questions by `/chat/completions`, for servers without `/responses`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagine_nb.fields import text_in
from imagine_nb.records import JSON
from imagine_nb.usage import Usage
from imagine_nb.wire.answers import ChatAPI, cut_short, failed_stream
from imagine_nb.wire.completion_bodies import body_of, left_out_of_completions
from imagine_nb.wire.faults import Answered, error_from, fault_of
from imagine_nb.wire.replies import MAX_NAME, odd_answer, parsed_json
from imagine_nb.wire.reply import Reply
from imagine_nb.wire.sse import DONE

COMPLETIONS = "/chat/completions"


def reply_in(body: bytes | bytearray, answered: Answered) -> Reply:
    """The answer in the body of a 200 of `/chat/completions`; raises APIError where it is none."""
    parsed = parsed_json(body)
    choice = _choice(parsed)
    if choice is None and parsed.get("error"):
        raise error_from(fault_of(parsed), answered)
    message = choice.get("message") if choice else None
    if choice is None or not isinstance(message, dict):
        raise odd_answer("The answer holds no text.", Usage.told(parsed).cost_in_usd_ticks)
    text = text_in(message, "content") or text_in(message, "refusal") or ""
    return Reply(
        text,
        id=text_in(parsed, "id", most=MAX_NAME),
        model=text_in(parsed, "model", most=MAX_NAME),
        usage=Usage.told(parsed),
        finish_reason=text_in(choice, "finish_reason", most=MAX_NAME) or "stop",
    )


def _choice(parsed: Mapping[str, JSON]) -> dict[str, JSON] | None:
    choices = parsed.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else None


@dataclass(slots=True)
class CompletionStream:
    """The state of one streamed completion: `text` so far, and how and of whom it is."""

    answered: Answered
    id: str | None = None
    model: str | None = None
    usage: Usage = field(default_factory=Usage)
    finish_reason: str | None = None
    has_ended: bool = False
    _pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._pieces)

    def fed(self, event: Mapping[str, JSON]) -> str:
        """The text that this chunk adds. Raises APIError for one that is a failure."""
        if event.get("error"):
            raise failed_stream(fault_of(dict(event)), self.usage.cost_in_usd_ticks, self.answered)
        if event.get("type") == DONE:
            self.has_ended = True
            return ""
        self.id = text_in(event, "id", most=MAX_NAME) or self.id
        self.model = text_in(event, "model", most=MAX_NAME) or self.model
        if isinstance(event.get("usage"), dict):
            self.usage = Usage.told(event)
        return self._added(_choice(event) or {})

    def ended(self) -> Reply:
        """The whole answer; raises ProtocolError where neither a last chunk nor an end came."""
        if not self.has_ended and self.finish_reason is None:
            raise cut_short(self.usage.cost_in_usd_ticks)
        reason = self.finish_reason or "stop"
        return Reply(self.text, self.id, self.model, self.usage, finish_reason=reason)

    def _added(self, choice: Mapping[str, JSON]) -> str:
        self.finish_reason = text_in(choice, "finish_reason", most=MAX_NAME) or self.finish_reason
        delta = choice.get("delta")
        added = text_in(delta, "content") or "" if isinstance(delta, dict) else ""
        self._pieces.append(added)
        return added


COMPLETIONS_API = ChatAPI(
    COMPLETIONS,
    body_of,
    {"stream": True, "stream_options": {"include_usage": True}},
    reply_in,
    CompletionStream,
    left_out_of_completions,
)
