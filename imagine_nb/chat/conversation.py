"""Conversations: the state of a chat, and the order for its next answer."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol, Self, runtime_checkable

from imagine_nb.chat.messages import TOOL, Message, assistant, user
from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.values import kind_of
from imagine_nb.wire.order import Order
from imagine_nb.wire.questions import answer_order


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
    `messages` may be edited: what the API holds is then left behind, and the messages are sent as they are.
    """

    model: str
    parameters: Mapping[str, JSON] = field(default_factory=dict, repr=False)  # a tool's may hold a secret
    messages: list[Message] = field(default_factory=list)
    previous_response_id: str | None = None
    name: str | None = None
    held: tuple[Message, ...] = ()  # what the API holds already, behind previous_response_id
    begun: str | None = None  # the id that it went on from before its first message
    is_whole: bool = True  # whether `messages` is all of it; not where it began with somebody's id
    notice: str = ""  # what was asked for and cannot go out

    @property
    def known(self) -> int:
        """How many messages the API holds already."""
        return len(self.held)

    def append(self, message: Message | Answered | str) -> Self:
        """Add a message, or an answer as the model's turn; returns the conversation itself."""
        self.check()
        if isinstance(message, Message):
            self.messages.append(self._answering(message))
        elif isinstance(message, str):
            self.messages.append(user(message))
        elif isinstance(message, Answered):
            self.answered(self._named(_turn_of(message)), message.id if message.stored else None)
        else:
            raise _no_message(message)
        return self

    def copy(self) -> Conversation:
        """The same conversation, to go on another way."""
        return replace(self, messages=[*self.messages])

    def answered(self, turn: Message | str, stored_id: str | None) -> None:
        """Add an answer as the model's turn; `stored_id` is its id where the API keeps it, else None."""
        self.messages.append(turn if isinstance(turn, Message) else assistant(turn))
        if stored_id:
            self.previous_response_id, self.held = stored_id, tuple(self.messages)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of the calls that have no result yet, in order."""
        done = Counter(each.tool_call_id for each in self.messages if each.role == TOOL)
        called = [call.id for each in self.messages for call in each.calls]
        # some servers give the same id in each turn: so many results answer so many calls, in order
        return tuple(each for at, each in enumerate(called, 1) if called[:at].count(each) > done[each])

    @property
    def has_loose_results(self) -> bool:
        """Whether it holds results of calls that it does not know, of an answer that the API keeps."""
        return any(each.role == TOOL and not each.tool_call_id for each in self.messages)

    def called(self, ids: Sequence[str]) -> None:
        """The calls that those results are of, in order: the answer that the chat goes on from made them."""
        left = iter(ids)
        self.messages[:] = [
            replace(each, tool_call_id=next(left, ""))
            if each.role == TOOL and not each.tool_call_id
            else each
            for each in self.messages
        ]

    def _named(self, turn: Message) -> Message:
        """The turn, an id for each of its calls that has none, by which a result can answer it."""
        at = sum(len(each.tool_calls) for each in self.messages)
        named = (
            call if call.id else replace(call, id=f"call_{number}")
            for number, call in enumerate(turn.tool_calls, at + 1)
        )
        return replace(turn, tool_calls=tuple(named))

    def _answering(self, message: Message) -> Message:
        """The message, a result with the id of the call that it answers."""
        if message.role != TOOL or message.tool_call_id:
            return message
        return replace(message, tool_call_id=next(iter(self.waiting), ""))

    def with_parameters(self, more: Mapping[str, JSON]) -> Conversation:
        """The same conversation with other settings for one question."""
        return replace(self, parameters={**self.parameters, **more})

    def become(self, other: Conversation) -> None:
        """Be as `other` is from now on; a question that failed leaves no trace that way."""
        self.model = other.model
        self.messages[:] = other.messages
        self.previous_response_id, self.held = other.previous_response_id, other.held

    def order(self, *, target: Target, typed: str | None = None) -> Order:
        """The conversation so far, as a request for the next answer."""
        self.check()
        if not self.messages:
            raise InputError("The chat holds no question.", advice='Append user("...") first.')
        for message in self.messages:
            message.check(target)
        whole = self._order(0, {}, target, typed)
        if not self.previous_response_id:
            return whole
        going_on = {"previous_response_id": self.previous_response_id}
        order = self._order(self.known, going_on, target, typed)
        return replace(order, whole=whole if self.is_whole else None)

    def check(self) -> None:
        """Leave the API's copy behind where the messages are not as it holds them.

        Raises InputError for what was put among them and is no message.
        """
        for each in self.messages:
            if not isinstance(each, Message):
                raise _no_message(each)
        if self.messages[: self.known] != [*self.held]:
            self.previous_response_id, self.held = self.begun, ()

    def _order(self, start: int, more: Mapping[str, JSON], target: Target, typed: str | None) -> Order:
        users = [at for at, each in enumerate(self.messages) if each.role == "user"]
        at = users[-1] if users else len(self.messages) - 1
        newest, before, after = self.messages[at], self.messages[:at], self.messages[at + 1 :]
        order = answer_order(
            newest.question,
            target=target,
            model=self.model,
            messages=[item for message in self.messages[start:] for item in message.wire()],
            sources=newest.sources,
            documents=newest.documents,
            parameters={**self.parameters, **more},
            history=history_of([*before, *after], n_before=len(before)),
            chat=self.name,
            typed=typed,
        )
        return replace(order, left_out=self.notice)


def _no_message(found: object) -> InputError:
    told = f"There is {kind_of(found)} where a message belongs."
    return InputError(told, advice="Append user(...), or a response.")


def _turn_of(answer: Answered) -> Message:
    """An answer as the model's turn; what is not known of it is left out."""
    return replace(
        assistant(answer.content),
        tool_calls=tuple(getattr(answer, "tool_calls", ())),
        reasoning_content=getattr(answer, "reasoning_content", ""),
        encrypted_content=getattr(answer, "encrypted_content", ""),
        image_outputs=tuple(getattr(answer, "image_outputs", ())),
    )


def history_of(messages: Sequence[Message], *, n_before: int | None = None) -> str | None:
    """The hash (sha256, hex) of the messages around the question; None where there are none.

    `n_before` of them come before it, the others, results of functions, after it.
    """
    if not messages:
        return None
    told: list[JSON] = [each.identity() for each in messages]
    if n_before is not None and n_before < len(told):
        told.insert(n_before, None)
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
