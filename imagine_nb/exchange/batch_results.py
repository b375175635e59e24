"""Results of batches: what each request came to, what of it the gallery has, and what it cost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from imagine_nb.errors import APIError, GalleryError, ImagineError, ModeratedError
from imagine_nb.exchange.exchange import landed
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.batched import Batched
from imagine_nb.records import Outcome, Recorded
from imagine_nb.wire.batch_bodies import is_answer
from imagine_nb.wire.batches import BatchItem
from imagine_nb.wire.chat_reply import Reply
from imagine_nb.wire.faults import Answered
from imagine_nb.wire.replies import ImagesReply, images_in

Fetch = Callable[[str], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Result:
    """What one request of a batch came to: pictures, or an answer with its `reply`, or an `error`."""

    batch_request_id: str
    received: Received | None = None
    reply: Reply | None = None
    error: ImagineError | None = None


def is_served(row: Batched, item: BatchItem) -> bool:
    """Whether the gallery has all that a request brought; pictures that were missing may come now."""
    return row.is_done or (row.has_brought and (item.body is None or is_answer(item.body)))


def error_of(outcome: Outcome) -> APIError:
    """The error that a request ended with, as it is written down."""
    kind = ModeratedError if outcome.status == "moderated" else APIError
    return kind(
        outcome.error or "The batch brought nothing.",
        code=outcome.code,
        request_id=outcome.request_id,
        cost_ticks=outcome.usage.cost_in_usd_ticks,
        may_be_charged=outcome.status == "unknown",
    )


def is_settled(row: Batched, item: BatchItem) -> bool:
    """Whether all that there is of a request is written down, an error too."""
    return is_served(row, item) or (row.status in {"failed", "cancelled"} and item.body is None)


def filled(parsed: ImagesReply, gallery: Gallery, row: Batched) -> ImagesReply:
    """A reply with the bytes of what the gallery has of it, which need not be fetched again."""
    known = {each.url: each for each in gallery.recorded(row.begun.id).pictures if each.url}
    items = list(parsed.items)
    for at, item in enumerate(items):
        if item.url in known:
            with suppress(GalleryError):  # its file is gone
                items[at] = replace(item, data=gallery.data(known[item.url]))
    return replace(parsed, items=tuple(items))


async def data_in(item: BatchItem, recorded: Recorded, fetch: Fetch, page: Answered) -> list[bytes]:
    """The pictures of a result as the API has them still, where the gallery's files are gone; all or none."""
    if item.body is None or is_answer(item.body):
        return []
    parsed = images_in(item.body, page)
    found = [await landed(at, each, fetch) for at, each in enumerate(parsed.items)]
    data = [picture.data for picture, _ in found if picture]
    return data if len(data) == len(recorded.pictures) else []


def bill_of(result: Result) -> int | None:
    """What a result cost, 0 where nobody knows; None where it may be billed another time."""
    if result.received is not None:
        return result.received.recorded.outcome.usage.cost_in_usd_ticks or 0
    error = result.error
    if not isinstance(error, APIError) or (error.cost_ticks is None and not error.may_be_charged):
        return None
    return error.cost_ticks or 0
