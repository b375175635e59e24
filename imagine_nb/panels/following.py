"""Feed of a panel: pictures that cells, other panels and other kernels make or mark, told as it happens."""

from __future__ import annotations

from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.shared import Shared


class Following:
    """What happens to a panel's gallery; verb `beat`, which also asks what other kernels wrote."""

    def __init__(self, shared: Shared) -> None:
        self._studio, self._page, self._cards = shared.studio, shared.page, shared.cards
        self.looks = {"beat": self._beat}

    def _beat(self, message: Message) -> Reply:  # noqa: ARG002 - every verb is given its message
        return Reply()
