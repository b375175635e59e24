"""The record of a request that is kept in no gallery: its pictures have no number, path or hash."""

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
)


def unkept_record(
    request: Request, outcome: Outcome, pictures: Sequence[NewPicture] = (), answer: NewAnswer | None = None
) -> Recorded:
    """What a request brought, as the gallery would record it."""
    request_id, now = new_id(), time.time()
    told = answer and answer_record(answer, new_id(), request_id, request, outcome, created=now)
    return Recorded(
        request_id,
        request,
        outcome,
        now,
        _pictures(request_id, request, outcome, pictures, now),
        told or None,
    )


def _pictures(
    request_id: str, request: Request, outcome: Outcome, pictures: Sequence[NewPicture], now: float
) -> tuple[PictureRecord, ...]:
    ticks = outcome.usage.cost_in_usd_ticks
    return tuple(
        PictureRecord(
            id=new_id(),
            number=0,
            request_id=request_id,
            index=index,
            sha256="",  # nobody asks, and it takes time
            path="",
            mime_type=picture.mime_type,
            width=picture.width,
            height=picture.height,
            n_bytes=len(picture.data),
            prompt=request.prompt,
            sent=request.sent,
            model=outcome.model or request.model,
            engine=request.engine,
            endpoint=request.endpoint,
            created=now,
            parents=tuple(source.picture_id for source in request.sources if source.picture_id),
            revised_prompt=picture.revised_prompt,
            cost_ticks=None if ticks is None else ticks // len(pictures),
            take=request.take,
            n=len(pictures),
            parameters=request.parameters,
            sources=request.sources,
            url=picture.url,
        )
        for index, picture in enumerate(pictures)
    )
