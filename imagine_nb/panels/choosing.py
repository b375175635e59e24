"""Choices in a panel: the view, the selected pictures, and those that the next question is about."""

from __future__ import annotations

from imagine_nb.panels.messages import Message, Reply, UnknownMessageError
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.state import VIEWS


class Choosing:
    """What is chosen; verbs `view`, `select` and `about`. All views of a panel choose together."""

    def __init__(self, shared: Shared) -> None:
        self._state, self._changed = shared.state, shared.changed
        self._page, self._cards = shared.page, shared.cards
        self.verbs = {"view": self._view, "select": self._select, "about": self._about}

    def _view(self, message: Message) -> Reply:
        name = message.text("name", most=80)
        if name not in VIEWS:
            raise UnknownMessageError("The page shows a view that there is not.")
        self._state.view = name
        self._changed()
        return Reply()

    def _select(self, message: Message) -> Reply:
        self._state.selected = message.pictures()
        self._page.tell("state", {"selected": list(self._state.selected), "by": message.id})
        self._changed()
        return Reply()

    def _about(self, message: Message) -> Reply:
        self._state.about = message.pictures()
        cards, buffers = self._cards.cards(self._cards.known(self._state.about))
        self._page.tell("state", {"about": cards, "by": message.id}, buffers)
        return Reply()
