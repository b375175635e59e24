"""Traits that a cell sets: the state takes them up, and the page is told what it does not have yet."""

from __future__ import annotations

import pytest

from desk import Desk
from imagine_nb.panels.state import Group
from imagine_nb.pictures import Pictures


@pytest.mark.parametrize(("name", "value"), [("prompt", "an otter"), ("view", "ask")])
def test_words_are_taken_up_and_told_once(desk: Desk, name: str, value: str) -> None:
    assert desk.core.setting.take(name, value) == ({name: value}, ())
    assert desk.core.setting.take(name, value) is None
    state = desk.ask("hello")["state"]
    assert value in (state["form"]["prompt"], state["view"])


def test_what_is_selected_is_told_by_its_ids(desk: Desk) -> None:
    made = desk.core.studio.imagine("a fox", n=2)
    ids = [each.id for each in made]
    assert desk.core.setting.take("selected", made) == ({"selected": ids}, ())
    assert desk.core.setting.take("selected", made) is None
    assert desk.core.state.selected == tuple(ids)


def test_pictures_are_shown_as_the_newest_result(desk: Desk) -> None:
    made = desk.core.studio.imagine("a fox", n=2)
    told = desk.core.setting.take("pictures", made)
    assert told is not None
    fields, buffers = told
    (group,) = fields["results"]
    assert ([each["id"] for each in group["cards"]], len(buffers)) == ([each.id for each in made], 2)
    assert desk.core.setting.take("pictures", Pictures(made)) is None


def test_an_answer_goes_into_the_conversation_once_and_none_is_no_answer(desk: Desk) -> None:
    fox = desk.core.studio.imagine("a fox").one
    answer = desk.core.studio.ask("What is it?", images=[fox])
    assert desk.core.setting.take("answer", None) is None
    told = desk.core.setting.take("answer", answer)
    assert told is not None
    assert [(each["question"], each["text"]) for each in told[0]["turns"]] == [("What is it?", answer.text)]
    assert desk.core.setting.take("answer", answer) is None


def test_what_is_being_made_stays_when_a_cell_sets_the_pictures(desk: Desk) -> None:
    running = Group("a cat", of=1)
    desk.core.state.groups = [running, Group("a dog", of=1, state="done")]
    desk.core.setting.take("pictures", desk.core.studio.imagine("a fox"))
    assert [each.prompt for each in desk.core.state.groups] == ["", "a cat"]
