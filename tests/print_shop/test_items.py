from __future__ import annotations

import base64

import pytest

from imagine_nb.print_shop.counter.items import turns_in
from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.shop import Shop, new_shop
from imagine_nb.print_shop.counter.turns import MadeCall, Turn
from imagine_nb.print_shop.press import Source

JPEG = b"\xff\xd8\xff rest"


@pytest.fixture
def shop() -> Shop:
    return new_shop(clock=lambda: 0.0, pace=0)


def test_a_text_is_a_question(shop: Shop) -> None:
    assert turns_in("what?", keeper=shop) == [Turn("user", "what?")]


def test_the_items_of_an_earlier_answer_are_turns(shop: Shop) -> None:
    result = base64.b64encode(JPEG).decode()
    call = {"type": "function_call", "call_id": "c", "name": "weather", "arguments": "{}"}
    items = [
        {"type": "reasoning", "id": "r", "encrypted_content": "sealed"},
        {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi."}]},
        call,
        {"type": "function_call_output", "call_id": "c", "output": "sunny"},
        {"type": "image_generation_call", "result": result},
        {"type": "image_generation_call", "result": f"data:image/jpeg;base64,{result}"},
        {"type": "image_generation_call", "result": None, "status": "failed"},
        {"type": "mcp_call", "id": "m"},
        {"role": "user", "content": "and?"},
    ]
    assert turns_in(items, keeper=shop) == [
        Turn("assistant", "Hi."),
        Turn("assistant", "", calls=(MadeCall("c", "weather", "{}"),)),
        Turn("tool", "sunny", call_id="c"),
        Turn("assistant", "", (Source(JPEG),)),
        Turn("assistant", "", (Source(JPEG),)),
        Turn("user", "and?"),
    ]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (None, 422),
        (7, 422),
        (["x"], 422),
        ([{"type": "song"}], 422),
        ([{"type": 7}], 422),
        ([{"type": "image_generation_call", "result": 7}], 422),
        ([{"type": "image_generation_call", "result": "?"}], 400),
        ([{"type": "image_generation_call", "result": "AAAA"}], 400),
    ],
)
def test_what_is_no_item_is_refused(shop: Shop, given: object, status: int) -> None:
    with pytest.raises(Refusal) as caught:
        turns_in(given, keeper=shop)
    assert caught.value.status == status
