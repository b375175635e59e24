from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from typing import Any

import pytest

from imagine_nb.chat import Conversation, Message, file, image, system, text, tool_result, user
from imagine_nb.config import target
from imagine_nb.errors import InputError
from imagine_nb.wire.chat_reply import FunctionCall, ImageOutput, ToolCall
from imagine_nb.wire.completion_bodies import body_of, needs_responses

TO = target(engine="xai", api_key="xai-a-key-of-the-tests-0123456789")
FAR = "https://example.com/man.jpg"
CALLS = tuple(ToolCall(f"call_{at}", FunctionCall("get_weather", f'{{"at": {at}}}')) for at in (1, 2))


@dataclass(frozen=True)
class Answered:
    content: str = ""
    id: str | None = "resp_1"
    stored: bool = False
    tool_calls: tuple[ToolCall, ...] = CALLS
    reasoning_content: str = "Hm."
    encrypted_content: str = "sealed"


@dataclass(frozen=True)
class Drew(Answered):
    content: str = "Here it is."
    tool_calls: tuple[ToolCall, ...] = ()
    encrypted_content: str = ""
    image_outputs: tuple[ImageOutput, ...] = ()


def asked(*more: Any, **settings: Any) -> Conversation:
    chat = Conversation("grok-4.3", **settings).append(user("The weather?", image(FAR)))
    for each in more:
        chat.append(each)
    return chat


def test_an_answer_takes_along_what_it_called_and_its_sealed_reasoning() -> None:
    chat = asked(Answered())
    assert len(chat.messages) == 2
    turn = chat.messages[-1]
    assert (turn.role, turn.tool_calls, turn.encrypted_content) == ("assistant", CALLS, "sealed")
    kinds = [item.get("type") for item in chat.order(target=TO).body["input"]]
    assert kinds == [None, "reasoning", "function_call", "function_call"]


def test_an_answer_takes_along_the_pictures_that_its_tool_made() -> None:
    call = ToolCall("ig_1", FunctionCall("image_generation"), type="image_generation_tool")
    drawn = [Drew(image_outputs=(ImageOutput(call, data),)) for data in (b"a fox", b"a cat")]
    orders = [asked(each, user("Make it night")).order(target=TO) for each in drawn]
    item = orders[0].body["input"][1]
    assert (item["type"], item["id"]) == ("image_generation_call", "ig_1")
    assert base64.b64decode(item["result"]) == b"a fox"
    assert needs_responses(orders[0].body)
    assert [each["role"] for each in body_of(orders[0])["messages"]] == ["user", "assistant", "user"]
    assert orders[0].request.key != orders[1].request.key


def test_results_without_an_id_answer_the_calls_in_order() -> None:
    chat = asked(Answered(), tool_result("Sunny"), tool_result("Rain"))
    assert [each.tool_call_id for each in chat.messages[2:]] == ["call_1", "call_2"]
    chat = asked(Answered(), tool_result("Rain", "call_2"), tool_result("Sunny"))
    assert [each.tool_call_id for each in chat.messages[2:]] == ["call_2", "call_1"]
    chat.append(tool_result("Snow"))
    with pytest.raises(InputError, match="No call waits"):
        chat.order(target=TO)


def test_results_of_a_stored_answer_go_out_alone() -> None:
    order = asked(Answered(stored=True), tool_result("Sunny"), tool_result("Rain")).order(target=TO)
    assert order.body["previous_response_id"] == "resp_1"
    assert [item["type"] for item in order.body["input"]] == ["function_call_output"] * 2
    assert order.whole is not None
    assert len(order.whole.body["input"]) == 6


def test_results_of_calls_that_only_the_api_knows_are_told_later() -> None:
    chat = Conversation("grok-4.3", previous_response_id="resp_1", is_whole=False)
    assert not chat.has_loose_results
    chat.append(tool_result("Sunny")).append(tool_result("Rain"))
    assert chat.has_loose_results
    chat.called(["call_1", "call_2"])
    assert not chat.has_loose_results
    order = chat.order(target=TO)
    assert [item["call_id"] for item in order.body["input"]] == ["call_1", "call_2"]
    assert order.request.sent == "Rain"


def test_no_two_places_of_a_conversation_have_the_same_key() -> None:
    keys = [
        each.order(target=TO).key
        for each in (
            asked(),
            asked(Answered()),
            asked(Answered(), tool_result("Sunny")),
            asked(Answered(), tool_result("Rain")),
            asked(Answered(), tool_result("Sunny", "call_2")),
            Conversation("grok-4.3").append(system("Be brief.")),
            asked(parameters={"stop": ["x"]}),
            asked(parameters={"tools": [{"type": "web_search"}]}),
            Conversation("grok-4.3").append(user("The weather?", image(FAR), file(data=b"a"))),
            Conversation("grok-4.3").append(user("The weather?", image(FAR), file(data=b"b"))),
        )
    ]
    assert len(set(keys)) == len(keys)


