"""Image requests: `client.image`, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, Unpack

from imagine_nb import loop
from imagine_nb.budget import Hold, held_together, let_go
from imagine_nb.client.deferred import AsyncDeferred, Deferred
from imagine_nb.client.prepared import BatchRequest
from imagine_nb.client.resource import Resource
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.kept_back import with_gaps
from imagine_nb.records import JSON
from imagine_nb.responses import AsyncImageResponse, ImageResponse, image_responses
from imagine_nb.settings import PictureSettings
from imagine_nb.signatures import spelled_out
from imagine_nb.sources import ImageLike, Source, file_source, listed, source
from imagine_nb.wire.delivery import StorageOptions
from imagine_nb.wire.order import Order, check_fields, image_order
from imagine_nb.wire.unsupported import supported

Kind = TypeVar("Kind", bound=ImageResponse)


class ImageFields(PictureSettings, total=False):
    """What a request for pictures may hold besides its prompt, model, count and settings.

    `image_url` makes it an edit of one picture, `image_urls` a combination of several; each is anything
    image-like. `image_file_id(s)` name files stored at the API. `image_format` is `url` or `base64`.
    `storage_options` (`filename`, `expires_after` in seconds or a timedelta, `public_url`) keeps the
    pictures at the API, `output` (`upload_urls`) sends them elsewhere. `strip_metadata` keeps back what
    source files say of their making.
    """

    image_url: ImageLike | None
    image_file_id: str | None
    image_urls: Sequence[ImageLike] | None
    image_file_ids: Sequence[str] | None
    image_format: str | None
    storage_options: StorageOptions | Mapping[str, Any] | None
    output: Mapping[str, JSON] | None
    strip_metadata: bool


def _order(
    engine: Engine,
    prompt: str,
    model: str,
    n: int,
    fields: ImageFields,
    *,
    deferred: bool = False,
    sources: Sequence[Source] | None = None,
) -> Order:
    """The request that the fields make, `sources` those in them where they are read already.

    What programs of xai_sdk set and the API would ignore or refuse is left out, and the order's notice says
    so. Raises InputError for what would be refused all the same.
    """
    known = ImageFields.__annotations__
    more = {name: value for name, value in fields.items() if name not in known}
    if engine.validate:
        check_fields(more, known)
    found = _sources(fields) if sources is None else sources
    settings: Mapping[str, Any] = fields
    left_out = ""
    if engine.validate:
        settings, left_out = supported(model, settings, n_sources=len(found))
    order = image_order(
        prompt,
        target=engine.to,
        model=model,
        n=n,
        sources=found,
        image_format="url" if (format_ := fields.get("image_format")) is None else format_,
        deferred=deferred,
        more=more,
        validate=engine.validate,
        storage_options=fields.get("storage_options"),
        output=fields.get("output"),
        settings=settings,
    )
    return replace(order, left_out=left_out)


def _sources(fields: ImageFields) -> list[Source]:
    """The sources that the fields name: one, or several, stored files first as `xai_sdk` has them."""
    url, file_id = fields.get("image_url"), fields.get("image_file_id")
    urls, file_ids = _each_of(fields.get("image_urls")), _each_of(fields.get("image_file_ids"))
    if (url is not None) + (file_id is not None) + bool(urls or file_ids) > 1:
        raise InputError("One image and several images do not go together.", advice="Put all in image_urls.")
    bare = fields.get("strip_metadata", False)
    if file_id is not None:
        return [file_source(str(file_id))]
    if url is not None:
        return [source(url, strip_metadata=bare)]
    return [*map(file_source, map(str, file_ids)), *(source(each, strip_metadata=bare) for each in urls)]


def _each_of(values: Any) -> list[Any]:
    """The images that a plural field names, none where it is None; raises SourceError for an empty one."""
    several = isinstance(values, Sequence) and not isinstance(values, (str, bytes, bytearray, memoryview))
    return listed(list(values) if several else values)


async def _sampled(
    engine: Engine, prompt: str, model: str, n: int, fields: ImageFields, kind: type[Kind]
) -> list[Kind]:
    order = await asyncio.to_thread(_order, engine, prompt, model, n, fields)
    received = await with_gaps(order, engine.exchange.pictures(order))
    return image_responses(received, engine.gallery, kind=kind, fetch=engine.fetch)


def _orders(
    engine: Engine, prompts: Iterable[str], model: str, fields: ImageFields
) -> list[Order | ImagineError]:
    """A request for each prompt, or what would be refused of it."""
    found: list[Order | ImagineError] = []
    sources = _sources(fields)
    for prompt in prompts:
        try:
            found.append(_order(engine, prompt, model, 1, fields, sources=sources))
        except ImagineError as error:
            found.append(error)
    return found


async def _each(
    engine: Engine,
    prompts: Iterable[str],
    model: str,
    fields: ImageFields,
    kind: type[Kind],
    *,
    return_exceptions: bool,
) -> list[Any]:
    """One picture for each prompt. All are waited for, so that one failure loses none of the others.

    What is refused before it is sent, by the rules or by a budget that has too little for all, stops all.
    """
    # of a text each letter would be a prompt, and paid for
    if isinstance(prompts, (str, bytes)) or not isinstance(prompts, Iterable):
        told = f"The prompts are of type {type(prompts).__name__}."
        raise InputError(told, advice="Give a list of them, or ask for one picture with sample(...).")
    orders = await asyncio.to_thread(_orders, engine, prompts, model, fields)
    asked = [each for each in orders if isinstance(each, Order)]
    if len(asked) < len(orders) and not return_exceptions:
        raise next(each for each in orders if isinstance(each, ImagineError))
    whole = f"{len(asked)} pictures in {len(asked)} requests"
    holds = held_together([each.price for each in asked], engine.budgets, of=whole)

    async def sampled(order: Order, hold: Hold) -> Kind:
        received = await with_gaps(order, engine.exchange.pictures(order, hold=hold))
        return image_responses(received, engine.gallery, kind=kind, fetch=engine.fetch)[0]

    try:
        made = await asyncio.gather(*map(sampled, asked, holds), return_exceptions=True)
    finally:
        let_go(holds)
    for each in made:
        if isinstance(each, BaseException) and not (return_exceptions and isinstance(each, ImagineError)):
            raise each
    answers = iter(made)
    return [next(answers) if isinstance(each, Order) else each for each in orders]


class _Images(Resource):
    """What both kinds of `client.image` are made of."""

    @spelled_out(ImageFields)
    def prepare(
        self,
        prompt: str,
        model: str,
        *,
        batch_request_id: str | None = None,
        n: int = 1,
        **fields: Unpack[ImageFields],
    ) -> BatchRequest:
        """`n` pictures, asked for once this is added to a batch: `client.batch.add(batch_id, [...])`."""
        return BatchRequest(batch_request_id, _order(self._engine, prompt, model, n, fields))


class Images(_Images):
    """Pictures from the API: `client.image`."""

    @spelled_out(ImageFields)
    def sample(self, prompt: str, model: str, **fields: Unpack[ImageFields]) -> ImageResponse:
        """One picture: made from a prompt, or edited where the fields hold an image.

        See `ImageFields` for the fields: `image_url`, `image_urls`, `aspect_ratio`, `resolution`, `quality`,
        `image_format`, `user`, `storage_options`. Raises InputError for what the API would refuse and
        BudgetError for what is too dear, with nothing sent; APIError where the request failed;
        ModeratedError where it was refused. A picture that was made and kept back by moderation is a response
        whose `respect_moderation` is False.
        """
        return self.sample_batch(prompt, model, 1, **fields)[0]

    @spelled_out(ImageFields)
    def sample_batch(
        self, prompt: str, model: str, n: int, **fields: Unpack[ImageFields]
    ) -> list[ImageResponse]:
        """`n` pictures (1 to 10) of one request, with the same fields and errors as `sample`.

        Some of them may be gaps: `respect_moderation` is False for one that moderation kept back.
        """
        return loop.run(_sampled(self._engine, prompt, model, n, fields, ImageResponse))

    @spelled_out(ImageFields)
    def sample_each(
        self,
        prompts: Iterable[str],
        model: str,
        *,
        return_exceptions: bool = False,
        **fields: Unpack[ImageFields],
    ) -> list[ImageResponse]:
        """One picture for each prompt, in order, as many at once as the client's `max_in_flight`.

        With `return_exceptions` an error stands in its picture's place; else the first one is raised when
        all have ended. A prompt that cannot be sent, or a budget with too little for all, is told before any
        is sent. The stop button ends them all.
        """
        each = _each(self._engine, prompts, model, fields, ImageResponse, return_exceptions=return_exceptions)
        return loop.run(each)

    @spelled_out(ImageFields)
    def start(self, prompt: str, model: str, n: int = 1, **fields: Unpack[ImageFields]) -> Deferred:
        """`n` pictures, begun at the API and to be fetched later: `.result()` waits for them."""
        return loop.run(
            Deferred.started(self._engine, _order(self._engine, prompt, model, n, fields, deferred=True))
        )

    def deferred(self, request_id: str) -> Deferred:
        """The pictures that were begun under this id, today or in another process (24 hours at most)."""
        return Deferred(self._engine, request_id)


class AsyncImages(_Images):
    """Pictures from the API: `client.image` of an AsyncClient."""

    @spelled_out(ImageFields)
    async def sample(self, prompt: str, model: str, **fields: Unpack[ImageFields]) -> AsyncImageResponse:
        """One picture, as `Images.sample`; `await response.image` is its bytes."""
        return (await self.sample_batch(prompt, model, 1, **fields))[0]

    @spelled_out(ImageFields)
    async def sample_batch(
        self, prompt: str, model: str, n: int, **fields: Unpack[ImageFields]
    ) -> list[AsyncImageResponse]:
        """`n` pictures of one request, as `Images.sample_batch`."""
        return await loop.reach(_sampled(self._engine, prompt, model, n, fields, AsyncImageResponse))

    @spelled_out(ImageFields)
    async def sample_each(
        self,
        prompts: Iterable[str],
        model: str,
        *,
        return_exceptions: bool = False,
        **fields: Unpack[ImageFields],
    ) -> list[AsyncImageResponse]:
        """One picture for each prompt, as `Images.sample_each`."""
        each = _each(
            self._engine, prompts, model, fields, AsyncImageResponse, return_exceptions=return_exceptions
        )
        return await loop.reach(each)

    @spelled_out(ImageFields)
    async def start(
        self, prompt: str, model: str, n: int = 1, **fields: Unpack[ImageFields]
    ) -> AsyncDeferred:
        """`n` pictures, begun at the API and to be fetched later: `await .result()` waits for them."""
        order = await asyncio.to_thread(_order, self._engine, prompt, model, n, fields, deferred=True)
        return await loop.reach(AsyncDeferred.started(self._engine, order))

    def deferred(self, request_id: str) -> AsyncDeferred:
        """The pictures that were begun under this id, as `Images.deferred`."""
        return AsyncDeferred(self._engine, request_id)
