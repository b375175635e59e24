"""Replica: a gallery's folder on this machine kept the same as a place elsewhere that others write to too.

Nobody waits for a network: what was made is on this machine, is uploaded by a thread of its own, and what
could not be is tried again, by the next kernel if need be.
"""

from __future__ import annotations

import threading
import weakref
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from imagine_nb.errors import GalleryError, told
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery.connecting import require_not_lost
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.files import prepare
from imagine_nb.gallery.logbook import NAME
from imagine_nb.gallery.rebuilding import DATABASE, rebuilt
from imagine_nb.gallery.remote.address import Address, named_address
from imagine_nb.gallery.remote.bringing import Bringing
from imagine_nb.gallery.remote.ending import OPEN, waits
from imagine_nb.gallery.remote.receiving import Received, Receiving
from imagine_nb.gallery.remote.segments import MANIFESTS, PICTURES
from imagine_nb.gallery.remote.sending import Sending
from imagine_nb.gallery.remote.state import State, alone
from imagine_nb.gallery.remote.store import Store
from imagine_nb.printable import counted, printable
from imagine_nb.records import new_id

OTHERS = 30.0  # seconds to wait for another kernel that does the same
AT_ONCE = 10.0  # seconds that a mirror which was in step before waits for news when it is opened
_LONGEST = 60.0  # seconds between two tries to upload


@dataclass(frozen=True, slots=True)
class Synced:
    """Result of a synchronization: pictures that were uploaded, that came, and that still wait.

    `n_refused` are records of others that cannot be what they say, `broken` segments that are not whole.
    """

    address: str
    n_sent: int = 0
    n_received: int = 0
    n_waiting: int = 0
    n_refused: int = 0
    broken: tuple[str, ...] = ()

    def __repr__(self) -> str:
        facts = [
            f"{counted(self.n_sent, 'picture')} uploaded",
            f"{self.n_received} came",
            waits(self.n_waiting),
            f"{counted(self.n_refused, 'record')} left out" if self.n_refused else "",
            f"{counted(len(self.broken), 'segment')} broken" if self.broken else "",
        ]
        return printable(f"<Synced {self.address} · {' · '.join(filter(None, facts))}>")


