"""Chunks: the pieces of a streamed answer, and what an answer tells in xai_sdk's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Self

from imagine_nb.printable import printable
from imagine_nb.protobuf import Message, Timestamp
from imagine_nb.records import clipped
from imagine_nb.wire.chat_reply import Delta, InlineCitation, Reply, ToolCall, ToolOutput

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
            created=moment_of(delta.created),
        )

    @classmethod
    def last(cls, reply: Reply) -> Self:
        """The chunk that ends an answer."""
        return cls(
            "",
            citations=reply.citations,
            created=moment_of(reply.created),
            server_side_tool_usage=dict(reply.tools_used),
            finish_reason=reason_of(reply.finish_reason),
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


def reason_of(told: str) -> str:
    """Why an answer ended, in xai_sdk's words."""
    return _REASONS.get(told, UNKNOWN)


def moment_of(seconds: int | None) -> datetime | None:
    """That many unix seconds as a moment; None where nobody told them, or no calendar has it."""
    moment = Timestamp.told(seconds)
    return moment and moment.ToDatetime()
