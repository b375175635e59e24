"""What an answer can do: it takes little time, memory and disk, ends in an error of ours, and is recorded."""

from __future__ import annotations

import asyncio
import gzip
import json
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faults_server import Act, FaultServer, answer, deltas, jpeg, pictures, raw, reply, stream
from imagine_nb import Client, loop
from imagine_nb.errors import APIError, APITimeoutError, ProtocolError, ServerError
from imagine_nb.transport.patience import Patience
from imagine_nb.transport.reading import MAX_ANSWER

MODEL = "grok-imagine-image"
HEAD = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n"
JSON = HEAD + b"content-type: application/json\r\n\r\n"
EVENTS = HEAD + b"content-type: text/event-stream\r\n\r\n"
DELTA = b'data: {"type":"response.output_text.delta","delta":"x"}\n\n'
Ledger = Callable[[], list[tuple[Any, ...]]]


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


def endless(head: bytes, piece: bytes, *, pause: float = 0.0) -> Act:
    """A piece again and again, until the client leaves."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return act


def packed(n_bytes: int, layers: int) -> bytes:
    data = bytes(n_bytes)
    for _ in range(layers):
        data = gzip.compress(data, 9)
    return data


@pytest.fixture
def longest_stall() -> Iterator[Callable[[], float]]:
    """For how long the loop that all requests share was blocked at most, in seconds of work."""
    longest, ended = [0.0], threading.Event()

    async def beat() -> None:
        while not ended.is_set():
            before = time.process_time()
            await asyncio.sleep(0)
            longest[0] = max(longest[0], time.process_time() - before)
            await asyncio.sleep(0.005)

    job = loop.Job(beat())
    yield lambda: longest[0]
    ended.set()
    job.result()


def kept_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def asked(client: Client, streamed: bool) -> str:
    """The error of one request."""
    chat = client.chat.create("grok-4.3").append("What is it?")
    with pytest.raises(APIError) as caught:
        list(chat.stream()) if streamed else [client.image.sample("a red fox", MODEL)]
    assert caught.value.may_be_charged
    return str(caught.value)


PACKED = {"content_encoding": "gzip"}
LARGE: list[tuple[str, Act, bool, str]] = [
    (
        "packed thrice",
        reply(200, packed(2**28, 3), content_encoding="gzip, gzip, gzip"),
        False,
        "nobody asked",
    ),
    (
        "packed in two ways",
        reply(200, packed(2**26, 2), content_encoding="deflate,gzip"),
        False,
        "nobody asked",
    ),
    ("a packed answer", reply(200, packed(2**25, 1), **PACKED), True, "larger than 16 MB"),
    (
        "a packed stream",
        reply(200, packed(2**27, 1), content_type="text/event-stream", **PACKED),
        True,
        "without an end",
    ),
    ("nothings", reply(200, b'{"data":[' + b"[]," * 10**7 + b"1]}"), False, "not valid JSON"),
    ("nothings in an event", stream("data: [" + "1," * 10**6 + "1]\n\n"), True, "not JSON"),
    ("deep", reply(200, b'{"data":' * 10**6), False, "not valid JSON"),
    ("a long number", reply(200, b'{"data":' + b"9" * 10**6 + b"}"), False, "not valid JSON"),
    ("one long line", raw(EVENTS + chunk(b"data: " + b"x" * 5 * 10**7)), True, "without an end"),
    ("many lines", raw(EVENTS + chunk(b"data:\n" * 10**6)), True, "without an end"),
    ("an endless line", endless(EVENTS, chunk(b"x" * 60_000)), True, "without an end"),
]


@pytest.mark.parametrize(
    ("act", "streamed", "words"), [each[1:] for each in LARGE], ids=[each[0] for each in LARGE]
)
def test_an_answer_that_is_too_much_is_given_up_soon(
    make: Callable[..., Client],
    faults: FaultServer,
    ledger: Ledger,
    folder: Path,
    longest_stall: Callable[[], float],
    act: Act,
    streamed: bool,
    words: str,
) -> None:
    client = make(timeout=60)
    faults.then(act)
    tracemalloc.start()
    assert words in asked(client, streamed)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 150 * 2**20
    assert longest_stall() < 2
    assert ledger()[0][0] == "unknown"
    assert kept_bytes(folder) < 2 * MAX_ANSWER + 2**20


def test_an_endless_stream_ends(
    make: Callable[..., Client], faults: FaultServer, ledger: Ledger, folder: Path
) -> None:
    faults.then(endless(EVENTS, chunk(b": keep-alive\n\n" * 4000)))
    assert "larger than 64 MB" in asked(make(timeout=60), streamed=True)
    assert ledger()[0][0] == "unknown"
    assert kept_bytes(folder) < 2**20


DRIPS: list[tuple[str, Act, bool]] = [
    ("a body", endless(JSON, chunk(b" "), pause=0.05), False),
    ("headers", endless(b"HTTP/1.1 200 OK\r\n", b"x-a: b\r\n", pause=0.05), False),
    ("answers that come later", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.05), False),
    ("a stream of comments", endless(EVENTS, chunk(b": wait\n\n"), pause=0.05), True),
    ("a stream of letters", endless(EVENTS, chunk(DELTA), pause=0.2), True),
    ("a refusal", endless(JSON.replace(b"200 OK", b"500 No"), chunk(b" "), pause=0.05), False),
]


@pytest.mark.parametrize(("act", "streamed"), [each[1:] for each in DRIPS], ids=[each[0] for each in DRIPS])
def test_a_drip_does_not_outlast_the_timeout(
    make: Callable[..., Client], faults: FaultServer, ledger: Ledger, act: Act, streamed: bool
) -> None:
    faults.then(act)
    client = make(timeout=Patience(read=10, whole=0.4))
    started = time.monotonic()
    asked(client, streamed)
    assert time.monotonic() - started < 5
    assert ledger()[0][0] == "unknown"


def test_what_had_come_of_a_drip_is_kept(make: Callable[..., Client], faults: FaultServer) -> None:
    faults.then(endless(EVENTS + chunk(DELTA * 2), chunk(DELTA), pause=0.1))
    with pytest.raises(APITimeoutError) as caught:
        list(
            make(timeout=Patience(read=10, whole=1.5)).chat.create("grok-4.3").append("What is it?").stream()
        )
    assert caught.value.partial.startswith("xx")


def test_a_long_answer_that_keeps_coming_outlasts_the_timeout(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    """Twice the timeout, at a rate that no drip has."""

    async def act(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(EVENTS + chunk(DELTA * 200))
        for _ in range(20):
            writer.write(chunk(DELTA * 20))
            await writer.drain()
            await asyncio.sleep(0.1)
        ending = {"type": "response.completed", "response": answer("")}
        writer.write(chunk(f"data: {json.dumps(ending)}\n\n".encode()) + b"0\r\n\r\n")

    faults.then(act)
    chat = make(timeout=Patience(read=10, whole=1)).chat.create("grok-4.3").append("What is it?")
    assert "".join(piece.content for _, piece in chat.stream()) == "x" * 600


@pytest.mark.parametrize(
    "body",
    [
        b"<![foo bar",
        b"<!" * 50_000,
        b"<html>" + b"<title" * 20_000,
        b"<title>" + b"&#xd800;" * 1000,
        b'{"error": "\\ud800", "code": "\\udfff"}',
        b'{"error": {"message": "\\udc00\\ud800"}}',
        b'{"message": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'[[["\\ud800"]]]',
        b"\xff\xfe\x00\xd8",
        b'{"error": {"code": ' + b"9" * 4000 + b"}}",
        json.dumps({"error": "x" * 10**6, "code": "y" * 10**6}).encode(),
    ],
)
@pytest.mark.parametrize("status", [200, 500])
def test_whatever_a_refusal_holds_is_one_error_that_is_written_down(
    client: Client, faults: FaultServer, ledger: Ledger, body: bytes, status: int
) -> None:
    faults.then(reply(status, body))
    with pytest.raises((ServerError, ProtocolError)) as caught:
        client.image.sample("a red fox", MODEL)
    assert len(str(caught.value)) < 1500
    assert ledger() == [("unknown", status, None)]


@pytest.mark.parametrize("half", ["\\ud800", "\\udfff\\ud800 a"])
def test_half_a_character_is_kept_as_one_that_can_be_written(
    client: Client, faults: FaultServer, ledger: Ledger, half: str
) -> None:
    item = json.dumps(pictures(jpeg())["data"][0])[1:]
    body = f'{{"data": [{{"revised_prompt": "{half}", {item}], "model": "{half}", "{half}": "{half}"}}'
    text = json.dumps(answer("HALF")).replace("HALF", half)
    faults.then(reply(200, body.encode()), reply(200, text.encode()), stream(*deltas("\ud800"), done=False))
    assert client.image.sample("a red fox", MODEL).prompt.startswith("?")
    chat = client.chat.create("grok-4.3").append("What is it?")
    assert chat.sample().content.startswith("?")
    with pytest.raises(ProtocolError) as caught:
        list(chat.stream())
    assert caught.value.partial == "?"
    assert [row[0] for row in ledger()] == ["done", "done", "unknown"]


@pytest.mark.parametrize("status", [201, 202, 203, 206])
def test_any_success_is_read(client: Client, faults: FaultServer, ledger: Ledger, status: int) -> None:
    faults.then(reply(status, pictures(jpeg())))
    assert client.image.sample("a red fox", MODEL).data == jpeg()
    assert ledger() == [("done", status, 200_000_000)]


def test_pictures_that_are_only_promised_can_be_had_later(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(reply(202, {"request_id": "r-1"}))
    with pytest.raises(ProtocolError, match=r"only promises pictures.*recover\(\) fetches"):
        client.image.sample("a red fox", MODEL)
    assert ledger() == [("unknown", 202, None)]


@pytest.mark.parametrize("wait", ["1e12", "9" * 300, "99999999999"])
def test_a_server_that_asks_to_wait_for_ages_is_told_in_one_line(
    client: Client, faults: FaultServer, wait: str
) -> None:
    faults.then(reply(429, {"error": "Full."}, retry_after=wait))
    with pytest.raises(APIError, match="wait a day or more") as caught:
        client.image.sample("a red fox", MODEL)
    assert len(str(caught.value)) < 200
    assert len(faults.requests) == 1


def test_an_answer_of_the_largest_size_is_read(client: Client, faults: FaultServer) -> None:
    text = "a fox, " * (MAX_ANSWER // 7 - 200)
    chat = client.chat.create("grok-4.3").append("What is it?")
    faults.then(reply(200, answer(text)), reply(200, answer(text.replace(",", ""))))
    with pytest.raises(ProtocolError, match="not valid JSON"):  # of more commas than any text has
        chat.sample()
    assert chat.sample().content == text.replace(",", "")


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[" * 900 + "]" * 900, "9" * 5000, "[" + "1," * 600_000 + "1]"]
)
def test_an_answer_that_should_be_json_and_is_no_json_of_this_world_is_told(
    client: Client, faults: FaultServer, text: str
) -> None:
    ending = {"type": "response.completed", "response": answer("")}
    faults.then(stream(*deltas(*(text[at : at + 50_000] for at in range(0, len(text), 50_000))), ending))
    *_, (response, _) = client.chat.create("grok-4.3").append("A list?").stream()
    assert response.content == text
    with pytest.raises(ProtocolError, match="not JSON"):
        response.parsed()


def test_an_answer_in_many_thousand_pieces_takes_no_longer_than_its_pieces(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    """Ten thousand pieces of a kilobyte, each looked at as it comes, would be fifty gigabytes if copied."""
    piece = "x" * 1000
    ending = {"type": "response.completed", "response": answer("")}
    faults.then(stream(*deltas(*[piece] * 10_000), ending))
    started = time.process_time()
    *_, (response, _) = make(timeout=60).chat.create("grok-4.3").append("All?").stream()
    assert len(response.content) == 10**7
    assert time.process_time() - started < 20
