"""Chat completion bodies: a question of `/responses` as `/chat/completions` has it, and what it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.tools import DRAWN, FUNCTION
from imagine_nb.wire.order import Order

# what only /chat/completions has, and what only /responses has, by the names that users know
ONLY_HERE = ("stop", "frequency_penalty", "presence_penalty")
_ONLY_THERE = {"include": "include", "max_turns": "max_turns"}
_NAMES = {"max_output_tokens": "max_completion_tokens"}
_ELSEWHERE = frozenset(
    {"input", "store", "reasoning", "text", "previous_response_id", "tools", "tool_choice", *_ONLY_THERE}
)


def body_of(order: Order) -> dict[str, JSON]:
    """A question's body as `/chat/completions` has it. It always holds the whole chat."""
    body = (order.whole or order).body
    if body.get("previous_response_id"):
        raise InputError(
            "By /chat/completions a chat cannot go on from an answer's id.",
            advice="Append the earlier messages instead.",
        )
    kept = {_NAMES.get(name, name): value for name, value in body.items() if name not in _ELSEWHERE}
    if effort := (body.get("reasoning") or {}).get("effort"):
        kept["reasoning_effort"] = effort
    if shape := (body.get("text") or {}).get("format"):
        kept["response_format"] = _shape(shape)
    return {**kept, **_functions(body), "messages": _messages(body["input"])}


def wants_it(body: Mapping[str, JSON]) -> bool:
    """Whether a question holds something that only `/chat/completions` has, and nothing that forbids it."""
    return any(name in body for name in ONLY_HERE) and not needs_responses(body)


def needs_responses(body: Mapping[str, JSON]) -> bool:
    """Whether a question needs `/responses`: for what is stored, sealed or inline, or for the API's tools."""
    if body.get("store") or body.get("previous_response_id") or any(name in body for name in _ONLY_THERE):
        return True
    if any(each.get("type") != FUNCTION for each in body.get("tools", ())):
        return True
    return any(_is_only_there(item) or _holds_file(item) for item in body["input"])


def _is_only_there(item: Mapping[str, JSON]) -> bool:
    return item.get("type") in {"reasoning", DRAWN}


def _holds_file(item: Mapping[str, JSON]) -> bool:
    content = item.get("content") or ()
    return not isinstance(content, str) and any("file_data" in part for part in content)


def left_out_of_completions(body: Mapping[str, JSON]) -> str:
    """What a question loses by `/chat/completions`, in a sentence; empty where that is nothing."""
    missing = [told for name, told in _ONLY_THERE.items() if name in body]
    missing += [each["type"] for each in body.get("tools", ()) if each.get("type") != FUNCTION]
    return _told(missing, "/chat/completions")


def left_out_of_responses(body: Mapping[str, JSON]) -> str:
    """What a question loses by `/responses`, in a sentence; empty where that is nothing."""
    return _told([name for name in ONLY_HERE if name in body], "/responses")


def _told(missing: Sequence[str], where: str) -> str:
    return f"{where} takes no {' or '.join(missing)}: left out." if missing else ""


def _shape(shape: Mapping[str, JSON]) -> JSON:
    if shape["type"] != "json_schema":
        return dict(shape)
    inner = {name: value for name, value in shape.items() if name != "type"}
    return {"type": "json_schema", "json_schema": inner}


def _functions(body: Mapping[str, JSON]) -> dict[str, JSON]:
    """The functions that may be called, and the choice among them."""
    declared = [each for each in body.get("tools", ()) if each.get("type") == FUNCTION]
    if not declared:
        return {}
    found: dict[str, JSON] = {"tools": [_nested(each) for each in declared]}
    if (choice := body.get("tool_choice")) is not None:
        found["tool_choice"] = choice if isinstance(choice, str) else _nested(choice)
    return found


def _nested(function: Mapping[str, JSON]) -> dict[str, JSON]:
    inner = {name: value for name, value in function.items() if name != "type"}
    return {"type": FUNCTION, FUNCTION: inner}


def _messages(items: Iterable[Mapping[str, JSON]]) -> list[JSON]:
    """The items of a conversation as messages; the calls of one turn belong to its message."""
    found: list[dict[str, JSON]] = []
    for item in items:
        kind = item.get("type")
        if kind == "function_call":
            _turn(found).setdefault("tool_calls", []).append(_call(item))
        elif kind == "function_call_output":
            found.append({"role": "tool", "tool_call_id": item["call_id"], "content": item["output"]})
        elif not _is_only_there(item):  # sealed reasoning, and a tool's picture, mean nothing here
            found.append(_message(item))
    return found


def _turn(found: list[dict[str, JSON]]) -> dict[str, JSON]:
    """The model's turn that is under way; a new one where it said nothing before it called."""
    if not found or found[-1]["role"] != "assistant":
        found.append({"role": "assistant", "content": None})
    return found[-1]


def _call(item: Mapping[str, JSON]) -> dict[str, JSON]:
    inner = {"name": item["name"], "arguments": item["arguments"]}
    return {"id": item["call_id"], "type": FUNCTION, FUNCTION: inner}


def _message(message: Mapping[str, JSON]) -> dict[str, JSON]:
    content = message["content"]
    parts = content if isinstance(content, str) else [_part(part) for part in content]
    return {"role": message["role"], "content": parts}


def _part(part: Mapping[str, JSON]) -> JSON:
    if part["type"] == "input_text":
        return {"type": "text", "text": part["text"]}
    if part["type"] == "input_file":
        return {"type": "file", "file": _file(part)}
    return {"type": "image_url", "image_url": {"url": part["image_url"], "detail": part["detail"]}}


def _file(part: Mapping[str, JSON]) -> dict[str, JSON]:
    if "file_id" in part:
        return {"file_id": part["file_id"]}
    if "file_url" in part:
        return {"url": part["file_url"]}
    # inline, as other servers of this API take it: a data URI beside the name
    encoded = f"data:{part['mime_type']};base64,{part['file_data']}"
    return {"filename": part["filename"], "file_data": encoded}
