"""GET /v1/models and its relatives: the models as the API lists them, and whose key a request carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter.models import (
    IMAGE_MODELS,
    LANGUAGE_MODELS,
    PRINT_SHOP,
    Model,
    image_model,
    language_model,
)
from imagine_nb.print_shop.counter.orders import LONGEST_PROMPT
from imagine_nb.print_shop.counter.refusals import Refusal, not_found

if TYPE_CHECKING:
    from starlette.requests import Request

Body = dict[str, Any]

_CREATED = 1_772_409_600  # 2 March 2026, the date of the first of them
_SINCE = "2026-03-02T00:00:00Z"  # the same


async def models(_: Request) -> Response:
    """All models, briefly."""
    return JSONResponse(
        {"object": "list", "data": [_brief(model) for model in IMAGE_MODELS + LANGUAGE_MODELS]}
    )


async def model(request: Request) -> Response:
    """One of all models, briefly."""
    name = request.path_params["id"]
    try:
        return JSONResponse(_brief(image_model(name)))
    except Refusal:
        return JSONResponse(_brief(language_model(name)))


async def image_models(_: Request) -> Response:
    """The image models."""
    return JSONResponse({"models": [_of_images(model) for model in IMAGE_MODELS]})


async def one_image_model(request: Request) -> Response:
    """One of the image models."""
    return JSONResponse(_of_images(image_model(request.path_params["id"])))


async def language_models(_: Request) -> Response:
    """The language models."""
    return JSONResponse({"models": [_of_language(model) for model in LANGUAGE_MODELS]})


async def one_language_model(request: Request) -> Response:
    """One of the language models."""
    return JSONResponse(_of_language(language_model(request.path_params["id"])))


async def embedding_models(_: Request) -> Response:
    """The embedding models: the print shop has none."""
    return JSONResponse({"models": []})


async def one_embedding_model(request: Request) -> Response:
    """One of them, which there is not."""
    name = request.path_params["id"][:80]
    raise not_found(f"The model {name} does not exist. The print shop has no embedding models.")


async def api_key(_: Request) -> Response:
    """About the key. The print shop has one for everybody, and shows nothing of it."""
    return JSONResponse(
        {
            "redacted_api_key": "****",
            "user_id": PRINT_SHOP,
            "name": "print shop",
            "create_time": _SINCE,
            "modify_time": _SINCE,
            "modified_by": PRINT_SHOP,
            "team_id": PRINT_SHOP,
            "acls": ["api-key:model:*", "api-key:endpoint:*"],
            "api_key_id": PRINT_SHOP,
            "team_blocked": False,
            "api_key_blocked": False,
            "api_key_disabled": False,
        }
    )


async def me(_: Request) -> Response:
    """About the team."""
    return JSONResponse({"team_id": PRINT_SHOP, "zdr_status": "no_zdr"})


def _brief(model: Model) -> Body:
    return {"id": model.name, "object": "model", "created": _CREATED, "owned_by": PRINT_SHOP}


def _full(model: Model, *, answers: str) -> Body:
    return _brief(model) | {
        "fingerprint": "fp_print_shop",
        "version": "1.0.0",
        "aliases": list(model.aliases),
        "input_modalities": ["text", "image"],
        "output_modalities": [answers],
    }


def _of_images(model: Model) -> Body:
    return _full(model, answers="image") | {"max_prompt_length": LONGEST_PROMPT, "image_price": 0}


def _of_language(model: Model) -> Body:
    prices = ("prompt_text", "cached_prompt_text", "prompt_image", "completion_text")
    free = {f"{kind}_token_price": 0 for kind in prices}
    return _full(model, answers="text") | free | {"search_price": 0}
