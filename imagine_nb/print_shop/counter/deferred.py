"""Deferred requests: answered at once with an id, worked on in the background, and asked for by the id.

Pictures are at /v1/images/{id}, answers at /v1/chat/deferred-completion/{id}.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter.cancellation import Full
from imagine_nb.print_shop.counter.expiring_store import ExpiringStore
from imagine_nb.print_shop.counter.refusals import BUG, Refusal, bad_request, bug, busy, not_found
from imagine_nb.print_shop.counter.shop import Shop, shop_of
from imagine_nb.print_shop.press import CannotPrint

if TYPE_CHECKING:
    from starlette.requests import Request

log = logging.getLogger(__name__)

MOST_PENDING = 20
_CLOSED = "The print shop was closed."

Body = dict[str, Any]
T = TypeVar("T")


def begun(work: Coroutine[Any, Any, T], *, shop: Shop, jobs: ExpiringStore[asyncio.Task[T]]) -> Body:
    """Start `work`, and return the id under which `jobs` keeps it. Refuses too many (429)."""
    under_way = [*shop.jobs.everything(), *shop.deferred_chats.everything()]
    pending = sum(not job.done() for job in under_way)
    if pending >= MOST_PENDING:
        work.close()
        raise Refusal(
            429, f"Too many requests: {pending} deferred orders are pending.", code="resource-exhausted"
        )
    number = str(uuid4())
    jobs.put(number, asyncio.create_task(work))
    return {"request_id": number}


async def result(request: Request) -> Response:
    """The state of deferred pictures: pending (202), done or failed (200)."""
    number = str(request.path_params["id"])
    job = _found(number, shop_of(request).jobs, "Image request")
    if not job.done():
        return JSONResponse({"request_id": number, "status": "pending"}, 202)
    outcome = _failed("service_unavailable", _CLOSED) if job.cancelled() else job.result()
    return JSONResponse({"request_id": number, **outcome})


async def completion(request: Request) -> Response:
    """A deferred answer, or the refusal of it; an empty 202 while it is under way."""
    job = _found(str(request.path_params["id"]), shop_of(request).deferred_chats, "Deferred completion")
    if not job.done():
        return Response(status_code=202)
    if job.cancelled():
        raise Refusal(503, _CLOSED, code="unavailable")
    outcome = job.result()
    if isinstance(outcome, Refusal):
        raise outcome
    return JSONResponse(outcome)


async def picture_outcome(work: Callable[[], Awaitable[Body]]) -> Body:
    """The pictures that `work` brings, or why it failed: both are bodies."""
    try:
        return {"status": "done", **await work()}
    except (Refusal, CannotPrint) as exc:
        return _failed("invalid_argument", str(exc))
    except Full as exc:
        return _failed("resource_exhausted", str(busy(exc.waiting)))
    except Exception:
        log.exception("A deferred order met a bug.")
        return _failed("internal_error", BUG)


async def chat_outcome(work: Callable[[], Awaitable[T]], body_of: Callable[[T], Body]) -> Refusal | Body:
    """The body of the answer that `work` brings, or the refusal of it."""
    try:
        return body_of(await work())
    except Refusal as exc:
        return exc
    except CannotPrint as exc:
        return bad_request(str(exc))
    except Full as exc:
        return busy(exc.waiting)
    except Exception:
        log.exception("A deferred answer met a bug.")
        return bug()


def _found(number: str, jobs: ExpiringStore[asyncio.Task[T]], what: str) -> asyncio.Task[T]:
    job = jobs.get(number)
    if job is None:
        raise not_found(f"{what} {number[:80]} not found.")
    return job


def _failed(code: str, message: str) -> Body:
    return {"status": "failed", "error": {"code": code, "message": message}}
