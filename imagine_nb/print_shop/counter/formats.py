"""The form that an answer is asked for in: words, JSON, or JSON that fits a schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop.counter.fields import JSONObject, choice, object_of
from imagine_nb.print_shop.counter.refusals import missing

_KINDS = ("text", "json_object", "json_schema")


@dataclass(frozen=True, slots=True)
class Format:
    """The form of an answer: words where `is_json` is false."""

    is_json: bool = False
    schema: Any = None
    asked: JSONObject | None = None

    @property
    def body(self) -> JSONObject:
        """It as it was asked for."""
        return self.asked or {"type": "text"}


def format_of_chat(body: JSONObject) -> Format:
    """The form that chat completions are asked for in `response_format`."""
    return _format(body.get("response_format"), "response_format", nested=True)


def format_of_responses(body: JSONObject) -> Format:
    """The form that the Responses API is asked for in `text.format`."""
    text = body.get("text")
    given = None if text is None else object_of(text, "text").get("format")
    return _format(given, "text.format", nested=False)


def _format(given: Any, name: str, *, nested: bool) -> Format:
    if given is None:
        return Format()
    asked = object_of(given, name)
    if asked.get("type") is None:
        raise missing(f"{name}.type")
    kind = choice(asked, "type", _KINDS, "text")
    if kind != "json_schema":
        return Format(is_json=kind == "json_object", asked=asked)
    holder = object_of(asked.get("json_schema"), f"{name}.json_schema") if nested else asked
    schema = holder.get("schema")
    if schema is None:
        raise missing(f"{name}.{'json_schema.' if nested else ''}schema")
    if not isinstance(schema, bool):
        object_of(schema, f"{name}.schema")
    return Format(is_json=True, schema=schema, asked=asked)
