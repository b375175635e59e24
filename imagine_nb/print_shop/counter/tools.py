"""The tools that a request declares: functions of its program, and tools that the API runs itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.refusals import bad_request, misfit, missing
from imagine_nb.print_shop.press import Function

MOST_TOOLS = 128
FUNCTION, DRAWING = "function", "image_generation"
_CHOICES = ("auto", "none", "required")
_ACTIONS = ("auto", "generate", "edit")
_NAME = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_OF_CHAT = (FUNCTION, "live_search")
_OF_RESPONSES = (
    FUNCTION,
    "web_search",
    "x_search",
    "code_interpreter",
    "file_search",
    "collections_search",
    "mcp",
    DRAWING,
)


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools that may be used: functions, drawing by its `action`, and those that are not to be had here.

    With `forced` one of them has to be; `several` functions may be called at once.
    """

    functions: tuple[Function, ...] = ()
    drawing: str | None = None
    elsewhere: tuple[str, ...] = ()
    forced: bool = False
    several: bool = True
    declared: tuple[JSONObject, ...] = ()
    choice: Any = "auto"


def tools_of_chat(body: JSONObject) -> Tools:
    """Those of chat completions, where a function is described in an object of its own."""
    return _tools(body, _OF_CHAT, nested=True)


def tools_of_responses(body: JSONObject) -> Tools:
    """Those of the Responses API."""
    return _tools(body, _OF_RESPONSES, nested=False)


def _tools(body: JSONObject, kinds: Sequence[str], *, nested: bool) -> Tools:
    declared = tuple(fields.objects(body, "tools") or ())
    if len(declared) > MOST_TOOLS:
        raise bad_request(f"There are {len(declared)} tools; {MOST_TOOLS} are allowed.")
    functions, others = [], []
    for at, tool in enumerate(declared):
        name = f"tools[{at}]"
        if (kind := _kind(tool, name, kinds)) == FUNCTION:
            holder = fields.object_of(tool.get(FUNCTION), f"{name}.function") if nested else tool
            functions.append(_function(holder, f"{name}.function" if nested else name))
        else:
            others.append((kind, tool))
    if len({each.name for each in functions}) < len(functions):
        raise bad_request("Two functions of the tools have the same name.")
    tools = Tools(
        functions=tuple(functions),
        drawing=next((_action(tool) for kind, tool in others if kind == DRAWING), None),
        elsewhere=tuple(dict.fromkeys(kind for kind, _ in others if kind != DRAWING)),
        several=fields.flag(body, "parallel_tool_calls", default=True),
        declared=declared,
    )
    return _chosen(tools, body.get("tool_choice"), kinds, nested=nested)


def _kind(tool: JSONObject, name: str, kinds: Sequence[str]) -> str:
    kind = fields.optional_text(tool, "type")
    if kind is None:
        raise missing(f"{name}.type")
    if kind not in kinds:
        options = " or ".join(f"`{each}`" for each in kinds)
        raise misfit(f"{name}.type", f"unknown variant `{kind[:60]}`, expected {options}")
    return kind


def _action(tool: JSONObject) -> str:
    return fields.choice(tool, "action", _ACTIONS, "auto")


def _function(holder: JSONObject, name: str) -> Function:
    called = fields.optional_text(holder, "name")
    if called is None:
        raise missing(f"{name}.name")
    if not _NAME.fullmatch(called):
        raise bad_request(f"{name}.name: a function's name has 1 to 128 letters, digits, _, -, . and :.")
    parameters = holder.get("parameters")
    schema = {} if parameters is None else fields.object_of(parameters, f"{name}.parameters")
    if schema.get("type", "object") != "object":
        raise bad_request(f"{name}.parameters: the schema of a function's arguments has the type `object`.")
    if not isinstance(schema.get("properties", {}), dict) or not isinstance(schema.get("required", []), list):
        raise bad_request(f"{name}.parameters is no JSON schema: properties are a map, required is a list.")
    return Function(called, fields.optional_text(holder, "description") or "", schema)


def _chosen(tools: Tools, choice: Any, kinds: Sequence[str], *, nested: bool) -> Tools:
    """The tools that `tool_choice` leaves, and whether one has to be used."""
    if choice is None:
        return tools
    if isinstance(choice, str):
        fields.choice({"tool_choice": choice}, "tool_choice", _CHOICES, "auto")
        if choice == "none":
            return Tools(declared=tools.declared, choice=choice, several=tools.several)
        if choice == "required" and not tools.declared:
            raise bad_request("tool_choice is `required`, and there are no tools.")
        return replace(tools, choice=choice, forced=choice == "required")
    given = fields.object_of(choice, "tool_choice")
    kind = _kind(given, "tool_choice", kinds)
    if kind != FUNCTION:
        return _only(tools, kind, choice)
    holder = fields.object_of(given.get(FUNCTION), "tool_choice.function") if nested else given
    called = fields.required_text(holder, "name")
    named = tuple(each for each in tools.functions if each.name == called)
    if not named:
        raise bad_request(f"tool_choice names a function that no tool declares: {called[:80]}.")
    return replace(tools, functions=named, drawing=None, choice=choice, forced=True)


def _only(tools: Tools, kind: str, choice: Any) -> Tools:
    """The tools where one that the API runs is chosen."""
    if kind not in {*tools.elsewhere, *([DRAWING] if tools.drawing else [])}:
        raise bad_request(f"tool_choice names a tool that is not declared: {kind}.")
    drawing = tools.drawing if kind == DRAWING else None
    return replace(tools, functions=(), drawing=drawing, choice=choice, forced=drawing is not None)
