"""Result cards: the pictures of the last request, each with buttons to use it as a source or ask about it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import ipywidgets as w

from imagine_nb.panels.callbacks import told
from imagine_nb.panels.markup import CARD, card_html
from imagine_nb.pictures import Picture, Pictures


class Results(w.Box):
    """Result cards in a row that wraps. `use(picture, slot)` and `ask(picture)` are what their buttons do."""

    def __init__(
        self,
        *,
        slots: int,
        use: Callable[[Picture, int], object],
        ask: Callable[[Picture], object],
        tell: Callable[[str], object],
    ) -> None:
        self._slots, self._use, self._ask, self._tell = slots, use, ask, tell
        self.pictures: Pictures | None = None
        self._cards: list[Card] = []
        super().__init__(layout={"flex_flow": "row wrap", "overflow": "visible"})
        self.add_class("imagine-results")

    def show(self, pictures: Pictures) -> None:
        """Show these in place of those before."""
        before, self._cards = self._cards, [self._card(picture) for picture in pictures]
        self.pictures = pictures
        self.children = self._cards
        for card in before:
            card.close_all()

    def _card(self, picture: Picture) -> Card:
        view = w.HTML(card_html(picture), layout={"width": "auto"})
        buttons = [w.Label("Use as")]
        buttons += [
            self._button(f"Source {slot}", f"Use it as source {slot}", partial(self._use, picture, slot))
            for slot in range(1, self._slots + 1)
        ]
        buttons.append(self._button("Ask about it", "Choose it in Ask", partial(self._ask, picture)))
        return Card([view, w.HBox(buttons, layout={"flex_flow": "row wrap"})])

    def _button(self, label: str, tooltip: str, act: Callable[[], object]) -> w.Button:
        button = w.Button(description=label, tooltip=tooltip, layout={"width": "auto"})
        button.on_click(told(lambda _: act(), self._tell))
        return button


class Card(w.VBox):
    """Result card: one picture and its buttons."""

    def __init__(self, children: list[w.Widget]) -> None:
        super().__init__(
            children, layout={"width": "auto", "max_width": f"{CARD}px", "margin": "0 12px 12px 0"}
        )
        self.add_class("imagine-result")

    def close_all(self) -> None:
        """Close it with all that is in it: a widget that is not closed stays in the saved state."""
        view, row = self.children
        for widget in (*row.children, row, view, self):
            for part in (widget.layout, getattr(widget, "style", None), widget):
                if part is not None:
                    part.close()
