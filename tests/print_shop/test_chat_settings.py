from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.chat_settings import chat_settings, check_response_settings, tier_in
from imagine_nb.print_shop.counter.refusals import Refusal

DECLINE = {"type": "policy", "category": "nsfw", "behavior": "decline"}


def test_what_changes_nothing_is_accepted():
    body = {
        "temperature": 0.2, "top_p": 1, "seed": 3, "user": "u", "safety_identifier": "s", "logprobs": True,
        "top_logprobs": 2, "frequency_penalty": -1.5, "presence_penalty": 0, "reasoning_effort": "low",
        "search_parameters": {"mode": "auto"}, "guidelines": [DECLINE, DECLINE | {"category": "violence"}],
    }  # fmt: skip
    chat_settings(body)
    check_response_settings(
        body | {"include": ["x"], "max_turns": 3, "reasoning": {"effort": "high"}, "metadata": {}}
    )


def test_what_bears_on_the_body_is_read():
    assert chat_settings({}).choices == 1
    found = chat_settings({"n": 3, "stop": "x", "deferred": True, "service_tier": "priority"})
    assert (found.choices, found.stop, found.deferred, found.tier) == (3, ("x",), True, "priority")
    assert chat_settings({"stop": ["a", ""]}).stop == ("a",)
    assert tier_in({}) == tier_in({"service_tier": "auto"}) == "default"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"n": 0}, 422),
        ({"n": 1000}, 422),
        ({"stop": 7}, 422),
        ({"stop": [7]}, 422),
        ({"stop": list("abcde")}, 400),
        ({"temperature": 3}, 422),
        ({"temperature": "hot"}, 422),
        ({"top_p": True}, 422),
        ({"presence_penalty": 5}, 422),
        ({"logprobs": 1}, 422),
        ({"seed": 1.5}, 422),
        ({"reasoning_effort": "huge"}, 422),
        ({"search_parameters": {"mode": "maybe"}}, 422),
        ({"service_tier": "gold"}, 422),
        ({"guidelines": [DECLINE | {"category": "sadness"}]}, 422),
        ({"guidelines": [{"type": "policy"}]}, 422),
        ({"guidelines": {}}, 422),
        ({"guidelines": [DECLINE, DECLINE]}, 400),
    ],
)
def test_what_the_api_refuses_is_refused(fields, status):
    with pytest.raises(Refusal) as caught:
        chat_settings(fields)
    assert caught.value.status == status


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"metadata": {"a": "b"}}, 400),
        ({"background": True}, 400),
        ({"include": "x"}, 422),
        ({"max_turns": 0}, 422),
        ({"reasoning": {"effort": "huge"}}, 422),
    ],
)
def test_so_are_those_of_the_responses_api(fields, status):
    with pytest.raises(Refusal) as caught:
        check_response_settings(fields)
    assert caught.value.status == status
