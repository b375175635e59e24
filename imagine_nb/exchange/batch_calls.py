"""Batch calls: a batch opened, looked at, ended and listed, none of which costs anything. Raise APIError."""

from __future__ import annotations

from imagine_nb.transport.transport import Transport
from imagine_nb.wire.batches import MAX_PAGE, PATH, Batch, batch_in, page_query, path_of, requests_in

_MOST_PAGES = 1000


async def opened(transport: Transport, name: str) -> Batch:
    """A new batch that holds nothing yet."""
    return batch_in((await transport.post(PATH, {"name": name}, is_free=True)).body)


async def told(transport: Transport, batch_id: str) -> Batch:
    """A batch as it stands."""
    return batch_in((await transport.get(path_of(batch_id))).body)


async def cancelled(transport: Transport, batch_id: str) -> Batch:
    """A batch that was told to end."""
    return batch_in((await transport.post(path_of(batch_id, ":cancel"), {}, is_free=True)).body)


async def ids_in(transport: Transport, batch_id: str) -> set[str]:
    """The ids of all requests that have come to a batch."""
    found: set[str] = set()
    token: str | None = None
    for _ in range(_MOST_PAGES):
        query = page_query(MAX_PAGE, token)
        page = requests_in((await transport.get(path_of(batch_id, "/requests"), params=query)).body)
        found.update(each.batch_request_id for each in page.batch_request_metadata)
        if (token := page.pagination_token) is None:
            break
    return found
