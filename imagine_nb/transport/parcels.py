"""HTTP requests as data, which another process sends: what goes there, what comes back, and the sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, NamedTuple

from imagine_nb import loop
from imagine_nb.config import Target, target
from imagine_nb.engines import ENGINES
from imagine_nb.errors import APIConnectionError, AuthenticationError, ImagineError, InputError
from imagine_nb.keys import KEY_VARIABLE, found_key
from imagine_nb.transport.claims import claimed
from imagine_nb.transport.connections import Connections
from imagine_nb.transport.masking import Mask, mask_in_logs
from imagine_nb.transport.patience import Patience
from imagine_nb.transport.reading import MAX_BODY, Asked, Clock

if TYPE_CHECKING:
    import httpx

# what the process that sends says by itself, for its own connection and with its own key
_OF_THE_SENDER = frozenset({"authorization", "connection", "content-length", "host", "transfer-encoding"})
_OF_THE_CODING = frozenset({"content-encoding", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True)
class Parcel:
    """HTTP request as data. Its repr, which ends in logs and on dashboards, tells nothing of what is in it.

    `takes_own_key` is whether the process that sends it takes a key of its own: `to` has none then. One
    that `is_claimed` is sent by nobody who cannot claim it first.
    """

    id: str
    to: Target = field(repr=False)
    method: str = field(repr=False)
    url: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    patience: Patience = field(repr=False)
    takes_own_key: bool = field(repr=False)
    is_claimed: bool = field(repr=False)


@dataclass(frozen=True, slots=True)
class Reply:
    """HTTP response as data: its body is unpacked, and holds no key of the process that sent the request."""

    status: int
    reason: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


class About(NamedTuple):
    """What a process that may send parcels is: its version of this package, and whether it has a key."""

    version: str
    has_key: bool


def about() -> About:
    """What this process is."""
    try:
        return About(version("imagine_nb"), found_key() is not None)
    except InputError:
        return About(version("imagine_nb"), has_key=False)


def no_key() -> AuthenticationError:
    """The error where a worker is to take a key of its own and has none."""
    return AuthenticationError(
        "A worker has no key, and yours does not go there: the way to the cluster is not encrypted.",
        advice=f"Set {KEY_VARIABLE} where the workers start, or connect to the scheduler over tls://.",
    )


def parcel(request: httpx.Request, id_: str, *, to: Target, patience: Patience, is_private: bool) -> Parcel:
    """The parcel that a request is, its body read. The key goes along only where the way `is_private`."""
    return Parcel(
        id_,
        to=to if is_private else Target(to.engine, to.base_url),
        method=request.method,
        url=str(request.url),
        headers={name: value for name, value in request.headers.items() if name not in _OF_THE_SENDER},
        body=request.content,
        patience=patience,
        takes_own_key=not is_private and to.key is not None,
        is_claimed=request.method == "POST" and ENGINES[to.engine].is_billed,
    )


async def sent(each: Parcel) -> Reply | ImagineError | None:
    """What came of a parcel, sent in a worker of Dask: an error is returned, for what is raised is logged.

    None where it was claimed before: by a run of this same task in a worker that is no more.
    """
    is_out = False
    try:
        to = _with_own_key(each.to) if each.takes_own_key else each.to
        client = _connections(to, each.patience)
        if each.is_claimed and not await claimed(each.id):
            return None
        is_out = True
        return await loop.reach(_reply(each, to, client))
    except ImagineError as error:
        return error
    except Exception as error:  # noqa: BLE001 - its words and its traceback would be logged
        billed = is_out and each.is_claimed
        return APIConnectionError(f"The worker failed with {type(error).__name__}.", may_be_charged=billed)


def _with_own_key(to: Target) -> Target:
    found = target(engine=to.engine, base_url=to.base_url)
    if found.key is None:
        raise no_key()
    return found


async def _reply(each: Parcel, to: Target, connections: Connections) -> Reply:
    """The response to a parcel, whole. Raises APIError."""
    asked = Asked(to, Mask(to.key), Clock(each.patience, n_bytes=len(each.body)), each.method)
    sent = {"headers": dict(each.headers), "content": each.body}
    response = await asked.answered(connections.client(), each.url, **sent)
    try:
        is_file = each.method == "GET" and response.headers.get("content-type", "").startswith("image/")
        body = b"".join([piece async for piece in response.pieces(MAX_BODY, is_text=not is_file)])
    finally:
        await response.aclose()
    headers = {name: value for name, value in response.headers.items() if name not in _OF_THE_CODING}
    return Reply(response.status, response.reason.partition(" ")[2], headers, body)


@lru_cache(maxsize=8)
def _connections(to: Target, patience: Patience) -> Connections:
    """The connections to one engine that all parcels of this process share."""
    mask_in_logs(to.key)
    return Connections(to, patience, 1)  # whoever hands out parcels says how many are under way
