"""The gallery: the folder of pictures, answers and every request, with its database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imagine_nb.charges import GROUPINGS, By
from imagine_nb.config import target
from imagine_nb.engines import XAI
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.allowance import Allowance
from imagine_nb.gallery.batched import BatchedRequests
from imagine_nb.gallery.catalogue import Catalogue
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import picture_data
from imagine_nb.gallery.feed import Feed
from imagine_nb.gallery.files import is_picture_name, is_plain, picture_path, prepare
from imagine_nb.gallery.ledger import Ledger, ledger_in
from imagine_nb.gallery.places import folder_named, reachable
from imagine_nb.gallery.rebuilding import DATABASE, rebuilt
from imagine_nb.gallery.reference import Reference
from imagine_nb.gallery.remote import Replica, Synced, named_address, recreated, replica_of, waits
from imagine_nb.gallery.settling import Settling
from imagine_nb.gallery.unkept import held, written
from imagine_nb.keys import Key
from imagine_nb.printable import counted, printable
from imagine_nb.records import PictureRecord
from imagine_nb.sources import path_named
from imagine_nb.suggestions import checked

if TYPE_CHECKING:
    from imagine_nb.gallery.health import Health
    from imagine_nb.gallery.importing import Imported
    from imagine_nb.gallery.long_work import Progress
    from imagine_nb.gallery.pruning import Pruned
    from imagine_nb.gallery.rebuilding import Rebuilt
    from imagine_nb.recovery.recovery import Recovered


class Gallery(Catalogue):
    """Pictures, answers and every request that was made, in one folder.

    `folder` is made where it is missing; None is the notebook's own gallery. `len(gallery)` counts pictures,
    `gallery[12]` is the one with that number, iteration goes from the oldest to the newest.
    Several kernels may use one folder at once. `budget` is what all that is kept here may cost, in dollars; a
    request that would cost more is refused unsent. Raises GalleryError where it cannot be read or written.
    `folder` may be an address that fsspec knows, as in `s3://bucket/class`: then it is kept on this machine
    (`IMAGINE_NB_MIRRORS` says where) and the same as there; `storage_options` are fsspec's.
    One that is `read_only` is looked at and replayed, and has to be there.

    The layers above write to `journal` and `shown`, keep what is uploaded in `sources`, listen to `feed`.

    Examples:
        >>> from imagine_nb import Gallery, Studio
        >>> gallery = Gallery("holiday")
        >>> boat = Studio(gallery=gallery).imagine("a paper boat")
        >>> len(gallery), gallery[1].prompt
        (1, 'a paper boat')
        >>> [found.number for found in gallery.find("boat")]
        [1]
    """

    def __init__(
        self, folder: str | Path | None = None, *, budget: float | None = None, read_only: bool = False,
        storage_options: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        if folder is not None and (not isinstance(folder, (str, Path)) or not str(folder).strip()):
            raise GalleryError(f"{folder!r} is no folder for a gallery.", advice="Name one, or leave it out.")
        self._replica = replica_of(folder, read_only=read_only, storage_options=storage_options)
        where = self._replica.folder if self._replica else folder_named(folder)
        super().__init__(
            Database(where / DATABASE, prepare=prepare, read_only=read_only, elsewhere=self._replica)
        )
        self.batched = BatchedRequests(self._database)
        self.feed = Feed(self._database)
        self.budget = Allowance(budget, self._database)
        self._settling = Settling(self._database)

    @property
    def folder(self) -> Path:
        """Where the gallery is: the folder that it was opened in, under the name that this has now."""
        return self._database.folder

    def news(self) -> str:
        """What has become of the folder since anybody asked: moved, deleted and begun anew; else nothing."""
        return self._database.told_news()

    @property
    def is_read_only(self) -> bool:
        """Whether it can only be looked at and replayed."""
        return self._database.is_read_only

    @property
    def place(self) -> str:
        """Where the gallery is, for people: its address elsewhere, or the folder as it is found from here."""
        return str(self._replica or f"{reachable(self.folder)}/")

    def __repr__(self) -> str:
        waiting = waits(self._replica.n_waiting) if self._replica else ""
        facts = (counted(len(self), "picture"), waiting, "read-only" if self.is_read_only else "")
        return printable(f"<Gallery {self._replica or self.folder} · {' · '.join(filter(None, facts))}>")

    def refresh(self) -> Synced:
        """Take in what others wrote to a gallery elsewhere since it was opened. Raises GalleryError."""
        return self._elsewhere().refresh()

    def sync(self) -> Synced:
        """The same, and upload now what is made here; else that is done in the background."""
        return self._elsewhere().sync()

    def _elsewhere(self) -> Replica:
        if self._replica is None:
            raise GalleryError(
                f"The gallery at {self.folder} is here alone.", advice="Open one at an address."
            )
        return self._replica

    def has(self, record: PictureRecord) -> bool:
        """Whether the picture's file is there, or can be had from elsewhere."""
        path = self.path_or_none(record)
        elsewhere = self._replica is not None and self._replica.has(record.path)
        return path is not None and (is_plain(path) or elsewhere)

    def ledger(self, by: By = "request") -> Ledger:
        """What all requests cost, in rows by `request`, `session`, `day` or `model`."""
        checked("ledger by", by, GROUPINGS)
        unwritten = {each.recorded.id: each.outcome for each in held(self.folder)}
        return ledger_in(self._database, by, unwritten)

    @property
    def cost_ticks(self) -> int:
        """What all requests cost as far as the API told, in ticks (10^10 are one US dollar)."""
        unwritten = (each.outcome for each in held(self.folder) if not each.is_billed)
        return self.journal.cost_ticks() + sum(each.usage.cost_in_usd_ticks or 0 for each in unwritten)

    def path(self, record: PictureRecord) -> Path:
        """The picture's file; raises GalleryError where the record names none that can be the gallery's."""
        return picture_path(self.folder, record.path)

    def path_or_none(self, record: PictureRecord) -> Path | None:
        """The picture's file, None where the record names none that can be the gallery's."""
        return self.path(record) if is_picture_name(record.path) else None

    def data(self, record: PictureRecord) -> bytes:
        """The picture's bytes; raises GalleryError where the file is gone."""
        path = self.path(record)
        self._database.bring(record.path)
        return picture_data(path, record.number)

    def export(
        self, path: str | Path, *, pictures: Iterable[Reference] | None = None,
        thumbnails_only: bool = False, progress: Progress | None = None,
    ) -> Path:  # fmt: skip
        """Write pictures to one file for another machine; returns its path. None is all that is kept here.

        What they were made from comes along, their requests whole, and answers about them. With
        `thumbnails_only` small copies go in the place of their files. Raises GalleryError.
        `progress(done, total, n_bytes)` is called as it goes on, here and in other long work.
        """
        from imagine_nb.gallery.exporting import exported

        chosen = None if pictures is None else [self._record(each).request_id for each in pictures]
        path = path_named(str(path))
        return exported(self._database, path, chosen, thumbnails_only=thumbnails_only, progress=progress)

    def import_(self, path: str | Path, *, progress: Progress | None = None) -> Imported:
        """Take in what `export` wrote: all that is not here yet, or nothing where anything in it is wrong."""
        from imagine_nb.gallery.importing import imported

        return imported(self._database, path_named(str(path)), progress)

    def verify(self, *, progress: Progress | None = None) -> Health:
        """Whether all is there and unaltered: every file is read and hashed again. True where all is well."""
        from imagine_nb.gallery.health import health

        return health(self._database, self.folder, progress)

    def rebuild(
        self: Gallery | str | Path | None = None, *, progress: Progress | None = None
    ) -> Rebuilt:  # fmt: skip
        """Make the database again, from what it still gives, the logbook beside it and the picture files.

        `Gallery.rebuild(folder)`, or an address, does it where one does not open. The database of before is
        set aside.
        """
        if isinstance(self, Gallery):
            address = self._replica.address if self._replica else None
        else:
            address = named_address(self)
        if address is not None:
            return recreated(address, progress)
        return rebuilt(self.folder if isinstance(self, Gallery) else folder_named(self), progress)

    def recover(self, *, api_key: str | Key | None = None, base_url: str | None = None) -> Recovered:
        """Bring to an end what a crash left behind: bodies that came whole are taken in, failed downloads
        tried again, and what was in flight is unknown. What a living kernel waits for is left alone.
        """
        from imagine_nb import loop
        from imagine_nb.recovery.recovery import Recovery

        to = target(engine=XAI.name, api_key=api_key, base_url=base_url)
        written(self)
        return loop.run(Recovery(self._database, self.folder, to).run())

    def prune(
        self, *, older_than: timedelta | float, favourites: bool = False, labelled: bool = False,
        dry_run: bool = False, progress: Progress | None = None,
    ) -> Pruned:  # fmt: skip
        """Delete the pictures older than that (a number counts days), their records stay; what it freed.

        Favourites and labelled pictures stay unless asked for too; with `dry_run` all of them.
        """
        from imagine_nb.gallery.pruning import Pruning, moment_before

        pruning = Pruning(self._database, self.folder, moment_before(older_than), favourites, labelled)
        return pruning.tried() if dry_run else pruning.run(progress)

    def settled(self, *, is_anew: bool = False) -> str:
        """Take in what waits for it; one line of what became of that, mostly empty. Nothing is sent.

        What a crash left is looked for once, and where `is_anew`.
        """
        told = self._replica.told() if self._replica else ""
        return " ".join(filter(None, (self.news(), self._settling.run(is_anew=is_anew), told)))

    def close(self) -> None:
        """End the connection to the database; what is to be uploaded elsewhere is, if that can be."""
        self._database.close()
        if self._replica is not None:
            self._replica.close()
