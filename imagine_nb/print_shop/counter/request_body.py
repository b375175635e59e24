"""The JSON body of a request: of the right content type, of a bearable size, and valid."""

from __future__ import annotations

import json
from collections.abc import Callable
from math import isfinite
from typing import TYPE_CHECKING, NoReturn, TypeVar

from imagine_nb.print_shop.counter.fields import JSONObject, object_of
from imagine_nb.print_shop.counter.refusals import Refusal, bad_request, too_large
from imagine_nb.print_shop.counter.shop import shop_of

if TYPE_CHECKING:
    from starlette.requests import Request

MAX_BODY = 150 * 2**20  # five sources of 20 MiB, in base64
MAX_WORDS = 2**20  # of a body without pictures
MAX_VALUES = 200_000  # of a body: a few times the marks of punctuation in the longest conversation

_LARGE = 2**18  # bytes that are read in a thread, where others need not wait for it

T = TypeVar("T")


async def read_json(request: Request, read: Callable[[JSONObject], T], *, limit: int = MAX_BODY) -> T:
    """What `read` makes of the object that the request carries.

    Refuses other content types (415), larger bodies (413), other JSON (400, 422), and what `read` refuses.
    """
    if _media_type(request) != "application/json":
        raise Refusal(415, "Expected request with `Content-Type: application/json`")
    data = await whole_body(request, limit=limit)
    if len(data) < _LARGE:
        return read(object_of(parsed(data), "body"))
    return await shop_of(request).clerks.run(lambda _: read(object_of(parsed(data), "body")))


async def whole_body(request: Request, *, limit: int) -> bytearray:
    """All bytes of the body; 413 as soon as it is known that there are more than `limit`."""
    told = f"The request body is larger than {limit // 2**20} MiB"
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and int(announced[:20]) > limit:
        raise too_large(told)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise too_large(told)
    return body


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parsed(data: bytearray) -> object:
    """The JSON in `data`. Refuses (413, 400) what is none, or holds more than anybody would send."""
    if len(data) > MAX_VALUES and sum(data.count(mark) for mark in (b",", b":", b"[", b"{")) > MAX_VALUES:
        raise too_large(f"The request body holds more than {MAX_VALUES} values")
    try:
        found: object = json.loads(data, parse_constant=_no_number, parse_float=_finite)
        if b"\\u" in data:  # half a surrogate pair can be written so, and could never be sent back
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError as exc:
        raise bad_request("Failed to parse the request body as JSON: it is not Unicode.") from exc
    except ValueError as exc:
        raise bad_request(f"Failed to parse the request body as JSON: {exc}") from exc
    except RecursionError as exc:
        raise bad_request("Failed to parse the request body as JSON: recursion limit exceeded.") from exc
    return found


def _finite(text: str) -> float:
    value = float(text)
    return value if isfinite(value) else _no_number(text[:20])


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")
