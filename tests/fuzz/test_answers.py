"""Ten thousand answers with faults, half of them through the whole client: a result or one error, always."""

from __future__ import annotations

import contextlib
import gzip
import json
import random
import shutil
import socket
import sqlite3
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from faults_server import answer, deltas, jpeg, picture_call, pictures
from fuzzing import cases, mutated
from imagine_nb import Client, Gallery
from imagine_nb.errors import ImagineError
from imagine_nb.records import Request
from imagine_nb.recovery.bodies import brought
from imagine_nb.transport.patience import Patience
from imagine_nb.wire.faults import Head, error_of

MODEL, CHAT = "grok-imagine-image", "grok-4.3"
PICTURE = jpeg(size=(8, 8))
QUICK = Patience(connect=2, read=2, attempts=1, whole=20)
Answer = tuple[int, str, bytes]
Ask = Callable[[Client], object]


def of_json(body: object, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(body).encode()


def of_events(*events: object) -> Answer:
    text = "".join(f"data: {json.dumps(each)}\n\n" for each in events) + "data: [DONE]\n\n"
    return 200, "text/event-stream", text.encode()


def completion(**choice: object) -> dict[str, Any]:
    usage = {"prompt_tokens": 5, "completion_tokens": 3, "cost_in_usd_ticks": 40_000}
    return {"id": "c-1", "model": CHAT, "choices": [{"index": 0, **choice}], "usage": usage}


def chat(client: Client) -> Any:
    return client.chat.create(CHAT).append("What is it?")


def deferred(client: Client) -> object:
    return client.image.start("a fox", MODEL).get()


PAGE = {"type": "url_citation", "url": "https://x.com/i/1", "start_index": 0, "end_index": 2, "title": "1"}
LIKELY = [{"token": "A", "logprob": -0.5, "bytes": [65], "top_logprobs": [{"token": "B", "logprob": -1}]}]
ITEMS = [
    {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [{"type": "summary_text", "text": "Hm."}],
        "encrypted_content": "s",
    },
    {"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"query": "fox"}},
    {"type": "mcp_call", "id": "mcp_1", "name": "look", "arguments": "{}", "output": "A fox.", "error": None},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "get", "arguments": "{}"},
    picture_call(data=PICTURE),
    {
        "type": "message",
        "content": [{"type": "output_text", "text": "A fox.", "annotations": [PAGE], "logprobs": LIKELY}],
    },
]
TOOLS = {"web_search_calls": 1, "mcp_calls": 1}
AGENTIC = {
    **answer(),
    "created_at": 1_700_000_000,
    "citations": ["https://x.com/i/1"],
    "output": ITEMS,
    "metadata": {"system_fingerprint": "fp_1"},
    "usage": {"cost_in_usd_ticks": 5, "server_side_tool_usage_details": TOOLS},
}
CALLS = [{"index": 0, "id": "call_1", "function": {"name": "get", "arguments": "{}"}}]


def steps(*items: dict[str, Any]) -> list[dict[str, Any]]:
    """The events that bring these items, each when it is whole."""
    return [
        {"type": "response.output_item.done", "output_index": at, "item": item}
        for at, item in enumerate(items)
    ]


FILE = {"id": "file_1", "filename": "fox.jpg", "bytes": 9, "created_at": 1_700_000_000, "expires_at": None}
FULL = pictures(PICTURE, PICTURE, model=MODEL)
FULL["data"][1] |= {
    "revised_prompt": "a \ud83e\udd8a fox, \u00e9",
    "file_output": {"file_id": "file_1", "expires_at": 1_700_000_000, "public_url": "https://x"},
}
BY_ADDRESS = {"data": [{"url": "ADDRESS/a.jpg"}, {"url": "https://127.0.0.1/b.jpg"}, {"url": "/c.jpg"}]}
BATCH = {
    "batch_id": "batch_1",
    "name": "mine",
    "create_time": "2026-08-28",
    "cancel_time": None,
    "cancel_by_xai_message": "No.",
    "state": {"num_requests": 3, "num_pending": 1, "num_success": 2},
    "cost_breakdown": {"total_cost_usd_ticks": 5},
}
RESULTS = [
    {"batch_request_id": "a", "batch_result": {"response": {"image_generation": pictures(PICTURE)}}},
    {"batch_request_id": "b", "batch_result": {"response": {"image_edit": BY_ADDRESS}, "error": {"code": 0}}},
    {
        "batch_request_id": "c",
        "batch_result": {"response": {"chat_get_completion": completion(message={"content": "A fox."})}},
    },
    {"batch_request_id": "d", "batch_result": {"error": {"code": 3, "message": "No."}}},
    {"batch_request_id": "e", "batch_result": {"error": "No."}, "error_message": "No."},
]
SHAPES: dict[str, tuple[Ask, Answer]] = {
    "pictures": (lambda client: client.image.sample_batch("a fox", MODEL, 2), of_json(FULL)),
    "addresses": (
        lambda client: client.image.sample_batch("a fox", MODEL, 3),
        of_json({**BY_ADDRESS, "usage": {"cost_in_usd_ticks": 2e8}}),
    ),
    "an edit": (lambda client: client.image.sample("red", MODEL, image_url=PICTURE), of_json(FULL)),
    "an answer": (lambda client: chat(client).sample(), of_json(answer("A fox, \u00e9 \ud83e\udd8a."))),
    "a streamed answer": (
        lambda client: list(chat(client).stream()),
        of_events(
            {"type": "response.created", "response": {"usage": None}},
            *deltas("A ", "fox \u72d0", "."),
            {"type": "response.completed", "response": answer("A fox.")},
        ),
    ),
    "an answer with tools": (lambda client: chat(client).sample(), of_json(AGENTIC)),
    "a streamed answer with tools": (
        lambda client: list(chat(client).stream()),
        of_events(
            {"type": "response.created", "response": {"id": "resp_1", "created_at": 1_700_000_000}},
            {"type": "response.reasoning_summary_text.delta", "summary_index": 0, "delta": "Hm."},
            {"type": "response.output_item.added", "output_index": 3, "item": {**ITEMS[3], "arguments": ""}},
            {"type": "response.function_call_arguments.delta", "output_index": 3, "delta": "{}"},
            *steps(*ITEMS),
            *deltas("A ", "fox."),
            {"type": "response.output_text.annotation.added", "output_index": 5, "annotation": PAGE},
            {"type": "response.completed", "response": AGENTIC},
        ),
    ),
    "a completion that calls": (
        lambda client: chat(client).sample(),
        of_json(
            completion(
                message={"content": None, "reasoning_content": "Hm.", "tool_calls": CALLS},
                logprobs={"content": LIKELY},
                finish_reason="tool_calls",
            )
        ),
    ),
    "a streamed completion that calls": (
        lambda client: list(chat(client).stream()),
        of_events(
            completion(delta={"reasoning_content": "Hm."}),
            completion(delta={"tool_calls": CALLS, "annotations": [PAGE]}),
            completion(delta={"tool_calls": [{"index": 0, "function": {"arguments": " "}}]}),
            completion(delta={}, finish_reason="tool_calls", logprobs={"content": LIKELY}),
        ),
    ),
    "a completion": (
        lambda client: chat(client).sample(),
        of_json(completion(message={"role": "assistant", "content": "A fox."}, finish_reason="stop")),
    ),
    "a streamed completion": (
        lambda client: list(chat(client).stream()),
        of_events(
            completion(delta={"content": "A "}),
            completion(delta={"content": "fox."}),
            completion(delta={}, finish_reason="stop"),
        ),
    ),
    "a refusal": (
        lambda client: client.image.sample("a fox", MODEL),
        of_json({"error": {"message": "No \u72d0.", "code": "c"}, "usage": {"cost_in_usd_ticks": "9"}}, 400),
    ),
    "an error inside a 200": (
        lambda client: client.image.sample("a fox", MODEL),
        of_json({"error": {"message": "No.", "type": "t"}, "usage": {"cost_in_usd_ticks": 9}}),
    ),
    "a web page": (
        lambda client: chat(client).sample(),
        (502, "text/html", b"<!doctype html><html><head><title>502 Bad</title></head><![CDATA[x]]></html>"),
    ),
    "a promise": (deferred, of_json({"request_id": "r-1", "status": "pending"}, 202)),
    "files": (lambda client: client.files.list(), of_json({"data": [FILE] * 2, "pagination_token": "t"})),
    "a file": (lambda client: client.files.get("file_1"), of_json(FILE)),
    "a file that is gone": (lambda client: client.files.delete("f"), of_json({"id": "f", "deleted": True})),
    "a public address": (
        lambda client: client.files.create_public_url("f"),
        of_json({"public_url": "https://x", "expires_at": 1_700_000_000}),
    ),
    "a public address that ended": (
        lambda client: client.files.revoke_public_url("f"),
        of_json({"id": "f", "revoked": True, "public_url": "https://x"}),
    ),
    "a batch": (lambda client: client.batch.get("batch_1"), of_json(BATCH)),
    "batches": (lambda client: client.batch.list(), of_json({"batches": [BATCH], "pagination_token": "t"})),
    "requests of a batch": (
        lambda client: client.batch.list_batch_requests("batch_1"),
        of_json({"batch_request_metadata": [{"batch_request_id": "a", "model": MODEL, "state": "pending"}]}),
    ),
    "results of a batch": (
        lambda client: repr(client.batch.list_batch_results("batch_1")),
        of_json({"results": RESULTS, "pagination_token": "t"}),
    ),
    "models": (
        lambda client: client.models.list(),
        of_json({"data": [{"id": MODEL, "aliases": ["a"], "input_modalities": ["text"], "price": 2}]}),
    ),
    "a model": (
        lambda client: repr(client.models.get_language_model(CHAT)),
        of_json({"id": CHAT, "version": "1", "created": 1_700_000_000, "prompt_text_token_price": 12500}),
    ),
    "a key": (
        lambda client: repr(client.auth.get_api_key_info()),
        of_json({"api_key_id": "k", "create_time": "2026-03-02T12:00:00Z", "acls": ["a"], "disabled": False}),
    ),
    "what was kept back": (
        lambda client: [repr(each) for each in client.image.sample_batch("a fox", MODEL, 2)],
        of_json({"data": [{"respect_moderation": False}, {}], "usage": {"cost_in_usd_ticks": 9}}),
    ),
}
COMPLETIONS = frozenset(name for name in SHAPES if "completion" in name)
ENDPOINTS = ("/images/generations", "/responses", "/chat/completions")
DEFERRED = "a promise"  # that waits has no outcome yet, and is right


class Server:
    """A server on loopback that answers each connection with `bytes`, whatever they are, and hangs up."""

    def __init__(self) -> None:
        self.bytes = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            with connection, contextlib.suppress(OSError):
                if not _read(connection):
                    return
                connection.sendall(self.bytes)

    def close(self) -> None:
        with socket.create_connection(self._listening.getsockname()) as last:
            last.sendall(b"END\r\n\r\n")
        self._thread.join()
        self._listening.close()


def _read(connection: socket.socket) -> bool:
    """Read a whole request; False for the word that ends it all."""
    data = b""
    while b"\r\n\r\n" not in data:
        if not (more := connection.recv(65536)):
            return True
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (int(line[15:]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
    )
    while len(body) < length and (more := connection.recv(65536)):
        body += more
    return not head.startswith(b"END")


ODD: list[Any] = [
    *(None, True, -1, 0, 1.5, 1e300, float("nan"), float("inf"), 10**30, 2**63 - 1, 10**4000, 1e18),
    *(
        "",
        "x",
        "\ud800",
        "x" * 5000,
        "2e8",
        "-1",
        "data:,",
        "data:image/png;base64,@",
        "http://[",
        "file:///x",
    ),
    *([], {}, [[]], [None], ["x"], {"error": "x"}, {"": {}}, {"data": []}, {"type": []}, {"usage": []}),
]


def deep(levels: int) -> Any:
    value: Any = {}
    for _ in range(levels):
        value = [value]
    return value


def grafted(body: bytes, chance: random.Random) -> bytes:
    """`body` with something odd in the place of one value of its JSON; of a stream, in one of its events."""
    lines = body.split(b"\n")
    at = chance.choice([number for number, line in enumerate(lines) if b"{" in line])
    start, brace, text = lines[at].partition(b"{")
    holder = [json.loads(brace + text)]
    places = list(_places(holder))
    inside, name = chance.choice(places)
    inside[name] = chance.choice([*ODD, deep(chance.choice((10, 70, 900)))])
    lines[at] = start + json.dumps(holder[0]).encode()
    return b"\n".join(lines)


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each place in a value that holds another."""
    for name, inner in list(value.items() if isinstance(value, dict) else enumerate(value)):
        yield value, name
        if isinstance(inner, (dict, list)):
            yield from _places(inner)


def faulty(found: Answer, chance: random.Random) -> bytes:
    """The body of an answer with faults in its bytes, or with something odd in its JSON."""
    _, kind, body = found
    return grafted(body, chance) if kind != "text/html" and chance.random() < 0.4 else mutated(body, chance)


def with_faults(found: Answer, chance: random.Random) -> bytes:
    """An answer as it goes over the wire, with faults in its body, at times in its head or its packing."""
    status, kind, _ = found
    head = f"HTTP/1.1 {status} Status\r\ncontent-type: {kind}\r\nx-request-id: req-7\r\nconnection: close\r\n"
    packing, body = chance.randrange(10), faulty(found, chance)
    if packing == 0:
        head, body = f"{head}content-encoding: gzip\r\n", mutated(gzip.compress(body), chance)
    elif packing == 1:
        chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        head, body = f"{head}transfer-encoding: chunked\r\n", mutated(chunks, chance)
    elif packing == 2:
        return mutated(head.encode() + b"\r\n" + body, chance)
    return head.encode() + b"\r\n" + body


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where it takes no time to make sure that a file is there; else on the disk."""
    shm = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else tmp_path))
    yield made / "gallery"
    shutil.rmtree(made)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def client_of(server: Server, folder: Path, chat_api: str) -> Client:
    return Client(
        api_key="xai-a-key-of-the-tests-0123456789",
        base_url=f"{server.address}/v1",
        gallery=folder,
        timeout=QUICK,
        chat_api=chat_api,
    )


