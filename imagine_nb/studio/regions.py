"""Region edits: what an edit of a whole picture brought, set into its source within a region, and kept so."""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from imagine_nb.engines import ENGINES
from imagine_nb.errors import GalleryError, ImagineError, SourceError
from imagine_nb.exchange.flight import Received
from imagine_nb.exchange.unkept import unkept_record
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.entries import Begun
from imagine_nb.gallery.journalled import Journalled
from imagine_nb.gallery.places import placed
from imagine_nb.money import cost
from imagine_nb.picture_files.insets import Inset
from imagine_nb.picture_files.pixels import kind_and_size
from imagine_nb.records import NewPicture, Outcome, PictureRecord, Recorded, Request, new_id
from imagine_nb.regions import PATH, Region, edit_of, is_region
from imagine_nb.settings import ON_THE_WIRE
from imagine_nb.sources import Source, picture_source
from imagine_nb.studio.reuse import is_reusable
from imagine_nb.usage import Usage
from imagine_nb.wire.order import Order

NO_MASKS = "{speaker} edits whole pictures, without masks: of its edit ({cost}) only the region stands here."
AGAIN = "The same call sets it in again, for nothing."


@dataclass(frozen=True, slots=True)
class Step:
    """One picture of an edit to be set into its source; `edited` is all that the edit brought."""

    edited: Received
    edit: Source
    record: PictureRecord
    under: Source
    region: Region
    request: Request
    gallery: Gallery | None

    @property
    def key(self) -> Hashable:
        """What makes two steps the same."""
        return self.record.id, self.request.key

    def done(self) -> Received:
        """The picture, from the gallery where it was set in before. Raises SourceError where it cannot be."""
        if (found := self._earlier()) is not None:
            return Received(found, notice=self.edited.notice, badge=self.edited.badge)
        started = time.monotonic()
        made = self._made()
        new = NewPicture(made.data, *kind_and_size(made.data), revised_prompt=self.record.revised_prompt)
        outcome = Outcome(
            "done",
            model=self.edited.recorded.outcome.model,
            usage=Usage(cost_in_usd_ticks=0),
            seconds=time.monotonic() - started,
        )
        notice = " ".join(filter(None, (self.edited.notice, made.notice)))
        return self._kept(new, outcome, notice)

    def _earlier(self) -> Recorded | None:
        gallery = self.gallery
        if gallery is None or not self.record.path:
            return None
        same = gallery.journal.endings(key=self.request.key)
        ours = (each for each in same if edit_of(each.request) == self.record.id)
        return next((each for each in ours if is_reusable(each, gallery)), None)

    def _made(self) -> Inset:
        try:
            under, edit = self.under.data or b"", self.edit.data or b""
            return self.region.set_in(under, edit, name=self.under.record.name)
        except Exception as exc:  # the edit is paid for, and is not lost with this
            why = exc.message if isinstance(exc, ImagineError) else type(exc).__name__
            where = f"is kept, whole, as picture {self.record.number}" if self.record.number else "came whole"
            told = f"The edit could not be set in: {why.rstrip('.')}. It {where}."
            raise SourceError(told, advice=AGAIN) from exc

    def _kept(self, new: NewPicture, outcome: Outcome, notice: str) -> Received:
        """The picture in the gallery; where that cannot be written it is delivered all the same."""
        trouble = ""
        if self.gallery is not None and self.edited.unkept is None:
            try:
                recorded = self._written(self.gallery, new, outcome)
            except Exception as error:  # noqa: BLE001 - whatever hinders it, it is here
                trouble = f"Not kept: {error} {AGAIN}"
            else:
                return Received(recorded, notice=notice, badge=self.edited.badge)
        recorded = unkept_record(self.request, outcome, [new])
        told = " ".join(filter(None, (_told(self.request.engine, self.record), notice, trouble)))
        return Received(recorded, (new.data,), told, badge=self.edited.badge)

    def _written(self, gallery: Gallery, new: NewPicture, outcome: Outcome) -> Recorded:
        mask = self.region.mask
        if mask is not None and mask.data is not None and mask.record.picture_id is None:
            gallery.sources.keep(mask.data, mask.record.name)  # a recipe names it
        # intent and ending in one transaction: nothing is asked of anybody in between
        begun = Begun(new_id(), placed(self.request), time.time())
        return Journalled(gallery.journal, begun.request, begun=begun).finish(outcome, pictures=[new])


def steps_of(edited: Received, order: Order, gallery: Gallery | None) -> Sequence[Step]:
    """The steps that set each picture of an edit into the region of its order."""
    region = order.region
    assert region is not None  # noqa: S101 - nobody asks it of an order without
    (under,) = order.sources
    steps = []
    for index, record in enumerate(edited.recorded.pictures):
        data = edited.data[index] if edited.data or gallery is None else gallery.data(record)
        edit = picture_source(record, data)
        request = _request(order, edited.recorded.request, region, edit)
        steps.append(Step(edited, edit, record, under, region, request, gallery))
    return steps


def _request(order: Order, made: Request, region: Region, edit: Source) -> Request:
    """What is recorded of a step: who made the edit, with what words and settings, and where it is set in."""
    mask = [] if region.mask is None else [region.mask.record]
    given = {row.name: made.parameters[row.name] for row in ON_THE_WIRE if row.name in made.parameters}
    return Request(
        made.engine,
        made.base_url,
        PATH,
        made.model,
        prompt=order.request.prompt,
        sent=made.sent,
        parameters={**given, **region.parameters},
        sources=(order.sources[0].record, edit.record, *mask),
        take=made.take,
        variable=order.request.variable,
    )


def asked_for(recorded: Recorded, gallery: Gallery) -> Recorded:
    """The request that an engine was asked: of a step that set an edit in, the edit's.

    Raises GalleryError where that is not in the gallery.
    """
    if (edit := edit_of(recorded.request)) is None:
        return recorded
    found = gallery.journal.pictures("WHERE p.id = ?", edit)  # a deleted one has its request still
    if not found:
        raise GalleryError("The edit that was set in is not in the gallery.", advice="Run its cell again.")
    return gallery.recorded(found[0].request_id)


def region_notice(record: PictureRecord, gallery: Gallery) -> str:
    """That only a region of an edit stands in a picture, and what the edit cost; empty for other pictures."""
    if not is_region(record):
        return ""
    edits = gallery.journal.pictures("WHERE p.id = ?", edit_of(record))
    return _told(record.engine, edits[0] if edits else None)


def _told(engine: str, edit: PictureRecord | None) -> str:
    price = cost(edit.cost_ticks if edit else None)
    return NO_MASKS.format(speaker=ENGINES[engine].speaker, cost=price)
