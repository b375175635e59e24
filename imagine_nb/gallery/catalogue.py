"""Catalogue of a gallery: its pictures and answers by numbers, words and marks, and how they are related."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Unpack, overload

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.facets import Facets, facets_of
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.kept_sources import KeptSources
from imagine_nb.gallery.lineage import Lineage, ancestors, descendants, forebears, lineage_of
from imagine_nb.gallery.marks import FAVOURITE, UNDESCRIBED, Marks
from imagine_nb.gallery.reference import Reference, pictures_numbered, pictures_of, record_of
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.search import Search, Sort, Wanted
from imagine_nb.gallery.shown import Shown
from imagine_nb.gallery.thumbnails import Thumbnails
from imagine_nb.lineage import Difference, by_id, chain, differences
from imagine_nb.recipes import Recipe, recipe
from imagine_nb.records import AnswerRecord, Author, PictureRecord, Recorded


class Catalogue:
    """What a gallery holds, of which `len` counts the pictures: looked up, related and marked."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.journal = Journal(database)
        self.shown = Shown(database)
        self.sources = KeptSources(database)
        self._marks = Marks(database)
        self._thumbnails = Thumbnails(database)

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

    def describe(self, which: Reference, text: str, *, by: Author | None = None) -> None:
        """Give a picture an alt text of your own; an empty one takes it back. Raises InputError.

        `by` is who wrote one that was asked for; see `Studio.describe`.
        """
        self._marks.describe(self._record(which), text, by=by)

    def described(self, record: PictureRecord) -> PictureRecord:
        """The same picture with its alt text as it is now."""
        return self._marks.described(record)

    def undescribed(self, *, besides: Iterable[str] = ()) -> list[PictureRecord]:
        """The pictures without an alt text, or with one that an engine `besides` wrote; the oldest first."""
        return self.journal.pictures(UNDESCRIBED, json.dumps(list(besides)))

    def shown_in(self, notebook: str | None) -> list[PictureRecord]:
        """The pictures that a notebook's cells asked for or showed; None is this session."""
        return pictures_of(self.journal, self.shown.pictures(notebook))

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

    def chain(self, which: Reference) -> list[PictureRecord]:
        """What a picture was made from, by first parents alone: the oldest first, deleted ones left out."""
        record = self._record(which)
        before = chain(record, by_id(forebears(self.journal, record)))
        return self.pictures(each.id for each in before)

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

    def answers(self) -> list[AnswerRecord]:
        """The answers, the oldest first."""
        return self.journal.answers()