class Replica:
    """Replica of the gallery at an address. Raises GalleryError where that never could be read."""

    def __init__(self, address: Address, *, read_only: bool = False) -> None:
        self.address = address
        self.read_only = read_only
        self.folder = address.mirror
        self.trouble: GalleryError | None = None
        self.others = OTHERS
        self.store = Store(address)
        self._said = ""
        self._open()
        self.forked()
        renew_in_child(self)
        self._begin()

    def _open(self) -> None:
        """The mirror: made where it is missing, and made again where its database is lost."""
        prepare(self.folder)
        try:
            require_not_lost(self.folder / DATABASE)
        except GalleryError:
            rebuilt(self.folder)
        self.database = Database(self.folder / DATABASE, prepare=prepare)
        if self.database.one("SELECT 1 FROM requests") is None:
            (self.folder / NAME).touch(mode=0o600)  # else the first line would be all that others wrote
        self.state = State(self.folder)
        parts = (self.database, self.state, self.store)
        self._receiving, self._sending = Receiving(*parts), Sending(*parts)
        self._bringing = Bringing(*parts)

    def forked(self) -> None:
        """The thread is the parent's."""
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._end = threading.Event()

    def _begin(self) -> None:
        """Read what is there; where a mirror was in step before, trouble with that is only told."""
        was_in_step, patience = bool(self.state.fact("synced")), self.store.patience
        if was_in_step:
            self.store.patience = self.others = AT_ONCE
        try:
            self.refresh()
        except GalleryError as error:
            if not was_in_step:
                raise
            self.trouble = error
        finally:
            self.store.patience, self.others = patience, OTHERS
        OPEN.add(self)
        if not self.read_only and self._sending.is_behind():
            self.committed()

    def __str__(self) -> str:
        return self.address.text

    @property
    def n_waiting(self) -> int:
        """How many pictures are still to be uploaded."""
        return 0 if self.read_only else self._sending.waiting()

    def told(self) -> str:
        """What has gone wrong since anybody asked, and what waits for that; mostly empty."""
        trouble = "" if self.trouble is None else self.trouble.message
        if trouble == self._said:
            return ""
        self._said = trouble
        waiting = waits(self.n_waiting)
        return " ".join(filter(None, (trouble, f"{waiting}, which goes on by itself." if waiting else "")))

    def has(self, path: str) -> bool:
        """Whether a picture's file lies at the address."""
        return self._bringing.has(path)

    def bring(self, paths: Collection[str]) -> None:
        """Have these files of pictures here. Raises GalleryError."""
        self._bringing.bring(paths)

    def bring_source(self, sha256: str) -> None:
        """Have a kept source here; nothing is raised."""
        self._bringing.bring_source(sha256)

    def bring_preview(self, path: str) -> None:
        """Have the small copy of a picture here; nothing is raised."""
        self._bringing.bring_preview(path)

    def committed(self) -> None:
        """Upload what is new, soon; returns at once."""
        if self.read_only or self._end.is_set():
            return
        if self._thread is None:
            self._thread = threading.Thread(
                target=_run,
                args=(weakref.ref(self), self._wake, self._end),
                name="imagine_nb upload",
                daemon=True,
            )
            for event in (self._end, self._wake):  # nobody holds it any more
                weakref.finalize(self, event.set).atexit = False
            self._thread.start()
        self._wake.set()

    def refresh(self) -> Synced:
        """Take in what others wrote. Raises GalleryError."""
        return self._synced(self._received())

    def sync(self) -> Synced:
        """Take in what others wrote, and upload what is new here. Raises GalleryError."""
        if self.read_only:
            return self.refresh()
        received, n_sent = self._received(), self.send()
        self._sending.clear()
        return self._synced(received, n_sent)

    def send(self) -> int:
        """Upload what is new here; how many pictures that were. Raises GalleryError."""
        with alone(self.folder, "sending", seconds=self.others) as is_alone:
            if not is_alone:
                raise GalleryError(
                    f"What is new here is being uploaded to {self} already.", advice="Try again in a minute."
                )
            n_sent = self._sending.run()
            self.trouble = None
        return n_sent

    def send_rest(self) -> None:
        """Upload what waits, unless that failed just now; nothing is raised, for it is here still."""
        if self.trouble is None and not self.read_only and self._sending.is_behind():
            _is_sent(self)

    def failed(self, error: Exception) -> None:
        """Remember why uploading failed, to be told."""
        if not isinstance(error, GalleryError):
            error = GalleryError(f"Uploading to {self} failed: {told(error)}.")
        self.trouble = error

    def require_any(self) -> None:
        """Close, and raise GalleryError, where nothing lies at the address and nothing came from there."""
        if self.trouble is not None or self.database.one("SELECT 1 FROM requests") is not None:
            return
        if not any(self.store.sizes(each) for each in (MANIFESTS, PICTURES)):
            self.close()
            raise GalleryError(
                f"There is no gallery at {self}.",
                advice="Name the address of one; a new one begins with what is first uploaded to it.",
            )

    def close(self) -> None:
        """Upload what waits, unless that failed just now, and end the connections."""
        if self._end.is_set():
            return
        self._end.set()
        self._wake.set()
        OPEN.discard(self)
        self.send_rest()
        self.database.close()
        self.state.close()

    def _received(self) -> Received:
        with alone(self.folder, "receiving", seconds=self.others) as is_alone:
            return self._receive() if is_alone else Received()

    def _receive(self) -> Received:
        mark = self.database.value("PRAGMA application_id")
        if not mark or str(mark) != self.state.fact("database"):
            # made anew since: it may lack what was read, and what was uploaded from here too
            self.state.begin_writer(new_id())
            self.state.forget_read()
            mark = mark or int(new_id()[:7], 16) or 1
            with self.database.transaction(is_logged=False) as db:
                db.execute(f"PRAGMA application_id = {mark}")
            self.state.keep(database=mark)
        received = self._receiving.run()
        self.state.keep(synced=1)
        self.trouble = None
        return received

    def _synced(self, received: Received, n_sent: int = 0) -> Synced:
        broken = tuple(received.broken)
        return Synced(
            self.address.text, n_sent, received.n_pictures, self.n_waiting, received.n_refused, broken
        )


def _run(held: weakref.ref[Replica], wake: threading.Event, end: threading.Event) -> None:
    """Upload each time that something was written, and what could not be again later."""
    delay = 1.0
    while True:
        wake.wait()
        wake.clear()
        if (replica := held()) is None or end.is_set():
            return
        is_sent = _is_sent(replica)
        del replica  # while this waits, nothing of it keeps what nobody uses any more
        if is_sent:
            delay = 1.0
            continue
        end.wait(delay)
        delay = min(delay * 2, _LONGEST)
        wake.set()


def _is_sent(replica: Replica) -> bool:
    """Upload what is new; False where that failed, which the replica tells."""
    try:
        replica.send()
    except Exception as error:  # noqa: BLE001 - the thread goes on
        replica.failed(error)
        return False
    return True


def replica_of(
    folder: object, *, read_only: bool = False, storage_options: Mapping[str, Any] | None = None
) -> Replica | None:
    """The replica of what a user named, where that is an address and no folder; None is the environment's."""
    address = named_address(folder, storage_options)
    if address is None:
        return None
    replica = Replica(address, read_only=read_only)
    if read_only:
        replica.require_any()
    return replica
