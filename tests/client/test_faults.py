"""One fault of the server each: the error, its message, the requests that were sent, and the ledger."""

from __future__ import annotations

import gzip
import re
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path
from time import time
from typing import Any

import pytest

from faults_server import (
    Act,
    FaultServer,
    answer,
    cut_in_body,
    cut_in_headers,
    held,
    jpeg,
    pictures,
    raw,
    reply,
    silent,
    stalled,
)
from imagine_nb import Client, Gallery
from imagine_nb.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    AuthenticationError,
    BadRequestError,
    GalleryError,
    InputError,
    ModeratedError,
    NotFoundError,
    PermissionDeniedError,
    ProtocolError,
    RateLimitError,
    ServerError,
)
from imagine_nb.transport.patience import Patience

MODEL = "grok-imagine-image"
Ledger = Callable[[], list[tuple[Any, ...]]]


def failed(client: Client, kind: type[APIError], **fields: Any) -> APIError:
    """The error of one request, checked for what every error has to have."""
    with pytest.raises(kind) as caught:
        client.image.sample("a red fox", MODEL, **fields)
    error = caught.value
    assert type(error) is kind
    assert error.advice
    assert str(error).endswith(error.advice)
    whole = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    assert "0123456789" not in whole.replace(str(client._engine.to.base_url), "")
    return error


SENTENCE = "Client specified an invalid argument"
TOKEN = "unauthenticated:bad-credentials"
NESTED = {"error": {"message": "Bad n.", "type": "invalid_request_error", "param": "n", "code": 7}}
REFUSALS: list[tuple[int, Any, type[APIError], str, str | None]] = [
    (400, {"code": "invalid-argument", "error": "No x."}, BadRequestError, "No x", "invalid-argument"),
    (400, {"code": SENTENCE, "error": "Bad API key: xai-abcdefgh."}, AuthenticationError, r"\*{4}", SENTENCE),
    (400, [], BadRequestError, "answered 400", None),
    (400, {"error": None}, BadRequestError, "answered 400", None),
    (400, b"\xff\xfe\x00", BadRequestError, "The API", None),
    (401, b"", AuthenticationError, "answered 401", None),
    (402, {"error": "No credit."}, PermissionDeniedError, "No credit", None),
    (403, {"code": "permission-denied", "error": "No."}, PermissionDeniedError, "No", "permission-denied"),
    (403, {"code": TOKEN, "error": "The token."}, AuthenticationError, "The token", TOKEN),
    (404, {"code": "not-found", "error": "The model X."}, NotFoundError, "The model X", "not-found"),
    (405, b"<html><title>405 Not Allowed</title></html>", BadRequestError, "405 Not Allowed", None),
    (413, b"", BadRequestError, "answered 413", None),
    (415, b"Expected request with `Content-Type`", BadRequestError, "Expected request", None),
    (418, {"detail": "I am a teapot."}, BadRequestError, "teapot", None),
    (422, b"Failed to deserialize the JSON body", BadRequestError, "Failed to", None),
    (422, NESTED, BadRequestError, "Bad n", "7"),
]


@pytest.mark.parametrize(("status", "body", "kind", "words", "code"), REFUSALS)
def test_a_refusal_is_one_error_whatever_its_body(
    client: Client,
    faults: FaultServer,
    ledger: Ledger,
    status: int,
    body: Any,
    kind: type[APIError],
    words: str,
    code: str | None,
) -> None:
    faults.then(reply(status, body, x_request_id="req-7"))
    error = failed(client, kind)
    assert re.search(words, error.message)
    assert (error.status, error.code, error.request_id) == (status, code, "req-7")
    assert not error.may_be_charged
    assert "req-7" in str(error)
    assert len(faults.requests) == 1
    assert ledger() == [("failed", status, None)]


@pytest.mark.parametrize("status", [500, 502, 503, 504, 529])
def test_a_server_error_is_not_tried_again_and_may_have_been_charged(
    client: Client, faults: FaultServer, ledger: Ledger, status: int
) -> None:
    faults.then(reply(status, b"<html><title>Bad gateway</title></html>"), reply(200, pictures(jpeg())))
    error = failed(client, ServerError)
    assert "may have been charged" in str(error)
    assert len(faults.requests) == 1
    assert ledger() == [("unknown", status, None)]


def test_a_408_may_have_been_charged(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    faults.then(reply(408))
    assert failed(client, APITimeoutError).may_be_charged
    assert ledger() == [("unknown", 408, None)]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"code": "imagine:content-moderated", "error": "Rejected."}),
        (400, {"code": "Client specified an invalid argument", "error": "Rejected by content moderation."}),
        (200, {"code": "imagine:content-moderated", "error": "Rejected."}),
    ],
)
def test_a_refusal_by_moderation_is_told_with_its_price_and_never_tried_again(
    client: Client, faults: FaultServer, ledger: Ledger, status: int, body: dict[str, Any]
) -> None:
    faults.then(reply(status, {**body, "usage": {"cost_in_usd_ticks": 900_000_000}}))
    error = failed(client, ModeratedError)
    assert "It was charged $0.09." in str(error)
    assert len(faults.requests) == 1
    assert ledger() == [("moderated", status, 900_000_000)]
    assert client.budget.spent_usd == pytest.approx(0.09)


