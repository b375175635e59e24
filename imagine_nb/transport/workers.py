"""HTTP requests by way of a Dask cluster: an httpx transport whose requests are made in the workers."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future as Ended
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import httpx

from imagine_nb.errors import APIConnectionError, APIError, ImagineError
from imagine_nb.stops import is_cancelled
from imagine_nb.transport.claims import Claim
from imagine_nb.transport.dask_client import failed, is_private, outcome_of, there
from imagine_nb.transport.parcels import Parcel, Reply, parcel, sent

if TYPE_CHECKING:
    from distributed import Client, Future

    from imagine_nb.config import Target
    from imagine_nb.transport.patience import Patience

_SETTLES = 0.3  # seconds in which a cancelled request may learn whether it was sent; a stop waits for 0.5
_LARGE = "1 GiB"  # sources go along with a request; Dask would warn from 10 MB on


class WorkerTransport(httpx.AsyncBaseTransport):
    """Has each request made by a worker of the cluster that `client` is connected to."""

    def __init__(self, client: Client, to: Target, patience: Patience) -> None:
        self._client = client
        self._to = to
        self._patience = patience

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The response, whole; who traces it hears where it may have been sent. Raises ImagineError."""
        await request.aread()
        errand = _Errand(self._client, request, self._to, self._patience)
        try:
            reply = await there(self._client, errand.run())
        except asyncio.CancelledError as gone:
            await asyncio.wait({asyncio.wrap_future(errand.ended)}, timeout=_SETTLES)
            if is_cancelled():
                raise
            raise failed(gone, is_unknown=errand.is_unknown) from None  # Dask's client was closed meanwhile
        finally:
            if errand.may_be_sent:
                await _tell_of_body(request)
        return httpx.Response(
            reply.status,
            headers=dict(reply.headers),
            stream=httpx.ByteStream(reply.body),
            request=request,
            extensions={"reason_phrase": reply.reason.encode("ascii", "replace")},
        )


class _Errand:
    """One request on its way through the cluster, on the loop of Dask's client; `ended` is its end."""

    def __init__(self, client: Client, request: httpx.Request, to: Target, patience: Patience) -> None:
        self.may_be_sent = False
        self._is_claimed = False
        self.ended: Ended[None] = Ended()
        self._client = client
        self._request, self._to, self._patience = request, to, patience

    @property
    def is_unknown(self) -> bool:
        """Whether it may be charged, and nobody here knows."""
        return self.may_be_sent and self._is_claimed

    async def run(self) -> Reply:
        """The reply. Raises APIError or InputError."""
        claim = None
        try:
            each = self._parcel()
            if each.is_claimed:
                self._is_claimed, claim = True, Claim(self._client, each.id)
                await claim.offer()
            return await self._run(each, claim)
        except ImagineError:
            raise
        except Exception as failure:  # noqa: BLE001 - of Dask, which raises types of its own
            raise failed(failure, is_unknown=self.is_unknown) from None
        finally:
            if claim is not None:
                claim.close()
            self.ended.set_result(None)

    async def _run(self, each: Parcel, claim: Claim | None) -> Reply:
        outcome: Reply | BaseException | None = None
        self.may_be_sent = True
        future = _submitted(self._client, each)
        try:
            outcome = await outcome_of(future)
        finally:
            future.release()
            if isinstance(outcome, APIError):
                self.may_be_sent = not outcome.before_sent
            elif not isinstance(outcome, Reply):
                self.may_be_sent = claim is None or not await claim.withdrawn()
        if isinstance(outcome, Reply):
            return outcome
        if isinstance(outcome, ImagineError):
            raise outcome
        raise _died() if outcome is None and self.is_unknown else failed(outcome, is_unknown=self.is_unknown)

    def _parcel(self) -> Parcel:
        return parcel(
            self._request,
            f"imagine-{uuid4().hex}",
            to=self._to,
            patience=self._patience,
            is_private=is_private(self._client),
        )


def _died() -> APIConnectionError:
    return APIConnectionError(
        "The worker that made this request died, or left the cluster, before it told how it ended.",
        advice="Look at the account, or ask again.",
        may_be_charged=True,
    )


def _submitted(client: Client, each: Parcel) -> Future[Any]:
    import dask

    with dask.config.set({"distributed.admin.large-graph-warning-threshold": _LARGE}):
        return client.submit(sent, each, key=each.id, pure=False)


async def _tell_of_body(request: httpx.Request) -> None:
    """Tell who traces the request what httpcore tells when a body leaves."""
    if (trace := request.extensions.get("trace")) is not None:
        await trace("errand.send_request_body.started", {"request": request})
