"""The API's client, sync and async, with the surface of `xai_sdk` over REST."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypedDict, Unpack

from imagine_nb import loop
from imagine_nb.chat import Answered, Conversation, Message, Settings, settings_body
from imagine_nb.config import Target, target
from imagine_nb.errors import InputError
from imagine_nb.exchange import Exchange
from imagine_nb.gallery import Gallery
from imagine_nb.images import Ask, image_ask
from imagine_nb.records import JSON
from imagine_nb.responses import AsyncImageResponse, Chunk, ImageResponse, Response, image_responses
from imagine_nb.sources import ImageLike, Source, file_source, source
from imagine_nb.transport import Transport

Kept = Gallery | str | Path | Literal[False] | None


class ImageFields(TypedDict, total=False):
    """What a request for pictures may hold besides its prompt, model and count.

    `image_url` makes it an edit of one picture, `image_urls` a combination of several; each is anything
    image-like. `image_file_id(s)` name files stored at the API. `image_format` is `url` or `base64`.
    """

    image_url: ImageLike | None
    image_file_id: str | None
    image_urls: Sequence[ImageLike] | None
    image_file_ids: Sequence[str] | None
    user: str | None
    image_format: str | None
    aspect_ratio: str | None
    resolution: str | None
    quality: str | None
    storage_options: Mapping[str, JSON] | None


class Line:
    """What the parts of a client share: who answers, and where what comes is kept."""

    def __init__(self, to: Target, *, gallery: Kept, timeout: float | None, max_in_flight: int) -> None:
        if to.engine == "replay":
            raise InputError(
                "A client always asks; the engine 'replay' is a studio's.",
                advice="Use imagine(...) and ask(...), or another engine.",
            )
        self.to = to
        self._kept = gallery
        self._gallery = gallery if isinstance(gallery, Gallery) else None
        self._transport = Transport(to, timeout=timeout, max_in_flight=max_in_flight)

    @property
    def gallery(self) -> Gallery | None:
        """The gallery, opened when it is first needed; None where nothing is kept."""
        if self._gallery is None and self._kept is not False:
            self._gallery = self._kept if isinstance(self._kept, Gallery) else Gallery(self._kept)
        return self._gallery

    def exchange(self) -> Exchange:
        """The way from a request to its record."""
        return Exchange(self._transport, self.gallery)

    async def images(
        self, prompt: str, model: str, n: int, fields: ImageFields, kind: type[ImageResponse]
    ) -> list[ImageResponse]:
        """The pictures of one request. The API's own rules, the check of sources first."""
        ask = self._image_ask(prompt, model, n, fields)
        received = await self.exchange().pictures(ask)
        return image_responses(received, self.gallery, kind=kind)

    def _image_ask(self, prompt: str, model: str, n: int, fields: ImageFields) -> Ask:
        return image_ask(
            prompt,
            target=self.to,
            model=model,
            n=n,
            sources=_sources(fields),
            aspect_ratio=fields.get("aspect_ratio"),
            resolution=fields.get("resolution"),
            quality=fields.get("quality"),
            user=fields.get("user"),
            image_format=fields.get("image_format") or "url",
            storage_options=fields.get("storage_options"),
        )

    async def aclose(self) -> None:
        """End the connections."""
        await self._transport.aclose()


def _sources(fields: ImageFields) -> list[Source]:
    """The sources that the fields name: one, or several, stored files first as `xai_sdk` has them."""
    one = [fields.get("image_url"), fields.get("image_file_id")]
    several = [*(fields.get("image_file_ids") or ()), *(fields.get("image_urls") or ())]
    if sum(each is not None for each in one) + bool(several) > 1:
        raise InputError("One image and several images do not go together.", advice="Put all in image_urls.")
    if fields.get("image_file_id"):
        return [file_source(str(fields["image_file_id"]))]
    if one[0] is not None:
        return [source(one[0])]
    files = [file_source(name) for name in fields.get("image_file_ids") or ()]
    return [*files, *(source(each) for each in fields.get("image_urls") or ())]


class Images:
    """Pictures from the API: `client.image`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def sample(self, prompt: str, model: str, **fields: Unpack[ImageFields]) -> ImageResponse:
        """One picture: made from a prompt, or edited where the fields hold an image.

        See `ImageFields` for the fields: `image_url`, `image_urls`, `aspect_ratio`, `resolution`, `quality`,
        `image_format`, `user`, `storage_options`. Raises InputError for what the API would refuse, with
        nothing sent; APIError where the request failed; ModeratedError where it was refused.
        """
        return self.sample_batch(prompt, model, 1, **fields)[0]

    def sample_batch(
        self, prompt: str, model: str, n: int, **fields: Unpack[ImageFields]
    ) -> list[ImageResponse]:
        """`n` pictures (1 to 10) of one request, with the same fields and errors as `sample`."""
        return loop.run(self._line.images(prompt, model, n, fields, ImageResponse))


class AsyncImages:
    """Pictures from the API: `client.image` of an AsyncClient."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def sample(self, prompt: str, model: str, **fields: Unpack[ImageFields]) -> ImageResponse:
        """One picture, as `Images.sample`; `await response.image` is its bytes."""
        return (await self.sample_batch(prompt, model, 1, **fields))[0]

    async def sample_batch(
        self, prompt: str, model: str, n: int, **fields: Unpack[ImageFields]
    ) -> list[ImageResponse]:
        """`n` pictures of one request, as `Images.sample_batch`."""
        return await loop.reach(self._line.images(prompt, model, n, fields, AsyncImageResponse))


