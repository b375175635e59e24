"""Cores of panels: what a cell that runs again finds again, and which part answers which message."""

from __future__ import annotations

from desk import Desk
from imagine_nb import Studio
from imagine_nb.gallery.places import Cell
from imagine_nb.panels.core import MAX_CORES, Cores


def cell(number: int, name: str = "a1") -> Cell:
    return Cell(number, name, is_told=True)


def test_the_panels_of_one_cell_have_places_of_their_own_and_again_when_it_runs_again() -> None:
    cores = Cores()
    first = [cores.place(cell(7)), cores.place(cell(7)), cores.place(cell(8, "b2"))]
    assert first == [("a1", 1), ("a1", 2), ("b2", 1)]
    assert [cores.place(cell(9)), cores.place(cell(9))] == first[:2]


def test_a_panel_that_no_cell_opens_has_no_place_and_always_a_new_core(studio: Studio) -> None:
    cores = Cores()
    assert cores.place(None) is None
    cores_made = [cores.of(None, "fox", studio) for _ in range(2)]
    assert [is_again for _, is_again in cores_made] == [False, False]
    assert cores_made[0][0] is not cores_made[1][0]


def test_the_core_comes_back_for_the_same_arguments_and_studio(studio: Studio) -> None:
    cores, place = Cores(), ("a1", 1)
    core, _ = cores.of(place, "fox", studio)
    assert cores.of(place, "fox", studio) == (core, True)
    other, is_again = cores.of(place, "cat", studio)
    assert (other is core, is_again) == (False, False)
    elsewhere = Studio(engine="print-shop", gallery=False, notify=lambda text: None)
    assert cores.of(place, "cat", elsewhere)[1] is False


def test_each_message_has_one_part_that_answers_it(desk: Desk) -> None:
    assert not desk.core.verbs.keys() & desk.core.looks.keys()
    parts = [each for each in vars(desk.core).values() if hasattr(each, "verbs") or hasattr(each, "looks")]
    named = [name for part in parts for name in {**getattr(part, "verbs", {}), **getattr(part, "looks", {})}]
    assert sorted(named) == sorted({**desk.core.verbs, **desk.core.looks})


def test_the_oldest_core_goes_when_there_are_too_many(studio: Studio) -> None:
    cores = Cores()
    for number in range(MAX_CORES + 1):
        cores.of((f"cell {number}", 1), "fox", studio)
    assert cores.of(("cell 1", 1), "fox", studio)[1]
    assert not cores.of(("cell 0", 1), "fox", studio)[1]
