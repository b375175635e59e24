"""Chat responses: an answer of a chat, whole or as it grows, and its chunks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Self

from imagine_nb.display import html as display
from imagine_nb.errors import ProtocolError
from imagine_nb.exchange.flight import Received
from imagine_nb.printable import printable
from imagine_nb.protobuf import Message, Timestamp
from imagine_nb.records import JSON, clipped
from imagine_nb.sources import Source
from imagine_nb.usage import Usage
from imagine_nb.wire.chat_reply import (
    Delta,
    ImageOutput,
    InlineCitation,
    LogProbs,
    Reply,
    ToolCall,
    ToolOutput,
)
from imagine_nb.wire.parsing import bounded_json

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle

ASSISTANT = "ROLE_ASSISTANT"
STOP, UNKNOWN = "REASON_STOP", "REASON_INVALID"
_REASONS = {
    "stop": STOP,
    "end_turn": STOP,
    "completed": STOP,
    "length": "REASON_MAX_LEN",
    "max_output_tokens": "REASON_MAX_LEN",
    "max_tokens": "REASON_MAX_LEN",
    "max_prompt_tokens": "REASON_MAX_CONTEXT",
    "max_context": "REASON_MAX_CONTEXT",
    "tool_calls": "REASON_TOOL_CALLS",
    "function_call": "REASON_TOOL_CALLS",
    "max_time_limit": "REASON_TIME_LIMIT",
    "time_limit": "REASON_TIME_LIMIT",
}


class Response(Message):
    """An answer of a chat; while it streams, all of it grows. It shows itself in a notebook.

    What the API did not tell is empty: `""`, `()` or None.
    """

    def __init__(self, about: Sequence[Source] = ()) -> None:
        self._about = tuple(about)
        self._reply = Reply("", finish_reason="")
        self._texts: list[str] = []  # joined when somebody looks: an answer may come in many thousand pieces
        self._thoughts: list[str] = []
        self._received: Received | None = None

    def grow(self, delta: Delta) -> None:
        """Add what has just come."""
        if delta.text:
            self._texts.append(delta.text)
        if delta.reasoning:
            self._thoughts.append(delta.reasoning)
        known = self._reply
        if delta.holds_whole or (known.id, known.model, known.created) != delta.about:
            self._reply = replace(
                known,
                tool_calls=known.tool_calls + delta.tool_calls,
                tool_outputs=known.tool_outputs + delta.tool_outputs,
                image_outputs=known.image_outputs + delta.image_outputs,
                inline_citations=known.inline_citations + delta.inline_citations,
                id=delta.id or known.id,
                model=delta.model or known.model,
                created=delta.created or known.created,
            )

    def complete(self, reply: Reply, received: Received | None) -> None:
        """Take the whole answer; `received` is None for one that no gallery has."""
        self._reply, self._received = reply, received
        self._texts, self._thoughts = [reply.text], [reply.reasoning]

    @property
    def content(self) -> str:
        """The answer's text, as far as it has come."""
        return _joined(self._texts)

    @property
    def reasoning_content(self) -> str:
        """What the model thought before it answered, or the summary of it, as far as it has come."""
        return _joined(self._thoughts)

    @property
    def encrypted_content(self) -> str:
        """The model's reasoning, sealed, which a chat sends back where answers are not stored."""
        return self._reply.encrypted_content

    @property
    def notice(self) -> str:
        """What is to be told of it: what was done to the pictures, what of them left, a chat sent again."""
        return self._received.notice if self._received else ""

    def parsed(self) -> JSON:
        """The answer as JSON; raises ProtocolError where it is none."""
        try:
            return bounded_json(self.content.encode())
        except ValueError as exc:
            cut = "It was cut short: raise max_tokens." if self.finish_reason != STOP else ""
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
        """`ROLE_ASSISTANT`."""
        return ASSISTANT

    @property
    def model(self) -> str | None:
        """The model that answered; `print-shop` where it was the print shop."""
        return self._reply.model

    @property
    def created(self) -> datetime | None:
        """When the answer was made, in UTC and without a time zone."""
        return _moment(self._reply.created)

    @property
    def finish_reason(self) -> str:
        """`REASON_STOP`, `REASON_TOOL_CALLS`, or why it was cut short: `REASON_MAX_LEN`, `REASON_MAX_CONTEXT`
        or `REASON_TIME_LIMIT`. `REASON_INVALID` while it streams, and for a reason of no such name.
        """
        return _REASONS.get(self._reply.finish_reason, UNKNOWN)

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The calls that the model made: of the program's functions, and of tools that the API itself ran."""
        return self._reply.tool_calls

    @property
    def tool_outputs(self) -> tuple[ToolOutput, ...]:
        """What the API's tools put out, each with its call; the content is empty where the API keeps it."""
        return self._reply.tool_outputs

    @property
    def image_outputs(self) -> tuple[ImageOutput, ...]:
        """The pictures that the tool `image_generation` made; the gallery has them too."""
        return self._reply.image_outputs

    @property
    def server_side_tool_usage(self) -> dict[str, int]:
        """How often each tool of the API's ran, as `{"SERVER_SIDE_TOOL_WEB_SEARCH": 2}`."""
        return dict(self._reply.tools_used)

    @property
    def citations(self) -> tuple[str, ...]:
        """The addresses of the pages that the answer is built on."""
        return self._reply.citations

    @property
    def inline_citations(self) -> tuple[InlineCitation, ...]:
        """The places in the text that cite a page or a post."""
        return self._reply.inline_citations

    @property
    def logprobs(self) -> LogProbs:
        """The tokens of the answer with their probabilities."""
        return self._reply.logprobs

    @property
    def system_fingerprint(self) -> str:
        """The API's name of the configuration that answered."""
        return self._reply.system_fingerprint

    @property
    def service_tier(self) -> str:
        """`default` or `priority`."""
        return self._reply.service_tier

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
        shown = replace(self._reply, text=self.content).shown
        return printable(f"<Response {self.id or '…'} {clipped(shown, 80)!r}{told}>")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        record = self._received and self._received.recorded.answer
        if not record:
            return display.line_bundle(self.content)
        about = [(each.record, each.data) for each in self._about]
        return display.answer_bundle(record, about, notice=self.notice)


