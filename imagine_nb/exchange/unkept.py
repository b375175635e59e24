"""Records without a gallery: of what is not kept, which has an id, and of pictures that did not come."""

from __future__ import annotations

import time
from collections.abc import Sequence

from imagine_nb.records import (
    NewAnswer,
    NewPicture,
    Outcome,
    PictureRecord,
    Recorded,
    Request,
    answer_record,
    new_id,
    picture_record,
)


def unkept_record(
    request: Request,
    outcome: Outcome,
    pictures: Sequence[NewPicture] = (),
    answer: NewAnswer | None = None,
    *,
    request_id: str | None = None,
) -> Recorded:
    """What a request brought, as the gallery would record it; under `request_id` where it has one."""
    request_id, now = request_id or new_id(), time.time()
    ticks, n = outcome.usage.cost_in_usd_ticks, len(pictures)
    records = tuple(
        picture_record(
            new,
            request,
            outcome,
            picture_id=new.id or new_id(),
            number=0,
            request_id=request_id,
            index=index,
            n=n,
            sha256="",  # nobody asks, and it takes time
            path="",
            created=now,
            ticks=ticks,
        )
        for index, new in enumerate(pictures)
    )
    told = answer and answer_record(answer, answer.id or new_id(), request_id, request, outcome, created=now)
    return Recorded(request_id, request, outcome, now, records, told or None)


def blank_record(recorded: Recorded, index: int, *, n: int, url: str | None = None) -> PictureRecord:
    """What is known of one of `n` pictures that did not come: all of its request, and where it may still be.

    It has no id; those that came bear the cost, where any did.
    """
    return picture_record(
        NewPicture(b"", "", 0, 0, url=url),
        recorded.request,
        recorded.outcome,
        picture_id="",
        number=0,
        request_id=recorded.id,
        index=index,
        n=n,
        sha256="",
        path="",
        created=recorded.created,
        ticks=0 if recorded.pictures else recorded.outcome.usage.cost_in_usd_ticks,
    )
