"""The print shop as a web application that speaks the API's JSON under /v1."""

from __future__ import annotations

from collections.abc import Callable
from time import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from imagine_nb.print_shop import images, responses
from imagine_nb.print_shop.door import Door
from imagine_nb.print_shop.press import Cancelled, CannotPrint
from imagine_nb.print_shop.refusals import Refusal, bad_request
from imagine_nb.print_shop.shop import HOSTED, opened


def create_app(
    *, token: str | None = None, pace: float | None = None, clock: Callable[[], float] = time
) -> Starlette:
    """A print shop with nothing in it yet.

    `token` is the key that requests must carry, None for no check. `pace` is seconds per word of a streamed
    answer; None is a pace at which an answer is through in about a second. `clock` tells the time by which
    addresses, files and answers expire.
    """
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(Door, token=token)],
        exception_handlers=dict.fromkeys(
            (Refusal, CannotPrint, HTTPException, Cancelled, ClientDisconnect), _excuse
        ),
    )
    app.router.redirect_slashes = False  # the API redirects nothing
    app.state.shop = opened(clock=clock, pace=pace)
    return app


def _routes() -> list[Mount | Route]:
    return [
        Mount("/v1", routes=[*_image_routes(), *_answer_routes()]),
        Route(HOSTED + "{name}", images.hosted),
    ]


def _image_routes() -> list[Route]:
    return [
        Route("/images/generations", images.generations, methods=["POST"]),
        Route("/images/edits", images.edits, methods=["POST"]),
    ]


def _answer_routes() -> list[Route]:
    return [
        Route("/responses", responses.create, methods=["POST"]),
        Route("/responses/{id}", responses.kept, methods=["GET"]),
        Route("/responses/{id}", responses.delete, methods=["DELETE"]),
    ]


async def _excuse(request: Request, reason: Exception) -> Response:
    """The response to whatever kept the shop from doing what was asked."""
    match reason:
        case Refusal():
            return JSONResponse(reason.body, reason.status)
        case CannotPrint():
            return JSONResponse(bad_request(str(reason)).body, 400)
        case HTTPException(status_code=status):
            code = {404: "not-found", 405: "method-not-allowed"}.get(status, "invalid-argument")
            message = f"{reason.detail}: {request.method} {request.url.path}"
            return JSONResponse(Refusal(status, message, code=code).body, status, reason.headers)
        case _:
            return Response(status_code=499)  # nobody waits for it
