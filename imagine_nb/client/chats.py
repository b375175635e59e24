"""Chats: conversations of questions and answers, `client.chat`, sync and async."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Any, Generic, NoReturn, Self, TypeVar, Unpack

from imagine_nb import loop
from imagine_nb.chat import Answered, Conversation, Message
from imagine_nb.client import answering
from imagine_nb.client.deferred import AsyncDeferredAnswer, DeferredAnswer
from imagine_nb.client.resource import Resource
from imagine_nb.durations import Duration
from imagine_nb.errors import InputError, ProtocolError
from imagine_nb.exchange.engine import Engine
from imagine_nb.printable import printable
from imagine_nb.protobuf import Message as ProtobufMessage
from imagine_nb.records import clipped
from imagine_nb.responses import Chunk, Response
from imagine_nb.signatures import spelled_out
from imagine_nb.values import kind_of, listed, text_given
from imagine_nb.wire.chat_settings import ChatSettings, HasSchema, notice_of, settings_body, shape_body

C = TypeVar("C", bound="Chat")
T = TypeVar("T", bound=HasSchema)
WAIT_SECONDS = 600.0
INTERVAL_SECONDS = 1.0


class Chat(ProtobufMessage):
    """A conversation of questions and answers; from `client.chat.create(...)`.

    `append` adds messages and answers, `sample` asks for the next answer, `stream` for the same piece by
    piece. It goes on by response id where answers are stored (`store_messages=True`), else by its history.
    `batch_request_id` names it in a batch.
    """

    def __init__(
        self, engine: Engine, conversation: Conversation, batch_request_id: str | None = None
    ) -> None:
        self._engine = engine
        self.conversation = conversation
        self.batch_request_id = batch_request_id

    def __repr__(self) -> str:
        return printable(f"<{type(self).__name__} {self.conversation.model} · {len(self.messages)} messages>")

    def __copy__(self) -> Self:
        """The same conversation, to go on another way with the same client."""
        return type(self)(self._engine, self.conversation.copy(), self.batch_request_id)

    def __deepcopy__(self, memo: object) -> Self:
        return self.__copy__()  # messages never change

    def __reduce__(self) -> NoReturn:
        raise InputError(
            "A chat cannot be pickled: it holds the connection of its client.",
            advice="Pickle chat.messages, and give them to client.chat.create(messages=...).",
        )

    @property
    def messages(self) -> list[Message]:
        """The messages so far; taking one out, or putting one in, changes what is sent next."""
        return self.conversation.messages

    def append(self, message: Message | Answered | str) -> Self:
        """Add a message or an answer; returns the chat itself.

        An answer takes the functions along that it calls, and its sealed reasoning. A `tool_result` without
        an id answers the first call that waits.
        """
        self.conversation.append(message)
        return self

    def sample(self) -> Response:
        """The next answer. Raises APIError where it fails; what came of it is in `error.partial`."""
        return loop.run(answering.sampled(self._engine, self.conversation))

    def sample_batch(self, n: int) -> Sequence[Response]:
        """`n` answers to the same question, by as many requests at once, each billed.

        Raises BudgetError where there is too little for all, with nothing sent; the first APIError when all
        have ended: those that came are in the gallery.
        """
        return loop.run(answering.sampled_each(self._engine, self.conversation, n))

    def stream(self) -> Iterator[tuple[Response, Chunk]]:
        """The next answer as it comes: the response so far, and the piece that is new."""
        yield from loop.iterate(answering.streamed(self._engine, self.conversation))

    def stream_batch(self, n: int) -> Iterator[tuple[Sequence[Response], Sequence[Chunk]]]:
        """`n` answers as they come, as `sample_batch`: the responses so far, and a chunk for each.

        A chunk is empty where there is nothing new of its answer.
        """
        yield from loop.iterate(answering.streamed_each(self._engine, self.conversation, n))

    def parse(self, shape: type[T]) -> tuple[Response, T]:
        """The next answer in the form of a pydantic model, and the model's instance that it makes."""
        response = loop.run(answering.sampled(self._engine, _shaped(self.conversation, shape)))
        return response, _instance(shape, response)

    def defer(self, *, timeout: Duration | None = None, interval: Duration | None = None) -> Response:
        """The next answer, which the API gives while no connection is held, asked for until it is there.

        `timeout` (ten minutes) and `interval` (a second) are seconds or timedeltas. APITimeoutError loses
        nothing: `client.chat.deferred(id).result()` goes on. Only `/chat/completions` can do it.
        """
        return self.defer_batch(1, timeout=timeout, interval=interval)[0]

    def defer_batch(
        self, n: int, *, timeout: Duration | None = None, interval: Duration | None = None
    ) -> Sequence[Response]:
        """`n` answers to the same question as `defer` gives them, by as many requests."""
        return loop.run(self._deferred(n, timeout, interval))

    async def _deferred(self, n: int, timeout: Duration | None, interval: Duration | None) -> list[Response]:
        wait = WAIT_SECONDS if timeout is None else timeout
        pause = INTERVAL_SECONDS if interval is None else interval
        return await answering.deferred_each(self._engine, self.conversation, n, wait, pause)


