"""Adoption: what lies on disk of requests that nobody waits for is taken in; nothing is asked of anybody."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, ImagineError, ModeratedError, told
from imagine_nb.gallery.batched import InBatch
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import HALF, drop, plain_bytes
from imagine_nb.gallery.entries import OvertakenError
from imagine_nb.gallery.files import WHOLE
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.journalled import Journalled
from imagine_nb.gallery.unfinished import Unfinished
from imagine_nb.keys import known_keys
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Recorded, Status
from imagine_nb.recovery.bodies import Half, Promise, brought, in_batch
from imagine_nb.transport.masking import Mask
from imagine_nb.usage import Usage
from imagine_nb.wire.answer_records import new_answer, picture_in, unread
from imagine_nb.wire.chat_reply import Reply
from imagine_nb.wire.faults import outcome_of
from imagine_nb.wire.replies import Gap, ImagesReply, Item, new_picture

_GONE = "The kernel that asked ended before the answer came."
_ELSEWHERE = "Its pictures are at the API still."

Found = tuple[Item, NewPicture | None, Gap | None]


@dataclass(frozen=True, slots=True)
class Wanting:
    """A request whose body only names its pictures, or which has none: they have to be fetched.

    Or they are still being made, one by one or in a batch.
    """

    left: Unfinished
    reply: ImagesReply | Promise | InBatch
    body: Path | None


@dataclass(slots=True)
class Adoption:
    """One run through a gallery's unfinished requests. Each stands alone: what one holds stops no other."""

    database: Database
    recorded: list[Recorded] = field(init=False, default_factory=list)
    n_pictures: int = field(init=False, default=0)
    n_answers: int = field(init=False, default=0)
    unknown: list[str] = field(init=False, default_factory=list)
    failed: list[tuple[str, str]] = field(init=False, default_factory=list)

    def settled(self, left: Unfinished) -> Wanting | None:
        """Bring one to its end by what lies on disk; what has to be fetched for it is returned."""
        try:
            if left.body is None:
                if (waiting := in_batch(left.request)) is not None:
                    return Wanting(left, waiting, None)
                self._close(left, _gone(left))
            elif left.is_served:
                drop(left.body)
            else:
                return self._read(left, left.body)
        except (OvertakenError, FileNotFoundError):  # another kernel was faster, and has the body dropped
            return None
        except Exception as error:  # noqa: BLE001 - whatever a stranger's body holds, the others go on
            self.poisoned(left, error)
        return None

    def poisoned(self, left: Unfinished, error: Exception) -> None:
        """One that cannot be taken in: why, and its bill where its body tells one."""
        why = str(error) if isinstance(error, ImagineError) else told(error)
        self.failed.append((left.id, why))
        if left.outcome is None and isinstance(error, OSError):
            return  # the disk's trouble, not the body's: it may be read next time
        with suppress(Exception):  # the trouble may be the database's
            usage = _bill(left.body)
            if left.outcome is None:
                status: Status = "unknown" if usage.cost_in_usd_ticks is None else "failed"
                self._close(left, Outcome(status, error=why, usage=usage))

    def take_in(
        self, left: Unfinished, reply: ImagesReply, found: Sequence[Found], body: Path | None
    ) -> None:
        """Keep the pictures of a reply that were found; the request stands as it does with them."""
        pictures = [picture for _, picture, _ in found if picture]
        troubles = [_trouble(item, gap) for item, _, gap in found if gap]
        outcome = _outcome(left, reply, len(pictures), troubles)
        if pictures:
            self._keep(left, outcome, pictures=pictures)
            self.n_pictures += len(pictures)
        elif left.outcome is None:
            self._close(left, outcome)
        if troubles:
            self.failed.append((left.id, " ".join(troubles)))
        elif body is not None:
            drop(body)  # nothing more can be had by it

    def _read(self, left: Unfinished, body: Path) -> Wanting | None:
        try:
            found = brought(plain_bytes(body), left.request)
        except APIError as error:
            self._refused(left, error, body)
            return None
        if isinstance(found, Half):
            self._take_half(left, found, body)
            return None
        body = body.replace(body.with_suffix(WHOLE))  # it is, even where its kernel could not say so
        if isinstance(found, Reply):
            self.take_answer(left, found)
            return None
        if isinstance(found, Promise) or any(
            item.data is None and _lacks(left, item) for item in found.items
        ):
            return Wanting(left, found, body)
        self.take_in(left, found, [_inline(index, item) for index, item in lacking(left, found)], body)
        return None

    def take_answer(self, left: Unfinished, reply: Reply) -> None:
        """Keep an answer, with the pictures in it."""
        told, pictures = unread(reply), [picture_in(output) for output in reply.image_outputs]
        if told:
            self.failed.append((left.id, told))
            if left.is_answered:  # all that can be read of it is here
                return
        outcome = Outcome(
            "partial" if told else "done",
            model=reply.model,
            http_status=200,
            error=told or None,
            usage=reply.usage,
        )
        answer = new_answer(reply)
        self._keep(left, outcome, pictures=pictures, answer=replace(answer, text=_masked(answer.text)))
        self.n_pictures += len(pictures)
        self.n_answers += 1

    def _take_half(self, left: Unfinished, half: Half, body: Path) -> None:
        is_half = body.suffix == HALF
        outcome = left.outcome or (_gone(left) if is_half else _with_bill(outcome_of(half.error), body))
        answer = NewAnswer(_masked(half.text), None) if half.text else None
        pictures = [picture_in(output) for output in half.pictures]
        self._keep(left, outcome, pictures=pictures, answer=answer)
        self.n_pictures += len(pictures)

    def refused(self, left: Unfinished, error: APIError, *, is_cancelled: bool) -> None:
        """Write down why the API has nothing for a request."""
        told = Outcome("cancelled", error=error.message) if is_cancelled else outcome_of(error)
        self._close(left, told)
        self.failed.append((left.id, str(error)))

    def billed(self, wanting: Wanting) -> None:
        """Write down what a request cost whose pictures are not fetched now."""
        left, reply = wanting.left, wanting.reply
        if left.outcome is None and isinstance(reply, ImagesReply):
            told = Outcome("partial", model=reply.model, http_status=200, usage=reply.usage, error=_ELSEWHERE)
            with suppress(OvertakenError):
                self._close(left, told)

    def _refused(self, left: Unfinished, error: APIError, body: Path) -> None:
        """The body is no success: that is how the request ended, unless that is known already."""
        is_half = body.suffix == HALF
        if left.outcome is None:
            self._close(left, _gone(left) if is_half else _with_bill(outcome_of(error), body))
        if is_half or isinstance(error, ModeratedError):
            drop(body)
        else:
            self.failed.append((left.id, str(error)))

    def _keep(
        self,
        left: Unfinished,
        outcome: Outcome,
        *,
        pictures: Sequence[NewPicture] = (),
        answer: NewAnswer | None = None,
    ) -> None:
        self.recorded.append(self._journalled(left).finish(outcome, pictures=pictures, answer=answer))

    def _close(self, left: Unfinished, outcome: Outcome) -> None:
        self._journalled(left).fail(outcome)
        if outcome.status == "unknown":
            self.unknown.append(left.id)

    def _journalled(self, left: Unfinished) -> Journalled:
        return Journalled(Journal(self.database), left.request, begun=left.begun)