@pytest.mark.parametrize("header", ["0", "date", None])
def test_a_full_server_is_asked_again_as_it_wishes(
    client: Client, faults: FaultServer, ledger: Ledger, header: str | None
) -> None:
    told = {"retry_after": formatdate(time(), usegmt=True) if header == "date" else header} if header else {}
    busy = reply(429, {"code": "resource-exhausted", "error": "Too many requests"}, **told)
    faults.then(busy, busy, reply(200, pictures(jpeg())))
    assert client.image.sample("a red fox", MODEL).data == jpeg()
    assert len(faults.requests) == 3
    assert ledger() == [("done", 200, 200_000_000)]


@pytest.mark.parametrize(("header", "words"), [("61", "wait 61 s"), ("in an hour", "wait 60 minutes")])
def test_a_server_that_asks_for_too_long_gets_no_second_request(
    client: Client, faults: FaultServer, ledger: Ledger, header: str, words: str
) -> None:
    told = formatdate(time() + 3600, usegmt=True) if header == "in an hour" else header
    faults.then(reply(429, {"error": "Too many requests"}, retry_after=told))
    error = failed(client, RateLimitError)
    assert words in str(error)
    assert error.retry_after is not None
    assert error.retry_after > 60
    assert len(faults.requests) == 1
    assert ledger() == [("failed", 429, None)]


def test_a_server_that_stays_full_is_given_up(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    faults.then(*[reply(429, {"error": "Free usage quota exceeded."})] * 4)
    assert "console.x.ai" in str(failed(client, RateLimitError))
    assert len(faults.requests) == 3
    assert ledger() == [("failed", 429, None)]


BODY = pictures(jpeg(size=(400, 300)))
CUTS: list[tuple[str, Act, type[APIError], str]] = [
    ("before a byte", raw(b"", ending="close"), APIConnectionError, "cut"),
    ("by a reset", raw(b"", ending="cut"), APIConnectionError, "cut"),
    ("in the headers", cut_in_headers(), APIConnectionError, "cut"),
    ("in the body", cut_in_body(BODY), APIConnectionError, "cut"),
    ("silent", silent(), APITimeoutError, "did not answer in time"),
    ("stalled", stalled(BODY), APITimeoutError, "did not answer in time"),
    ("no HTTP", raw(b"SSH-2.0-OpenSSH_9.2\r\n"), APIConnectionError, "cut"),
]


@pytest.mark.parametrize(
    ("act", "kind", "words"), [each[1:] for each in CUTS], ids=[each[0] for each in CUTS]
)
def test_a_request_that_is_cut_is_not_sent_twice(
    client: Client, faults: FaultServer, ledger: Ledger, act: Act, kind: type[APIError], words: str
) -> None:
    faults.then(act, reply(200, BODY))
    error = failed(client, kind)
    assert words in error.message
    assert error.may_be_charged
    assert "It may have been charged." in str(error)
    assert len(faults.requests) == 1
    assert ledger() == [("unknown", None, None)]


def test_no_connection_is_tried_again_and_costs_nothing(make: Callable[..., Client], ledger: Ledger) -> None:
    client = make(base_url="http://127.0.0.1:9/v1")
    error = failed(client, APIConnectionError)
    assert "No connection" in error.message
    assert not error.may_be_charged
    assert ledger() == [("failed", None, None)]


ODD: list[tuple[str, Act, str]] = [
    ("malformed", reply(200, b'{"data": [{"b64'), "not valid JSON"),
    ("deep", reply(200, b"[" * 100_000), "not valid JSON"),
    ("not UTF-8", reply(200, b'{"data": "\xff"}'), "no pictures"),
    ("a web page", reply(200, b"<html>Log in</html>", content_type="text/html"), "not valid JSON"),
    ("a list", reply(200, []), "not a JSON object"),
    ("empty", reply(200, b""), "not valid JSON"),
    ("no data", reply(200, {"hello": 1}), "no pictures"),
    ("odd data", reply(200, {"data": [1, None, "x"]}), "no pictures"),
    ("no base64", reply(200, {"data": [{"b64_json": "@@@"}]}), "not valid base64"),
    ("no image", reply(200, pictures(b"hello, I am text", ticks=None)), "no picture"),
    ("half a header", reply(200, pictures(jpeg()[:20], ticks=None)), "no picture"),
]  # fmt: skip


@pytest.mark.parametrize(("act", "words"), [each[1:] for each in ODD], ids=[each[0] for each in ODD])
def test_an_answer_that_is_not_as_promised_may_have_been_charged(
    client: Client, faults: FaultServer, ledger: Ledger, act: Act, words: str
) -> None:
    faults.then(act)
    error = failed(client, ProtocolError)
    assert words in error.message
    assert "may have been charged" in str(error)
    assert len(faults.requests) == 1
    assert ledger()[0][0] == "unknown"


def test_what_came_whole_and_cannot_be_used_stays_for_recovery(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    faults.then(reply(200, pictures(b"no picture")))
    error = failed(client, ProtocolError)
    assert "It was charged $0.02." in str(error)
    (body,) = (folder / "parts").iterdir()
    assert b"b64_json" in body.read_bytes()


def test_an_answer_announced_as_too_large_is_not_read(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(raw(b"HTTP/1.1 200 OK\r\ncontent-length: 999999999\r\n\r\n{", ending="wait"))
    assert "larger than 256 MB" in failed(client, ProtocolError).message
    assert ledger() == [("unknown", 200, None)]


def test_an_answer_that_unpacks_too_large_is_not_kept(client: Client, faults: FaultServer) -> None:
    bomb = gzip.compress(b" " * (257 * 2**20), 1)
    faults.then(reply(200, bomb, content_encoding="gzip"))
    assert "larger than 256 MB" in failed(client, ProtocolError).message


def test_an_answer_that_unpacks_wrongly_is_told(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, b"no gzip", content_encoding="gzip"))
    assert "does not speak HTTP" in failed(client, ProtocolError).message


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({"code": "invalid-argument", "error": "Bad."}, BadRequestError),
        ({"code": "resource-exhausted", "error": "Full."}, RateLimitError),
        ({"error": {"message": "Broken."}}, ServerError),
    ],
)
def test_an_error_body_behind_a_200_is_an_error(
    client: Client, faults: FaultServer, body: Any, kind: type[APIError]
) -> None:
    faults.then(reply(200, body))
    failed(client, kind)
    assert len(faults.requests) == 1