@dataclass(frozen=True, slots=True, repr=False)
class Chunk(Message):
    """A piece of a streamed answer, as it came. What is told of the whole answer comes with a last one.

    `created` is in UTC and without a time zone.
    """

    content: str
    reasoning_content: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_outputs: tuple[ToolOutput, ...] = ()
    inline_citations: tuple[InlineCitation, ...] = ()
    citations: tuple[str, ...] = ()
    created: datetime | None = None
    server_side_tool_usage: Mapping[str, int] = field(default_factory=dict)
    finish_reason: str = UNKNOWN

    @classmethod
    def of(cls, delta: Delta) -> Self:
        """The chunk of what one event added."""
        return cls(
            delta.text,
            delta.reasoning,
            delta.tool_calls,
            delta.tool_outputs,
            delta.inline_citations,
            created=_moment(delta.created),
        )

    @classmethod
    def last(cls, reply: Reply) -> Self:
        """The chunk that ends an answer."""
        return cls(
            "",
            citations=reply.citations,
            created=_moment(reply.created),
            server_side_tool_usage=dict(reply.tools_used),
            finish_reason=_REASONS.get(reply.finish_reason, UNKNOWN),
        )

    @property
    def role(self) -> str:
        """`ROLE_ASSISTANT`."""
        return ASSISTANT

    @property
    def choices(self) -> tuple[Self, ...]:
        """The one answer that it is a piece of: itself."""
        return (self,)

    @property
    def output(self) -> str:
        """Its content and its reasoning in one."""
        return self.content + self.reasoning_content

    def __str__(self) -> str:
        return self.output

    def __repr__(self) -> str:
        calls = [f"{call.function.name}({call.function.arguments})" for call in self.tool_calls]
        return printable(f"<Chunk {' '.join([repr(clipped(self.output, 80)), *calls[:3]])}>")


def _joined(pieces: list[str]) -> str:
    """The text of these pieces, which are one piece from then on."""
    if len(pieces) > 1:
        pieces[:] = ["".join(pieces)]
    return pieces[0] if pieces else ""


def _moment(seconds: int | None) -> datetime | None:
    """That many unix seconds as a moment; None where nobody told them, or no calendar has it."""
    moment = Timestamp.told(seconds)
    return moment and moment.ToDatetime()
