"""A real server that speaks S3 on loopback, and a proxy before it that counts and fails as it is told."""

from __future__ import annotations

import http.client
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

Fault = Callable[[str, str], "int | None"]  # of a method and a path: a status that is answered, None to go on
CUT = 0  # instead of a status: the connection ends without an answer
_RUNNING = re.compile(r"Running on http://127\.0\.0\.1:(\d+)")


class S3Server:
    """moto's server, in a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "0"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := _RUNNING.search(line):
                self.port = int(found[1])
                break
        self._reader = threading.Thread(target=self._process.stdout.read, daemon=True)
        self._reader.start()

    def close(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()


class Proxy:
    """What stands before the server: `seen` is what was asked, `fault` says what goes wrong."""

    def __init__(self, port: int) -> None:
        self.seen: list[tuple[str, str]] = []
        self.fault: Fault = lambda method, path: None
        handler = type("Handler", (_Handler,), {"proxy": self, "port": port})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def count(self, *methods: str) -> int:
        """How many requests of these methods came, all of them for none."""
        return sum(not methods or method in methods for method, _ in self.seen)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that left is no news."""


class _Handler(BaseHTTPRequestHandler):
    proxy: ClassVar[Proxy]
    port: ClassVar[int]
    protocol_version = "HTTP/1.1"  # of which clients wait for a 100 before they send what is long

    def _answer(self) -> None:
        body = self._body()
        self.proxy.seen.append((self.command, self.path))
        status = self.proxy.fault(self.command, self.path)
        if status == CUT:
            self.close_connection = True
            return
        if status is not None:
            self._say(status, {}, _REFUSED[status].encode())
            return
        server = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {name: value for name, value in self.headers.items() if name != "Transfer-Encoding"}
        server.request(self.command, self.path, body, headers)
        answer = server.getresponse()
        data = answer.read()
        self._say(answer.status, dict(answer.getheaders()), data)
        server.close()

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = _answer  # noqa: N815 - as the base has them

    def _body(self) -> bytes:
        if length := self.headers.get("Content-Length"):
            return self.rfile.read(int(length))
        whole = b""
        while "chunked" in self.headers.get("Transfer-Encoding", ""):
            size = int(self.rfile.readline().split(b";")[0], 16)
            whole += self.rfile.read(size)
            self.rfile.readline()
            if not size:
                break
        return whole

    def _say(self, status: int, headers: dict[str, str], data: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in {"connection", "transfer-encoding", "content-length"}:
                self.send_header(name, value)
        size = headers.get("Content-Length") if self.command == "HEAD" else None
        self.send_header("Content-Length", size or str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - as the base has it
        """Nothing is logged."""


_ERROR = "<?xml version='1.0'?><Error><Code>{}</Code><Message>{}</Message></Error>"
_REFUSED = {403: _ERROR.format("AccessDenied", "Access Denied"), 503: _ERROR.format("SlowDown", "Slow down")}
