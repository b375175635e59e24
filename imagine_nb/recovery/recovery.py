"""Crash recovery: what a crash, a full disk or a lost connection left, brought to its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from imagine_nb.config import Target
from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, ImagineError, ModeratedError
from imagine_nb.exchange.exchange import landed
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import HALF, drop, plain_bytes
from imagine_nb.gallery.files import WHOLE
from imagine_nb.gallery.health import tidied
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.journalled import Journalled
from imagine_nb.gallery.unfinished import Unfinished, unfinished
from imagine_nb.printable import printable
from imagine_nb.records import NewAnswer, Outcome, Status
from imagine_nb.recovery.bodies import Promise, brought
from imagine_nb.recovery.refetch import Refetch
from imagine_nb.wire.answers import Reply
from imagine_nb.wire.faults import outcome_of
from imagine_nb.wire.replies import Gap, ImagesReply, Item

_GONE = "The kernel that asked ended before the answer came."


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a recovery came to, in ids of requests.

    `adopted` brought `n_pictures` and `n_answers`; `unknown` brought nothing and may have been charged;
    `promised` are still being made at the API; `failed` says why something could not be had this time.
    """

    adopted: tuple[str, ...] = ()
    n_pictures: int = 0
    n_answers: int = 0
    unknown: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()

    def __repr__(self) -> str:
        facts = [
            _count(self.n_pictures, "picture"),
            _count(self.n_answers, "answer"),
            f"{_count(len(self.unknown), 'request')} of unknown cost" if self.unknown else "",
            f"{_count(len(self.promised), 'request')} still being made" if self.promised else "",
            *(f"request {request_id}: {why}" for request_id, why in self.failed),
        ]
        return printable(f"<Recovered {' · '.join(filter(None, facts)) or 'nothing: all is well'}>")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}" if number else ""


@dataclass(slots=True)
class Recovery:
    """One run through a gallery, over all requests that nobody waits for any more."""

    database: Database
    folder: Path
    home: Target  # the one engine that gets the user's key
    refetch: Refetch = field(init=False)
    _adopted: list[str] = field(init=False, default_factory=list)
    _unknown: list[str] = field(init=False, default_factory=list)
    _promised: list[str] = field(init=False, default_factory=list)
    _failed: list[tuple[str, str]] = field(init=False, default_factory=list)
    _n_pictures: int = field(init=False, default=0)
    _n_answers: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.refetch = Refetch(self.home)

    async def run(self) -> Recovered:
        """Bring each to its end: take in what came whole, fetch what failed, write down what is unknown."""
        try:
            for left in unfinished(self.database, self.folder):
                await self._settle(left)
        finally:
            await self.refetch.aclose()
        tidied(self.database, self.folder)  # last: what was adopted just now is no leftover
        return Recovered(
            tuple(self._adopted),
            self._n_pictures,
            self._n_answers,
            tuple(self._unknown),
            tuple(self._promised),
            tuple(self._failed),
        )

    async def _settle(self, left: Unfinished) -> None:
        try:
            if left.body is None:
                self._close(left, _gone(left))
            elif left.is_served:
                drop(left.body)
            else:
                await self._read(left, left.body)
        except (ImagineError, OSError) as error:  # of the gallery: the others may still be recovered
            self._failed.append((left.id, str(error)))

    async def _read(self, left: Unfinished, body: Path) -> None:
        try:
            found = brought(_bytes_of(body), left.request)
            body = _named_whole(body)
            if isinstance(found, Promise):
                kept = await self.refetch.promised(found.request_id, left.request)
                await self._adopt_pictures(left, kept, body)
            elif isinstance(found, Reply):
                self._adopt_answer(left, found)
            else:
                await self._adopt_pictures(left, found, body)
        except APIError as error:
            self._refused(left, error, body)

    def _adopt_answer(self, left: Unfinished, reply: Reply) -> None:
        outcome = Outcome("done", model=reply.model, http_status=200, usage=reply.usage)
        self._journalled(left).finish(outcome, answer=NewAnswer(reply.text, reply.id, reply.stored))
        self._adopted.append(left.id)
        self._n_answers += 1

    async def _adopt_pictures(self, left: Unfinished, reply: ImagesReply | None, body: Path) -> None:
        """Keep the pictures of a reply that the request does not have yet; None is one that is not there."""
        if reply is None:
            self._promised.append(left.id)
            return
        fetch = partial(self.refetch.fetch, request=left.request)
        wanted = [(index, item) for index, item in enumerate(reply.items) if _lacks(left, item)]
        found = [(item, *await landed(index, item, fetch)) for index, item in wanted]
        pictures = [picture for _, picture, _ in found if picture]
        troubles = [_trouble(item, gap) for item, _, gap in found if gap]
        outcome = _outcome(left, reply, len(pictures), troubles)
        if pictures:
            self._journalled(left).finish(outcome, pictures=pictures)
            self._adopted.append(left.id)
            self._n_pictures += len(pictures)
        elif left.outcome is None:
            self._close(left, outcome)
        if troubles:
            self._failed.append((left.id, " ".join(troubles)))
        else:
            drop(body)  # nothing more can be had by it

    def _refused(self, left: Unfinished, error: APIError, body: Path) -> None:
        """The body is no success: that is how the request ended, unless that is known already."""
        is_half = body.suffix == HALF
        if left.outcome is None:
            self._close(left, _gone(left) if is_half else outcome_of(error))
        elif not isinstance(error, ModeratedError):
            self._failed.append((left.id, str(error)))
        if is_half or isinstance(error, ModeratedError):
            drop(body)

    def _close(self, left: Unfinished, outcome: Outcome) -> None:
        self._journalled(left).fail(outcome)
        if outcome.status == "unknown":
            self._unknown.append(left.id)

    def _journalled(self, left: Unfinished) -> Journalled:
        return Journalled(Journal(self.database), self.folder, left.request, begun=left.begun)


def _bytes_of(body: Path) -> bytes:
    return plain_bytes(body)


def _named_whole(body: Path) -> Path:
    """The body under the name of those that came whole: it is, even where its kernel could not say so."""
    return body.replace(body.with_suffix(WHOLE))


def _gone(left: Unfinished) -> Outcome:
    """How a request ended whose kernel is no more."""
    return Outcome("unknown" if ENGINES[left.request.engine].is_billed else "cancelled", error=_GONE)


def _lacks(left: Unfinished, item: Item) -> bool:
    """Whether this picture of the answer can be had and is not here yet."""
    if left.n_pictures:
        return item.url is not None and item.url not in left.urls
    return bool(item.data or item.url) and not item.fault


def _trouble(item: Item, gap: Gap) -> str:
    told = gap.told or gap.reason
    return f"{told} ({item.url})" if item.url else told


def _outcome(left: Unfinished, reply: ImagesReply, n_new: int, troubles: Sequence[str]) -> Outcome:
    """How a request stands with the pictures that it has now."""
    n_have = left.n_pictures + n_new
    known = left.outcome or Outcome("failed", model=reply.model, http_status=200, usage=reply.usage)
    status: Status
    if n_have:
        status = "done" if n_have == len(reply.items) else "partial"
    else:
        status = "unknown" if reply.usage.cost_in_usd_ticks is None else "failed"
    return replace(known, status=status, usage=reply.usage, error=" ".join(troubles) or None)
