from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from imagine_nb.chat import Message, assistant, developer, file, image, system, text, tool_result, user
from imagine_nb.config import target
from imagine_nb.errors import InputError
from imagine_nb.wire.chat_reply import FunctionCall, ToolCall

KEY = "xai-a-key-of-the-tests-0123456789"
FAR = "https://example.com/man.jpg"
CALL = ToolCall("call_1", FunctionCall("get_weather", '{"city": "Bern"}'))
SEARCH = ToolCall("ws_1", FunctionCall("web_search"), "web_search_tool")
CALLED = {
    "type": "function_call",
    "call_id": "call_1",
    "name": "get_weather",
    "arguments": '{"city": "Bern"}',
}


def test_a_message_has_its_parts_under_both_names() -> None:
    said = user("Hi", text("there"), image(FAR), file(data=b"abc"), "7")
    assert said.content == said.parts
    assert [part.text for part in said.content[:2]] == ["Hi", "there"]  # type: ignore[union-attr]
    assert (said.role, said.text, len(said.sources), len(said.documents)) == ("user", "Hi\nthere\n7", 1, 1)
    assert (said.name, said.tool_calls, said.tool_call_id, said.reasoning_content) == ("", (), "", "")
    with pytest.raises(AttributeError, match="no protocol buffers"):
        said.proto  # noqa: B018
    assert repr(said) == (
        "Message(role='user', parts=('Hi', 'there', <image man.jpg>, <file document.txt · 3 bytes>, '7'))"
    )


@pytest.mark.parametrize("part", [None, 7, ["Hi"], {"text": "Hi"}, b"Hi", Path("fox.png")])
def test_what_is_neither_words_nor_an_image_nor_a_file_is_no_part(part: Any) -> None:
    with pytest.raises(InputError, match=f"of type {type(part).__name__}.*image"):
        user("What is this?", part)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        (user("Hi", image(FAR)), "Hi"),
        (user(image(FAR)), "Describe the picture."),
        (user(" ", file(data=b"abc")), "Read the document."),
    ],
)
def test_what_is_asked_without_words_has_some_in_the_journal(message: Message, question: str) -> None:
    assert message.question == question


@pytest.mark.parametrize(
    ("message", "items"),
    [
        (system("Be brief."), [{"role": "system", "content": [{"type": "input_text", "text": "Be brief."}]}]),
        (assistant("Hi"), [{"role": "assistant", "content": "Hi"}]),
        (Message("assistant", (), tool_calls=(CALL, SEARCH)), [CALLED]),
        (Message("assistant", (text("So:"),), tool_calls=(CALL,)),
         [{"role": "assistant", "content": "So:"}, CALLED]),
        (
            Message("assistant", (text("So."),), reasoning_content="Hm.", encrypted_content="sealed"),
            [{"type": "reasoning", "summary": [{"type": "summary_text", "text": "Hm."}],
              "encrypted_content": "sealed"},
             {"role": "assistant", "content": "So."}],
        ),
        (tool_result("Sunny", "call_1"),
         [{"type": "function_call_output", "call_id": "call_1", "output": "Sunny"}]),
        (tool_result({"sky": "blue"}, "call_1"),  # type: ignore[arg-type]
         [{"type": "function_call_output", "call_id": "call_1", "output": '{"sky": "blue"}'}]),
    ],
)  # fmt: skip
def test_a_message_is_these_items(message: Message, items: list[object]) -> None:
    assert message.wire() == items


def test_messages_are_the_same_where_all_that_was_said_is() -> None:
    assert developer("a").identity() == ["developer", "a"]
    assert assistant("a").identity() == ["assistant", "a"]
    calls = Message("assistant", (text("a"),), tool_calls=(CALL,))
    results = [tool_result("a", each) for each in ("call_1", "call_2")]
    documents = [user(file(data=each)) for each in (b"a", b"b")]
    told = [str(each.identity()) for each in (assistant("a"), calls, *results, *documents)]
    assert len(set(told)) == len(told)


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (user(KEY), "API key"),
        (user(file(data=f"a {KEY} b".encode(), filename="notes.txt")), "notes.txt holds"),
        (user(file(data=b"a", filename=f"{KEY}.txt")), "name or address"),
        (Message("assistant", (), tool_calls=(ToolCall("c", FunctionCall("f", KEY)),)), "call holds"),
        (tool_result("Sunny"), "No call waits"),
    ],
)
def test_what_cannot_be_sent_is_told(message: Message, words: str) -> None:
    to = target(engine="xai", api_key=KEY)
    with pytest.raises(InputError) as caught:
        message.check(to)
    assert words in str(caught.value)
    assert KEY not in str(caught.value)
    user("fine").check(to)
