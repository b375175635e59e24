"""The items of a conversation in the Responses API: messages, and what earlier answers held, echoed back."""

from __future__ import annotations

from typing import Any

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.documents import FileKeeper
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.parts import readers_of_responses
from imagine_nb.print_shop.counter.refusals import misfit, missing
from imagine_nb.print_shop.counter.sources import source_at
from imagine_nb.print_shop.counter.turns import Readers, Turn, call_in, result_in, turn_in

_MESSAGE = "message"
_SAY_NOTHING = frozenset(
    {
        "reasoning",
        "item_reference",
        "compaction",
        "web_search_call",
        "x_search_call",
        "code_interpreter_call",
        "file_search_call",
        "custom_tool_call",
        "mcp_call",
        "mcp_list_tools",
        "mcp_approval_request",
        "mcp_approval_response",
    }
)


def turns_in(given: Any, *, keeper: FileKeeper) -> list[Turn]:
    """The turns in the field `input`: a text, or a list of items."""
    if given is None:
        raise missing("input")
    if isinstance(given, str):
        return [Turn("user", given)]
    if not isinstance(given, list):
        raise fields.wrong_type("input", given, "a string or a sequence")
    readers = readers_of_responses(keeper)
    items = [(f"input[{at}]", fields.object_of(item, f"input[{at}]")) for at, item in enumerate(given)]
    found = [_turn_in(item, name, readers, keeper) for name, item in items]
    return [turn for turn in found if turn is not None]


def _turn_in(item: JSONObject, name: str, readers: Readers, keeper: FileKeeper) -> Turn | None:
    kind = fields.optional_text(item, "type") or _MESSAGE
    match kind:
        case "message":
            return turn_in(item, name, readers=readers)
        case "function_call":
            return call_in(item, name)
        case "function_call_output":
            return result_in(item, name, readers=readers)
        case "image_generation_call":
            return _drawn_in(item, keeper)
    if kind in _SAY_NOTHING:
        return None
    raise misfit(f"{name}.type", f"unknown variant `{kind[:60]}`")


def _drawn_in(item: JSONObject, keeper: FileKeeper) -> Turn | None:
    """The picture of an earlier answer; there is none in an item that failed."""
    result = fields.optional_text(item, "result")
    if not result:
        return None
    url = result if result.startswith("data:") else f"data:image/jpeg;base64,{result}"
    return Turn("assistant", "", (source_at(url, keeper=keeper),))
