"""Chats: conversations of questions and answers, `client.chat`, sync and async."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Iterator, Sequence
from typing import Any, Self, TypeVar, Unpack

from imagine_nb import loop
from imagine_nb.chat import Answered, Conversation, Message
from imagine_nb.errors import ProtocolError
from imagine_nb.exchange.engine import Engine
from imagine_nb.printable import printable
from imagine_nb.responses import Chunk, Response
from imagine_nb.wire.chat_settings import HasSchema, Settings, settings_body, shape_body
from imagine_nb.wire.reply import Delta

T = TypeVar("T", bound=HasSchema)


class Chat:
    """A conversation of questions and answers; from `client.chat.create(...)`.

    `append` adds messages and answers, `sample` asks for the next answer, `stream` for the same piece by
    piece. It goes on by response id where answers are stored (`store_messages=True`), else by its history.
    """

    def __init__(self, engine: Engine, conversation: Conversation) -> None:
        self._engine = engine
        self.conversation = conversation

    def __repr__(self) -> str:
        return printable(f"<{type(self).__name__} {self.conversation.model} · {len(self.messages)} messages>")

    @property
    def messages(self) -> Sequence[Message]:
        """The messages so far."""
        return tuple(self.conversation.messages)

    def append(self, message: Message | Answered | str) -> Self:
        """Add a message or an answer; returns the chat itself."""
        self.conversation.append(message)
        return self

    def sample(self) -> Response:
        """The next answer. Raises APIError where it fails; what came of it is in `error.partial`."""
        return loop.run(self._sampled(self.conversation))

    def stream(self) -> Iterator[tuple[Response, Chunk]]:
        """The next answer as it comes: the response so far, and the piece that is new."""
        yield from loop.iterate(self._streamed())

    def parse(self, shape: type[T]) -> tuple[Response, T]:
        """The next answer in the form of a pydantic model, and the model's instance that it makes."""
        response = loop.run(self._sampled(_shaped(self.conversation, shape)))
        return response, _instance(shape, response)

    async def _sampled(self, conversation: Conversation) -> Response:
        order = conversation.order(target=self._engine.to)
        received, reply = await self._engine.exchange.replied(order)
        response = Response(order.sources)
        response.complete(reply, received)
        return response

    async def _streamed(self) -> AsyncGenerator[tuple[Response, Chunk], None]:
        order = self.conversation.order(target=self._engine.to)
        response = Response(order.sources)
        async with contextlib.aclosing(self._engine.exchange.answer_stream(order)) as pieces:
            async for piece in pieces:
                if isinstance(piece, Delta):
                    response.grow(piece)
                    yield response, Chunk.of(piece)
                else:
                    received, reply = piece
                    response.complete(reply, received)
                    if reply.citations or reply.tools_used:
                        yield response, Chunk.last(reply)


class AsyncChat(Chat):
    """A conversation of an AsyncClient: `await chat.sample()`, `async for ... in chat.stream()`."""

    async def sample(self) -> Response:  # type: ignore[override] # as in xai_sdk
        """The next answer, as `Chat.sample`."""
        return await loop.reach(self._sampled(self.conversation))

    async def stream(self) -> AsyncGenerator[tuple[Response, Chunk], None]:  # type: ignore[override]
        """The next answer as it comes, as `Chat.stream`."""
        async with contextlib.aclosing(loop.reach_each(self._streamed())) as pieces:
            async for piece in pieces:
                yield piece

    async def parse(self, shape: type[T]) -> tuple[Response, T]:  # type: ignore[override]
        """The next answer in the form of a pydantic model, as `Chat.parse`."""
        response = await loop.reach(self._sampled(_shaped(self.conversation, shape)))
        return response, _instance(shape, response)


def _shaped(conversation: Conversation, shape: type[HasSchema]) -> Conversation:
    return conversation.with_parameters({"text": {"format": shape_body(shape)}})


def _instance(shape: type[T], response: Response) -> T:
    validate: Any = getattr(shape, "model_validate", None)
    parsed = response.parsed()
    try:
        made: T = shape(**parsed) if validate is None else validate(parsed)
    except (ValueError, TypeError) as exc:
        error = ProtocolError(f"The answer is no {shape.__name__}: {exc}.", advice="Ask again.")
        error.partial = response.content
        raise error from exc
    return made


def _conversation(
    engine: Engine,
    model: str,
    messages: Sequence[Message],
    previous_response_id: str | None,
    given: Settings,
) -> Conversation:
    return Conversation(
        model,
        settings_body(given, validate=engine.validate),
        list(messages),
        previous_response_id=previous_response_id,
        is_whole=previous_response_id is None,
    )


class Chats:
    """Conversations: `client.chat`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        model: str,
        *,
        messages: Sequence[Message] = (),
        previous_response_id: str | None = None,
        **given: Unpack[Settings],
    ) -> Chat:
        """A new conversation, or one that goes on from a stored answer's id.

        See `Settings` for the rest: `max_tokens`, `temperature`, `top_p`, `seed`, `reasoning_effort`,
        `response_format`, `user`, `store_messages`.
        """
        return Chat(self._engine, _conversation(self._engine, model, messages, previous_response_id, given))


class AsyncChats:
    """Conversations: `client.chat` of an AsyncClient."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def create(
        self,
        model: str,
        *,
        messages: Sequence[Message] = (),
        previous_response_id: str | None = None,
        **given: Unpack[Settings],
    ) -> AsyncChat:
        """A new conversation, as `Chats.create`."""
        return AsyncChat(
            self._engine, _conversation(self._engine, model, messages, previous_response_id, given)
        )
