"""Answers as they are heard: without the key, with their calls and pictures, and kept whatever breaks off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from faults_server import FaultServer, answer, deltas, jpeg, picture_call, reply, stream
from imagine_nb import Gallery, loop
from imagine_nb.config import Target, target
from imagine_nb.errors import APIError
from imagine_nb.exchange.engine import Engine
from imagine_nb.exchange.hearing import Room
from imagine_nb.transport.reading import MAX_ANSWER, MAX_BODY
from imagine_nb.wire.chat_reply import Delta, ImageOutput, Reply
from imagine_nb.wire.order import Order
from imagine_nb.wire.questions import answer_order

Make = Callable[..., Engine]
KEY = "xai-a-key-of-the-tests-0123456789"
CALL = {"type": "function_call", "call_id": "call_1", "name": "get_weather", "arguments": '{"city": "Paris"}'}
DRAWS = {"tools": [{"type": "image_generation"}]}


def asking(to: Target, **parameters: Any) -> Order:
    asked = [{"role": "user", "content": "What is it?"}]
    return answer_order("What is it?", target=to, model="grok-4.3", messages=asked, parameters=parameters)


def holding(*items: Any) -> dict[str, Any]:
    whole = answer("Here.")
    return {**whole, "output": [*items, *whole["output"]]}


def done(*items: Any) -> list[dict[str, Any]]:
    return [
        {"type": "response.output_item.done", "output_index": at, "item": each}
        for at, each in enumerate(items)
    ]


def heard(engine: Engine, order: Order) -> tuple[list[Delta], Any, Reply]:
    async def listen() -> list[Any]:
        return [piece async for piece in engine.exchange.answer_stream(order)]

    *added, (received, whole) = loop.run(listen())
    return added, received, whole


@pytest.mark.parametrize("is_streamed", [True, False])
def test_calls_of_functions_are_heard_and_kept_in_words(
    make: Make, faults: FaultServer, gallery: Gallery, to: Target, is_streamed: bool
) -> None:
    body = {**answer(), "output": [CALL]}
    end = {"type": "response.completed", "response": body}
    faults.then(
        stream(*done(CALL), end) if is_streamed else reply(200, body, content_type="application/json")
    )
    added, _, whole = heard(make(), asking(to))
    assert [[call.function.name for call in each.tool_calls] for each in added] == [["get_weather"]]
    assert (whole.text, whole.finish_reason) == ("", "tool_calls")
    assert [each.text for each in gallery.answers()] == ['get_weather({"city": "Paris"})']


def test_a_key_is_in_nothing_that_is_heard(faults: FaultServer, gallery: Gallery) -> None:
    called = {**CALL, "arguments": f'{{"key": "{KEY}"}}'}
    ran = {"type": "mcp_call", "id": "mcp_1", "arguments": KEY, "output": f"It was {KEY}."}
    thoughts = (f"It is {KEY[:9]}", f"{KEY[9:]}!")
    thought = [{"type": "response.reasoning_text.delta", "delta": each} for each in thoughts]
    end = {"type": "response.completed"}
    faults.then(stream(*done(called, ran), *thought, *deltas(KEY[:12], KEY[12:]), end))
    to = target(engine="xai", api_key=KEY, base_url=faults.base_url)
    engine = Engine(to, gallery=gallery)
    added, _, whole = heard(engine, asking(to))
    loop.run(engine.aclose())
    assert KEY not in repr(added) + repr(whole)
    assert ("".join(each.reasoning for each in added), whole.reasoning) == ("It is xai-****!",) * 2
    assert ("".join(each.text for each in added), whole.text) == ("xai-****",) * 2
    assert whole.tool_outputs[0].content == "It was xai-****."
    assert KEY not in gallery.answers()[0].text


@pytest.mark.parametrize("is_streamed", [True, False])
def test_pictures_of_an_answer_are_in_the_gallery_with_it(
    make: Make, faults: FaultServer, gallery: Gallery, to: Target, is_streamed: bool
) -> None:
    first, second = jpeg((1, 2, 3)), jpeg((4, 5, 6))
    body = holding(picture_call("ig_1", data=first), picture_call("ig_2", data=second))
    end = {"type": "response.completed", "response": body}
    if is_streamed:
        faults.then(stream(*done(*body["output"]), *deltas("Here."), end))
        _, received, whole = heard(make(), asking(to, **DRAWS))
    else:
        faults.then(reply(200, body))
        received, whole = loop.run(make().exchange.replied(asking(to, **DRAWS)))
    assert [gallery.data(each) for each in gallery] == [first, second] == list(received.data)
    assert [each.record for each in whole.image_outputs] == list(received.recorded.pictures)
    assert [(each.prompt, each.revised_prompt) for each in gallery] == [("What is it?", "a red fox")] * 2
    assert sum(each.cost_ticks or 0 for each in gallery) == 40_000
    assert [each.text for each in gallery.answers()] == ["Here."]
    assert whole.image_outputs[1].as_source().record.picture_id == received.recorded.pictures[1].id
    assert gallery.verify()


def test_a_picture_that_cannot_be_read_costs_not_the_answer(
    make: Make, faults: FaultServer, gallery: Gallery, to: Target
) -> None:
    faults.then(reply(200, holding(picture_call("ig_1", result="@@@"), picture_call("ig_2"))))
    received, whole = loop.run(make().exchange.replied(asking(to, **DRAWS)))
    assert (whole.text, len(whole.image_outputs), len(gallery)) == ("Here.", 1, 1)
    assert received.notice.startswith("A picture of the answer is missing: ")
    assert received.recorded.outcome.status == "partial"
    assert gallery.verify()
    found = gallery.recover()  # its body is kept, and says the same each time
    assert (found.n_answers, found.n_pictures, found.failed) == (
        0,
        0,
        ((received.recorded.id, received.notice),),
    )
    assert gallery.verify()


def test_pictures_and_text_that_came_before_a_stream_broke_are_kept(
    make: Make, faults: FaultServer, gallery: Gallery, to: Target
) -> None:
    faults.then(stream(*done(picture_call()), *deltas("Here"), done=False))
    with pytest.raises(APIError) as caught:
        heard(make(), asking(to, **DRAWS))
    assert caught.value.partial == "Here"
    assert [gallery.data(each) for each in gallery] == [jpeg()]
    assert [each.text for each in gallery.answers()] == ["Here"]


def test_a_picture_before_its_answer_is_whole_can_be_a_source(
    make: Make, faults: FaultServer, to: Target
) -> None:
    faults.then(stream(*done(picture_call()), {"type": "response.completed"}))
    (added,), _, _ = heard(make(gallery=False), asking(to, **DRAWS))
    (output,) = added.image_outputs
    assert isinstance(output, ImageOutput)
    assert output.record is None
    assert output.as_source().data == jpeg()


def test_only_an_answer_with_pictures_has_the_room_of_pictures(to: Target) -> None:
    assert Room.of(asking(to)).whole == MAX_ANSWER
    assert Room.of(asking(to, tools=[{"type": "web_search"}])).event < MAX_BODY
    assert Room.of(asking(to, **DRAWS)).event == MAX_BODY
