"""Cells for what there is: the text that asks for it again, and the choice that such a cell shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from imagine_nb import recipes
from imagine_nb.errors import GalleryError
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.places import notebook_name, reachable
from imagine_nb.records import PictureRecord, Recorded
from imagine_nb.regions import edit_of
from imagine_nb.studio.plans import counts
from imagine_nb.studio.regions import asked_for
from imagine_nb.studio.reuse import is_reusable


def show_in_cells(gallery: Gallery, request_ids: Sequence[str], *, n: int | None = None) -> bool:
    """Let the cell that asks for the same, run next in this notebook, show these results again, for nothing.

    `request_ids` are those of one call for `n` pictures (None: of as many as they asked for), or of one
    question. A cell without another option or word in it is the same cell, wherever it stands: one that was
    there before shows them too. Returns whether it shows all of them; what was cut off, or is not in the
    gallery any more, it asks for again. Raises GalleryError where a request is not there or the choice
    cannot be written.
    """
    asked = (asked_for(gallery.recorded(request_id), gallery) for request_id in request_ids)
    waiting = [*{each.id: each for each in asked}.values()]
    seen: Counter[str] = Counter()
    parts = counts(sum(map(_count, waiting)) if n is None else n)
    n_shown = 0
    for number, count in enumerate(parts, 1):
        found = next((each for each in waiting if _count(each) == count), None)
        if found is None:  # it failed, and is asked for again
            continue
        waiting.remove(found)
        seen[found.request.key] += 1
        if is_reusable(found, gallery):
            _show(gallery, found, slot=max(seen[found.request.key], number))
            n_shown += 1
    return n_shown == len(parts)


def _count(recorded: Recorded) -> int:
    n: int = recorded.request.parameters.get("n", 1)
    return n


def _show(gallery: Gallery, recorded: Recorded, *, slot: int) -> None:
    request, notebook = recorded.request, notebook_name()
    if notebook is None or request.notebook == notebook:
        gallery.journal.choose(request.key, slot, recorded.id)
    else:  # another notebook's, which goes on to show what it shows
        gallery.shown.keep(notebook, request.key, slot, recorded.id)


def cell_of(gallery: Gallery, picture: PictureRecord, *, variable: str | None = None) -> str:
    """The cell that asks for a picture as it was asked for, its sources by their numbers in the gallery.

    It is Python where the magic cannot say it. `variable` gets the result, None for one out of the words of
    the prompt. Raises GalleryError where the picture is not the gallery's.
    """
    recorded = gallery.recorded(picture.request_id)
    edits = [edit for edit in [_picture(gallery, edit_of(recorded.request))] if edit is not None]
    requests = [recorded, *(gallery.recorded(each.request_id) for each in edits)]
    kept = {
        found.id: (found.number, reachable(gallery.folder / found.path))
        for source in recorded.request.sources
        if (found := _picture(gallery, source.picture_id)) is not None
    }
    named = {each.id: gallery.sources.named(each) for each in requests}
    return recipes.cell_of(picture, edits, named, kept, variable=variable)


def _picture(gallery: Gallery, picture_id: str | None) -> PictureRecord | None:
    if picture_id is not None:
        with suppress(GalleryError):
            return gallery[picture_id]
    return None
