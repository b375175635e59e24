"""What the parts of one panel share: the studio, the state, the page and the cards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from imagine_nb.panels.cards import Cards
from imagine_nb.panels.page import Page
from imagine_nb.panels.state import State
from imagine_nb.studio.studio import Studio


@dataclass(slots=True)
class Shared:
    """What the parts of a panel share. They call `changed` when the state is another."""

    studio: Studio
    state: State
    page: Page
    cards: Cards
    changed: Callable[[], None]
