"""Each item of an answer stands alone: what decodes is kept, whatever its wrapping, and the bill is too."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from PIL import Image

from faults_server import FaultServer, deltas, jpeg, pictures, reply, stream
from imagine_nb import Gallery, loop
from imagine_nb.config import Target
from imagine_nb.errors import APIError
from imagine_nb.exchange.engine import Engine
from imagine_nb.usage import Usage
from imagine_nb.wire.order import Order
from imagine_nb.wire.questions import answer_order
from imagine_nb.wire.replies import MAX_ITEMS

Make = Callable[..., Engine]
GOOD = "data:image/jpeg;base64," + base64.b64encode(jpeg()).decode()
WRAPPED: list[Any] = [
    {"url": GOOD},
    {"url": GOOD.replace("data:image/jpeg", "DATA:image/jpeg;name=fox")},
    {"url": "data:image/jpeg," + quote_from_bytes(jpeg())},
    {"url": GOOD, "b64_json": None},
    {"b64_json": GOOD},
    {"b64_json": base64.urlsafe_b64encode(jpeg()).decode().rstrip("=")},
    {"b64_json": "@@@", "url": "/made.jpg"},
    {"b64_json": base64.b64encode(b"no picture").decode(), "url": "/made.jpg"},
    {"url": "/made.jpg"},
    GOOD,
    GOOD.partition(",")[2],
]


@pytest.mark.parametrize("item", WRAPPED, ids=range(len(WRAPPED)))
def test_a_picture_is_kept_however_it_is_wrapped(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order, item: Any
) -> None:
    made = reply(200, jpeg(), content_type="application/octet-stream")
    faults.then(reply(200, {**pictures(ticks=7), "data": [item]}), made)
    received = loop.run(make().exchange.pictures(order))
    assert (received.data, received.gaps) == ((jpeg(),), ())
    assert [each.cost_ticks for each in gallery] == [7]


@pytest.mark.parametrize("alone", ["list", "object"])
def test_pictures_without_what_is_around_them_are_kept(
    make: Make, faults: FaultServer, order: Order, alone: str
) -> None:
    (item,) = pictures(jpeg())["data"]
    faults.then(reply(200, [item] if alone == "list" else {"data": item}))
    assert loop.run(make().exchange.pictures(order)).data == (jpeg(),)


def bomb() -> bytes:
    """A picture whose header claims far more pixels than anything has."""
    png = bytearray(picture_file("PNG"))
    png[16:24] = struct.pack(">II", 200_000, 200_000)
    png[29:33] = struct.pack(">I", zlib.crc32(png[12:29]))
    return bytes(png)


def picture_file(kind: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 3)).save(file, kind)
    return file.getvalue()


def encoded(data: bytes) -> dict[str, str]:
    return {"b64_json": base64.b64encode(data).decode()}


BAD_ITEMS: dict[str, Any] = {
    "a bomb": encoded(bomb()),
    "a bomb in a data URI": {"url": "data:image/png;base64," + encoded(bomb())["b64_json"]},
    "a text": encoded(b"hello"),
    "half a header": encoded(jpeg()[:20]),
    "an EPS": encoded(b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
    "no base64": {"b64_json": "\x00@@@"},
    "nothing": {},
    "null": None,
    "a number": 7,
    "a list": [encoded(jpeg())],
    "no picture in text": "hello",
    "text of another alphabet": {"b64_json": "狐" * 40},
    "half a character": {"b64_json": "\ud800", "revised_prompt": "\udfff"},
    "an address that is none": {"url": "http://[::1"},
    "an address of a bad port": {"url": "https://example.com:99999999999/a.jpg"},
    "an address with a blank": {"url": "https://exa mple.com/a.jpg"},
    "an address of dots": {"url": "https://" + "." * 300},
    "an address with half a character": {"url": "https://example.com/\ud800"},
    "an address that is too long": {"url": "https://example.com/" + "a" * 100_000},
    "a file": {"url": "file:///etc/hostname"},
    "a private address": {"url": "http://169.254.169.254/latest"},
    "an empty data URI": {"url": "data:"},
    "a data URI of junk": {"url": "data:image/png;base64,@@@"},
    "a redirect to what is no address": {"url": "/to?http://[bad"},
    "a redirect to a file": {"url": "/to?file:///etc/hostname"},
    "a redirect to a bad port": {"url": "/to?https://example.com:abc/"},
    "a picture that is not there": {"url": "/404"},
}


@pytest.mark.parametrize("bad", BAD_ITEMS.values(), ids=BAD_ITEMS)
def test_one_bad_picture_costs_none_of_the_others(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order, bad: Any
) -> None:
    good = [pictures(jpeg((each, 60, 40)))["data"][0] for each in (10, 90, 170, 250)]
    body = {**pictures(ticks=800), "data": [*good[:2], bad, *good[2:]]}
    url = bad.get("url", "") if isinstance(bad, dict) else ""
    target = url.partition("?")[2]
    faults.then(reply(200, body), reply(302, b"", location=target) if target else reply(404))
    received = loop.run(make().exchange.pictures(order))
    assert received.data == tuple(jpeg((each, 60, 40)) for each in (10, 90, 170, 250))
    (gap,) = received.gaps
    assert gap.index == 2
    assert "Picture 3: " in received.notice
    assert len(received.notice) < 1000
    assert received.recorded.outcome.status == "partial"
    assert sum(each.cost_ticks or 0 for each in gallery) == 800
    assert len(faults.requests) <= 2


@pytest.mark.parametrize(
    "body",
    [
        {"data": []},
        {"data": None},
        {"data": "nothing"},
        {"data": [None, 7, [], "x"]},
        {"data": [encoded(b"no picture"), {"url": "http://[::1"}]},
        {"data": {}},
        {"error": {"message": "It broke.", "code": "internal"}},
        {"error": "It broke.", "data": []},
    ],
)
@pytest.mark.parametrize("bill", [200_000_000, "200000000", 2e8])
def test_the_bill_is_recorded_where_no_picture_came(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order, body: Any, bill: Any
) -> None:
    faults.then(reply(200, {**body, "usage": {"cost_in_usd_ticks": bill}}))
    with pytest.raises(APIError) as caught:
        loop.run(make().exchange.pictures(order))
    assert caught.value.cost_ticks == 200_000_000
    assert not caught.value.may_be_charged
    (row,) = gallery.ledger()
    assert [(each.ticks, each.certainty) for each in row.charges] == [(200_000_000, "exact")]


@pytest.mark.parametrize("status", [400, 403, 422, 500, 503])
@pytest.mark.parametrize("place", ["beside the error", "within it"])
def test_the_bill_of_a_refusal_is_recorded(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order, status: int, place: str
) -> None:
    bill = {"usage": {"cost_in_usd_ticks": "9e8"}}
    error = {"message": "No.", **(bill if place == "within it" else {})}
    faults.then(reply(status, {"error": error, **(bill if place == "beside the error" else {})}))
    with pytest.raises(APIError):
        loop.run(make().exchange.pictures(order))
    (row,) = gallery.ledger()
    assert [(each.ticks, each.certainty) for each in row.charges] == [(900_000_000, "exact")]


def test_a_list_without_end_is_not_kept_without_end(make: Make, faults: FaultServer, order: Order) -> None:
    faults.then(reply(200, pictures(*[jpeg()] * 1000)))
    received = loop.run(make().exchange.pictures(order))
    assert len(received.data) == MAX_ITEMS
    assert "only the first 40 of 1000 were taken" in received.notice


BILLED = {"usage": {"cost_in_usd_ticks": 40_000}}
BILLED_STREAMS = [
    ("responses", [{"type": "response.failed", "response": {"error": {"message": "No."}, **BILLED}}]),
    ("responses", [{"type": "response.created", "response": BILLED}, {"type": "error", "message": "No."}]),
    ("responses", [{"type": "response.in_progress", "response": BILLED}, *deltas("A fox")]),
    ("completions", [{"choices": [], **BILLED}, {"error": {"message": "No."}}]),
    ("completions", [{"choices": [{"delta": {"content": "A fox"}}], **BILLED}]),
]


@pytest.mark.parametrize(("api", "events"), BILLED_STREAMS)
def test_a_bill_that_came_before_the_stream_broke_is_recorded(
    make: Make, faults: FaultServer, gallery: Gallery, to: Target, api: str, events: list[Any]
) -> None:
    asked = [{"role": "user", "content": "What is it?"}]
    question = answer_order("What is it?", target=to, model="grok-4.3", messages=asked)
    faults.then(stream(*events, done=False))
    with pytest.raises(APIError) as caught:
        loop.run(make(chat_api=api).exchange.answer(question, on_text=lambda text: None))
    assert caught.value.cost_ticks == 40_000
    (row,) = gallery.ledger()
    assert [(each.ticks, each.certainty) for each in row.charges] == [(40_000, "exact")]


@pytest.mark.parametrize("odd", [2**63 - 1, 10**30, -1, 1e300, "9" * 30])
def test_numbers_beyond_all_measure_are_unknown_and_the_ledger_adds_up(
    make: Make, faults: FaultServer, gallery: Gallery, order: Order, odd: Any
) -> None:
    usage = {"cost_in_usd_ticks": odd, "total_tokens": odd, "input_tokens": odd, "output_tokens": odd}
    faults.then(*[reply(200, {**pictures(jpeg()), "usage": usage, "created": odd})] * 2)
    engine = make()
    both = [loop.run(engine.exchange.pictures(order)) for _ in range(2)]
    assert [each.recorded.outcome.usage for each in both] == [Usage(), Usage()]
    assert [gallery.recorded(each.recorded.id).outcome.usage for each in both] == [Usage(), Usage()]
    assert [row.charges[0].certainty for row in gallery.ledger()] == ["estimated", "estimated"]
