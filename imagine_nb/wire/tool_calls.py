"""Tool calls: the calls of an answer, what the API's own tools put out, and how often each of them ran."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from imagine_nb.errors import ProtocolError, SourceError
from imagine_nb.fields import count_in, object_in, text_in
from imagine_nb.records import JSON
from imagine_nb.wire.chat_reply import FunctionCall, ImageOutput, ToolCall, ToolOutput
from imagine_nb.wire.replies import MAX_NAME, MAX_PROMPT, bytes_in, new_picture

IMAGE_TOOL = "image_generation_tool"
_CODE, _WEB, _X = "code_execution_tool", "web_search_tool", "x_search_tool"
_TYPES = {
    "code_interpreter_call": _CODE,
    "file_search_call": "collections_search_tool",
    "document_search_call": "attachment_search_tool",
    "view_image_call": _WEB,
    "view_x_video_call": _X,
}
# a call of no type of its own has only its name
_NAMED = {"code_execution": _CODE, "browse_page": _WEB, "view_image": _WEB}
_BEGINNINGS = {"web_": _WEB, "x_": _X, "view_x_": _X}
_ENDED = frozenset({"completed", "incomplete", "failed"})
_SPELLED = ("queries", "prompt", "code")  # what calls hold that have no arguments
_TOLD = ("output", "outputs", "results")
_TOOLS = {
    "web_search": "WEB_SEARCH",
    "x_search": "X_SEARCH",
    "code_interpreter": "CODE_EXECUTION",
    "code_execution": "CODE_EXECUTION",
    "view_image": "VIEW_IMAGE",
    "view_x_video": "VIEW_X_VIDEO",
    "file_search": "COLLECTIONS_SEARCH",
    "mcp": "MCP",
    "document_search": "ATTACHMENT_SEARCH",
    "image_search": "IMAGE_SEARCH",
    "image_generation": "IMAGE_GENERATION",
}


def function_call(item: Mapping[str, JSON], *, call_id: str | None) -> ToolCall:
    """The call of a function of the program's own, from the object that holds its name and its arguments."""
    name = text_in(item, "name", most=MAX_NAME) or ""
    function = FunctionCall(name, text_in(item, "arguments") or "{}")
    return ToolCall(call_id or "", function, status=_status(item))


def server_call(item: Mapping[str, JSON], kind: str) -> ToolCall:
    """The call of a tool that the API itself runs, from an item of the type `kind`."""
    name = text_in(item, "name", most=MAX_NAME) or kind.removesuffix("_call")
    arguments = text_in(item, "arguments") or text_in(item, "input") or _spelled(item)
    call_id = text_in(item, "id", most=MAX_NAME) or text_in(item, "call_id", most=MAX_NAME)
    function, error = FunctionCall(name, arguments), _error(item)
    return ToolCall(call_id or "", function, _type(kind, name), _status(item), error)


def output_of(item: Mapping[str, JSON], call: ToolCall) -> ToolOutput | None:
    """What came of a call, as far as the API tells; None while it runs."""
    if call.status not in _ENDED:
        return None
    found = next((item[name] for name in _TOLD if item.get(name)), None)
    if found is None:
        found = object_in(item, "action").get("sources") or None
    return ToolOutput("" if found is None else _as_text(found), (call,))


def picture_of(item: dict[str, JSON], call: ToolCall) -> tuple[ImageOutput | None, ToolCall]:
    """The picture that a call of `image_generation` made, and the call, which says why there is none.

    The base64 in the item is used up, so that the text and its bytes are not held at once.
    """
    encoded = item.pop("result", None)
    if call.type != IMAGE_TOOL or not isinstance(encoded, str) or not encoded.strip():
        return None, call
    try:
        made = new_picture(bytes_in(encoded.strip()))
    except (ProtocolError, SourceError) as error:
        return None, replace(call, error_message=call.error_message or error.message)
    uuid = text_in(item, "image_uuid", most=MAX_NAME) or ""
    prompt = text_in(item, "revised_prompt", most=MAX_PROMPT) or text_in(item, "prompt", most=MAX_PROMPT)
    return ImageOutput(call, made.data, made.mime_type, uuid, prompt or ""), call


def tools_used(parsed: Mapping[str, JSON]) -> dict[str, int]:
    """How often each of the API's tools ran, by the names that xai_sdk has for them."""
    details = object_in(object_in(parsed, "usage"), "server_side_tool_usage_details")
    counts: dict[str, int] = {}
    for name, tool in _TOOLS.items():
        if n := count_in(details, f"{name}_calls"):
            counts[f"SERVER_SIDE_TOOL_{tool}"] = counts.get(f"SERVER_SIDE_TOOL_{tool}", 0) + n
    return counts


def _type(kind: str, name: str) -> str:
    if kind != "custom_tool_call":
        return _TYPES.get(kind) or f"{kind.removesuffix('_call')}_tool"
    begun = (tool for beginning, tool in _BEGINNINGS.items() if name.startswith(beginning))
    return _NAMED.get(name) or next(begun, "custom_tool")


def _status(item: Mapping[str, JSON]) -> str:
    told = text_in(item, "status", most=MAX_NAME) or "completed"
    return told if told in _ENDED else "in_progress"


def _error(item: Mapping[str, JSON]) -> str:
    error = item.get("error")
    told = text_in(error if isinstance(error, dict) else {"message": error}, "message", most=MAX_PROMPT)
    return told or ""


def _spelled(item: Mapping[str, JSON]) -> str:
    """The arguments of a call that has none as such: what it looked for, or was to draw or to run."""
    told = {name: item[name] for name in _SPELLED if item.get(name)}
    told |= {name: value for name, value in object_in(item, "action").items() if name != "sources"}
    return json.dumps(told, ensure_ascii=False)


def _as_text(value: JSON) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
