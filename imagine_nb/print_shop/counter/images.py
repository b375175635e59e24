"""POST /v1/images/generations and /v1/images/edits, and the addresses of pictures answered by URL."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter.cancellation import while_wanted
from imagine_nb.print_shop.counter.deferred import begun, picture_outcome
from imagine_nb.print_shop.counter.models import PRINT_SHOP
from imagine_nb.print_shop.counter.orders import Order, order_in, take_in
from imagine_nb.print_shop.counter.prints import prints_of
from imagine_nb.print_shop.counter.refusals import not_found
from imagine_nb.print_shop.counter.request_body import MAX_BODY, MAX_WORDS, read_json
from imagine_nb.print_shop.counter.shop import Shop, shop_of
from imagine_nb.print_shop.counter.storage import file_output

if TYPE_CHECKING:
    from starlette.requests import Request

    from imagine_nb.print_shop.press import Print

Body = dict[str, Any]


async def generations(request: Request) -> Response:
    """Pictures of a prompt."""
    return await _ordered(request, edit=False)


async def edits(request: Request) -> Response:
    """Pictures made of one source, or of several."""
    return await _ordered(request, edit=True)


async def hosted(request: Request) -> Response:
    """A picture at its temporary address. It needs no key, like the API's."""
    data = shop_of(request).hosted_pictures.get(request.path_params["name"])
    if data is None:
        raise not_found("There is no picture at this address, or it has expired.")
    return Response(data, media_type="image/jpeg")


async def _ordered(request: Request, *, edit: bool) -> Response:
    shop = shop_of(request)
    take = take_in(request.headers.get("x-imagine-take"))
    read = partial(order_in, take=take, edit=edit, keeper=shop)
    order = await read_json(request, read, limit=MAX_BODY if edit else MAX_WORDS)
    work = partial(_answered, order, shop=shop, address=str(request.base_url))
    if order.deferred:
        return JSONResponse(begun(picture_outcome(work), shop=shop, jobs=shop.jobs))
    return JSONResponse(await while_wanted(request, work()))


async def _answered(order: Order, *, shop: Shop, address: str) -> Body:
    prints = await prints_of(order, presses=shop.presses)
    return answer_of(order, prints, shop=shop, address=address)


def answer_of(order: Order, prints: list[Print], *, shop: Shop, address: str) -> Body:
    """The API's body for these pictures: bare base64, or URLs under `address`."""
    data = []
    for made in prints:
        item = _url_of(made, shop=shop, address=address) if order.as_url else _base64_of(made)
        item |= {"mime_type": made.mime_type, "revised_prompt": made.note}
        if order.storage is not None:
            item["file_output"] = file_output(made.data, order.storage, shop=shop, address=address)
        data.append(item)
    return {"data": data, "model": PRINT_SHOP, "usage": {"cost_in_usd_ticks": 0}}


def _base64_of(made: Print) -> Body:
    return {"b64_json": b64encode(made.data).decode()}


def _url_of(made: Print, *, shop: Shop, address: str) -> Body:
    return {"url": address.rstrip("/") + shop.host(made.data)}
