"""Marks of a panel: favourites, alt texts, and deletions that can be taken back for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from imagine_nb.errors import GalleryError, InputError
from imagine_nb.gallery import Gallery
from imagine_nb.loop import Job
from imagine_nb.panels.holding import kept_reference
from imagine_nb.panels.messages import Message, Reply
from imagine_nb.panels.shared import Shared
from imagine_nb.pictures import Picture
from imagine_nb.printable import counted
from imagine_nb.records import new_id

UNDO_SECONDS = 10


@dataclass(frozen=True, slots=True)
class _Going:
    """Pictures that are deleted when the job ends, unless it is cancelled."""

    pictures: tuple[Picture, ...]
    job: Job[None]


class Marking:
    """Marks on pictures; verbs `favourite`, `delete`, `undo` and `alt`."""

    def __init__(self, shared: Shared) -> None:
        self._page, self._cards, self._state = shared.page, shared.cards, shared.state
        self._going: dict[str, _Going] = {}
        self.seconds: float = UNDO_SECONDS
        self.verbs = {
            "favourite": self._favourite,
            "delete": self._delete,
            "undo": self._undo,
            "alt": self._alt,
        }

    def _gallery(self) -> Gallery:
        if (kept := self._cards.gallery) is None:
            raise GalleryError("This panel keeps nothing.", advice="Marks need a gallery.")
        return kept

    def _favourite(self, message: Message) -> Reply:
        pictures, kept = self._chosen(message)
        for each in pictures:
            kept.favourite(each.record, on=message.flag("on"))
        self._changed(pictures)
        return Reply()

    def _alt(self, message: Message) -> Reply:
        (picture,), kept = self._chosen(message, name="id")
        kept.describe(picture.record, message.text("text", most=5_000))
        self._changed(self._cards.pictures([picture.id]))
        return Reply()

    def _chosen(self, message: Message, *, name: str = "ids") -> tuple[list[Picture], Gallery]:
        ids = message.pictures(name) if name == "ids" else (message.picture(name),)
        pictures, kept = self._cards.pictures(ids), self._gallery()
        if any(each.path is None for each in pictures):
            raise InputError("A picture is not in the gallery.", advice="Save it first.")
        return pictures, kept

    def _delete(self, message: Message) -> Reply:
        chosen, kept = self._chosen(message)
        pictures = [each for each in chosen if each.id not in self._cards.going]
        token = new_id()
        self._cards.going |= {each.id for each in pictures}
        self._going[token] = _Going(tuple(pictures), Job(self._later(token, kept)))
        self._changed(pictures)
        text = f"Deleted {counted(len(pictures), 'picture')}."
        return Reply({"undo": token, "seconds": self.seconds, "text": text})

    async def _later(self, token: str, kept: Gallery) -> None:
        await asyncio.sleep(self.seconds)
        if (going := self._going.pop(token, None)) is not None:
            await asyncio.to_thread(self._gone, going, kept)

    def _gone(self, going: _Going, kept: Gallery) -> None:
        ids = [each.id for each in going.pictures]
        self._keep_sources(ids, kept)
        for each in going.pictures:
            with suppress(GalleryError):  # such as that somebody else has deleted it
                kept.delete(each.record)
        self._cards.going -= set(ids)
        left = self._cards.known(ids)  # in a gallery that cannot be written: they are shown again
        self._changed(left, gone=[each for each in ids if each not in {one.id for one in left}])

    def _keep_sources(self, ids: Sequence[str], kept: Gallery) -> None:
        """What is a source here stays one: a cell names its bytes, kept as those of an upload."""
        for key, held in list(self._state.held.items()):
            if held.picture is not None and held.picture.id in ids:
                self._state.held[key] = replace(held, reference=kept_reference(kept, held.source))

    def _undo(self, message: Message) -> Reply:
        going = self._going.pop(message.text("token", most=80), None)
        if going is None:
            raise InputError("It is too late: the pictures are deleted.", advice="Their records stay.")
        going.job.cancel()
        self._cards.going -= {each.id for each in going.pictures}
        self._changed(going.pictures)
        return Reply()

    def _changed(self, pictures: Iterable[Picture], *, gone: Sequence[str] = ()) -> None:
        told = self._cards.reply(pictures, {"gone": list(gone), "total": len(self._gallery())})
        self._page.tell("changed", told.fields, told.buffers)
