"""Crash recovery: what a crash, a full disk or a lost connection left, brought to its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from imagine_nb.config import Target
from imagine_nb.errors import APIError, NotFoundError
from imagine_nb.exchange.exchange import landed
from imagine_nb.gallery.batched import InBatch
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.entries import OvertakenError
from imagine_nb.gallery.health import strangers, tidied
from imagine_nb.gallery.unfinished import Unfinished, leftovers
from imagine_nb.printable import counted, printable
from imagine_nb.recovery.adoption import Adoption, Wanting, lacking
from imagine_nb.recovery.refetch import Refetch
from imagine_nb.wire.batch_bodies import answer_in, is_answer
from imagine_nb.wire.chat_reply import Reply
from imagine_nb.wire.faults import Head
from imagine_nb.wire.replies import ImagesReply, images_in


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a recovery came to, in ids of requests.

    `adopted` brought `n_pictures` and `n_answers`; `unknown` brought nothing and may have been charged;
    `promised` are still being made at the API; `failed` says why something could not be had this time.
    `n_strangers` are pictures and bodies that no record knows; `Gallery.verify` names them, and
    `Gallery.rebuild` takes them in.
    """

    adopted: tuple[str, ...] = ()
    n_pictures: int = 0
    n_answers: int = 0
    unknown: tuple[str, ...] = ()
    promised: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    n_strangers: int = 0

    def __repr__(self) -> str:
        strangers = counted(self.n_strangers, "file")
        facts = [
            counted(self.n_pictures, "picture") if self.n_pictures else "",
            counted(self.n_answers, "answer") if self.n_answers else "",
            f"{counted(len(self.unknown), 'request')} of unknown cost" if self.unknown else "",
            f"{counted(len(self.promised), 'request')} still being made" if self.promised else "",
            *(f"request {request_id}: {why}" for request_id, why in self.failed),
            f"{strangers} in no record: verify() names them, rebuild() takes pictures in"
            if self.n_strangers
            else "",
        ]
        return printable(f"<Recovered {' · '.join(filter(None, facts)) or 'nothing: all is well'}>")


@dataclass(slots=True)
class Recovery:
    """One run through a gallery, over all requests that nobody waits for any more."""

    database: Database
    folder: Path
    home: Target  # the one engine that gets the user's key
    _promised: list[str] = field(init=False, default_factory=list)

    async def run(self) -> Recovered:
        """Bring each to its end: take in what came whole, fetch what failed, write down what is unknown."""
        adoption, refetch = Adoption(self.database), Refetch(self.home)
        found, broken = leftovers(self.database, self.folder)
        try:
            for left in found:
                if (wanting := adoption.settled(left)) is not None:
                    await self._fetch(wanting, adoption, refetch)
        finally:
            await refetch.aclose()
        tidied(self.database, self.folder)  # last: what was adopted just now is no leftover
        return Recovered(
            tuple(recorded.id for recorded in adoption.recorded),
            adoption.n_pictures,
            adoption.n_answers,
            tuple(adoption.unknown),
            tuple(self._promised),
            (*adoption.failed, *((each.id, each.why) for each in broken)),
            len(strangers(self.database, self.folder)),
        )

    async def _fetch(self, wanting: Wanting, adoption: Adoption, refetch: Refetch) -> None:
        """Keep the pictures that an answer only named, and what one promised."""
        left = wanting.left
        try:
            if (reply := await self._made(wanting, adoption, refetch)) is None:
                return
            fetch = partial(refetch.fetch, request=left.request)
            found = [(item, *await landed(index, item, fetch)) for index, item in lacking(left, reply)]
            adoption.take_in(left, reply, found, wanting.body)
        except OvertakenError:
            return
        except Exception as error:  # noqa: BLE001 - whatever an address holds, the others go on
            if isinstance(error, APIError) and not isinstance(error, NotFoundError) and wanting.body is None:
                adoption.failed.append((left.id, str(error)))  # its result may be had another time
            else:
                adoption.poisoned(left, error)

    async def _made(self, wanting: Wanting, adoption: Adoption, refetch: Refetch) -> ImagesReply | None:
        """The pictures that a request brought; None where there are none to be kept, or not yet."""
        left, reply = wanting.left, wanting.reply
        if isinstance(reply, ImagesReply):
            return reply
        if isinstance(reply, InBatch):
            return await self._of_batch(reply, left, adoption, refetch)
        made = await refetch.promised(reply.request_id, left.request)
        if isinstance(made, ImagesReply):
            return made
        if isinstance(made, Reply):
            adoption.take_answer(left, made)
        else:
            self._promised.append(left.id)
        return None

    async def _of_batch(
        self, waiting: InBatch, left: Unfinished, adoption: Adoption, refetch: Refetch
    ) -> ImagesReply | None:
        """The pictures of a request that was sent in a batch; None where there are none to be kept."""
        item = await refetch.result(waiting, left.request)
        answered = Head(200, engine=left.request.engine)
        if item is None:
            self._promised.append(left.id)
        elif item.body is None:
            error = item.error(left.request.engine)
            adoption.refused(left, error, is_cancelled=item.is_cancelled)
        elif is_answer(item.body):
            adoption.take_answer(left, answer_in(item.body, answered))
        else:
            return images_in(item.body, answered)
        return None
