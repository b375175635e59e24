"""Model catalogue: the models that a key may use, as `client.models`, sync and async."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from imagine_nb import loop
from imagine_nb.client.resource import Resource
from imagine_nb.errors import ProtocolError
from imagine_nb.fields import count_in, objects, text_in, texts_in
from imagine_nb.protobuf import Message, Timestamp, moment_in
from imagine_nb.records import JSON
from imagine_nb.wire.paths import segment
from imagine_nb.wire.replies import MAX_NAME, free_json

_ALL = "/models"
_IMAGE = "/image-generation-models"
_LANGUAGE = "/language-models"
_EMBEDDING = "/embedding-models"


@dataclass(frozen=True, slots=True, repr=False)
class Model(Message):
    """A model as the API lists it; None, or nothing, is what it does not tell.

    Prices are whole numbers in the API's own unit, US cents for 100 million tokens: 12500 is $1.25 a million.
    `image_price` is in a unit that the API's documents do not agree on: `estimate()` knows prices in dollars.
    Modalities are the API's words (`text`, `image`). `facts` holds all that it tells, as it tells it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    version: str | None = None
    prompt_text_token_price: int | None = None
    prompt_image_token_price: int | None = None
    cached_prompt_token_price: int | None = None
    completion_text_token_price: int | None = None
    search_price: int | None = None
    image_price: int | None = None
    created: Timestamp | None = None
    max_prompt_length: int | None = None
    system_fingerprint: str | None = None
    facts: Mapping[str, JSON] = field(default_factory=dict, repr=False)


class _Models(Resource):
    async def _listed(self, path: str) -> tuple[Model, ...]:
        parsed = free_json((await self._engine.transport.get(path)).body)
        found = parsed["models"] if isinstance(parsed.get("models"), list) else parsed.get("data")
        if not isinstance(found, list):
            raise ProtocolError("The answer is no list of models.")
        return tuple(map(_model, objects(found)))

    async def _found(self, path: str, name: str) -> Model:
        asked = segment(name, of="The model", advice="client.models.list() has their names.")
        return _model(free_json((await self._engine.transport.get(f"{path}/{asked}")).body))


class Models(_Models):
    """The models that the key may use: `client.models`."""

    def list(self) -> tuple[Model, ...]:
        """All models, briefly."""
        return loop.run(self._listed(_ALL))

    def list_image_generation_models(self) -> tuple[Model, ...]:
        """The models that make pictures."""
        return loop.run(self._listed(_IMAGE))

    def list_language_models(self) -> tuple[Model, ...]:
        """The models that answer questions."""
        return loop.run(self._listed(_LANGUAGE))

    def list_embedding_models(self) -> tuple[Model, ...]:
        """The models that turn text into vectors, often none. Nothing else here uses them."""
        return loop.run(self._listed(_EMBEDDING))

    def get_image_generation_model(self, name: str) -> Model:
        """One model that makes pictures. Raises NotFoundError."""
        return loop.run(self._found(_IMAGE, name))

    def get_language_model(self, name: str) -> Model:
        """One model that answers questions. Raises NotFoundError."""
        return loop.run(self._found(_LANGUAGE, name))

    def get_embedding_model(self, name: str) -> Model:
        """One model that turns text into vectors. Raises NotFoundError."""
        return loop.run(self._found(_EMBEDDING, name))


class AsyncModels(_Models):
    """The models that the key may use: `client.models` of an AsyncClient."""

    async def list(self) -> tuple[Model, ...]:
        """All models, briefly."""
        return await loop.reach(self._listed(_ALL))

    async def list_image_generation_models(self) -> tuple[Model, ...]:
        """The models that make pictures."""
        return await loop.reach(self._listed(_IMAGE))

    async def list_language_models(self) -> tuple[Model, ...]:
        """The models that answer questions."""
        return await loop.reach(self._listed(_LANGUAGE))

    async def list_embedding_models(self) -> tuple[Model, ...]:
        """The models that turn text into vectors, as `Models.list_embedding_models`."""
        return await loop.reach(self._listed(_EMBEDDING))

    async def get_image_generation_model(self, name: str) -> Model:
        """One model that makes pictures. Raises NotFoundError."""
        return await loop.reach(self._found(_IMAGE, name))

    async def get_language_model(self, name: str) -> Model:
        """One model that answers questions. Raises NotFoundError."""
        return await loop.reach(self._found(_LANGUAGE, name))

    async def get_embedding_model(self, name: str) -> Model:
        """One model that turns text into vectors. Raises NotFoundError."""
        return await loop.reach(self._found(_EMBEDDING, name))


def _model(parsed: Mapping[str, JSON]) -> Model:
    name = text_in(parsed, "id", most=MAX_NAME) or text_in(parsed, "name", most=MAX_NAME)
    if name is None:
        raise ProtocolError("The answer describes no model.")
    counts = (
        *("prompt_text_token_price", "prompt_image_token_price", "completion_text_token_price"),
        *("search_price", "image_price", "max_prompt_length"),
    )
    return Model(
        name,
        texts_in(parsed, "aliases", most=MAX_NAME),
        texts_in(parsed, "input_modalities", most=MAX_NAME),
        texts_in(parsed, "output_modalities", most=MAX_NAME),
        version=text_in(parsed, "version", most=MAX_NAME),
        cached_prompt_token_price=count_in(
            parsed, "cached_prompt_text_token_price", "cached_prompt_token_price"
        ),
        created=moment_in(parsed, "created"),
        system_fingerprint=text_in(parsed, "system_fingerprint", most=MAX_NAME)
        or text_in(parsed, "fingerprint", most=MAX_NAME),
        facts=dict(parsed),
        **{each: count_in(parsed, each) for each in counts},
    )
