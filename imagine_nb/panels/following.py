"""Feed of a panel: pictures that cells, other panels and other kernels make or mark, told as it happens."""

from __future__ import annotations

import weakref
from contextlib import suppress

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.feed import Added, Callback, Change, Marked, Subscription
from imagine_nb.gallery.marks import DELETED
from imagine_nb.panels.cards import PATIENCE
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.shared import Shared
from imagine_nb.records import JSON


class Following:
    """What happens to a panel's gallery; verb `beat`, which also asks what other kernels wrote."""

    def __init__(self, shared: Shared) -> None:
        self._studio, self._page, self._cards = shared.studio, shared.page, shared.cards
        self._subscription: Subscription | None = None
        self.looks = {"beat": self._beat}

    def begin(self) -> None:
        """Tell the page of what happens from now on; again, or where nothing can be read, it does nothing."""
        if self._subscription is None and (kept := self._cards.gallery) is not None:
            with suppress(GalleryError):  # whoever uses it is told
                self._subscription = kept.feed.listen(_heard_by(self))

    def _beat(self, message: Message) -> Reply:  # noqa: ARG002 - every verb is given its message
        self.begin()  # there may have been no gallery before
        if (kept := self._cards.gallery) is not None:
            kept.feed.look()
        return Reply()

    def tell(self, change: Change) -> None:
        """Tell the page of a change; thumbnails that take long are left for it to ask for."""
        if self._page.send is None:
            return
        kept = self._cards.gallery
        told: dict[str, JSON] = {"total": 0 if kept is None else len(kept)}
        if isinstance(change, Added):
            reply = self._cards.reply(map(self._studio.picture, change.pictures), told, seconds=PATIENCE)
            self._page.tell("added", reply.fields, reply.buffers)
        elif isinstance(change, Marked):
            self._tell_marked(change, told)
        else:
            self._page.tell("reset", told)

    def _tell_marked(self, change: Marked, told: dict[str, JSON]) -> None:
        if change.kind == DELETED:
            self._page.tell("changed", {**told, "cards": [], "gone": [change.picture_id]})
            return
        reply = self._cards.reply(self._cards.known([change.picture_id]), {**told, "gone": []})
        self._page.tell("changed", reply.fields, reply.buffers)


def _heard_by(following: Following) -> Callback:
    """A listener that keeps nobody alive."""
    there = weakref.ref(following)

    def heard(change: Change) -> None:
        if (found := there()) is not None:
            found.tell(change)

    return heard
