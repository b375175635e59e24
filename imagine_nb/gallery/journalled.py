"""A request on its way through the journal: intent, body as it comes, outcome, files."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import IO, Protocol

from imagine_nb.captions import caption_of
from imagine_nb.engines import ENGINES
from imagine_nb.errors import GalleryError
from imagine_nb.gallery import bounds
from imagine_nb.gallery.disk import drop, half_of, holds, opened_new, unwritable, write_durably, write_new
from imagine_nb.gallery.entries import Begun
from imagine_nb.gallery.files import body_paths, is_picture_name, picture_path, suffix_of
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.places import placed
from imagine_nb.gallery.rows import is_batched
from imagine_nb.gallery.sessions import is_running, session
from imagine_nb.records import NewAnswer, NewPicture, Outcome, PictureRecord, Recorded, Request, new_id
from imagine_nb.slugs import slug

LOOK_SECONDS = 0.1  # between two looks at how somebody else's request stands
LONGEST_WAIT = 600.0  # seconds after which an identical request of somebody else's is not waited for

_under_way: set[str] = set()  # the requests of this process that have not ended


def is_waited_for(row: sqlite3.Row) -> bool:
    """Whether somebody, here or in another process, still waits for a request without an ending.

    For one in a batch nobody has to; the batches of an embedded engine last as long as its process.
    """
    own = session()
    if row["session"] == own:
        is_embedded = ENGINES[bounds.text(row["engine"])].is_embedded
        return row["id"] in _under_way or (is_embedded and is_batched(row))
    return is_running(bounds.text(row["session"]), own=own, since=bounds.moment(row["created"]))


def is_worth_waiting_for(row: sqlite3.Row) -> bool:
    """Whether it may end soon: an ending that could not be written down would be waited for in vain.

    One in a batch ends when somebody reads its result.
    """
    age = time.time() - bounds.moment(row["created"])
    is_recent = abs(age) < LONGEST_WAIT  # one of the far future would never be too old
    return is_recent and not is_batched(row) and is_waited_for(row)


def _is_open(row: sqlite3.Row) -> bool:  # noqa: ARG001 - it may have been charged, whoever made it
    """Whether a request without an ending is under way for who retries nothing that is unknown: always."""
    return True


def may_be_charged(journal: Journal, key: str, take: int) -> bool:
    """Whether the newest request for a take of a key ended unknown, or lost its kernel before it ended."""
    row = journal.newest(key, take)
    if row is None:
        return False
    return not is_waited_for(row) if row["status"] is None else bounds.status(row["status"]) == "unknown"


async def ended(journal: Journal, request_id: str) -> None:
    """Wait for the end of somebody else's request, or until it is not worth waiting for any more."""
    while True:  # another process sets no event here
        row = await asyncio.to_thread(journal.open, request_id)
        if row is None or not is_worth_waiting_for(row):
            return
        await asyncio.sleep(LOOK_SECONDS)


class Journalled:
    """One request in flight. Its intent is written at once; nothing may be sent before that.

    With `begun`, a request whose intent was written before, this is what has come of it since. `alone_since`
    is the journal's; without `retry_unknown` whatever has not ended is under way. `trouble` says why its body
    could not be written; what came is delivered all the same.
    """

    def __init__(
        self,
        journal: Journal,
        request: Request,
        *,
        begun: Begun | None = None,
        alone_since: int | None = None,
        retry_unknown: bool = True,
    ) -> None:
        self.id = begun.id if begun else new_id()
        body_paths(journal.folder, self.id)  # with no place for it, it is not begun
        _under_way.add(self.id)  # before anybody can read of it
        try:
            self._begun = begun or journal.begin(
                request,
                request_id=self.id,
                alone_since=alone_since,
                is_under_way=is_worth_waiting_for if retry_unknown else _is_open,
            )
        except BaseException:
            _under_way.discard(self.id)
            raise
        self.trouble = ""
        self._is_bodiless = False
        self._lies: tuple[Path, ...] = ()  # where the body is, a part or the whole of it
        self.journal = journal
        self._file: IO[bytes] | None = None

    def write(self, chunk: bytes) -> None:
        """Add a piece of the answer's body to the part file."""
        if self._is_bodiless:
            return
        try:
            if self._file is None:
                part, _ = self._lies = self._paths()
                self._file = opened_new(part, mode=0o666)
            self._file.write(chunk)
            self._file.flush()  # what has come outlives this process
        except FileNotFoundError:  # the gallery was deleted; it is made anew where it is kept
            self._is_bodiless = True
        except (OSError, GalleryError) as exc:
            self._is_bodiless, self.trouble = True, self._told(exc)

    def whole(self) -> None:
        """The body has arrived: make it durable, under a name that says so."""
        if self._file is None or self._is_bodiless:
            return
        try:
            self._file.flush()
            os.fsync(self._file.fileno())  # before the name says so: a power cut may reorder the two
            self._close()
            part, body = self._paths()
            part.replace(body)
            self._lies = (body,)
        except FileNotFoundError:
            self._is_bodiless = True
        except (OSError, GalleryError) as exc:
            self._is_bodiless, self.trouble = True, self._told(exc)

    def _told(self, failure: OSError | GalleryError) -> str:
        return str(unwritable(self._paths()[0], failure) if isinstance(failure, OSError) else failure)

    def finish(
        self, outcome: Outcome, *, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
    ) -> Recorded:
        """Keep the pictures as files and write how it ended; then the body has done its duty.

        The body of a partial success stays: it says where the rest is. Raises GalleryError.
        """
        recorded = self._ended(outcome, pictures=pictures, answer=answer)
        # only now: until the record is there, the body is the one copy
        self._drop_body(is_of_use=outcome.status == "partial")
        return recorded

    def fail(self, outcome: Outcome) -> None:
        """Write down how a request ended that brought nothing; a body that came whole stays for recovery."""
        self._ended(outcome)
        self._drop_body(is_of_use=True)

    def _drop_body(self, *, is_of_use: bool) -> None:
        """Remove what is there of the body; one that came whole stays where it `is_of_use`."""
        if not (self._lies or self._begun.is_resumed):
            return
        if is_of_use or not drop(*self._lies):  # else the folder was moved, or it is another process's body
            part, body = self._paths()
            drop(part, *([] if is_of_use else [body]))

    def bill(self, outcome: Outcome) -> None:
        """Write how it ended and no more, where what it brought cannot be written; that may come later."""
        self.journal.finish(self._begun, outcome, place=PictureFiles(self.journal, self._begun.request).place)
        # of a resumed one the next ending has to follow upon this one
        self._begun = replace(self._begun, n_endings=self.journal.n_endings(self.id))

    def _ended(
        self, outcome: Outcome, *, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
    ) -> Recorded:
        files = PictureFiles(self.journal, self._begun.request)
        try:
            recorded = self.journal.finish(
                self._begun,
                outcome,
                pictures=[files.written(each) for each in pictures],
                answer=answer,
                place=files.place,
                restore=files.restore,
            )
        except BaseException:
            files.tidy()
            raise
        finally:
            self._close()
            _under_way.discard(self.id)
        files.tidy(recorded.pictures)
        return recorded

    def _paths(self) -> tuple[Path, Path]:
        """Where the body is while it comes, and once it is whole; the folder may be renamed under it."""
        return body_paths(self.journal.folder, self.id)

    def _close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


