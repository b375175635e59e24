"""The turns of a conversation: messages, calls of functions and their results, pictures that were drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from imagine_nb.print_shop.counter.fields import (
    JSONObject,
    object_of,
    optional_text,
    required_text,
    unknown_variant,
    wrong_type,
)
from imagine_nb.print_shop.counter.refusals import missing
from imagine_nb.print_shop.press import Document, Source

ROLES = ("user", "assistant", "system", "developer")
TOOL = "tool"  # the role of a function's result

Part = str | Source | Document
Reader = Callable[[JSONObject, str], Part]
Readers = Mapping[str, Reader]


@dataclass(frozen=True, slots=True)
class MadeCall:
    """A call of a function: its id, by which the result names it, and its arguments, JSON as text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One message: its role, text, pictures and documents; the calls it makes, or the one it answers."""

    role: str
    text: str
    sources: tuple[Source, ...] = ()
    documents: tuple[Document, ...] = ()
    calls: tuple[MadeCall, ...] = ()
    call_id: str = ""


def turn_in(message: JSONObject, name: str, *, readers: Readers) -> Turn:
    """A message with a text, or with parts of the types that `readers` can read."""
    role = required_text(message, "role")
    if role not in ROLES:
        raise unknown_variant(f"{name}.role", role, ROLES)
    return _told(role, message.get("content"), f"{name}.content", readers)


def chat_turn_in(message: JSONObject, name: str, *, readers: Readers) -> Turn:
    """The same of chat completions: there a message may make calls, or be the result of one."""
    role = required_text(message, "role")
    if role == TOOL:
        told = _told(TOOL, message.get("content"), f"{name}.content", readers)
        return Turn(TOOL, told.text, told.sources, call_id=optional_text(message, "tool_call_id") or "")
    calls = _calls_in(message.get("tool_calls"), f"{name}.tool_calls") if role == "assistant" else ()
    if not calls:
        return turn_in(message, name, readers=readers)
    content = message.get("content")
    told = _told(role, "" if content is None else content, f"{name}.content", readers)
    return Turn(role, told.text, told.sources, told.documents, calls)


def result_in(item: JSONObject, name: str, *, readers: Readers) -> Turn:
    """The result of a function, in an item of the Responses API."""
    told = _told(TOOL, item.get("output"), f"{name}.output", readers)
    return Turn(TOOL, told.text, told.sources, call_id=_needed(item, "call_id", name))


def call_in(item: JSONObject, name: str) -> Turn:
    """A call, in an item of the Responses API."""
    call = MadeCall(_needed(item, "call_id", name), *_named_call(item, name))
    return Turn("assistant", "", calls=(call,))


def _told(role: str, content: object, name: str, readers: Readers) -> Turn:
    """A turn of this content, a text or a list of parts."""
    if isinstance(content, str):
        return Turn(role, content)
    if not isinstance(content, list):
        raise wrong_type(name, content, "a string or a sequence")
    parts = [_part(part, f"{name}[{at}]", readers) for at, part in enumerate(content)]
    return Turn(
        role,
        "\n".join(part for part in parts if isinstance(part, str)),
        tuple(part for part in parts if isinstance(part, Source)),
        tuple(part for part in parts if isinstance(part, Document)),
    )


def _part(value: object, name: str, readers: Readers) -> Part:
    part = object_of(value, name)
    kind = required_text(part, "type")
    if kind not in readers:
        raise unknown_variant(f"{name}.type", kind, readers)
    return readers[kind](part, name)


def _calls_in(given: object, name: str) -> tuple[MadeCall, ...]:
    if given is None:
        return ()
    if not isinstance(given, list):
        raise wrong_type(name, given, "a sequence")
    return tuple(_nested_call(each, f"{name}[{at}]") for at, each in enumerate(given))


def _nested_call(given: object, name: str) -> MadeCall:
    call = object_of(given, name)
    function = object_of(call.get("function"), f"{name}.function")
    return MadeCall(optional_text(call, "id") or "", *_named_call(function, f"{name}.function"))


def _named_call(holder: JSONObject, name: str) -> tuple[str, str]:
    return _needed(holder, "name", name), optional_text(holder, "arguments") or "{}"


def _needed(holder: JSONObject, field: str, name: str) -> str:
    text = optional_text(holder, field)
    if text is None:
        raise missing(f"{name}.{field}")
    return text