def test_a_redirect_is_not_followed_with_the_key(client: Client, faults: FaultServer) -> None:
    faults.then(reply(307, b"", location="https://elsewhere.example/v1"))
    assert "elsewhere.example" in str(failed(client, ProtocolError))
    assert len(faults.requests) == 1


def test_a_server_that_sends_the_key_back_cannot_put_it_into_an_error(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    client = make(api_key="a-secret-of-another-shape")
    faults.then(reply(401, {"error": "Unknown key a-secret-of-another-shape."}))
    error = failed(client, AuthenticationError)
    assert "a-secret" not in f"{error} {error!r} {vars(error)}"
    assert faults.requests[0].headers["authorization"] == "Bearer a-secret-of-another-shape"


@pytest.mark.parametrize("secret", ["a-secret-of-another-shape", "xai-abcdefghijkl"])
def test_a_prompt_with_a_key_in_it_is_not_sent(
    make: Callable[..., Client], faults: FaultServer, secret: str
) -> None:
    client = make(api_key="a-secret-of-another-shape")
    with pytest.raises(InputError, match="API key"):
        client.image.sample(f"my key is {secret}", MODEL)
    chat = client.chat.create("grok-4.3").append(f"my key is {secret}").append("and now?")
    with pytest.raises(InputError, match="API key"):
        chat.sample()
    assert faults.requests == []


def test_a_gallery_that_fails_later_costs_no_picture(
    make: Callable[..., Client], faults: FaultServer, folder: Path
) -> None:
    client, gate = make(gallery=Gallery(folder)), threading.Event()
    faults.then(held(gate, reply(200, pictures(jpeg()))))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(client.image.sample, "a red fox", MODEL)
        faults.wait_for(1)
        (folder / "parts").rmdir()
        (folder / "parts").write_text("in the way")
        gate.set()
        made = asked.result()
    assert made.data == jpeg()
    assert "parts in the gallery is no folder" in made.notice


def test_with_no_place_for_an_answer_nothing_is_sent(
    make: Callable[..., Client], faults: FaultServer, folder: Path
) -> None:
    client = make(gallery=Gallery(folder))
    (folder / "parts").rmdir()
    (folder / "parts").write_text("in the way")
    with pytest.raises(GalleryError, match="parts in the gallery is no folder"):
        client.image.sample("a red fox", MODEL)
    assert faults.requests == []


def test_where_the_intent_cannot_be_written_nothing_is_sent(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    Gallery(folder).close()
    (folder / "gallery.db").write_bytes(b"this is no database, and long enough to tell" * 100)
    with pytest.raises(GalleryError):
        client.image.sample("a red fox", MODEL)
    assert faults.requests == []


def test_an_answer_of_a_chat_fails_like_a_picture(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(cut_in_body(answer()))
    with pytest.raises(APIConnectionError, match="may have been charged"):
        client.chat.create("grok-4.3").append("What is it?").sample()
    assert ledger() == [("unknown", None, None)]


def test_all_waits_can_be_set(make: Callable[..., Client], faults: FaultServer) -> None:
    faults.then(silent())
    failed(make(timeout=1), APITimeoutError)
    faults.wait_for(1)
    faults.then(*[reply(429)] * 2)
    failed(make(timeout=Patience(attempts=1)), RateLimitError)
    assert len(faults.requests) == 2
    assert Patience() == Patience(connect=10, read=300, longest=60)
    for wrong in (0, -1, True, "long"):
        with pytest.raises(InputError, match="timeout"):
            make(timeout=wrong)