class PictureFiles:
    """Files of a request's pictures: durable before its transaction, which only has to give them their names.

    The disk takes longer than all that a transaction does, and all who write wait for each other's. A
    transaction may be tried again.
    """

    def __init__(self, journal: Journal, request: Request) -> None:
        self._journal = journal
        self._request = request
        self._names: dict[str, str] = {}  # under which the bytes are now, by the ids of their pictures

    def written(self, picture: NewPicture) -> NewPicture:
        """The picture with its id, its bytes durable under the name of a file half written."""
        new = picture if picture.id else replace(picture, id=new_id())
        path = self._path(0, new.id, new, words=f"{self._words}-{new.id}")
        half = half_of(path)
        self._names[new.id] = half.name
        try:
            write_new(half, new.data)
        except FileNotFoundError:  # the gallery was deleted: the transaction makes it anew
            pass
        except OSError as exc:
            raise unwritable(path.with_name(f"{self._words}{path.suffix}"), exc) from exc
        return new

    def place(self, number: int, picture_id: str, picture: NewPicture) -> str:
        """Give a picture's file its name, which is returned."""
        path = self._path(number, picture_id, picture, words=self._words)
        try:
            path.with_name(self._names[picture_id]).replace(path)
        except FileNotFoundError:  # the gallery was moved, or made anew, or somebody tidied it
            self._folder = self._journal.folder
            write_durably(self._folder / path.name, picture.data)
        except OSError as exc:
            raise unwritable(path, exc) from exc
        self._names[picture_id] = path.name
        return path.name

    def restore(self, name: str, picture: NewPicture) -> bool:
        """Whether an older picture's file holds these bytes; one that is gone is written again.

        One that was altered is left to whoever altered it.
        """
        if not is_picture_name(name):
            return False
        path = picture_path(self._folder, name)
        if os.path.lexists(path):
            return holds(path, picture.data)
        write_durably(path, picture.data)
        self._names[name] = name
        return True

    def tidy(self, kept: Iterable[PictureRecord] = ()) -> None:
        """Remove the files that none of these records names."""
        if left := set(self._names.values()) - {each.path for each in kept}:
            with suppress(GalleryError):  # a folder that cannot be found is tidied when it is back
                drop(*(self._folder / name for name in left))

    @cached_property
    def _words(self) -> str:
        return slug(caption_of(self._request))

    @cached_property
    def _folder(self) -> Path:
        return self._journal.folder  # asked once: each time takes as long as to write

    def _path(self, number: int, picture_id: str, picture: NewPicture, *, words: str) -> Path:
        name = file_name(number, words, picture_id, mime_type=picture.mime_type)
        return picture_path(self._folder, name)


class HasJournal(Protocol):
    """A gallery, as far as a request needs it."""

    journal: Journal


def begin(
    gallery: HasJournal, request: Request, *, alone_since: int | None = None, retry_unknown: bool = True
) -> Journalled:
    """Write a request down before it is sent, with the notebook and the cell that ask."""
    return Journalled(gallery.journal, placed(request), alone_since=alone_since, retry_unknown=retry_unknown)


def file_name(number: int, words: str, picture_id: str, *, mime_type: str) -> str:
    """The name of a picture's file, to be read by people: `0012-red-fox-3fa9.jpg`."""
    return f"{number:04d}-{words}-{picture_id[:4]}{suffix_of(mime_type)}"
