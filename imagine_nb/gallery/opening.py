"""Opening a gallery: what `gallery=` means to a studio and to a client."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, TypeAlias

from imagine_nb.gallery.gallery import Gallery

Kept: TypeAlias = "Gallery | str | Path | Literal[False] | None"


def opened(kept: Kept) -> Gallery | None:
    """The gallery that is meant: a folder's, one that is open already, None for the notebook's own.

    False is none. A gallery outlives a fork and the deletion of its folder by itself, so whoever holds one
    need not open it again. Raises GalleryError where the folder cannot be used.
    """
    if kept is False:
        return None
    return kept if isinstance(kept, Gallery) else Gallery(kept)
