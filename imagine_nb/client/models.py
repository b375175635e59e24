"""Model catalogue: the models that a key may use, as `client.models`, sync and async."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from imagine_nb import loop
from imagine_nb.errors import ProtocolError
from imagine_nb.exchange.engine import Engine
from imagine_nb.fields import text_in
from imagine_nb.records import JSON
from imagine_nb.wire.replies import MAX_NAME, parsed_json

_ALL = "/models"
_IMAGE = "/image-generation-models"
_LANGUAGE = "/language-models"


@dataclass(frozen=True, slots=True)
class Model:
    """A model as the API lists it; `facts` holds all that it tells, prices among them, as it tells them."""

    name: str
    aliases: tuple[str, ...] = ()
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()
    facts: Mapping[str, JSON] = field(default_factory=dict, repr=False)


class _Models:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def _listed(self, path: str) -> tuple[Model, ...]:
        parsed = parsed_json((await self._engine.transport.get(path)).body)
        found = parsed.get("models") or parsed.get("data")
        if not isinstance(found, list):
            raise ProtocolError("The answer is no list of models.")
        return tuple(_model(each) for each in found if isinstance(each, dict))

    async def _found(self, path: str, name: str) -> Model:
        return _model(parsed_json((await self._engine.transport.get(f"{path}/{quote(name, safe='')}")).body))


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

    def get_image_generation_model(self, name: str) -> Model:
        """One model that makes pictures. Raises NotFoundError."""
        return loop.run(self._found(_IMAGE, name))

    def get_language_model(self, name: str) -> Model:
        """One model that answers questions. Raises NotFoundError."""
        return loop.run(self._found(_LANGUAGE, name))


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

    async def get_image_generation_model(self, name: str) -> Model:
        """One model that makes pictures. Raises NotFoundError."""
        return await loop.reach(self._found(_IMAGE, name))

    async def get_language_model(self, name: str) -> Model:
        """One model that answers questions. Raises NotFoundError."""
        return await loop.reach(self._found(_LANGUAGE, name))


def _model(parsed: Mapping[str, JSON]) -> Model:
    name = text_in(parsed, "id", most=MAX_NAME) or text_in(parsed, "name", most=MAX_NAME)
    if name is None:
        raise ProtocolError("The answer describes no model.")
    return Model(
        name,
        _texts(parsed, "aliases"),
        _texts(parsed, "input_modalities"),
        _texts(parsed, "output_modalities"),
        facts=dict(parsed),
    )


def _texts(parsed: Mapping[str, JSON], name: str) -> tuple[str, ...]:
    found = parsed.get(name)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
