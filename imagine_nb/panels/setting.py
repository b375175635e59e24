"""Traits of a panel set by a cell: the state takes them up, and the page is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from imagine_nb.answers import Answer
from imagine_nb.panels.creating import Creating
from imagine_nb.panels.greeting import Greeting
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.state import Turn
from imagine_nb.pictures import Pictures
from imagine_nb.records import JSON


class Setting:
    """What a cell sets; `take` says what the page is told of it."""

    def __init__(self, shared: Shared, creating: Creating, greeting: Greeting) -> None:
        self._state, self._cards = shared.state, shared.cards
        self._creating, self._greeting = creating, greeting

    def take(self, name: str, value: Any) -> tuple[dict[str, JSON], tuple[bytes, ...]] | None:
        """Take up a trait; the fields and buffers for the page, None where the state has it already."""
        if not getattr(self, f"_{name}")(value):
            return None
        if name == "pictures":
            return self._greeting.results_json()
        if name == "answer":
            return self._greeting.turns_json()
        return {name: list(self._state.selected) if name == "selected" else value}, ()

    def _pictures(self, value: Pictures) -> bool:
        if [each.id for each in value] == [each.id for each in self._state.pictures]:
            return False
        self._creating.show(value)
        return True

    def _selected(self, value: Pictures) -> bool:
        self._cards.hold(value)
        ids = tuple(each.id for each in value)
        changed, self._state.selected = ids != self._state.selected, ids
        return changed

    def _answer(self, value: Answer | None) -> bool:
        answers = [each.answer for each in self._state.turns if each.answer is not None]
        if value is None or (answers and answers[-1] is value):
            return False
        self._state.turns.append(Turn(value.question, answer=value, state="done"))
        return True

    def _prompt(self, value: str) -> bool:
        changed = value != self._state.form.prompt
        self._state.form = replace(self._state.form, prompt=value)
        return changed

    def _view(self, value: str) -> bool:
        changed, self._state.view = value != self._state.view, value
        return changed