@pytest.mark.parametrize("name", SHAPES)
def test_an_answer_with_faults_is_a_result_or_one_error_and_has_an_outcome(
    server: Server, folder: Path, name: str
) -> None:
    ask, (status, kind, body) = SHAPES[name]
    usual = status, kind, body.replace(b"ADDRESS", server.address.encode())
    chance = random.Random(name)
    with contextlib.closing(
        client_of(server, folder, "completions" if name in COMPLETIONS else "responses")
    ) as client:
        for number in range(cases(360)):
            server.bytes = with_faults(usual, chance)
            try:
                ask(client)
            except ImagineError as error:
                assert str(error).endswith(error.advice)  # noqa: PT017 - either way is right
            except Exception as error:  # noqa: BLE001 - that is the question
                traceback.print_exc()
                pytest.fail(f"case {number} of {name}: {error!r} for {server.bytes!r}")
    require_outcomes(folder, none_needed=name == DEFERRED)


@pytest.mark.parametrize("name", SHAPES)
def test_a_body_with_faults_that_a_crash_left_is_a_result_or_one_error(name: str) -> None:
    _, usual = SHAPES[name]
    chance = random.Random(f"left by {name}")
    for _ in range(cases(360)):
        body = faulty(usual, chance)
        for endpoint in ENDPOINTS:
            require_readable(body, endpoint)
        assert error_of(body, Head(chance.choice((400, 429, 500)))).advice


def require_readable(body: bytes, endpoint: str) -> None:
    request = Request("xai", "https://api.x.ai/v1", endpoint, MODEL, "a fox", "a fox")
    with contextlib.suppress(ImagineError):
        brought(body, request)


def require_outcomes(folder: Path, *, none_needed: bool) -> None:
    """Every request of the gallery has an outcome, and what is left of their bodies can be read."""
    if not folder.exists():
        return
    with contextlib.closing(sqlite3.connect(folder / "gallery.db")) as database:
        open_ends = "SELECT count(*) FROM requests WHERE id NOT IN (SELECT request_id FROM outcomes)"
        assert none_needed or database.execute(open_ends).fetchone() == (0,)
    for path in folder.glob("parts/*.body"):
        for endpoint in ENDPOINTS:
            require_readable(path.read_bytes(), endpoint)
    with contextlib.closing(Gallery(folder)) as gallery:
        assert gallery.ledger().total.requests == len(gallery.ledger())
        assert gallery.verify()
