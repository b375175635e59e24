"""Repeating a request: one that was made before, made ready to be sent again as another take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.gallery import Gallery
from imagine_nb.records import BATCH_ID, BATCH_REQUEST_ID, Recorded, Request, SourceRecord
from imagine_nb.regions import box_of, is_region, mask_of, region_of
from imagine_nb.settings import ON_THE_WIRE
from imagine_nb.sources import Source, picture_source
from imagine_nb.studio.regions import asked_for
from imagine_nb.wire.order import Order, image_order

# how it came, not what it is: an upload address is good for once
_DELIVERY = ("deferred", "output", BATCH_ID, BATCH_REQUEST_ID)


def recorded_again(recorded: Recorded, *, gallery: Gallery, to: Target) -> Order:
    """A recorded request for pictures, to `to`; raises InputError where a source was not the gallery's.

    That of a picture which an edit was set into is the edit, to be set in there again.
    """
    if is_region(recorded.request):
        order = recorded_again(asked_for(recorded, gallery), gallery=gallery, to=to)
        mask = mask_of(recorded.request)
        found = None if mask is None else _source(mask, gallery)
        region = region_of(order.sources, box_of(recorded.request), found)
        return replace(order, region=region)
    request = recorded.request
    sources = [_source(each, gallery) for each in request.sources]
    # one that was chosen is shown in the place that it was chosen for
    return _again(request, sources, to=to, slot=gallery.shown.slot_of(recorded.id) or request.take)


def ordered_again(order: Order, *, to: Target) -> Order:
    """An order as it was, to the engine, address and key that are asked now."""
    if to == order.target:
        return replace(order, fresh=True, to_stay=True)
    again = _again(order.request, order.sources, to=to, slot=order.slot)
    return replace(again, engine=order.engine, region=order.region)


def nothing_yet() -> InputError:
    """What is said where nothing was asked that could be repeated."""
    return InputError(
        "There is nothing to repeat yet.",
        advice="Run a cell with %%imagine first, or name a picture: %imagine_again 12.",
    )


def _again(request: Request, sources: Sequence[Source], *, to: Target, slot: int) -> Order:
    given = dict(request.parameters)
    settings: Any = {row.name: given.pop(row.name, None) for row in ON_THE_WIRE}
    order = image_order(
        request.sent,
        target=to,
        model=request.model,
        n=given.pop("n", 1),
        sources=sources,
        storage_options=given.pop("storage_options", None),
        more={name: value for name, value in given.items() if name not in _DELIVERY},
        typed=request.prompt,
        settings=settings,
    )
    return replace(order, slot=slot, fresh=True, to_stay=True)


def _source(record: SourceRecord, gallery: Gallery) -> Source:
    """A source that a request had, from the gallery, a file that is kept there, or by its address."""
    if record.picture_id is not None:
        picture = gallery[record.picture_id]
        return picture_source(picture, gallery.data(picture))
    if record.url is not None:
        return Source(record)
    if record.sha256 is not None and (data := gallery.sources.data(record.sha256)) is not None:
        return Source(record, data)
    raise InputError(
        f"The source {record.name!r} is not the gallery's.", advice="Run its cell again with --fresh."
    )
