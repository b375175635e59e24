"""The JSON body of a request: of the right content type, of a bearable size, and valid."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from imagine_nb.print_shop.counter.fields import JSONObject, object_of
from imagine_nb.print_shop.counter.refusals import Refusal, bad_request

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_BODY = 150 * 2**20  # five sources of 20 MiB, in base64


async def json_body(request: Request) -> JSONObject:
    """The object that the request carries. Refuses other content types (415), other JSON (400, 422)."""
    if _media_type(request) != "application/json":
        raise Refusal(415, "Expected request with `Content-Type: application/json`")
    return object_of(_parsed(await whole_body(request)), "body")


async def whole_body(request: Request, *, limit: int = MAX_BODY) -> bytes:
    """All bytes of the body; 413 as soon as there are more than `limit`."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Refusal(413, f"The request body is larger than {limit // 2**20} MiB.")
    return bytes(body)


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _parsed(data: bytes) -> object:
    try:
        parsed: object = json.loads(data, parse_constant=_no_number)
        if b"\\u" in data:  # half a surrogate pair can be written so, and could never be sent back
            json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeError as exc:
        raise bad_request("Failed to parse the request body as JSON: it is not Unicode.") from exc
    except ValueError as exc:
        raise bad_request(f"Failed to parse the request body as JSON: {exc}") from exc
    except RecursionError as exc:
        raise bad_request("Failed to parse the request body as JSON: recursion limit exceeded.") from exc
    return parsed


def _no_number(word: str) -> object:
    raise ValueError(f"{word} is no number of JSON")
