"""Deferred requests: answered at once with an id, drawn in the background, polled at /v1/images/{id}."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter.cancellation import Full
from imagine_nb.print_shop.counter.refusals import Refusal, busy, not_found
from imagine_nb.print_shop.counter.shop import Shop, shop_of
from imagine_nb.print_shop.press import CannotPrint

if TYPE_CHECKING:
    from starlette.requests import Request

log = logging.getLogger(__name__)

MOST_PENDING = 20

Body = dict[str, Any]


def begun(work: Coroutine[Any, Any, Body], *, shop: Shop) -> Body:
    """Start `work`, and return the id under which its result can be polled. Refuses too many (429)."""
    pending = sum(not job.done() for job in shop.jobs.everything())
    if pending >= MOST_PENDING:
        work.close()
        raise Refusal(
            429, f"Too many requests: {pending} deferred orders are pending.", code="resource-exhausted"
        )
    number = str(uuid4())
    shop.jobs.put(number, asyncio.create_task(_outcome(work)))
    return {"request_id": number}


async def result(request: Request) -> Response:
    """The state of a deferred request: pending (202), done or failed (200)."""
    number = str(request.path_params["id"])
    job = shop_of(request).jobs.get(number)
    if job is None:
        raise not_found(f"Image request {number} not found.")
    if not job.done():
        return JSONResponse({"request_id": number, "status": "pending"}, 202)
    outcome = (
        _failed("service_unavailable", "The print shop was closed.") if job.cancelled() else job.result()
    )
    return JSONResponse({"request_id": number, **outcome})


async def _outcome(work: Coroutine[Any, Any, Body]) -> Body:
    try:
        return {"status": "done", **await work}
    except (Refusal, CannotPrint) as exc:
        return _failed("invalid_argument", str(exc))
    except Full:
        return _failed("resource_exhausted", str(busy()))
    except Exception:
        log.exception("A deferred order met a bug.")
        return _failed("internal_error", "Internal error of the print shop. Its log says more.")


def _failed(code: str, message: str) -> Body:
    return {"status": "failed", "error": {"code": code, "message": message}}
