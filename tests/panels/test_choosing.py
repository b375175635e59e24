"""What is chosen in a panel: its view, the selected pictures, those of the next question."""

from __future__ import annotations

import pytest

from desk import Desk


def test_choices_are_what_a_new_view_sees(desk: Desk) -> None:
    ids = [each["id"] for each in desk.generate("a fox", count=2)[1]]
    desk.ask("select", ids=ids[::-1])
    desk.ask("about", ids=ids[:1])
    for view in ("ask", "lineage", "compare", "create"):
        desk.ask("view", name=view)
        assert desk.ask("hello")["state"]["view"] == view
    state = desk.ask("hello")["state"]
    assert (state["selected"], [each["id"] for each in state["about"]]) == (ids[::-1], ids[:1])


def test_other_views_of_a_panel_choose_along(desk: Desk) -> None:
    (fox,) = (each["id"] for each in desk.generate("a fox")[1])
    desk.ask("select", ids=[fox])
    told = desk.event("state")
    assert (told["selected"], told["by"][:2]) == ([fox], "a-")
    desk.ask("about", ids=[fox])
    assert [each["id"] for each in desk.event("state")["about"]] == [fox]


@pytest.mark.parametrize("name", ["", "gallery", None, 7, [], "<b>"])
def test_a_view_that_there_is_not_is_refused(desk: Desk, name: object) -> None:
    assert desk.refused("view", name=name)[0] == "The page shows a view that there is not."


@pytest.mark.parametrize("verb", ["select", "about"])
@pytest.mark.parametrize("ids", [None, "x", ["x"], [7], {}, ["0" * 16] * 101])
def test_what_are_no_pictures_is_refused(desk: Desk, verb: str, ids: object) -> None:
    assert "Unexpected" not in desk.refused(verb, ids=ids)[0]
    assert desk.ask("hello")["state"]["selected"] == []


def test_a_picture_that_is_gone_is_in_no_choice(desk: Desk) -> None:
    ids = [each["id"] for each in desk.generate("a fox", count=2)[1]]
    desk.ask("select", ids=ids)
    desk.ask("about", ids=ids)
    desk.core.studio.gallery.delete(1)
    assert [each["id"] for each in desk.ask("hello")["state"]["about"]] == ids[1:]
