import pytest

from imagine_nb.errors import APIError, InputError
from imagine_nb.exchange.chat_api import ChatAPIs

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


def test_there_are_two_ways_and_auto() -> None:
    with pytest.raises(InputError, match="chat API"):
        ChatAPIs("respones")