def lacking(left: Unfinished, reply: ImagesReply) -> list[tuple[int, Item]]:
    """The pictures of a reply that can be had and are not here yet, each with its place."""
    return [(index, item) for index, item in enumerate(reply.items) if _lacks(left, item)]


def _lacks(left: Unfinished, item: Item) -> bool:
    if left.n_pictures:
        return item.url is not None and item.url not in left.urls
    return bool(item.data or item.url) and not item.fault


def _masked(text: str) -> str:
    """The text of an answer without a key: what came in pieces, and was kept as it came, may spell one."""
    for key in known_keys():
        text = Mask(key).text(text)
    return text


def _inline(index: int, item: Item) -> Found:
    """The picture of an item that holds its bytes, or why it is none."""
    try:
        return item, new_picture(item.data or b"", revised_prompt=item.revised_prompt, url=item.url), None
    except APIError as error:
        return item, None, Gap(index, error.message, url=item.url, told=str(error))


def _bill(body: Path | None) -> Usage:
    """What a body says of its cost, whatever else it holds."""
    if body is None:
        return Usage()
    try:
        return Usage.told(json.loads(plain_bytes(body)))
    except Exception:  # noqa: BLE001 - it may hold anything
        return Usage()


def _with_bill(outcome: Outcome, body: Path) -> Outcome:
    """The outcome with the bill that the body tells, where the error did not."""
    if outcome.usage.cost_in_usd_ticks is not None or (usage := _bill(body)).cost_in_usd_ticks is None:
        return outcome
    return replace(outcome, status="failed" if outcome.status == "unknown" else outcome.status, usage=usage)


def _gone(left: Unfinished) -> Outcome:
    """How a request ended whose kernel is no more."""
    return Outcome("unknown" if ENGINES[left.request.engine].is_billed else "cancelled", error=_GONE)


def _trouble(item: Item, gap: Gap) -> str:
    why = gap.told or gap.reason
    return f"{why} ({item.url})" if item.url else why


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