class AsyncChat(Chat):
    """A conversation of an AsyncClient: `await chat.sample()`, `async for ... in chat.stream()`."""

    async def sample(self) -> Response:  # type: ignore[override] # as in xai_sdk
        """The next answer, as `Chat.sample`."""
        return await loop.reach(answering.sampled(self._engine, self.conversation))

    async def sample_batch(self, n: int) -> Sequence[Response]:  # type: ignore[override]
        """`n` answers to the same question, as `Chat.sample_batch`."""
        return await loop.reach(answering.sampled_each(self._engine, self.conversation, n))

    async def stream(self) -> AsyncGenerator[tuple[Response, Chunk], None]:  # type: ignore[override]
        """The next answer as it comes, as `Chat.stream`."""
        streamed = answering.streamed(self._engine, self.conversation)
        async with contextlib.aclosing(loop.reach_each(streamed)) as pieces:
            async for piece in pieces:
                yield piece

    async def stream_batch(  # type: ignore[override]
        self, n: int
    ) -> AsyncGenerator[tuple[Sequence[Response], Sequence[Chunk]], None]:
        """`n` answers as they come, as `Chat.stream_batch`."""
        streamed = answering.streamed_each(self._engine, self.conversation, n)
        async with contextlib.aclosing(loop.reach_each(streamed)) as pieces:
            async for piece in pieces:
                yield piece

    async def parse(self, shape: type[T]) -> tuple[Response, T]:  # type: ignore[override]
        """The next answer in the form of a pydantic model, as `Chat.parse`."""
        response = await loop.reach(answering.sampled(self._engine, _shaped(self.conversation, shape)))
        return response, _instance(shape, response)

    async def defer(  # type: ignore[override]
        self, *, timeout: Duration | None = None, interval: Duration | None = None
    ) -> Response:
        """The next answer, deferred, as `Chat.defer`."""
        return (await self.defer_batch(1, timeout=timeout, interval=interval))[0]

    async def defer_batch(  # type: ignore[override]
        self, n: int, *, timeout: Duration | None = None, interval: Duration | None = None
    ) -> Sequence[Response]:
        """`n` answers, deferred, as `Chat.defer_batch`."""
        return await loop.reach(self._deferred(n, timeout, interval))


def _shaped(conversation: Conversation, shape: type[HasSchema]) -> Conversation:
    if not isinstance(shape, type):
        told = f"{kind_of(shape, is_first=True)} is no class that an answer is made into."
        raise InputError(told, advice="Give a pydantic model, or ask with response_format=...")
    return conversation.with_parameters({"text": {"format": shape_body(shape)}})


def _instance(shape: type[T], response: Response) -> T:
    validate: Any = getattr(shape, "model_validate", None)
    parsed = response.parsed()
    try:
        made: T = shape(**parsed) if validate is None else validate(parsed)
    except (ValueError, TypeError) as exc:
        error = ProtocolError(f"The answer is no {shape.__name__}: {_in_short(exc)}.", advice="Ask again.")
        error.partial = response.content
        raise error from exc
    return made


