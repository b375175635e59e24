from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.turns import MadeCall, Turn, call_in, chat_turn_in, result_in, turn_in
from imagine_nb.print_shop.press import Source

FOX = Source(None, "fox")
READERS = {"text": lambda part, _: part["text"], "image": lambda part, _: Source(None, part["name"])}
CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}


def test_parts_become_text_and_pictures() -> None:
    parts = [{"type": "text", "text": "a"}, {"type": "image", "name": "fox"}, {"type": "text", "text": "b"}]
    assert turn_in({"role": "user", "content": parts}, "m", readers=READERS) == Turn("user", "a\nb", (FOX,))


def test_an_unknown_part_is_refused_by_its_place() -> None:
    with pytest.raises(Refusal, match=r"m\.content\[0\]\.type: unknown variant `audio`"):
        turn_in({"role": "user", "content": [{"type": "audio"}]}, "m", readers={})


def test_a_message_may_make_calls_and_then_needs_no_content() -> None:
    made = chat_turn_in({"role": "assistant", "content": None, "tool_calls": [CALL]}, "m", readers=READERS)
    assert made == Turn("assistant", "", calls=(MadeCall("c1", "weather", "{}"),))
    with pytest.raises(Refusal, match="content"):
        chat_turn_in({"role": "assistant", "content": None}, "m", readers=READERS)


def test_the_result_of_a_call_is_a_turn_of_its_own() -> None:
    told = Turn("tool", "sunny", call_id="c1")
    message = {"role": "tool", "content": "sunny", "tool_call_id": "c1"}
    assert chat_turn_in(message, "m", readers=READERS) == told
    assert result_in({"output": "sunny", "call_id": "c1"}, "i", readers=READERS) == told
    parts = [{"type": "text", "text": "sunny"}]
    assert result_in({"output": parts, "call_id": "c1"}, "i", readers=READERS) == told
    assert chat_turn_in({"role": "tool", "content": "sunny"}, "m", readers=READERS).call_id == ""


def test_a_call_is_an_item_of_its_own() -> None:
    item = {"name": "weather", "call_id": "c1", "arguments": '{"city": "Oslo"}'}
    assert call_in(item, "i").calls == (MadeCall("c1", "weather", '{"city": "Oslo"}'),)


@pytest.mark.parametrize(
    ("read", "words"),
    [
        (lambda: result_in({"output": "x"}, "i", readers=READERS), r"i\.call_id"),
        (lambda: result_in({"call_id": "c"}, "i", readers=READERS), r"i\.output"),
        (lambda: call_in({"call_id": "c"}, "i"), r"i\.name"),
        (lambda: call_in({"name": "f"}, "i"), r"i\.call_id"),
        (lambda: chat_turn_in({"role": "assistant", "tool_calls": 7}, "m", readers={}), "sequence"),
        (lambda: chat_turn_in({"role": "assistant", "tool_calls": [7]}, "m", readers={}), r"tool_calls\[0\]"),
        (lambda: chat_turn_in({"role": "assistant", "tool_calls": [{}]}, "m", readers={}), "function"),
    ],
)
def test_what_is_missing_is_named_by_its_place(read, words) -> None:
    with pytest.raises(Refusal, match=words):
        read()
