"""/v1/files: files uploaded once and named by id in requests, and the public addresses of some."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, Response

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.file_filter import filter_in
from imagine_nb.print_shop.counter.multipart import Field, fields_in
from imagine_nb.print_shop.counter.refusals import bad_request, not_found
from imagine_nb.print_shop.counter.request_body import MAX_WORDS, read_json, whole_body
from imagine_nb.print_shop.counter.shop import shop_of
from imagine_nb.print_shop.counter.stored_files import (
    LIFETIMES,
    MAX_FILE,
    Published,
    StoredFile,
    lifetime_in,
    shown_type,
)

if TYPE_CHECKING:
    from starlette.requests import Request

_FORM = 2**16  # bytes that a form may have around its file
_PAGE = 100

_KEYS: dict[str, Callable[[StoredFile], Any]] = {
    "created_at": lambda file: file.created,
    "filename": lambda file: file.name,
    "size": lambda file: len(file.data),
}

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
    given = form[at]
    file = shop_of(request).files.put(
        given.data, name=given.filename or "file", lifetime=_lifetime(form[:at]), content_type=given.kind
    )
    return JSONResponse(_description(file, request))


async def index(request: Request) -> Response:
    """The files that pass `filter`, in pages of `limit`; the newest first, or by `sort_by` and `order`.

    The next page is asked for with the `pagination_token`, or as the OpenAI SDK does, `after` the last id.
    """
    query = dict(request.query_params)
    files = _ordered(query, _passing(query, request))
    limit = fields.query_number(query, "limit", low=1, high=_PAGE) or _PAGE
    start = fields.query_number(query, "pagination_token", low=0) or _place_after(query.get("after"), files)
    end = start + limit
    page = [_description(file, request) for file in files[start:end]]
    body: Body = {"object": "list", "data": page, "has_more": end < len(files)}
    return JSONResponse(body | ({"pagination_token": str(end)} if body["has_more"] else {}))


def _passing(query: dict[str, str], request: Request) -> list[StoredFile]:
    """The files that pass the filter, the oldest first."""
    files = shop_of(request).files.everything()
    if not query.get("filter", "").strip():
        return files
    passes = filter_in(query["filter"])
    return [
        file for file in files if passes(_description(file, request) | {"content_type": file.content_type})
    ]


def _ordered(query: dict[str, str], files: list[StoredFile]) -> list[StoredFile]:
    key = _KEYS[fields.choice(query, "sort_by", _KEYS, "created_at")]
    ascending = fields.choice(query, "order", ("asc", "desc"), "desc") == "asc"
    return sorted(files, key=key)[:: 1 if ascending else -1]


async def description(request: Request) -> Response:
    """What is known of a file."""
    return JSONResponse(_description(_asked(request), request))


async def content(request: Request) -> Response:
    """The bytes of a file."""
    return Response(_asked(request).data, media_type="application/octet-stream")


async def delete(request: Request) -> Response:
    """Forget a file."""
    file = _asked(request)
    shop_of(request).files.delete(file.id)
    return JSONResponse({"id": file.id, "object": "file", "deleted": True})


async def publish(request: Request) -> Response:
    """Give a file a public address, for `expires_after` seconds or as long as the file is kept."""
    lifetime = await read_json(request, lifetime_in, limit=MAX_WORDS) if _has_body(request) else None
    made = shop_of(request).files.publish(_asked(request).id, lifetime=lifetime)
    body: Body = {"public_url": _address(made, request)}
    return JSONResponse(body | ({} if made.expires is None else {"expires_at": made.expires}))


async def revoke(request: Request) -> Response:
    """End the public address of a file; `revoked` is false where it has none."""
    file = _asked(request)
    ended = shop_of(request).files.revoke(file.id)
    body: Body = {"id": file.id, "revoked": ended is not None}
    return JSONResponse(body | ({} if ended is None else {"public_url": _address(ended, request)}))


async def published(request: Request) -> Response:
    """A file at its public address. It needs no key, like the API's."""
    file = shop_of(request).files.at(request.url.path)
    if file is None:
        raise not_found("There is no file at this address, or it is public no longer.")
    headers = {"x-content-type-options": "nosniff"}
    return Response(file.data, media_type=shown_type(file.data), headers=headers)


def _description(file: StoredFile, request: Request) -> Body:
    """The API's description of a file."""
    made = shop_of(request).files.published(file.id)
    return {
        "id": file.id,
        "object": "file",
        "bytes": len(file.data),
        "created_at": file.created,
        "expires_at": file.expires,
        "filename": file.name,
        "purpose": "",
        "public_url": made and _address(made, request),
        "public_url_expires_at": made and made.expires,
    }


def _address(made: Published, request: Request) -> str:
    return str(request.base_url).rstrip("/") + made.path


def _has_body(request: Request) -> bool:
    return request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers


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
