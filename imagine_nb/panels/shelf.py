"""Picture list: what a panel's choices offer, the gallery's newest or what the panel has made itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from traitlets import HasTraits, Tuple

from imagine_nb.errors import GalleryError
from imagine_nb.pictures import Picture
from imagine_nb.printable import printable
from imagine_nb.records import clipped
from imagine_nb.studio.studio import Studio

OFFERED = 50


class Shelf(HasTraits):
    """Observable picture list: `pictures`, the newest first; observe it to hear of new ones."""

    pictures = Tuple()

    def __init__(self, studio: Studio, **traits: Any) -> None:
        super().__init__(**traits)
        self._studio = studio
        self._made: tuple[Picture, ...] = ()

    def add(self, made: Iterable[Picture]) -> None:
        """Take in pictures that have just been made."""
        self._made = (*reversed(tuple(made)), *self._made)[:OFFERED]
        self.refresh()

    def refresh(self) -> None:
        """Look for pictures that cells have made meanwhile."""
        unkept = tuple(each for each in self._made if each.path is None)
        self.pictures = (*unkept, *self._kept())[:OFFERED]

    def _kept(self) -> tuple[Picture, ...]:
        try:
            return tuple(self._studio.picture(each) for each in self._studio.gallery.newest(OFFERED))
        except GalleryError:  # a studio that keeps nothing
            return ()


def label(picture: Picture) -> str:
    """Label of a picture in a list."""
    return printable(f"{picture.number or 'new'} · {clipped(picture.prompt, 48)}")