def test_a_question_is_priced_with_its_document_and_the_calls() -> None:
    prices = [
        each.order(target=TO).price.usd
        for each in (asked(), asked(Answered()), asked(user(file(data=b"a" * 40_000))))
    ]
    assert prices == sorted(prices)
    assert prices[0] < prices[1] < prices[2]
    assert prices[2] - prices[0] == pytest.approx(10_000 * 1.25 / 10**6, rel=0.01)


def test_without_a_word_of_the_user_the_last_message_is_asked() -> None:
    order = Conversation("grok-4.3").append(system("Be brief.")).order(target=TO)
    assert (order.request.sent, order.request.history) == ("Be brief.", None)
    with pytest.raises(InputError, match="no question"):
        Conversation("grok-4.3").order(target=TO)


def test_what_is_left_out_is_in_the_notice() -> None:
    assert "left out" in asked(notice="It was left out.").order(target=TO).notice


def test_a_secret_of_its_tools_is_neither_shown_nor_in_the_journal() -> None:
    declared = {"type": "mcp", "server_url": "https://e.com", "authorization": "Bearer secret-word"}
    chat = asked(parameters={"tools": [declared]})
    order = chat.order(target=TO)
    assert order.body["tools"] == [declared]
    assert "secret-word" not in f"{chat!r} {order!r} {order.request!r}"


def test_what_is_no_message_is_told() -> None:
    with pytest.raises(InputError, match="There is an int where a message belongs"):
        asked(7)
    edited = asked("Hi")
    edited.messages.append("And?")  # type: ignore[arg-type]
    for go_on in (lambda: edited.append(user("And?")), lambda: edited.order(target=TO)):
        with pytest.raises(InputError, match="There is a str where a message belongs"):
            go_on()
    assert asked(Message("assistant", (text("Hi"),)), "And?").messages[-1] == user("And?")


@pytest.mark.parametrize("ids", [("", ""), ("call_0", "call_0")])
def test_results_answer_calls_in_order_where_a_server_gives_them_no_ids_of_their_own(
    ids: tuple[str, str],
) -> None:
    calls = tuple(replace(call, id=each) for call, each in zip(CALLS, ids, strict=True))
    chat = Conversation("grok-4.3").append("Hi")
    for turn in (1, 2):
        chat.append(Answered(tool_calls=calls))
        assert len(chat.waiting) == 2
        chat.append(tool_result("4"))
        assert len(chat.waiting) == 1
        chat.append(tool_result("5"))
        assert not chat.waiting
        items: list[Any] = chat.order(target=TO).body["input"]
        kinds = [each.get("type") for each in items if "call_id" in each]
        assert (
            kinds == ["function_call", "function_call", "function_call_output", "function_call_output"] * turn
        )
        assert all(each["call_id"] for each in items if "call_id" in each)


def test_edited_messages_are_sent_anew_and_others_go_on_from_the_stored_answer() -> None:
    going = asked("Hi", Answered("Yes?", "r-1", stored=True, tool_calls=()), "And?")
    other = going.copy()
    assert [going.order(target=TO).body[name] for name in ("previous_response_id", "input")] == [
        "r-1",
        [{"role": "user", "content": [{"type": "input_text", "text": "And?"}]}],
    ]
    del going.messages[1:]
    sent = going.append("Really?").order(target=TO).body
    assert "previous_response_id" not in sent
    assert [each["content"][0]["text"] for each in sent["input"]] == ["The weather?", "Really?"]
    assert [each.text for each in other.messages] == ["The weather?", "Hi", "Yes?", "And?"]
    assert other.order(target=TO).body["previous_response_id"] == "r-1"


def test_edited_messages_go_on_from_where_the_conversation_began() -> None:
    going = Conversation("grok-4.3", previous_response_id="r-0", begun="r-0", is_whole=False)
    going.append("Hi").append(Answered("Yes?", "r-1", stored=True, tool_calls=())).append("And?")
    assert going.order(target=TO).body["previous_response_id"] == "r-1"
    going.messages[1:] = [user("Really?")]
    sent = going.order(target=TO).body
    assert (sent["previous_response_id"], len(sent["input"])) == ("r-0", 2)
