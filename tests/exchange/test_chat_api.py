from typing import Any

import pytest

from imagine_nb.config import target
from imagine_nb.errors import APIError, InputError
from imagine_nb.exchange.chat_api import ChatAPIs
from imagine_nb.wire.order import Order
from imagine_nb.wire.questions import answer_order

RESPONSES, COMPLETIONS = "/responses", "/chat/completions"


@pytest.mark.parametrize(
    ("status", "message", "turns"),
    [
        (404, "Not Found", True),
        (405, "Method Not Allowed", True),
        (501, "Not Implemented", True),
        (400, "No.", False),
        (500, "It broke.", False),
        (None, "Cut off.", False),
        (404, "The Model grok-9 does not exist.", False),
    ],
)
def test_a_server_without_the_path_is_asked_by_the_other_one_once(
    status: int | None, message: str, *, turns: bool
) -> None:
    apis, error = ChatAPIs(), APIError(message, status=status)
    assert apis.current.endpoint == RESPONSES
    assert apis.turn(error) == turns
    assert apis.current.endpoint == (COMPLETIONS if turns else RESPONSES)
    assert (apis.is_sure, apis.turn(error)) == (turns, False)


@pytest.mark.parametrize(("name", "endpoint"), [("responses", RESPONSES), ("completions", COMPLETIONS)])
def test_what_the_user_says_is_not_doubted(name: str, endpoint: str) -> None:
    apis = ChatAPIs(name)
    assert not apis.turn(APIError("Not Found", status=404))
    assert (apis.current.endpoint, apis.is_sure) == (endpoint, True)


def question(**parameters: Any) -> Order:
    to = target(engine="xai", api_key="a-key-of-the-tests")
    return answer_order("What?", target=to, model="grok-4.3", messages=[], parameters=parameters)


def test_what_only_chat_completions_has_is_asked_there_and_says_nothing_of_the_server() -> None:
    apis, plain, stopped = ChatAPIs(), question(), question(stop=["x"])
    assert (apis.of(plain).endpoint, apis.of(stopped).endpoint) == (RESPONSES, COMPLETIONS)
    assert apis.left_out(stopped) == ""
    apis.answered(apis.of(stopped))
    assert not apis.is_sure
    assert apis.turn(APIError("Not Found", status=404), apis.of(stopped))
    assert apis.current.endpoint == apis.of(stopped).endpoint == RESPONSES
    assert apis.left_out(stopped) == "/responses takes no stop: left out."
    apis.answered(apis.of(plain))
    assert apis.is_sure


def test_what_the_user_says_holds_for_every_question() -> None:
    apis = ChatAPIs("responses")
    assert apis.of(question(stop=["x"])).endpoint == RESPONSES
    assert "stop" in apis.left_out(question(stop=["x"]))
    apis = ChatAPIs("completions")
    assert apis.of(question(max_turns=2)).endpoint == COMPLETIONS
    assert "max_turns" in apis.left_out(question(max_turns=2))


def test_there_are_two_ways_and_auto() -> None:
    with pytest.raises(InputError, match="chat API"):
        ChatAPIs("respones")
