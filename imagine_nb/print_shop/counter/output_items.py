"""The items of an answer in the Responses API, and the events that stream those that hold no words."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

from imagine_nb.print_shop.counter.outcomes import Drawn
from imagine_nb.print_shop.counter.turns import MadeCall

Body = dict[str, Any]

_DRAWING = "response.image_generation_call"
_ARGUMENTS = "response.function_call_arguments"


def message(number: str, status: str, content: list[Body]) -> Body:
    """What is said."""
    return {"type": "message", "id": number, "role": "assistant", "status": status, "content": content}


def text_part(text: str) -> Body:
    """The words of a message."""
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def function_call(call: MadeCall) -> Body:
    """A call of a function."""
    return {
        "type": "function_call",
        "id": call.id.replace("call_", "fc_"),
        "call_id": call.id,
        "name": call.name,
        "arguments": call.arguments,
        "status": "completed",
    }


def picture(drawn: Drawn, number: str) -> Body:
    """A picture in base64; one that was refused has none."""
    return {
        "type": "image_generation_call",
        "id": number,
        "status": "failed" if drawn.data is None else "completed",
        "action": drawn.action,
        "prompt": drawn.prompt,
        "result": None if drawn.data is None else b64encode(drawn.data).decode(),
    }


def events_of(item: Body, at: int) -> Iterator[Body]:
    """The events that stream a call or a picture."""
    place = {"item_id": item["id"], "output_index": at}
    is_call = item["type"] == "function_call"
    empty = {"arguments": ""} if is_call else {"result": None}
    yield _item_event("added", item | {"status": "in_progress"} | empty, at)
    if is_call:
        yield {"type": f"{_ARGUMENTS}.delta", **place, "delta": item["arguments"]}
        yield {"type": f"{_ARGUMENTS}.done", **place, "arguments": item["arguments"], "name": item["name"]}
    else:
        for step in ("in_progress", "generating", "completed"):
            yield {"type": f"{_DRAWING}.{step}", **place}
    yield _item_event("done", item, at)


def _item_event(kind: str, item: Body, at: int) -> Body:
    return {"type": f"response.output_item.{kind}", "output_index": at, "item": item}
