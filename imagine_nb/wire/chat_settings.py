"""Settings of a chat: their names, and how the API's body has them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeAlias, TypedDict, get_args, runtime_checkable

from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.search import SearchParameters
from imagine_nb.suggestions import checked, meant
from imagine_nb.tools import Tool, ToolChoice
from imagine_nb.values import in_short, kind_of, listed
from imagine_nb.wire.chat_checks import (
    check_settings,
    checked_choice,
    checked_guidelines,
    checked_stops,
    checked_tools,
)


@runtime_checkable
class HasSchema(Protocol):
    """A class that describes itself as a JSON schema, as pydantic's models do."""

    def model_json_schema(self) -> dict[str, JSON]:
        """The schema."""


Shape: TypeAlias = "str | Mapping[str, JSON] | type[HasSchema]"


class Settings(TypedDict, total=False):
    """The settings of a question, as `xai_sdk` names them; what is left out or None is left to the API.

    `response_format` is `text`, `json_object`, a JSON schema (a dict, or its JSON), or a pydantic model;
    `seed` makes answers alike, as far as the API can; `user` is an id of your own for the end user.
    """

    max_tokens: int | None
    temperature: float | None
    top_p: float | None
    seed: int | None
    reasoning_effort: str | None
    response_format: Shape | None
    user: str | None
    store_messages: bool | None


class ChatSettings(Settings, total=False):
    """The settings of a client's chat, as `xai_sdk` names them.

    `tools` are what the model may call (`chat.tool`, `imagine_nb.tools`; 128 at most), `tool_choice` is
    `auto`, `none`, `required` or `required_tool(name)`. `stop` are up to 4 texts that end an answer.
    `frequency_penalty` and `presence_penalty` are from -2 to 2, `top_logprobs` from 0 to 8, `service_tier`
    is `default` or `priority`, `agent_count` 4 or 16. `guidelines` are dicts of a `category` (`nsfw`,
    `violence`, `profanity`) to `decline`. `include` names what else is to come with an answer.
    `use_encrypted_content` asks for the model's reasoning, sealed, and sends it back with the next question.
    """

    safety_identifier: str | None
    stop: Sequence[str] | None
    logprobs: bool | None
    top_logprobs: int | None
    tools: Sequence[Tool | Mapping[str, JSON]] | None
    tool_choice: str | ToolChoice | Mapping[str, JSON] | None
    parallel_tool_calls: bool | None
    frequency_penalty: float | None
    presence_penalty: float | None
    search_parameters: SearchParameters | Mapping[str, JSON] | None
    use_encrypted_content: bool | None
    max_turns: int | None
    include: Sequence[str] | None
    agent_count: int | None
    service_tier: str | None
    guidelines: Sequence[Mapping[str, str]] | None


ResponseFormat: TypeAlias = Literal["text", "json_object"]
IncludeOption: TypeAlias = Literal[
    "web_search_call_output",
    "x_search_call_output",
    "code_execution_call_output",
    "collections_search_call_output",
    "attachment_search_call_output",
    "mcp_call_output",
    "inline_citations",
    "verbose_streaming",
]
SEALED = "reasoning.encrypted_content"
# by xai_sdk's names: what the API calls them, None for what always comes and what never does
_INCLUDES: dict[IncludeOption, str | None] = {
    "web_search_call_output": "web_search_call.action.sources",
    "code_execution_call_output": "code_interpreter_call.outputs",
    "collections_search_call_output": "file_search_call.results",
    "mcp_call_output": None,
    "inline_citations": None,
    "verbose_streaming": None,
    "x_search_call_output": None,
    "attachment_search_call_output": None,
}
_NEVER = frozenset({"x_search_call_output", "attachment_search_call_output"})
_ON_THE_WIRE = frozenset({SEALED, "no_inline_citations", *filter(None, _INCLUDES.values())})
_EFFORT_OF_AGENTS = {4: "low", 16: "high"}  # how many agents work is told by the effort
_NAMES = {"max_tokens": "max_output_tokens", "store_messages": "store"}
_SHAPED = frozenset(
    {"reasoning_effort", "agent_count", "response_format", "include", "use_encrypted_content", "tool_choice"}
)


def settings_body(given: Mapping[str, JSON], *, validate: bool = True) -> dict[str, JSON]:
    """The settings under the names of the API's body. Nothing is stored there unless asked."""
    return {"store": False, **settings_fields(given, validate=validate)}


