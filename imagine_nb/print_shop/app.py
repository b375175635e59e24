"""The web application, in Starlette: the API's routes under /v1, and its error responses."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import time

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from imagine_nb.print_shop.counter import batches, catalogue, chat, deferred, files, images, responses
from imagine_nb.print_shop.counter.batch_bodies import result_of
from imagine_nb.print_shop.counter.batch_store import Batches
from imagine_nb.print_shop.counter.cancellation import ClientGone, Full
from imagine_nb.print_shop.counter.middleware import RequestMiddleware
from imagine_nb.print_shop.counter.refusals import Refusal, bad_request, busy
from imagine_nb.print_shop.counter.shop import HOSTED, new_shop
from imagine_nb.print_shop.counter.stored_files import PUBLISHED
from imagine_nb.print_shop.inprocess import asked
from imagine_nb.print_shop.press import CannotPrint


def create_app(
    *,
    token: str | None = None,
    pace: float | None = None,
    clock: Callable[[], float] = time,
    room: int | None = None,
) -> Starlette:
    """A print shop with nothing in it yet.

    `token` is the key that requests must carry, None for no check. `pace` is seconds per word of a streamed
    answer; None is a pace at which an answer is through in about a second. `clock` tells the time by which
    addresses, files and answers expire. `room` is how many pictures may wait their turn, None for any number.
    """
    app = Starlette(
        routes=_routes(),
        middleware=[Middleware(RequestMiddleware, token=token)],
        exception_handlers=dict.fromkeys(
            (Refusal, CannotPrint, HTTPException, ClientGone, ClientDisconnect, Full), _error_response
        ),
    )
    app.router.redirect_slashes = False  # the API redirects nothing
    app.state.shop = new_shop(clock=clock, pace=pace, room=room)
    app.state.batches = Batches(clock=clock, ask=partial(asked, app, token=token), result_of=result_of)
    return app


def _routes() -> list[BaseRoute]:
    return [
        Mount("/v1", routes=_api_routes()),
        Route(HOSTED + "{name}", images.hosted),
        Route(PUBLISHED + "{token}/{name}", files.published),
    ]


def _api_routes() -> list[Route]:
    return [
        *_image_routes(),
        *_answer_routes(),
        *_batch_routes(),
        *_file_routes(),
        *_catalogue_routes(),
    ]


def _batch_routes() -> list[Route]:
    return [
        Route("/batches", batches.create, methods=["POST"]),
        Route("/batches", batches.index, methods=["GET"]),
        Route("/batches/{id}:cancel", batches.cancel, methods=["POST"]),
        Route("/batches/{id}", batches.description, methods=["GET"]),
        Route("/batches/{id}/requests", batches.add, methods=["POST"]),
        Route("/batches/{id}/requests", batches.requests, methods=["GET"]),
        Route("/batches/{id}/results", batches.results, methods=["GET"]),
    ]


def _image_routes() -> list[Route]:
    return [
        Route("/images/generations", images.generations, methods=["POST"]),
        Route("/images/edits", images.edits, methods=["POST"]),
        Route("/images/{id:uuid}", deferred.result),
    ]


def _answer_routes() -> list[Route]:
    return [
        Route("/responses", responses.create, methods=["POST"]),
        Route("/responses/{id}", responses.kept, methods=["GET"]),
        Route("/responses/{id}", responses.delete, methods=["DELETE"]),
        Route("/chat/completions", chat.create, methods=["POST"]),
        Route("/chat/deferred-completion/{id}", deferred.completion),
    ]


def _file_routes() -> list[Route]:
    return [
        Route("/files", files.upload, methods=["POST"]),
        Route("/files", files.index, methods=["GET"]),
        Route("/files/{id}", files.description, methods=["GET"]),
        Route("/files/{id}", files.delete, methods=["DELETE"]),
        Route("/files/{id}/content", files.content),
        Route("/files/{id}/public-url", files.publish, methods=["POST"]),
        Route("/files/{id}/public-url/revoke", files.revoke, methods=["POST"]),
    ]


def _catalogue_routes() -> list[Route]:
    return [
        Route("/models", catalogue.models),
        Route("/models/{id}", catalogue.model),
        Route("/image-generation-models", catalogue.image_models),
        Route("/image-generation-models/{id}", catalogue.one_image_model),
        Route("/language-models", catalogue.language_models),
        Route("/language-models/{id}", catalogue.one_language_model),
        Route("/embedding-models", catalogue.embedding_models),
        Route("/embedding-models/{id}", catalogue.one_embedding_model),
        Route("/api-key", catalogue.api_key),
        Route("/me", catalogue.me),
    ]


async def _error_response(request: Request, reason: Exception) -> Response:
    """The error response to an exception that the API has an answer to."""
    match reason:
        case Refusal():
            return JSONResponse(reason.body, reason.status, reason.headers)
        case Full():
            refusal = busy(reason.waiting)
            return JSONResponse(refusal.body, refusal.status, refusal.headers)
        case CannotPrint():
            return JSONResponse(bad_request(str(reason)).body, 400)
        case HTTPException(status_code=status):
            code = {404: "not-found", 405: "method-not-allowed"}.get(status, "invalid-argument")
            message = f"{reason.detail}: {request.method} {request.url.path}"
            return JSONResponse(Refusal(status, message, code=code).body, status, reason.headers)
        case _:
            return Response(status_code=499)  # nobody waits for it
