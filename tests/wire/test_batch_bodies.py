"""Requests as batches take them: under the name of their kind, priced and recorded as of a batch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from imagine_nb.config import Target, target
from imagine_nb.errors import InputError, ProtocolError
from imagine_nb.sources import source
from imagine_nb.wire.batch_bodies import answer_in, batched, endpoint_of, notice_of
from imagine_nb.wire.faults import Head
from imagine_nb.wire.order import image_order
from imagine_nb.wire.questions import answer_order


@pytest.fixture
def to() -> Target:
    return target(engine="xai", api_key="a-key-of-the-tests")


def question(to: Target, model: str = "grok-4.3", **parameters: Any) -> Any:
    messages = [{"role": "user", "content": [{"type": "input_text", "text": "Why?"}]}]
    return answer_order("Why?", target=to, model=model, messages=messages, parameters=parameters)


def test_a_generation_is_wrapped_and_recorded_with_its_ids(to: Target) -> None:
    order = image_order("a fox", target=to, model="grok-imagine-image", n=2)
    made = batched(order, "batch_1", "fox")
    assert made.body == {"batch_request_id": "fox", "batch_request": {"image_generation": order.body}}
    assert (made.request.endpoint, made.request.key) == ("/images/generations", order.key)
    assert made.request.parameters == {"n": 2, "batch_id": "batch_1", "batch_request_id": "fox"}
    assert made.price == order.price  # pictures cost the same in a batch


def test_an_edit_keeps_its_sources_in_its_body_alone(to: Target, png: bytes) -> None:
    order = image_order("a hat", target=to, model="grok-imagine-image", sources=[source(png)])
    made = batched(order, "batch_1", "hat")
    assert list(made.body["batch_request"]) == ["image_edit"]
    assert made.sources == ()
    assert made.request.sources == order.request.sources


@pytest.mark.parametrize(
    ("model", "share"), [("grok-4.3", 0.8), ("grok-4.20-reasoning", 0.8), ("grok-4.6", 1)]
)
def test_a_question_goes_as_a_chat_completion_and_is_cheaper_for_some_models(
    to: Target, model: str, share: float
) -> None:
    order = question(to, model)
    made = batched(order, "batch_1", "why")
    body = made.body["batch_request"]["chat_get_completion"]
    assert body["messages"] == [{"role": "user", "content": [{"type": "text", "text": "Why?"}]}]
    assert made.request.key == order.key  # a plain question is answered by it
    assert made.price.usd == pytest.approx(order.price.usd * share, abs=1e-6)


@pytest.mark.parametrize("given", [{"tools": [{"type": "web_search"}]}, {"previous_response_id": "resp_1"}])
def test_what_chat_completions_cannot_say_goes_as_a_response(to: Target, given: dict[str, Any]) -> None:
    order = question(to, **given)
    made = batched(order, "batch_1", "why")
    assert made.body["batch_request"] == {"responses": order.body}
    assert made.request.key == order.key


def test_what_is_left_out_is_told(to: Target) -> None:
    asked = question(to, tools=[{"type": "web_search"}], stop=["."])
    assert "stop" in notice_of(asked)
    assert "stop" not in batched(asked, "batch_1", "why").body["batch_request"]["responses"]
    assert notice_of(question(to, stop=["."])) == ""
    assert "retired" in notice_of(image_order("a fox", target=to, model="grok-imagine-image-pro"))


@pytest.mark.parametrize("request_id", ["", " ", 5, None, "x" * 301])
def test_an_id_is_a_name(to: Target, request_id: Any) -> None:
    with pytest.raises(InputError, match="batch_request_id"):
        batched(question(to), "batch_1", request_id)


def test_a_request_has_a_size(to: Target) -> None:
    order = image_order("a fox", target=to, model="grok-imagine-image")
    with pytest.raises(InputError, match="26 MiB"):
        batched(replace(order, body=order.body | {"image": {"url": "x" * (26 * 2**20)}}), "batch_1", "big")


@pytest.mark.parametrize("body", [{"choices": 5}, {"choices": [7]}, {"output": 3}, {"output": None}])
def test_an_answer_that_is_none_is_told(body: dict[str, Any]) -> None:
    with pytest.raises(ProtocolError):
        answer_in(body, Head(200))


def test_an_answer_in_the_form_of_the_responses_api_is_read_too() -> None:
    part = {"type": "output_text", "text": "So."}
    body = {"output": [{"type": "message", "content": [part]}], "id": "resp_1"}
    assert answer_in(body, Head(200)).text == "So."
    assert endpoint_of(body) == endpoint_of(None) == "/chat/completions"
    assert endpoint_of({"data": []}) == "/images/generations"
