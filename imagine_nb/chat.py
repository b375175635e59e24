"""Messages and conversations: `user`, `system`, `assistant`, `image`, and what they add up to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, Self, TypeAlias, runtime_checkable

from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.settings import DETAIL
from imagine_nb.sources import ImageLike, Source, file_source, source
from imagine_nb.suggestions import checked
from imagine_nb.wire.answers import answer_order
from imagine_nb.wire.chat_settings import Settings, settings_body
from imagine_nb.wire.order import Order, check_no_key


@dataclass(frozen=True, slots=True)
class ImagePart:
    """An image in a message; `detail` is `auto`, `low` or `high`."""

    source: Source
    detail: str = "auto"


Part: TypeAlias = "str | ImagePart"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation: its role (`user`, `system`, `developer`, `assistant`) and its parts."""

    role: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """The words of the message, its images left out."""
        return "\n".join(part for part in self.parts if isinstance(part, str))

    @property
    def sources(self) -> tuple[Source, ...]:
        """The images of the message, in order."""
        return tuple(part.source for part in self.parts if isinstance(part, ImagePart))

    def wire(self) -> JSON:
        """The message as an item of the API's `input`."""
        if self.role == "assistant":
            return {"role": self.role, "content": self.text}
        return {"role": self.role, "content": [_wire(part) for part in self.parts]}

    def identity(self) -> JSON:
        """What makes this message the same as another one: like `wire`, with hashes for images."""
        return [
            self.role,
            *(part if isinstance(part, str) else part.source.record.identity for part in self.parts),
        ]


def _wire(part: Part) -> JSON:
    if isinstance(part, str):
        return {"type": "input_text", "text": part}
    if part.source.record.file_id:
        return {"type": "input_file", "file_id": part.source.record.file_id}
    return {"type": "input_image", "image_url": part.source.url, "detail": part.detail}


def text(content: str) -> str:
    """A part of words."""
    return content


def image(image_url: ImageLike, *, detail: str | None = "auto", strip_metadata: bool = False) -> ImagePart:
    """A part that is an image: a URL, a data URI, a path, bytes, a Picture, a PIL image or a numpy array.

    `detail` is `auto`, `low` (fewer tokens) or `high`. `strip_metadata` keeps back what the file says of its
    making. Raises SourceError for what is no picture.
    """
    level = checked(DETAIL.label, detail, DETAIL.values) or DETAIL.values[0]
    return ImagePart(source(image_url, strip_metadata=strip_metadata), level)


def file(file_id: str) -> ImagePart:
    """A part that is an image stored at the API already."""
    return ImagePart(file_source(file_id))


def user(*parts: Part) -> Message:
    """A message of the user's: words and images in any order."""
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


def _message(role: str, parts: Iterable[Part]) -> Message:
    return Message(role, tuple(part if isinstance(part, ImagePart) else str(part) for part in parts))


@runtime_checkable
class Answered(Protocol):
    """What can be appended to a conversation as the model's turn: a chat response, an Answer."""

    @property
    def content(self) -> str: ...
    @property
    def id(self) -> str | None: ...
    @property
    def stored(self) -> bool: ...


@dataclass(slots=True)
class Conversation:
    """The state of a chat: its model, settings and messages, and from which message on the API needs them.

    It goes on by `previous_response_id` where the API keeps the answers, and sends its history where not.
    """

    model: str
    parameters: Mapping[str, JSON] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    previous_response_id: str | None = None
    name: str | None = None
    known: int = 0  # how many messages the API holds already, behind previous_response_id
    is_whole: bool = True  # whether `messages` is all of it; not where it began with somebody's id

    def append(self, message: Message | Answered | str) -> Self:
        """Add a message, or an answer as the model's turn; returns the conversation itself."""
        if isinstance(message, Message):
            self.messages.append(message)
        elif isinstance(message, str):
            self.messages.append(user(message))
        elif isinstance(message, Answered):
            self.answered(message.content, message.id if message.stored else None)
        else:
            raise InputError(
                f"A {type(message).__name__} is no message.", advice="Append user(...), or a response."
            )
        return self

    def answered(self, text: str, stored_id: str | None) -> None:
        """Add an answer as the model's turn; `stored_id` is its id where the API keeps it, else None."""
        self.messages.append(assistant(text))
        if stored_id:
            self.previous_response_id, self.known = stored_id, len(self.messages)

    def with_parameters(self, more: Mapping[str, JSON]) -> Conversation:
        """The same conversation with other settings for one question."""
        return replace(self, parameters={**self.parameters, **more})

    def become(self, other: Conversation) -> None:
        """Be as `other` is from now on; a question that failed leaves no trace that way."""
        self.model = other.model
        self.messages[:] = other.messages
        self.previous_response_id, self.known = other.previous_response_id, other.known

    def order(self, *, target: Target, typed: str | None = None) -> Order:
        """The conversation so far, as a request for the next answer."""
        at = max((at for at, each in enumerate(self.messages) if each.role == "user"), default=None)
        if at is None:
            raise InputError("The chat holds no question.", advice='Append user("...") first.')
        for message in self.messages:
            check_no_key(message.text, target=target)
        whole = self._order(at, 0, {}, target, typed)
        if not self.previous_response_id:
            return whole
        going_on = {"previous_response_id": self.previous_response_id}
        order = self._order(at, self.known, going_on, target, typed)
        return replace(order, whole=whole if self.is_whole else None)

    def _order(
        self,
        at: int,
        start: int,
        more: Mapping[str, JSON],
        target: Target,
        typed: str | None,
    ) -> Order:
        newest, before = self.messages[at], self.messages[:at]
        return answer_order(
            newest.text or "Describe the picture.",
            target=target,
            model=self.model,
            messages=[message.wire() for message in self.messages[start:]],
            sources=newest.sources,
            parameters={**self.parameters, **more},
            history=history_of(before),
            chat=self.name,
            typed=typed,
        )


def history_of(messages: Sequence[Message]) -> str | None:
    """The hash (sha256, hex) of the messages before the question; None where there are none."""
    if not messages:
        return None
    return hashlib.sha256(json.dumps([each.identity() for each in messages]).encode()).hexdigest()


__all__ = [
    "Conversation",
    "Message",
    "Settings",
    "assistant",
    "developer",
    "file",
    "image",
    "settings_body",
    "system",
    "text",
    "user",
]
