"""Questions of chat completions: the same as `/responses`, for servers without it."""

from __future__ import annotations

from collections.abc import Mapping

from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.wire.choices import CompletionStream, reply_in
from imagine_nb.wire.listening import ChatAPI
from imagine_nb.wire.order import Order

COMPLETIONS = "/chat/completions"
_NAMES = {"max_output_tokens": "max_completion_tokens"}
_LEFT_OUT = frozenset({"input", "store", "include", "reasoning", "text", "previous_response_id"})


def body_of(order: Order) -> dict[str, JSON]:
    """A question's body as `/chat/completions` has it. It always holds the whole chat."""
    body = (order.whole or order).body
    if body.get("previous_response_id"):
        raise InputError(
            "This server has no /responses, so a chat cannot go on from an answer's id.",
            advice="Append the earlier messages instead.",
        )
    kept = {_NAMES.get(name, name): value for name, value in body.items() if name not in _LEFT_OUT}
    if effort := (body.get("reasoning") or {}).get("effort"):
        kept["reasoning_effort"] = effort
    if shape := (body.get("text") or {}).get("format"):
        kept["response_format"] = _shape(shape)
    return {**kept, "messages": [_message(message) for message in body["input"]]}


def _shape(shape: Mapping[str, JSON]) -> JSON:
    if shape["type"] != "json_schema":
        return dict(shape)
    inner = {name: value for name, value in shape.items() if name != "type"}
    return {"type": "json_schema", "json_schema": inner}


def _message(message: Mapping[str, JSON]) -> JSON:
    content = message["content"]
    parts = content if isinstance(content, str) else [_part(part) for part in content]
    return {"role": message["role"], "content": parts}


def _part(part: Mapping[str, JSON]) -> JSON:
    if part["type"] == "input_text":
        return {"type": "text", "text": part["text"]}
    if part["type"] == "input_file":
        return {"type": "file", "file": {"file_id": part["file_id"]}}
    return {"type": "image_url", "image_url": {"url": part["image_url"], "detail": part["detail"]}}


COMPLETIONS_API = ChatAPI(
    COMPLETIONS,
    body_of,
    {"stream": True, "stream_options": {"include_usage": True}},
    reply_in,
    CompletionStream,
)
