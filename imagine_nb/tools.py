"""Tools of a chat: functions that the program runs itself, and tools that the API runs, declared."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from urllib.parse import urlsplit

from imagine_nb.absent import reason
from imagine_nb.errors import InputError
from imagine_nb.printable import printable
from imagine_nb.protobuf import Message
from imagine_nb.records import JSON
from imagine_nb.search import MOST_SITES, day, given, require_one_list, texts
from imagine_nb.suggestions import checked
from imagine_nb.values import as_json, flag_given, in_short, kind_of, text_given

FUNCTION = "function"
DRAWN = "image_generation_call"  # an item of a chat: a picture that the tool made
ACTIONS = ("auto", "generate", "edit")
_MASKED = "****"
_SECRETS = ("authorization", "headers")  # of a server that is not the API's own
_NO_LOCATION = "The API takes no user_location of web_search: it was left out."


@dataclass(frozen=True, slots=True, repr=False)
class Function(Message):
    """A function of the program's own; `parameters` is its JSON schema, as text."""

    name: str
    description: str
    parameters: str


@dataclass(frozen=True, slots=True, repr=False)
class Tool(Message):
    """A tool that a model may call: its `type`, and its fields as the API has them.

    `function` is set where the program runs it itself; `notice` says what of it cannot be asked for.
    """

    type: str
    fields: Mapping[str, JSON] = field(default_factory=dict)
    function: Function | None = None
    notice: str = ""

    def __repr__(self) -> str:
        named = f" {self.function.name}" if self.function else ""
        return printable(f"<Tool {self.type}{named}>")

    def wire(self) -> dict[str, JSON]:
        """The tool as `/responses` has it."""
        return {"type": self.type, **self.fields}


@dataclass(frozen=True, slots=True, repr=False)
class ToolChoice(Message):
    """The function that a model has to call."""

    function_name: str


class HasType(Protocol):
    """A call of a tool, as a response has it."""

    @property
    def type(self) -> str: ...


def tool(name: str, description: str, parameters: Mapping[str, Any]) -> Tool:
    """A function that the model may ask the program to call.

    `parameters` is the JSON schema of its arguments, such as a pydantic model's `model_json_schema()`. The
    calls come back in `response.tool_calls`; answer them with `tool_result`.

    Examples:
        >>> city = {"type": "object", "properties": {"city": {"type": "string"}}}
        >>> tool("get_weather", "The weather of a city.", city)
        <Tool function get_weather>
    """
    if not (isinstance(name, str) and name.strip()):
        raise InputError(f"A tool is named {in_short(name)}.", advice="Give it a name, such as get_weather.")
    if not isinstance(parameters, Mapping):
        told = f"The parameters of {name} are of type {type(parameters).__name__}."
        raise InputError(told, advice="They are a JSON schema, as a dict.")
    as_json(parameters, of=f"The schema of {in_short(name)}")
    if not isinstance(description, str | None):
        raise InputError(f"description is {in_short(description)}.", advice="It is text.")
    fields = given(name=name, description=description or None, parameters=dict(parameters))
    return Tool(FUNCTION, fields, Function(name, description or "", json.dumps(dict(parameters))))


def required_tool(name: str) -> ToolChoice:
    """A `tool_choice` by which the model has to call the function of this name."""
    return ToolChoice(name)


def web_search(
    excluded_domains: Sequence[str] | None = None,
    allowed_domains: Sequence[str] | None = None,
    *,
    enable_image_understanding: bool = False,
    enable_image_search: bool = False,
    user_location_country: str | None = None,
    user_location_city: str | None = None,
    user_location_region: str | None = None,
    user_location_timezone: str | None = None,
) -> Tool:
    """A search of the web that the API runs: without some domains, or in some alone (5 at most of either).

    The REST API refuses a location of the user: it is left out, and the response's notice says so.
    """
    require_one_list(excluded_domains=excluded_domains, allowed_domains=allowed_domains)
    place = (user_location_country, user_location_city, user_location_region, user_location_timezone)
    has_place = any(text_given(each, of="user_location") for each in place)
    fields = given(
        excluded_domains=texts(excluded_domains, of="excluded_domains", most=MOST_SITES),
        allowed_domains=texts(allowed_domains, of="allowed_domains", most=MOST_SITES),
        enable_image_understanding=flag_given(enable_image_understanding, of="enable_image_understanding")
        or None,
        enable_image_search=flag_given(enable_image_search, of="enable_image_search") or None,
    )
    return Tool("web_search", fields, notice=_NO_LOCATION if has_place else "")