def settings_fields(given: Mapping[str, JSON], *, validate: bool = True) -> dict[str, JSON]:
    """The settings that are given, under the names of the API's body. Raises InputError."""
    set_ones = {name: value for name, value in given.items() if not _is_left_out(value)}
    if validate:
        check_settings(set_ones, list(ChatSettings.__annotations__))
    body = {
        _NAMES.get(name, name): _VALUES[name](value) if name in _VALUES else value
        for name, value in set_ones.items()
        if name not in _SHAPED
    }
    effort = set_ones.get("reasoning_effort") or _EFFORT_OF_AGENTS.get(set_ones.get("agent_count", 0))
    if effort is not None:
        body["reasoning"] = {"effort": effort}
    if "response_format" in set_ones:
        body["text"] = {"format": shape_body(set_ones["response_format"])}
    if include := _include(set_ones):
        body["include"] = include
    if "top_logprobs" in body:
        body.setdefault("logprobs", True)  # the API wants both
    return body | _chosen(set_ones, body)


def _is_left_out(value: JSON) -> bool:
    return value is None or (isinstance(value, (list, tuple)) and not value)


def notice_of(given: Mapping[str, JSON]) -> str:
    """What of the settings cannot go out by any way to ask, in a sentence or two; empty for nothing."""
    missing = [name for name in _listed_of(given, "include") if name in _NEVER]
    told = f"The REST API has no {' or '.join(missing)}: left out." if missing else ""
    tools = [each.notice for each in _listed_of(given, "tools") if isinstance(each, Tool)]
    return " ".join(filter(None, [told, *tools]))


def _include(given: Mapping[str, JSON]) -> list[str]:
    """What else is to come with an answer, under the API's names."""
    found = dict.fromkeys(_included(each) for each in _listed_of(given, "include"))
    if given.get("use_encrypted_content"):
        found[SEALED] = None
    return [each for each in found if each]


def _listed_of(given: Mapping[str, JSON], name: str) -> list[JSON]:
    value = given.get(name)
    return [] if value is None else listed(value, of=name, advice="It is a list.")


def _included(name: JSON) -> str | None:
    if isinstance(name, str) and name in _INCLUDES:
        return _INCLUDES[name]
    if isinstance(name, str) and (name in _ON_THE_WIRE or "." in name):
        return name
    told = in_short(name)
    raise InputError(
        f"There is nothing to include named {told}.",
        advice=meant(told.strip("'"), _INCLUDES, others="There are"),
    )


def _chosen(given: Mapping[str, JSON], body: Mapping[str, JSON]) -> dict[str, JSON]:
    """The choice among the tools; there is none without tools."""
    choice = given.get("tool_choice")
    if choice is None:
        return {}
    checked_one = checked_choice(choice, body.get("tools") or ())
    return {"tool_choice": checked_one} if body.get("tools") else {}


def _searched(given: SearchParameters | Mapping[str, JSON]) -> dict[str, JSON]:
    if isinstance(given, SearchParameters):
        return given.wire()
    if isinstance(given, Mapping):
        return dict(given)
    told = f"search_parameters are of type {type(given).__name__}."
    raise InputError(told, advice="Use chat.SearchParameters(...).")


_VALUES: dict[str, Callable[[JSON], JSON]] = {
    "stop": checked_stops,
    "guidelines": checked_guidelines,
    "tools": checked_tools,
    "search_parameters": _searched,
}


def shape_body(shape: Shape) -> dict[str, JSON]:
    """The form that an answer has to have, as the body's `text.format`."""
    if isinstance(shape, str) and shape.lstrip().startswith("{"):
        return shape_body(_schema_in(shape))
    if isinstance(shape, str):
        return {"type": checked("response format", shape, get_args(ResponseFormat))}
    if isinstance(shape, Mapping):
        if isinstance(inner := shape.get("json_schema"), Mapping):  # as /chat/completions has it
            return {"type": "json_schema", **inner}
        kind, title = shape.get("type"), shape.get("title")
        if isinstance(kind, str) and kind in {"text", "json_object", "json_schema"}:
            return dict(shape)
        return _schema_body(title if isinstance(title, str) and title else "answer", dict(shape))
    if isinstance(shape, type) and isinstance(shape, HasSchema):
        return _schema_body(shape.__name__, _schema_of(shape))
    raise InputError(
        f"{kind_of(shape, is_first=True)} is no form of an answer.",
        advice="Give 'json_object', a JSON schema as a dict, or a pydantic model.",
    )


def _schema_in(text: str) -> dict[str, JSON]:
    """The schema that a text is the JSON of."""
    try:
        schema: dict[str, JSON] = json.loads(text)
    except (ValueError, RecursionError) as exc:
        told = f"The schema {in_short(text)} is no JSON: {str(exc)[:80]}."
        raise InputError(told, advice="Give a JSON schema as a dict, or as JSON.") from exc
    return schema


def _schema_of(shape: Any) -> dict[str, JSON]:
    try:
        schema: dict[str, JSON] = shape.model_json_schema()
    except Exception as exc:
        told = f"{shape.__name__} has no JSON schema: {str(exc)[:80]}."
        raise InputError(told, advice="Give its fields types that JSON has.") from exc
    return schema


def _schema_body(name: str, schema: dict[str, JSON]) -> dict[str, JSON]:
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)[:64]
    return {"type": "json_schema", "name": plain, "schema": schema, "strict": True}
