"""The print shop on a port, attacked: it drops who is slow, refuses what is large, and goes on answering."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue
from time import monotonic

import httpx
import pytest
import uvicorn

from imagine_nb.print_shop.app import create_app
from imagine_nb.print_shop.body_limits import BodyLimits
from imagine_nb.print_shop.slow_clients import Deadlines, PunctualProtocol

SOON = 30  # seconds; nothing here takes many
TOKEN = "t"
HEAD = f"POST /v1/images/edits HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer {TOKEN}\r\n"
KEYED = {"authorization": f"Bearer {TOKEN}"}


class Impatient(PunctualProtocol):
    """The same, with less patience, so that a test need not have it."""

    deadlines = Deadlines(head=0.2, read=0.2, connections=40)


@contextmanager
def served(*, protocol=Impatient, room=2**20, grace=0.2, waiting=None):
    """The address of a print shop on a port of this process."""
    app = BodyLimits(create_app(token=TOKEN, pace=0, room=waiting), room=room, grace=grace)
    config = uvicorn.Config(app, http=protocol, ws="none", lifespan="off", log_level="error", port=0)
    server, listening = uvicorn.Server(config), config.bind_socket()
    listening.listen()
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield listening.getsockname()
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def answered(client: socket.socket) -> bytes:
    """All that the server sends until it closes the connection."""
    client.settimeout(SOON)
    got = b""
    try:
        while chunk := client.recv(2**16):
            got += chunk
    except ConnectionError:
        pass  # it was reset, which closes it too
    return got


def url_of(address) -> str:
    return f"http://{address[0]}:{address[1]}/v1"


def models(address) -> int:
    return httpx.get(f"{url_of(address)}/models", headers=KEYED, timeout=SOON).status_code


def post(address, path, body, kind="application/json") -> httpx.Response:
    headers = KEYED | {"content-type": kind}
    return httpx.post(f"{url_of(address)}/{path}", content=body, headers=headers, timeout=2 * SOON)


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"GET /v1/models HTTP/1.1\r\n", b"GET /v1/models HTTP/1.1\r\nHost: here\r\nX: ", b"\r\n",
        b"GET /v1/models HTTP/1.1\r\nHost: here\r\n\r\nGET ",  # the second of two
        f"{HEAD}Content-Type: text/plain\r\nContent-Length: 99\r\n\r\n".encode(),  # refused before it came
    ],
    ids=["nothing", "a line", "half a header", "a blank line", "half of the next", "an unwanted body"],
)  # fmt: skip
def test_a_connection_that_brings_no_whole_request_is_dropped(sent):
    with served() as address, socket.create_connection(address) as client:
        client.sendall(sent)
        answered(client)


@pytest.mark.parametrize("length", ["Content-Length: 1000", "Transfer-Encoding: chunked"])
def test_a_body_that_does_not_come_is_a_408(length):
    with served() as address, socket.create_connection(address) as client:
        client.sendall(f"{HEAD}Content-Type: application/json\r\n{length}\r\n\r\n".encode())
        answer = answered(client)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"connection: close" in answer


def test_who_does_not_read_an_answer_is_dropped():
    lost = SimpleQueue()

    class Watched(Impatient):
        def connection_lost(self, exc):
            lost.put(self.client)
            super().connection_lost(exc)

    with served(protocol=Watched, room=2**24, grace=SOON) as address:
        form = {"file": ("a.bin", bytes(2**23))}
        file = httpx.post(f"{url_of(address)}/files", headers=KEYED, files=form, timeout=SOON).json()
        with socket.create_connection(address) as client:
            asked = f"GET /v1/files/{file['id']}/content HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer t"
            client.sendall(f"{asked}\r\n\r\n".encode())
            while lost.get(timeout=SOON) != client.getsockname():
                pass
            assert len(answered(client)) < 2**23


def test_the_oldest_that_brings_no_request_makes_room_for_the_newest():
    class Patient(Impatient):
        deadlines = Deadlines(head=SOON, connections=5)

    with served(protocol=Patient) as address, ExitStack() as stack:
        idle = [stack.enter_context(socket.create_connection(address)) for _ in range(20)]
        assert models(address) == 200
        for client in idle[:15]:
            assert answered(client) == b""


def test_five_hundred_requests_at_once_are_all_answered():
    asked = b"GET /v1/models HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer t\r\nConnection: close\r\n\r\n"
    with served(protocol=PunctualProtocol) as address, ExitStack() as stack:
        clients = [stack.enter_context(socket.create_connection(address)) for _ in range(500)]
        assert models(address) == 200  # all of them have been taken in by now
        for client in clients:
            client.sendall(asked)
        assert all(answered(client).startswith(b"HTTP/1.1 200 ") for client in clients)


def test_bodies_that_memory_has_no_room_for_are_a_503_and_leave_room_again():
    with served(protocol=PunctualProtocol, grace=SOON) as address, ExitStack() as stack:
        head = f"{HEAD}Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n".encode()
        clients = [stack.enter_context(socket.create_connection(address)) for _ in range(2)]
        for client in clients:
            client.sendall(head + b" " * 600_000)
        (unlucky,), _, _ = select.select(clients, [], [], SOON)
        refused = answered(unlucky)
        assert refused.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: " in refused
        for client in clients:
            client.close()
        deadline = monotonic() + SOON
        body = json.dumps({"prompt": "x" * 10, "user": "x" * 900_000})
        while (status := post(address, "images/edits", body).status_code) == 503:
            assert monotonic() < deadline
        assert status == 400  # it names no picture


def test_pictures_that_there_is_no_room_for_are_a_429_that_says_when():
    with served(protocol=PunctualProtocol, room=2**24, grace=SOON, waiting=3) as address:
        body = json.dumps({"model": "grok-imagine-image", "prompt": "a fox", "n": 10})
        refused = post(address, "images/generations", body)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("images/generations", b'{"prompt": "' + b"x" * 2**21 + b'"}', 413),
        ("images/edits", b'{"prompt": [' + b"[]," * 200_000 + b"[]]}", 413),
        ("responses", b'{"input": {' + b'"a":1,' * 100_000 + b'"b":1}}', 413),
        ("chat/completions", b'{"messages": [' + b"{}," * 200_000 + b"{}]}", 413),
        ("responses", b'{"input": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", 400),
        ("responses", b'{"model": "grok-4.3", "input": "' + b"ab " * 400_000 + b'"}', 400),
        ("chat/completions", b"[1" + b"0" * 100_000 + b"]", 400),
    ],
    ids=["a long prompt", "lists", "fields", "objects", "depth", "a long text", "a long number"],
)
def test_a_body_that_costs_too_much_is_refused_at_once(path, body, status):
    with served(protocol=PunctualProtocol, room=2**24, grace=SOON) as address:
        assert post(address, path, body).status_code == status
        assert models(address) == 200


@pytest.mark.parametrize("kind", ["many fields", "a long head", "a long boundary"])
def test_a_form_that_costs_too_much_is_refused_at_once(kind):
    boundary = "b" * (99 if kind == "a long boundary" else 9)
    name = "x" * (10_000 if kind == "a long head" else 1)
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n\r\n'
    body = part * (10_000 if kind == "many fields" else 2) + f"--{boundary}--\r\n"
    headers = KEYED | {"content-type": f"multipart/form-data; boundary={boundary}"}
    with served(protocol=PunctualProtocol, room=2**24, grace=SOON) as address:
        answer = httpx.post(f"{url_of(address)}/files", content=body, headers=headers, timeout=SOON)
    assert answer.status_code == (400 if kind == "a long boundary" else 413)


@contextmanager
def shop():
    """The served print shop as users start it: its process and its address."""
    command = [sys.executable, "-m", "imagine_nb.print_shop", "--port", "0", "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            port = process.stdout.readline().strip().removesuffix("/v1").rpartition(":")[2]
            yield process, ("127.0.0.1", int(port))
        finally:
            process.terminate()


ATTACKS = {
    "700,000 fields": (
        "files",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 700_000 + b"--b--\r\n",
        "multipart/form-data; boundary=b",
    ),
    "100 MB of []": ("images/edits", b"[" + b"[]," * 33_000_000 + b"[]]", "application/json"),
    "100 MB of strings": ("responses", b"[" + b'"",' * 33_000_000 + b'""]', "application/json"),
    "100 MB of blanks": ("responses", b" " * 100_000_000, "application/json"),
}


@pytest.mark.alone
@pytest.mark.parametrize("attack", ATTACKS)
def test_others_are_answered_during_an_attack(attack):
    path, body, kind = ATTACKS[attack]
    with shop() as (_, address), ThreadPoolExecutor(1) as pool:
        models(address)  # it is awake
        refused = pool.submit(post, address, path, body, kind)
        longest = 0.0
        while not refused.done():
            start = monotonic()
            assert models(address) == 200
            longest = max(longest, monotonic() - start)
        assert refused.result().status_code in {400, 413}
        assert longest < 2


@pytest.mark.alone
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="threads are counted in /proc")
def test_many_requests_at_once_take_few_threads():
    body = json.dumps({"model": "grok-imagine-image", "prompt": "a fox", "n": 1})
    with shop() as (process, address), ThreadPoolExecutor(60) as pool:
        posts = [pool.submit(post, address, "images/generations", body) for _ in range(60)]
        assert models(address) == 200
        threads = int(in_status(process, "Threads"))
        while not all(each.done() for each in posts[:3]):
            threads = max(threads, int(in_status(process, "Threads")))
        assert models(address) == 200
        process.terminate()  # the rest is not waited for
    assert 1 < threads < 20


@pytest.mark.alone
def test_slow_sockets_keep_nobody_out():
    with shop() as (_, address), ExitStack() as stack:
        for _ in range(700):
            client = stack.enter_context(socket.create_connection(address))
            client.sendall(b"GET /v1/models HTTP/1.1\r\nX: ")
        start = monotonic()
        assert models(address) == 200
        assert monotonic() - start < 2


def in_status(process, name) -> str:
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    (found,) = (line.split()[1] for line in lines if line.startswith(f"{name}:"))
    return found