class Chat:
    """A conversation of questions and answers; from `client.chat.create(...)`.

    `append` adds messages and answers, `sample` asks for the next answer, `stream` for the same piece by
    piece. It goes on by response id where answers are stored (`store_messages=True`), else by its history.
    """

    def __init__(self, line: Line, conversation: Conversation) -> None:
        self._line = line
        self.conversation = conversation

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.conversation.model} · {len(self.messages)} messages>"

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
        return loop.run(self._sampled())

    def stream(self) -> Iterator[tuple[Response, Chunk]]:
        """The next answer as it comes: the response so far, and the piece that is new."""
        yield from loop.iterate(self._streamed())

    async def _sampled(self) -> Response:
        ask = self.conversation.ask(target=self._line.to)
        received, reply = await self._line.exchange().answer(ask)
        response = Response(ask.sources)
        response.complete(reply, received)
        return response

    async def _streamed(self) -> AsyncGenerator[tuple[Response, Chunk], None]:
        ask = self.conversation.ask(target=self._line.to)
        response = Response(ask.sources)
        async with contextlib.aclosing(self._line.exchange().answer_stream(ask)) as pieces:
            async for piece in pieces:
                if isinstance(piece, str):
                    response.grow(piece)
                    yield response, Chunk(piece)
                else:
                    received, reply = piece
                    response.complete(reply, received)


class AsyncChat(Chat):
    """A conversation of an AsyncClient: `await chat.sample()`, `async for ... in chat.stream()`."""

    async def sample(self) -> Response:  # type: ignore[override] # as in xai_sdk
        """The next answer, as `Chat.sample`."""
        return await loop.reach(self._sampled())

    async def stream(self) -> AsyncGenerator[tuple[Response, Chunk], None]:  # type: ignore[override]
        """The next answer as it comes, as `Chat.stream`."""
        async with contextlib.aclosing(loop.reach_each(self._streamed())) as pieces:
            async for piece in pieces:
                yield piece


def _conversation(
    model: str, messages: Sequence[Message], previous_response_id: str | None, given: Settings
) -> Conversation:
    return Conversation(
        model, settings_body(given), list(messages), previous_response_id=previous_response_id
    )


class Chats:
    """Conversations: `client.chat`."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def create(
        self,
        model: str,
        *,
        messages: Sequence[Message] = (),
        previous_response_id: str | None = None,
        **given: Unpack[Settings],
    ) -> Chat:
        """A new conversation, or one that goes on from a stored answer's id.

        See `Settings` for the rest: `max_tokens`, `temperature`, `top_p`, `reasoning_effort`, `user`,
        `store_messages`.
        """
        return Chat(self._line, _conversation(model, messages, previous_response_id, given))


class AsyncChats:
    """Conversations: `client.chat` of an AsyncClient."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def create(
        self,
        model: str,
        *,
        messages: Sequence[Message] = (),
        previous_response_id: str | None = None,
        **given: Unpack[Settings],
    ) -> AsyncChat:
        """A new conversation, as `Chats.create`."""
        return AsyncChat(self._line, _conversation(model, messages, previous_response_id, given))


class _Base:
    """What both clients have: an engine, an address and a gallery."""

    def __init__(
        self,
        api_key: str | None = None,
        management_api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: float | None = None,
        engine: str = "auto",
        gallery: Kept = None,
        max_in_flight: int = 8,
    ) -> None:
        del management_api_key  # accepted for xai_sdk's sake: nothing here manages a team
        to = target(engine=engine, api_key=api_key, base_url=base_url)
        self._line = Line(to, gallery=gallery, timeout=timeout, max_in_flight=max_in_flight)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.engine} · {self._line.to.base_url}>"

    @property
    def engine(self) -> str:
        """Who answers: `xai` or `print-shop`."""
        return self._line.to.engine

    @property
    def gallery(self) -> Gallery | None:
        """Where what comes is kept; None where nothing is."""
        return self._line.gallery


class Client(_Base):
    """A client of xAI's image API; with no key, of the print shop.

    `api_key`, else `XAI_API_KEY`. `base_url`, else `XAI_BASE_URL`, moves the address. `timeout` is the
    longest wait for an answer in seconds (300). `engine` is `auto`, `xai` or `print-shop`. `gallery` is a
    folder or a Gallery to keep things in, None for the notebook's own, False for none. At most
    `max_in_flight` requests are under way at once. `management_api_key` is accepted and not used.
    """

    @cached_property
    def image(self) -> Images:
        """Pictures: `client.image.sample(...)`, `client.image.sample_batch(...)`."""
        return Images(self._line)

    @cached_property
    def chat(self) -> Chats:
        """Questions and answers: `client.chat.create(...)`."""
        return Chats(self._line)

    def close(self) -> None:
        """End the connections."""
        loop.run(self._line.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Base):
    """The same, for `await`: in a notebook's cell, in a program, on any event loop.

    In a cell the stop button ends an `await` at once, and cancels its request.
    """

    @cached_property
    def image(self) -> AsyncImages:
        """Pictures: `await client.image.sample(...)`."""
        return AsyncImages(self._line)

    @cached_property
    def chat(self) -> AsyncChats:
        """Questions and answers: `client.chat.create(...)`, then `await chat.sample()`."""
        return AsyncChats(self._line)

    async def close(self) -> None:
        """End the connections."""
        await loop.reach(self._line.aclose())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
