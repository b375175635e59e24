"""State of a panel: the newest results first, and an answer as far as it has come."""

from __future__ import annotations

from imagine_nb import Studio
from imagine_nb.panels.state import Group, State, Turn


def test_the_pictures_of_the_newest_request_come_first(studio: Studio) -> None:
    fox, hat = (tuple(studio.imagine(each, n=2)) for each in ("a fox", "a hat"))
    state = State(groups=[Group("a hat", of=2, pictures=hat), Group("a fox", of=2, pictures=fox)])
    assert state.pictures == [*hat, *fox]


def test_an_answer_is_what_has_streamed_until_it_is_there(studio: Studio) -> None:
    turn = Turn("What is it?", pieces=["A ", "f"])
    assert turn.text == "A f"
    turn.answer = studio.ask("What is it?", images=studio.imagine("a fox"))
    assert turn.text == turn.answer.text


def test_panels_have_conversations_of_their_own() -> None:
    assert State().chat != State().chat
