from __future__ import annotations

from imagine_nb.chat import file, user
from imagine_nb.config import target
from imagine_nb.prices import TOKENS_OF_IMAGE
from imagine_nb.wire.questions import RESPONSES, answer_order

TO = target(engine="xai", api_key="a-key-of-the-tests")


def usd(*messages: object) -> float:
    return answer_order("What?", target=TO, model="grok-4.3", messages=list(messages)).price.usd


def test_a_question_is_an_order_that_stores_nothing_unless_asked() -> None:
    items = user("What?", file(data=b"abc", filename="a.txt")).wire()
    documents = user(file(data=b"abc", filename="a.txt")).documents
    order = answer_order("What?", target=TO, model="grok-4.3", messages=items, documents=documents)
    assert order.body == {"model": "grok-4.3", "input": items, "store": False}
    assert (order.request.endpoint, order.key) == (RESPONSES, order.request.key)
    assert [(each.name, each.n_bytes) for each in order.request.sources] == [("a.txt", 3)]
    assert order.sources == ()


def test_what_is_read_is_priced_by_its_length_and_other_files_like_a_picture() -> None:
    nothing = usd()
    assert usd({"type": "function_call_output", "call_id": "c", "output": "a" * 400}) > nothing
    assert usd({"type": "function_call", "call_id": "c", "name": "f", "arguments": "a" * 400}) > nothing
    assert usd({"type": "reasoning", "summary": [], "encrypted_content": "a" * 400}) > nothing
    picture = 1.25 * TOKENS_OF_IMAGE / 10**6
    for part in (file(data=b"%PDF-" + bytes(10**6)), file(url="https://e.com/a.txt"), file("file_1")):
        assert round(usd(*user(part).wire()) - nothing, 6) == picture
