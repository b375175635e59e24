"""Fetching again: from the address that is asked anyhow, what its answers only named."""

from __future__ import annotations

from typing import Any

from imagine_nb.config import Target
from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIError, ProtocolError
from imagine_nb.exchange.promised import ANSWER, PICTURES, Kind
from imagine_nb.gallery.batched import InBatch
from imagine_nb.records import Request
from imagine_nb.transport.transport import Transport
from imagine_nb.wire.batches import BatchItem, page_query, path_of, results_in
from imagine_nb.wire.chat_reply import Reply
from imagine_nb.wire.completions_api import COMPLETIONS, COMPLETIONS_API
from imagine_nb.wire.replies import ImagesReply, images_in

_PAGE = 50  # results at once: each may hold ten pictures whole
_MOST_PAGES = 1000


class Refetch:
    """Fetches what recorded requests brought, from `home` and the print shop in this process alone.

    The gallery may be a stranger's: no address in it is asked for anything.
    """

    def __init__(self, home: Target) -> None:
        self._home = home
        self._open: dict[Target, Transport] = {}
        self._batches: dict[tuple[str, str], dict[str, BatchItem] | APIError] = {}

    async def fetch(self, url: str, request: Request) -> bytes:
        """The bytes at an address that the answer to `request` named. Raises APIError."""
        return await self._transport(request).fetch(url)

    async def promised(self, promise: str, request: Request) -> ImagesReply | Reply | None:
        """What was to be made while nobody waits; None while it is not there. Raises APIError."""
        is_answer = request.endpoint == COMPLETIONS
        kind: Kind[Any] = ANSWER if is_answer else PICTURES
        answered = await self._transport(request).get(f"{kind.path}{promise}")
        parsed = kind.parsed(answered) if answered.body else {}
        if answered.status == 202 or parsed.get("status") == "pending":
            return None
        return COMPLETIONS_API.reply(answered.body, answered) if is_answer else images_in(parsed, answered)

    async def result(self, waiting: InBatch, request: Request) -> BatchItem | None:
        """What the API has for a request that was sent in a batch; None while it has nothing. APIError."""
        transport = self._transport(request)
        key = transport.target.base_url, waiting.batch_id
        if key not in self._batches:  # one look for all requests of a batch
            try:
                self._batches[key] = await _results(transport, waiting.batch_id)
            except APIError as error:
                self._batches[key] = error
        found = self._batches[key]
        if isinstance(found, APIError):
            raise found
        return found.get(waiting.request_id)

    async def aclose(self) -> None:
        """End the connections."""
        for transport in self._open.values():
            await transport.aclose()

    def _transport(self, request: Request) -> Transport:
        to = self._target(request)
        if to is None:
            raise ProtocolError(
                f"It was asked of another address, {request.base_url[:100]}, and was not fetched.",
                advice="If that is your own, recover(base_url=...) asks it.",
            )
        return self._open.setdefault(to, Transport(to))

    def _target(self, request: Request) -> Target | None:
        """Who is asked about a request; None for somebody that only the gallery names."""
        if (self._home.engine, self._home.base_url) == (request.engine, request.base_url):
            return self._home
        row = ENGINES.get(request.engine)
        return Target(row.name, row.url) if row is not None and row.is_embedded else None


async def _results(transport: Transport, batch_id: str) -> dict[str, BatchItem]:
    """All results of a batch that there are, by the ids of their requests."""
    found: dict[str, BatchItem] = {}
    token: str | None = None
    for _ in range(_MOST_PAGES):
        reply = await transport.get(path_of(batch_id, "/results"), params=page_query(_PAGE, token))
        items, token = results_in(reply.body)
        found.update((item.batch_request_id, item) for item in items)
        if token is None:
            break
    return found