def x_search(
    from_date: date | None = None,
    to_date: date | None = None,
    allowed_x_handles: Sequence[str] | None = None,
    excluded_x_handles: Sequence[str] | None = None,
    *,
    enable_image_understanding: bool = False,
    enable_video_understanding: bool = False,
) -> Tool:
    """A search of posts on X that the API runs: from one day to another, of some accounts or without some.

    Of a datetime the day counts.
    """
    require_one_list(allowed_x_handles=allowed_x_handles, excluded_x_handles=excluded_x_handles)
    return Tool(
        "x_search",
        given(
            from_date=day(from_date, of="from_date"),
            to_date=day(to_date, of="to_date"),
            allowed_x_handles=texts(allowed_x_handles, of="allowed_x_handles"),
            excluded_x_handles=texts(excluded_x_handles, of="excluded_x_handles"),
            enable_image_understanding=flag_given(enable_image_understanding, of="enable_image_understanding")
            or None,
            enable_video_understanding=flag_given(enable_video_understanding, of="enable_video_understanding")
            or None,
        ),
    )


def code_execution() -> Tool:
    """A Python interpreter that the API runs."""
    return Tool("code_interpreter")


def image_generation(action: str | None = None) -> Tool:
    """Pictures that the model makes and edits on its way; `action` is `auto`, `generate` or `edit`."""
    return Tool("image_generation", given(action=checked("action", action, ACTIONS)))


def mcp(
    server_url: str,
    server_label: str | None = None,
    server_description: str | None = None,
    allowed_tool_names: Sequence[str] | None = None,
    authorization: str | None = None,
    extra_headers: Mapping[str, str] | None = None,
) -> Tool:
    """The tools of a remote MCP server, which the API calls.

    `server_label` is the host's name where none is given, as the REST API wants one. `authorization` and the
    values of `extra_headers` go to the API alone: they are never shown or kept.
    """
    host = _host(server_url)
    return Tool(
        "mcp",
        given(
            server_url=server_url,
            server_label=text_given(server_label, of="server_label") or host,
            server_description=text_given(server_description, of="server_description"),
            allowed_tools=texts(allowed_tool_names, of="allowed_tool_names"),
            authorization=_secret(authorization),
            headers=_headers(extra_headers),
        ),
    )


def collections_search(
    collection_ids: Sequence[str],  # noqa: ARG001 - the parameters are xai_sdk's
    limit: int | None = None,  # noqa: ARG001
    *,
    instructions: str | None = None,  # noqa: ARG001
    retrieval_mode: str | None = None,  # noqa: ARG001
) -> Tool:
    """Absent: raises InputError, which says what to use instead."""
    raise InputError(reason("collections"))


def get_tool_call_type(tool_call: HasType) -> str:
    """Who runs a tool that a model called: `client_side_tool` is the program, the others are the API's."""
    kind = getattr(tool_call, "type", None)
    if not isinstance(kind, str):
        told = f"{kind_of(tool_call, is_first=True)} is no call of a tool."
        raise InputError(told, advice="response.tool_calls has them.")
    return kind


def without_secrets(parameters: Mapping[str, JSON]) -> dict[str, JSON]:
    """The settings of a chat as they are kept: what lets the API into an MCP server is masked."""
    tools = parameters.get("tools")
    if not isinstance(tools, list) or not any(set(each) & set(_SECRETS) for each in tools):
        return dict(parameters)
    return {**parameters, "tools": [_masked(each) for each in tools]}


def _masked(declared: Mapping[str, JSON]) -> dict[str, JSON]:
    return {name: _mask(value) if name in _SECRETS else value for name, value in declared.items()}


def _mask(value: JSON) -> JSON:
    return dict.fromkeys(value, _MASKED) if isinstance(value, Mapping) else _MASKED


def _secret(authorization: str | None) -> str | None:
    """What lets the API in; raises InputError, which does not show it."""
    if not isinstance(authorization, str | None):
        raise InputError("authorization is no text.", advice='It is text, such as "Bearer ...".')
    return authorization or None


def _headers(given: Mapping[str, str] | None) -> dict[str, str] | None:
    """The headers for an MCP server, None for none. Raises InputError, which does not show them."""
    if given is None:
        return None
    pairs = given.items() if isinstance(given, Mapping) else [(None, None)]
    if not all(isinstance(each, str) for pair in pairs for each in pair):
        raise InputError("extra_headers are no headers.", advice="They are a dict of texts.")
    return dict(given) or None


def _host(url: str) -> str:
    """The host in the address of an MCP server. Raises InputError."""
    try:
        parts = urlsplit(url)
        host = parts.hostname if parts.scheme in {"http", "https"} else None
    except (ValueError, AttributeError, TypeError):
        host = None
    if not host:
        raise InputError(
            f"{in_short(url, 80)} is no address of an MCP server.", advice="Give an http(s) URL."
        )
    return host


__all__ = [
    "code_execution",
    "collections_search",
    "get_tool_call_type",
    "image_generation",
    "mcp",
    "web_search",
    "x_search",
]
