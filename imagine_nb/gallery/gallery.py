"""The gallery: the folder of pictures, answers and every request, with its database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, overload

from imagine_nb.charges import GROUPINGS, By
from imagine_nb.config import target
from imagine_nb.engines import XAI
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.allowance import Allowance
from imagine_nb.gallery.batched import BatchedRequests
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import picture_data
from imagine_nb.gallery.facets import Facets, facets_of
from imagine_nb.gallery.feed import Feed
from imagine_nb.gallery.files import is_picture_name, is_plain, picture_path, prepare
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.kept_sources import KeptSources
from imagine_nb.gallery.ledger import Ledger, ledger_in
from imagine_nb.gallery.lineage import Lineage, ancestors, descendants, forebears, lineage_of
from imagine_nb.gallery.marks import FAVOURITE, Marks
from imagine_nb.gallery.places import folder_named
from imagine_nb.gallery.reference import Reference, pictures_numbered, pictures_of, record_of
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.search import Search, Sort, Wanted
from imagine_nb.gallery.settling import Settling
from imagine_nb.gallery.shown import Shown
from imagine_nb.gallery.thumbnails import Thumbnails
from imagine_nb.gallery.unkept import held, written
from imagine_nb.keys import Key
from imagine_nb.lineage import Difference, differences
from imagine_nb.printable import counted, printable
from imagine_nb.recipes import Recipe, recipe
from imagine_nb.records import AnswerRecord, PictureRecord, Recorded
from imagine_nb.sources import path_named
from imagine_nb.suggestions import checked

if TYPE_CHECKING:
    from imagine_nb.gallery.health import Health
    from imagine_nb.gallery.importing import Imported
    from imagine_nb.gallery.pruning import Pruned
    from imagine_nb.gallery.rebuilding import Rebuilt
    from imagine_nb.recovery.recovery import Recovered


class Gallery:
    """Pictures, answers and every request that was made, in one folder.

    `folder` is made where it is missing; None is the notebook's own gallery. `len(gallery)` counts pictures,
    `gallery[12]` is the one with that number, iteration goes from the oldest to the newest.
    Several kernels may use one folder at once. `budget` is what all that is kept here may cost, in dollars; a
    request that would cost more is refused unsent. Raises GalleryError where it cannot be read or written.

    The layers above write to `journal` and `shown`, keep what is uploaded in `sources`, listen to `feed`.
    """

    def __init__(self, folder: str | Path | None = None, *, budget: float | None = None) -> None:
        if folder is not None and (not isinstance(folder, (str, Path)) or not str(folder).strip()):
            raise GalleryError(f"{folder!r} is no folder for a gallery.", advice="Name one, or leave it out.")
        self._database = Database(folder_named(folder) / "gallery.db", prepare=prepare)
        self.journal = Journal(self._database)
        self.shown = Shown(self._database)
        self.batched = BatchedRequests(self._database)
        self.sources = KeptSources(self._database)
        self.feed = Feed(self._database)
        self._marks = Marks(self._database)
        self._thumbnails = Thumbnails(self._database)
        self.budget = Allowance(budget, self._database)
        self._settling = Settling(self._database)

    @property
    def folder(self) -> Path:
        """Where the gallery is: the folder that it was opened in, under the name that this has now."""
        return self._database.folder

    def news(self) -> str:
        """What has become of the folder since anybody asked: moved, deleted and begun anew; else nothing."""
        return self._database.told_news()

    def __repr__(self) -> str:
        return printable(f"<Gallery {self.folder} · {counted(len(self), 'picture')}>")

    def __len__(self) -> int:
        return self.journal.count()

    def __iter__(self) -> Iterator[PictureRecord]:
        yield from self.journal.pictures(f"WHERE {KEPT} ORDER BY p.number")

    @overload
    def __getitem__(self, key: int | str) -> PictureRecord: ...
    @overload
    def __getitem__(self, key: slice) -> list[PictureRecord]: ...
    def __getitem__(self, key: int | str | slice) -> PictureRecord | list[PictureRecord]:
        """The picture of a number or of an id's beginning; a slice counts positions, newest last."""
        return list(self)[key] if isinstance(key, slice) else record_of(self.journal, key)

    @property
    def last(self) -> PictureRecord | None:
        """The newest picture, None in an empty gallery."""
        return next(iter(self.newest(1)), None)

    def newest(self, count: int = 50) -> list[PictureRecord]:
        """The newest pictures, the newest first."""
        return self.find(limit=count)

    def has(self, record: PictureRecord) -> bool:
        """Whether the picture's file is there."""
        path = self.path_or_none(record)
        return path is not None and is_plain(path)

    def recorded(self, request_id: str) -> Recorded:
        """The whole record of one request that has ended."""
        return self.journal.recorded(request_id)

    def find(
        self, text: str = "", *, sort: Sort = "newest", limit: int = 50, offset: int = 0,
        **wanted: Unpack[Wanted],
    ) -> list[PictureRecord]:  # fmt: skip
        """The pictures that fulfil all that is asked for, `newest` first; see `Wanted`. None is loaded.

        `text`: words of the prompt, or of an answer about the picture; each may be a word's beginning.
        `sort`: or `oldest`, `dearest`, `largest`. `limit` and `offset` turn the pages. Raises InputError.
        """
        found = Search(text, **wanted).numbers(self._database, limit=limit, offset=offset, sort=sort)
        return pictures_numbered(self.journal, found)

    def count(self, text: str = "", *, most: int | None = None, **wanted: Unpack[Wanted]) -> int:
        """How many pictures `find` finds on all pages together; `most` where there are more than that."""
        return Search(text, **wanted).count(self._database, most=most)

    def facets(self) -> Facets:
        """The engines, models and days that `find` can be narrowed down to."""
        return facets_of(self._database)

    def pictures(self, ids: Iterable[str]) -> list[PictureRecord]:
        """The pictures with these whole ids, in this order; those that are not kept here are left out."""
        return pictures_of(self.journal, ids)

    def favourite(self, which: Reference, *, on: bool = True) -> None:
        """Make a picture a favourite, or with `on=False` no longer one."""
        self._marks.put(self._record(which), FAVOURITE, on=on)

    def is_favourite(self, which: Reference) -> bool:
        """Whether a picture is a favourite."""
        return self._marks.has(self._record(which), FAVOURITE)

    def favourites(self, pictures: Iterable[PictureRecord]) -> set[str]:
        """Those of the pictures that are favourites, by their ids."""
        return self._marks.bearing(pictures, FAVOURITE)

    def label(self, which: Reference, *labels: str, on: bool = True) -> None:
        """Put labels on a picture, or with `on=False` take them off."""
        self._marks.label(self._record(which), labels, on=on)

    def describe(self, which: Reference, text: str) -> None:
        """Give a picture an alt text of your own; an empty one takes it back. Raises InputError."""
        self._marks.describe(self._record(which), text)

    def labels(self, which: Reference | None = None) -> tuple[str, ...]:
        """The labels of a picture, or all that there are."""
        return self._marks.labels(None if which is None else self._record(which))

    def delete(self, which: Reference) -> int:
        """Delete a picture: it is not counted or found any more, and its file goes unless another shares it.

        Its record stays, for the lineage of what was made from it. Returns the bytes freed.
        """
        return self._marks.delete(self._record(which))

    def lineage(self, which: Reference) -> Lineage:
        """What a picture was made from and what was made from it: lists, a graph as text, and as a figure."""
        return lineage_of(self.journal, self._record(which), self._thumbnails.or_none)

    def ancestors(self, which: Reference) -> list[PictureRecord]:
        """All pictures that this one was made from, deleted ones too, each after its own parents."""
        return ancestors(self.journal, self._record(which))

    def descendants(self, which: Reference) -> list[PictureRecord]:
        """All pictures that were made from this one, deleted ones too, each after its parents."""
        return descendants(self.journal, self._record(which))

    def roots(self, which: Reference) -> list[PictureRecord]:
        """The pictures that the making of this one began with; itself where it was made from none."""
        return self.lineage(which).roots

    def differences(self, first: Reference, second: Reference) -> tuple[Difference, ...]:
        """In what the requests of two pictures differ."""
        one, other = (self.recorded(self._record(each).request_id) for each in (first, second))
        return differences(one, other)

    def recipe(self, which: Reference, *, variables: Mapping[str, str] | None = None) -> Recipe:
        """How a picture is made again; `variables` are those that hold what requests brought, by ids."""
        record = self._record(which)
        kin = forebears(self.journal, record)
        requests = {each.request_id: self.sources.named(self.recorded(each.request_id)) for each in kin}
        return recipe(record, kin, requests, {**self.shown.variables(requests), **(variables or {})})

    def thumbnail(self, which: Reference) -> bytes:
        """A small copy of a picture: a JPEG of at most 256 pixels. Raises where it cannot be read."""
        return self._thumbnails.of(self._record(which))

    def _record(self, which: Reference) -> PictureRecord:
        return record_of(self.journal, which)

    def ledger(self, by: By = "request") -> Ledger:
        """What all requests cost, in rows by `request`, `session`, `day` or `model`."""
        checked("ledger by", by, GROUPINGS)
        return ledger_in(self._database, by, {each.recorded.id: each.outcome for each in held(self.folder)})

    def answers(self) -> list[AnswerRecord]:
        """The answers, the oldest first."""
        return self.journal.answers()

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
        return picture_data(self.path(record), record.number)

    def export(
        self, path: str | Path, *, pictures: Iterable[Reference] | None = None, thumbnails_only: bool = False
    ) -> Path:
        """Write pictures to one file for another machine; returns its path. None is all that is kept here.

        What they were made from comes along, their requests whole, and answers about them. With
        `thumbnails_only` small copies go in the place of their files. Raises GalleryError.
        """
        from imagine_nb.gallery.exporting import exported

        chosen = None if pictures is None else [self._record(each).request_id for each in pictures]
        return exported(self._database, path_named(str(path)), chosen, thumbnails_only=thumbnails_only)

    def import_(self, path: str | Path) -> Imported:
        """Take in what `export` wrote: all that is not here yet, or nothing where anything in it is wrong."""
        from imagine_nb.gallery.importing import imported

        return imported(self._database, path_named(str(path)))

    def verify(self) -> Health:
        """Whether all is there and unaltered: every file is read and hashed again. True where all is well."""
        from imagine_nb.gallery.health import health

        return health(self._database, self.folder)

    def rebuild(self: Gallery | str | Path | None = None) -> Rebuilt:
        """Make the database again, from what it still gives, the logbook beside it and the picture files.

        `Gallery.rebuild(folder)` does it where one does not open. The database of before is set aside.
        """
        from imagine_nb.gallery.rebuilding import rebuilt

        return rebuilt(self.folder if isinstance(self, Gallery) else folder_named(self))

    def recover(self, *, api_key: str | Key | None = None, base_url: str | None = None) -> Recovered:
        """Bring to an end what a crash left behind: bodies that came whole are taken in, failed downloads
        tried again, and what was in flight is unknown. What a living kernel waits for is left alone.
        """
        from imagine_nb import loop
        from imagine_nb.recovery.recovery import Recovery

        to = target(engine=XAI.name, api_key=api_key, base_url=base_url)
        written(self.folder)
        return loop.run(Recovery(self._database, self.folder, to).run())

    def prune(
        self, *, older_than: timedelta | float, favourites: bool = False, labelled: bool = False,
        dry_run: bool = False,
    ) -> Pruned:  # fmt: skip
        """Delete the pictures older than that (a number counts days), their records stay; what it freed.

        Favourites and labelled pictures stay unless asked for too; with `dry_run` all of them.
        """
        from imagine_nb.gallery.pruning import Pruning, moment_before

        pruning = Pruning(self._database, self.folder, moment_before(older_than), favourites, labelled)
        return pruning.tried() if dry_run else pruning.run()

    def settled(self) -> str:
        """Take in what waits for it; one line of what became of that, mostly empty. Nothing is sent."""
        return " ".join(filter(None, (self.news(), self._settling.run())))

    def close(self) -> None:
        """End the connection to the database."""
        self._database.close()
