"""Settings of a chat: their names and bounds, and how the API's body has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias, TypedDict, runtime_checkable

from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.suggestions import checked


@runtime_checkable
class HasSchema(Protocol):
    """A class that describes itself as a JSON schema, as pydantic's models do."""

    def model_json_schema(self) -> dict[str, JSON]:
        """The schema."""


Shape: TypeAlias = "str | Mapping[str, JSON] | type[HasSchema]"


class Settings(TypedDict, total=False):
    """The settings of a chat, as `xai_sdk` names them; what is left out is left to the API.

    `response_format` is `text`, `json_object`, a JSON schema, or a pydantic model.
    """

    max_tokens: int
    temperature: float
    top_p: float
    seed: int
    reasoning_effort: str
    response_format: Shape
    user: str
    store_messages: bool


EFFORTS = ("none", "low", "medium", "high", "xhigh")
_NAMES = {"max_tokens": "max_output_tokens", "store_messages": "store"}
_BOUNDS: dict[str, tuple[float, float]] = {"temperature": (0, 2), "top_p": (0, 1), "max_tokens": (1, 10**9)}


def settings_body(given: Mapping[str, JSON], *, validate: bool = True) -> dict[str, JSON]:
    """The `Settings` under the names of the API's body. Nothing is stored there unless asked."""
    return {"store": False, **settings_fields(given, validate=validate)}


def settings_fields(given: Mapping[str, JSON], *, validate: bool = True) -> dict[str, JSON]:
    """The `Settings` that are given, under the names of the API's body."""
    set_ones = {name: value for name, value in given.items() if value is not None}
    if validate:
        _check(set_ones)
    body = {_NAMES.get(name, name): value for name, value in set_ones.items()}
    if "reasoning_effort" in body:
        body["reasoning"] = {"effort": body.pop("reasoning_effort")}
    if "response_format" in body:
        body["text"] = {"format": shape_body(body.pop("response_format"))}
    return body


def _check(given: Mapping[str, JSON]) -> None:
    known = Settings.__annotations__
    for name, value in given.items():
        if name not in known:
            raise InputError(f"A chat has no setting {name!r}.", advice=f"Settings: {', '.join(known)}.")
        low, high = _BOUNDS.get(name, (None, None))
        if low is not None and high is not None:
            is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
            if not (is_number and low <= value <= high):
                raise InputError(f"{name} is {value!r}.", advice=f"It is a number from {low} to {high:g}.")
    checked("reasoning effort", given.get("reasoning_effort"), EFFORTS)


def shape_body(shape: Shape) -> dict[str, JSON]:
    """The form that an answer has to have, as the body's `text.format`."""
    if isinstance(shape, str):
        return {"type": checked("response format", shape, ("text", "json_object"))}
    if isinstance(shape, Mapping):
        if isinstance(inner := shape.get("json_schema"), Mapping):  # as /chat/completions has it
            return {"type": "json_schema", **inner}
        if shape.get("type") in {"text", "json_object", "json_schema"}:
            return dict(shape)
        return _schema_body(str(shape.get("title") or "answer"), dict(shape))
    if isinstance(shape, type) and isinstance(shape, HasSchema):
        return _schema_body(shape.__name__, shape.model_json_schema())
    raise InputError(
        f"A {type(shape).__name__} is no form of an answer.",
        advice="Give 'json_object', a JSON schema as a dict, or a pydantic model.",
    )


def _schema_body(name: str, schema: dict[str, JSON]) -> dict[str, JSON]:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)[:64]
    return {"type": "json_schema", "name": plain, "schema": schema, "strict": True}
