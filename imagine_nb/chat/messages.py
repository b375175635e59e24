"""Messages of a conversation: what was said, by whom, which functions were called, and what came of it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from imagine_nb.chat.parts import FilePart, ImagePart, Part, Text
from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.protobuf import Message as ProtobufMessage
from imagine_nb.records import JSON, SourceRecord
from imagine_nb.sources import Source
from imagine_nb.tools import DRAWN
from imagine_nb.wire.chat_reply import CLIENT_SIDE, ImageOutput, ToolCall
from imagine_nb.wire.order import check_no_key

TOOL = "tool"


@dataclass(frozen=True, slots=True, repr=False)
class Message(ProtobufMessage):
    """One message of a conversation: its role and its parts.

    `role` is `user`, `system`, `developer`, `assistant` or `tool`. `tool_calls` are what the model called in
    this turn, `tool_call_id` the call that a result answers. `encrypted_content` is the model's reasoning,
    sealed, and `image_outputs` are pictures that the API's tool made in this turn: both go back to it.
    """

    role: str
    parts: tuple[Part, ...]
    name: str = ""
    tool_calls: tuple[ToolCall, ...] = ()
    tool_call_id: str = ""
    reasoning_content: str = ""
    encrypted_content: str = ""
    image_outputs: tuple[ImageOutput, ...] = ()

    @property
    def content(self) -> tuple[Part, ...]:
        """The parts, under xai_sdk's name."""
        return self.parts

    @property
    def text(self) -> str:
        """The words of the message, its images left out."""
        return "\n".join(part for part in self.parts if isinstance(part, str))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The images of the message, in order."""
        return tuple(part.source for part in self.parts if isinstance(part, ImagePart))

    @property
    def documents(self) -> tuple[SourceRecord, ...]:
        """The facts of the message's documents, in order."""
        return tuple(part.record for part in self.parts if isinstance(part, FilePart))

    @property
    def calls(self) -> tuple[ToolCall, ...]:
        """The calls of the program's own functions, which wait for results."""
        return tuple(call for call in self.tool_calls if call.type == CLIENT_SIDE)

    @property
    def question(self) -> str:
        """What the journal calls it: its words, else what it asks without any."""
        if self.text.strip():
            return self.text
        return "Read the document." if self.documents else "Describe the picture."

    def wire(self) -> list[JSON]:
        """The message as items of the API's `input`: one, or several where functions were called."""
        if self.role == TOOL:
            return [{"type": "function_call_output", "call_id": self.tool_call_id, "output": self.text}]
        if self.role != "assistant":
            return [{"role": self.role, "content": [_wire(part) for part in self.parts]}]
        said = [{"role": self.role, "content": self.text}] if self.text or not self.calls else []
        return [*self._reasoning(), *map(_drawn, self.image_outputs), *said, *map(_called, self.calls)]

    def _reasoning(self) -> list[JSON]:
        if not self.encrypted_content:
            return []
        told = self.reasoning_content
        summary = [{"type": "summary_text", "text": told}] if told else []
        return [{"type": "reasoning", "summary": summary, "encrypted_content": self.encrypted_content}]

    def identity(self) -> JSON:
        """What makes this message the same as another one: like `wire`, with hashes for images and files."""
        plain = [self.role, *(part if isinstance(part, str) else part.identity for part in self.parts)]
        drawn = [hashlib.sha256(each.image).hexdigest() for each in self.image_outputs]
        extra = [self.tool_call_id, self.encrypted_content, *map(_called, self.calls), *drawn]
        return [*plain, extra] if any(extra) else plain

    def check(self, target: Target) -> None:
        """Raise InputError for a key in it, and for the result of a call that nobody made."""
        check_no_key(self.text, target=target)
        for call in self.calls:
            check_no_key(call.function.arguments, target=target, of="A call")
        for part in self.parts:
            if isinstance(part, FilePart):
                _check_document(part, target)
        if self.role == TOOL and not self.tool_call_id:
            raise InputError(
                "No call waits for this result.",
                advice="Append the response with the calls first, or give tool_result a tool_call_id.",
            )


def _check_document(part: FilePart, target: Target) -> None:
    told = f"{part.record.name} {part.record.url or ''}"
    check_no_key(told, target=target, of="The file's name or address")
    if part.data is not None:
        check_no_key(part.data.decode("latin-1"), target=target, of=part.record.name)


def _wire(part: Part) -> JSON:
    return {"type": "input_text", "text": str(part)} if isinstance(part, str) else part.wire()


def _called(call: ToolCall) -> JSON:
    function = call.function
    return {
        "type": "function_call",
        "call_id": call.id,
        "name": function.name,
        "arguments": function.arguments,
    }


def _drawn(output: ImageOutput) -> JSON:
    encoded = base64.b64encode(output.image).decode()
    return {"type": DRAWN, "id": output.tool_call.id, "status": "completed", "result": encoded}


def user(*parts: Part) -> Message:
    """A message of the user's: words, images and files in any order."""
    return _message("user", parts)


def system(*parts: Part) -> Message:
    """A message that says how to answer."""
    return _message("system", parts)


def developer(*parts: Part) -> Message:
    """A message of the developer's, between system and user."""
    return _message("developer", parts)


def assistant(*parts: Part) -> Message:
    """A message that the model is taken to have given."""
    return _message("assistant", parts)


def tool_result(result: str, tool_call_id: str | None = None) -> Message:
    """What came of a function that the model called, as text; other values go as JSON.

    `tool_call_id` is `tool_call.id`. Without it, it answers the first call of the conversation that waits.
    """
    told = result if isinstance(result, str) else json.dumps(result, default=str)
    return Message(TOOL, (Text(told),), tool_call_id=tool_call_id or "")


def _message(role: str, parts: Iterable[Part]) -> Message:
    """The message of these parts. Raises InputError for what is neither words nor an image nor a file."""
    return Message(role, tuple(map(_part, parts)))


def _part(given: object) -> Part:
    if isinstance(given, (ImagePart, FilePart)):
        return given
    if not isinstance(given, str):
        raise InputError(
            f"A part of a message is of type {type(given).__name__}.",
            advice="Give words as text, a picture as image(...), a document as file(...).",
        )
    return Text(given)
