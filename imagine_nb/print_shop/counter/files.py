"""/v1/files: pictures uploaded once and named by id in requests; in memory, where the oldest go first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.multipart import Field, fields_in
from imagine_nb.print_shop.counter.refusals import bad_request
from imagine_nb.print_shop.counter.request_body import whole_body
from imagine_nb.print_shop.counter.shop import LIFETIMES, StoredFile, shop_of

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_FILE = 50 * 2**20

_FORM = 2**16  # bytes that a form may have around its file
_PAGE = 100

Body = dict[str, Any]


async def upload(request: Request) -> Response:
    """Keep a file. Refuses more than 50 MB (413)."""
    body = await whole_body(request, limit=MAX_FILE + _FORM)
    form = fields_in(body, request.headers.get("content-type", ""))
    at = next((at for at, field in enumerate(form) if field.name == "file"), None)
    if at is None:
        raise bad_request("The form has no field `file`.")
    if any(field.name.startswith("expires_after") for field in form[at:]):
        raise bad_request("The field expires_after must come before file.")
    lifetime = _lifetime(form[:at])
    file = shop_of(request).keep(form[at].data, name=form[at].filename or "file", lifetime=lifetime)
    return JSONResponse(description_of(file))


async def index(request: Request) -> Response:
    """The files that are kept, the newest first unless `order=asc`, in pages of `limit`.

    The next page is asked for with the `pagination_token`, or as the OpenAI SDK does, `after` the last id.
    """
    query = dict(request.query_params)
    ascending = fields.choice(query, "order", ("asc", "desc"), "desc") == "asc"
    files = shop_of(request).files.everything()[:: 1 if ascending else -1]
    limit = fields.query_number(query, "limit", low=1, high=_PAGE) or _PAGE
    start = fields.query_number(query, "pagination_token", low=0) or _place_after(query.get("after"), files)
    end = start + limit
    page = [description_of(file) for file in files[start:end]]
    body: Body = {"object": "list", "data": page, "has_more": end < len(files)}
    return JSONResponse(body | ({"pagination_token": str(end)} if body["has_more"] else {}))


async def description(request: Request) -> Response:
    """What is known of a file."""
    return JSONResponse(description_of(_asked(request)))


async def content(request: Request) -> Response:
    """The bytes of a file."""
    return Response(_asked(request).data, media_type="application/octet-stream")


async def delete(request: Request) -> Response:
    """Forget a file."""
    file = _asked(request)
    shop_of(request).files.pop(file.id)
    return JSONResponse({"id": file.id, "object": "file", "deleted": True})


def description_of(file: StoredFile) -> Body:
    """The API's description of a file."""
    return {
        "id": file.id,
        "object": "file",
        "bytes": len(file.data),
        "created_at": file.created,
        "expires_at": file.expires,
        "filename": file.name,
        "purpose": "",
    }


def _asked(request: Request) -> StoredFile:
    return shop_of(request).stored_file(request.path_params["id"])


def _place_after(file_id: str | None, files: list[StoredFile]) -> int:
    return next((at + 1 for at, file in enumerate(files) if file.id == file_id), 0)


def _lifetime(form: list[Field]) -> int | None:
    """The seconds in `expires_after`; also in the form in which the OpenAI SDK sends it."""
    given = {field.name: field.data.decode(errors="replace") for field in form}
    given["expires_after"] = given.get("expires_after") or given.get("expires_after[seconds]") or ""
    return fields.query_number(
        {k: v for k, v in given.items() if v}, "expires_after", low=LIFETIMES[0], high=LIFETIMES[1]
    )
