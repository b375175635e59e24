"""The requests of a batch as they come: in the body of a call, or as the lines of a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from imagine_nb.print_shop.counter import fields
from imagine_nb.print_shop.counter.batch_store import MOST_REQUESTS, Item
from imagine_nb.print_shop.counter.fields import JSONObject
from imagine_nb.print_shop.counter.models import image_model, language_model
from imagine_nb.print_shop.counter.orders import APART
from imagine_nb.print_shop.counter.refusals import Refusal, bad_request, missing, too_large
from imagine_nb.print_shop.counter.request_body import parsed

MAX_REQUEST = 25 * 2**20  # bytes of one request
PATHS = {
    "chat_get_completion": "/chat/completions",
    "responses": "/responses",
    "image_generation": "/images/generations",
    "image_edit": "/images/edits",
}
TAKE = "x_imagine_take"  # what the private header is for a single one
_KINDS = {f"/v1{path}": kind for kind, path in PATHS.items()}
_UNBATCHED = frozenset({"grok-4.5", "grok-4.6"})  # models that the API takes no batches for
_WHOLE = {"stream": False, "deferred": False}  # nobody listens, or asks again
_LONGEST_ID = 300


def items_in(body: JSONObject, *, now: float) -> list[Item]:
    """The requests in the body of a call. Refuses all of them where one is none."""
    given = fields.objects(body, "batch_requests")
    if given is None:
        raise missing("batch_requests")
    return [_item(each, f"batch_requests[{at}]", now) for at, each in enumerate(given)]


def _item(given: JSONObject, name: str, now: float) -> Item:
    asked = fields.object_of(given.get("batch_request"), f"{name}.batch_request")
    kinds = [kind for kind, value in asked.items() if value is not None]
    if len(kinds) != 1 or kinds[0] not in PATHS:
        options = ", ".join(f"`{kind}`" for kind in PATHS)
        raise bad_request(f"{name}.batch_request holds one of {options}; the print shop takes no others.")
    body = fields.object_of(asked[kinds[0]], f"{name}.batch_request.{kinds[0]}")
    take = fields.whole_number(given, TAKE, low=1, high=APART - 1) or 1
    return _made(fields.optional_text(given, "batch_request_id"), kinds[0], body, now, take)


def _made(id_: str | None, kind: str, body: JSONObject, now: float, take: int = 1) -> Item:
    if id_ is not None and not 0 < len(id_) <= _LONGEST_ID:
        raise bad_request(f"batch_request_id must have 1 to {_LONGEST_ID} characters.")
    dumped = json.dumps({**body, **{name: value for name, value in _WHOLE.items() if name in body}}).encode()
    if len(dumped) > MAX_REQUEST:
        raise too_large(f"A request of the batch is larger than {MAX_REQUEST // 2**20} MiB")
    return Item(id_ or f"batch_request_{uuid4()}", kind, PATHS[kind], _model(kind, body), dumped, now, take)


def _model(kind: str, body: JSONObject) -> str:
    """The model that is asked; refuses one that there is not, or that the API takes no batches for."""
    name = fields.optional_text(body, "model")
    try:
        if kind.startswith("image"):
            return name or image_model(None).name
        known = language_model(fields.required_text(body, "model")).name
    except Refusal as exc:
        if exc.status != 404:
            raise
        known = None
    if known is None or known in _UNBATCHED:
        raise bad_request(f"Model {str(name)[:80]} is not supported for batch processing.")
    return str(name)


def items_of_file(data: bytes, *, now: float) -> list[Item]:
    """The requests in the lines of a file. Raises Refusal that names the first line which is none."""
    items: dict[str, Item] = {}
    for number, line in _lines(data):
        try:
            item = _item_of_line(line, now)
            if item.id in items:
                raise bad_request(f"duplicate custom_id '{item.id[:80]}'")
        except Refusal as exc:
            raise bad_request(f"JSONL file validation failed: line {number}: {exc}") from exc
        items[item.id] = item
        if len(items) > MOST_REQUESTS:
            raise bad_request(f"JSONL file validation failed: more than {MOST_REQUESTS} requests")
    if not items:
        raise bad_request("JSONL file validation failed: the file holds no requests")
    return list(items.values())


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    start, number = 0, 0
    while start < len(data):  # one at a time: all of them at once would take the file's room again
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        number += 1
        if line := data[start:end].strip():
            yield number, line
        start = end + 1


def _item_of_line(line: bytes, now: float) -> Item:
    given = fields.object_of(_json(line), "line")
    if (method := fields.optional_text(given, "method")) not in {None, "POST"}:
        raise bad_request(f"method is {str(method)[:20]}; it is always POST")
    url = fields.required_text(given, "url")
    if url not in _KINDS:
        raise bad_request(f"unsupported url {url[:80]}; there are: {', '.join(_KINDS)}")
    body = fields.object_of(given.get("body"), "body")
    return _made(fields.required_text(given, "custom_id"), _KINDS[url], body, now)


def _json(line: bytes) -> Any:
    if len(line) > MAX_REQUEST:
        raise too_large(f"it is larger than {MAX_REQUEST // 2**20} MiB")
    try:
        return parsed(bytearray(line))
    except Refusal as exc:
        raise bad_request(f"invalid JSON: {exc}") from exc
