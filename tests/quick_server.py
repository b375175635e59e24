"""A real server on loopback that answers every request at once: as many small pictures as were asked for.

No two requests get the same pictures.

`hold(after=k)` lets k requests through and keeps the others waiting until `release()`; `left` is set when one
of those that wait has hung up.
"""

from __future__ import annotations

import json
import select
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from faults_server import answer, jpeg, pictures

TICKS = 200_000_000  # of one picture: $0.02


class _Server(ThreadingHTTPServer):
    request_queue_size = 128  # some tests ask for many pictures at once


class QuickServer:
    """`bodies` are the requests as they came, in order."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.left = threading.Event()
        self._let_through = 10**9
        self._go_on = threading.Event()
        self._came = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def wait_for(self, count: int) -> None:
        """Wait until this many requests have come in all."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.bodies) >= count, 30)

    def hold(self, *, after: int = 0) -> None:
        self._go_on.clear()
        self.left.clear()
        self._let_through = len(self.bodies) + after

    def release(self) -> None:
        self._go_on.set()

    def close(self) -> None:
        self.release()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def accepted(self, body: dict[str, Any], connection: Any) -> int:
        """Note a request and wait for its turn; its number, 0 where nobody waits for the answer any more."""
        with self._came:
            self.bodies.append(body)
            number = len(self.bodies)
            self._came.notify_all()
            held = number > self._let_through
        while held and not self._go_on.wait(0.02):
            if select.select([connection], [], [], 0)[0]:
                self.left.set()
                return 0
        return number


def answered(path: str, body: dict[str, Any], number: int) -> tuple[int, Any]:
    """What the request of this number gets: pictures of one colour, a refusal for `gore`, or a sentence."""
    if path.endswith("/responses"):
        return 200, answer("A fox.")
    if "gore" in body["prompt"]:
        return 400, {"error": "Content moderation refused it.", "code": "content_moderation"}
    count = body.get("n", 1)
    colours = [(20 * each, 8 * number % 256, number // 32) for each in range(count)]
    return 200, pictures(*map(jpeg, colours), ticks=TICKS * count)


def answer_with(handler: BaseHTTPRequestHandler, status: int, body: Any) -> None:
    """Answer a request with JSON."""
    data = json.dumps(body).encode()
    handler.send_response(status)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(data)))
    handler.end_headers()
    handler.wfile.write(data)


def _handler(server: QuickServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            number = server.accepted(body, self.connection)
            if not number:
                self.close_connection = True
                return
            answer_with(self, *answered(self.path, body, number))

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