def _in_short(error: Exception) -> str:
    """What is wrong with an answer, in a line: field by field where a validation tells that."""
    try:
        each = [(".".join(map(str, told["loc"])), told["msg"]) for told in getattr(error, "errors", list)()]
        told = "; ".join(f"{field}: {message}" if field else message for field, message in each)
    except Exception:  # noqa: BLE001 - of a class that only looks like pydantic's
        told = ""
    return clipped(told or str(error), 300).rstrip(".")


def _conversation(
    engine: Engine,
    model: str,
    messages: Sequence[Message | Answered | str] | None,
    names: dict[str, str | None],
    given: ChatSettings,
) -> Conversation:
    """A conversation of these settings; `names` are its own, and that of the answer that it goes on from."""
    for name, value in names.items():
        text_given(value, of=name)
    begun = Conversation(
        model,
        settings_body(given, validate=engine.validate),
        previous_response_id=names["previous_response_id"],
        begun=names["previous_response_id"],
        name=names["conversation_id"],
        is_whole=names["previous_response_id"] is None,
        notice=notice_of(given),
    )
    advice = "Give a list: [user(...)]."
    for message in () if messages is None else listed(messages, of="messages", advice=advice):
        begun.append(message)
    return begun


class _Chats(Resource, Generic[C]):
    """What both kinds of `client.chat` are made of."""

    _kind: type[C]

    @spelled_out(ChatSettings)
    def create(
        self,
        model: str,
        *,
        conversation_id: str | None = None,
        messages: Sequence[Message | Answered | str] | None = None,
        previous_response_id: str | None = None,
        batch_request_id: str | None = None,
        **given: Unpack[ChatSettings],
    ) -> C:
        """A new conversation, or one that goes on from a stored answer's id.

        `conversation_id` names it in the gallery's journal, and goes nowhere else; `batch_request_id` names
        it in a batch. See `Settings` and `ChatSettings` for the rest. What the REST API cannot take is left
        out, and the response's notice says so. Raises InputError for what would be refused.
        """
        names = {"conversation_id": conversation_id, "previous_response_id": previous_response_id}
        names["batch_request_id"] = batch_request_id
        begun = _conversation(self._engine, model, messages, names, given)
        return self._kind(self._engine, begun, batch_request_id)


class Chats(_Chats[Chat]):
    """Conversations: `client.chat`."""

    _kind = Chat

    def get_stored_completion(self, response_id: str) -> Sequence[Response]:
        """The answer of this id, which the API keeps (`store_messages=True`), alone in a list.

        Raises NotFoundError.
        """
        return [loop.run(answering.stored(self._engine, response_id))]

    def delete_stored_completion(self, response_id: str) -> str:
        """Delete an answer that the API keeps; its id. Raises NotFoundError."""
        return loop.run(answering.deleted(self._engine, response_id))

    def deferred(self, request_id: str) -> DeferredAnswer:
        """The answer that was begun under this id, today or in another process (24 hours at most)."""
        return DeferredAnswer(self._engine, request_id)


class AsyncChats(_Chats[AsyncChat]):
    """Conversations: `client.chat` of an AsyncClient."""

    _kind = AsyncChat

    async def get_stored_completion(self, response_id: str) -> Sequence[Response]:
        """The answer of this id, which the API keeps, as `Chats.get_stored_completion`."""
        return [await loop.reach(answering.stored(self._engine, response_id))]

    async def delete_stored_completion(self, response_id: str) -> str:
        """Delete an answer that the API keeps, as `Chats.delete_stored_completion`."""
        return await loop.reach(answering.deleted(self._engine, response_id))

    def deferred(self, request_id: str) -> AsyncDeferredAnswer:
        """The answer that was begun under this id, as `Chats.deferred`."""
        return AsyncDeferredAnswer(self._engine, request_id)
