"""Cache rules: take numbers, and which earlier request answers a new one of the same take."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

from imagine_nb.errors import APIConnectionError, GalleryError, InputError, ModeratedError
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.journalled import may_be_charged
from imagine_nb.gallery.places import current_cell, notebook_name
from imagine_nb.records import Recorded, Request
from imagine_nb.suggestions import similar
from imagine_nb.tools import FUNCTION

REUSED = "reused · $0 now · %imagine_again for another"
REPLAYED = "replayed · $0 now"

# what they brought lives at the API, and may be gone there
_STATEFUL = ("storage_options", "deferred", "previous_response_id")


def is_stateful(request: Request) -> bool:
    """Whether what a request brings is bound to the server, so that it is never shown again."""
    parameters = request.parameters
    tools = parameters.get("tools") or ()  # what they find changes, and what opens an MCP server is not kept
    return (
        bool(parameters.get("store"))
        or any(name in parameters for name in _STATEFUL)
        or any(each.get("type") != FUNCTION for each in tools)
    )


def is_reusable(recorded: Recorded, gallery: Gallery) -> bool:
    """Whether what a request brought may be shown again: whole, still there, and not bound to the server."""
    parameters = recorded.request.parameters
    if is_stateful(recorded.request):
        return False
    if recorded.outcome.status == "moderated":
        return True
    if recorded.outcome.status != "done":
        return False
    if recorded.answer is not None:
        return True
    whole = len(recorded.pictures) == parameters.get("n", 1)
    return whole and all(gallery.has(picture) for picture in recorded.pictures)


def earlier(
    gallery: Gallery,
    *,
    slot: int,
    key: str | None = None,
    content: str | None = None,
    engine: str | None = None,
) -> Recorded | None:
    """The request that answers this slot of a cell, of those that were sent before.

    Those are the requests of a `key`, which were sent to one engine and address, or of a `content`, sent to
    whatever address of `engine` (None: of any). A notebook goes on to show what it chose, was shown or asked
    for itself; one that is new here shows what was chosen last, else the oldest take of the slot.
    """
    found = gallery.journal.endings(key=key, content=content, engine=engine)
    usable = {recorded.id: recorded for recorded in found if is_reusable(recorded, gallery)}
    keys = [key] if key else list(dict.fromkeys(recorded.request.key for recorded in usable.values()))
    notebook = notebook_name()
    for each in keys if usable else ():
        for own in gallery.shown.of(notebook, each, slot):
            if own in usable:
                return usable[own]
    for each in keys if usable else ():
        if (chosen := gallery.journal.chosen(each, slot)) in usable:
            return usable[chosen]
    return next((each for each in usable.values() if each.request.take == slot), None)


def keep_shown(gallery: Gallery, recorded: Recorded, slot: int) -> None:
    """Let the notebook that runs here go on showing what it shows now, where that is another notebook's."""
    request, notebook = recorded.request, notebook_name()
    if notebook is None or request.notebook == notebook:
        return
    key = request.key
    if recorded.id not in gallery.shown.of(notebook, key, slot)[:1]:
        with suppress(GalleryError):  # one that can only be read still shows what it has
            gallery.shown.keep(notebook, key, slot, recorded.id)


def refusal(recorded: Recorded) -> ModeratedError:
    """The refusal by moderation that a request met before, at no new cost."""
    return ModeratedError(
        f"{recorded.outcome.error or 'Content moderation refused it.'} (As before: not sent, $0 now.)",
        advice="Change the prompt or the source image; --fresh asks again, and is billed again.",
        status=recorded.outcome.http_status,
        code=recorded.outcome.code,
        request_id=recorded.outcome.request_id,
    )


def require_known(gallery: Gallery, request: Request, other: str) -> None:
    """Raise APIConnectionError where an identical request, by its id, may have been charged for nothing."""
    key, take = request.key, request.take
    is_open = gallery.journal.open(other) is not None
    if is_open or may_be_charged(gallery.journal, key, take):
        raise APIConnectionError(
            "Another kernel asked for the same, which may have been charged.",
            advice="It was not asked again; --retry-unknown (retry_unknown=True) does that.",
            may_be_charged=True,
        )


def missing(gallery: Gallery, request: Request, slot: int) -> InputError:
    """What a replay says of a request that was never recorded, with those that come nearest."""
    if slot > 1 and gallery.journal.endings(content=request.content):
        told = f"The gallery holds no take {slot} of {request.sent[:80]!r}, and a replay makes no new one."
        return InputError(told, advice="Ask another engine for it; %imagine_again shows the newest there is.")
    known = {record.sent: record.number for record in gallery.newest(500)}
    near = [f"#{known[text]} {text[:60]!r}" for text in similar(request.sent, known)]
    return InputError(
        f"The gallery holds no recording of {request.sent[:80]!r} ({request.model}, {request.endpoint}).",
        advice=f"Nearest: {', '.join(near)}." if near else "Nothing like it is recorded; use another engine.",
    )


class Takes:
    """The take numbers of requests, by their keys; the one place where they are given out.

    The k-th identical request within one execution of a cell is of slot k, and shows take k until another was
    chosen for it; a program outside of IPython is one cell. What belongs to no cell, as the click of a button
    does, is of slot 1 each time and counts for nobody.
    """

    def __init__(self) -> None:
        self._cell: int | None = None
        self._seen: Counter[tuple[str, str | None]] = Counter()
        self._asked: dict[str, int] = {}

    def slot(self, key: str, region: str | None = None) -> int:
        """The slot, from 1, of a request that is planned now; each region of an edit counts for itself."""
        if (cell := current_cell()) is None:
            return 1
        if cell != self._cell:  # so Run All asks for the same takes each time
            self._cell, self._seen = cell, Counter()
        self._seen[key, region] += 1
        return self._seen[key, region]

    def asked(self, key: str, slot: int, *, made: int | None) -> int:
        """The take of a request that is sent now: its slot's, which identical requests under way share.

        `made` is the highest take that the gallery knows where the request has to be a new one, None where
        it need not. A new one is no other's, even where that one is not written down yet.
        """
        last = self._asked.get(key, 0)
        take = slot if made is None else max(slot, made + 1, last + 1)
        self._asked[key] = max(last, take)
        return take
