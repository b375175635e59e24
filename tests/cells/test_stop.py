"""The stop button, against a server that takes half a minute to answer and notices who leaves."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

pytestmark = pytest.mark.alone

WORDS, PACE = 120, 0.25  # of the answer; seconds per word


class Slow(BaseHTTPRequestHandler):
    """Streams an answer word by word until it is through, or its reader is gone."""

    protocol_version = "HTTP/1.1"
    left: threading.Event

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("connection", "close")
        self.end_headers()
        try:
            for number in range(WORDS):
                event = {"type": "response.output_text.delta", "delta": f"word{number} "}
                self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
                self.wfile.flush()
                self.server.stopping.wait(PACE)  # type: ignore[attr-defined]
        except OSError:
            self.server.left.set()  # type: ignore[attr-defined]

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def slow() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    server.left, server.stopping = threading.Event(), threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.stopping.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


CELLS = {
    "cell": "%%ask_image -i https://example.org/fox.jpg\nWhat is in this picture?",
    "function": (
        "imagine_nb.ask('What is it?', images='https://example.org/fox.jpg',"
        " on_text=lambda text: print(text, flush=True))"
    ),
    "client": (
        "chat = imagine_nb.Client().chat.create('grok-4.3')\n"
        "chat.append(user('What is it?', image('https://example.org/fox.jpg')))\n"
        "for response, chunk in chat.stream(): print(chunk.content, flush=True)"
    ),
    "await": (
        "chat = imagine_nb.AsyncClient().chat.create('grok-4.3')\n"
        "chat.append(user('What is it?', image('https://example.org/fox.jpg')))\n"
        "async for response, chunk in chat.stream(): print(chunk.content, flush=True)"
    ),
}


@pytest.mark.parametrize("way", CELLS)
def test_stop_ends_an_answer_within_a_second_on_both_sides(
    new_kernel: Any, slow: ThreadingHTTPServer, way: str
) -> None:
    address = f"http://127.0.0.1:{slow.server_address[1]}/v1"
    new_kernel.run(
        f"%env XAI_BASE_URL={address}\n%load_ext imagine_nb\nimport imagine_nb\n"
        "from imagine_nb.chat import user, image"
    )
    message = new_kernel.start(CELLS[way])
    new_kernel.wait(message, until="word3")
    started = time.monotonic()
    new_kernel.interrupt()
    run = new_kernel.wait(message)
    assert time.monotonic() - started < 1.0
    assert {"cell": "Stopped", "await": "CancelledError"}.get(way, "KeyboardInterrupt") in run.error
    assert slow.left.wait(5)  # type: ignore[attr-defined]
    assert new_kernel.run("1 + 1").text == "2"


def test_what_had_arrived_and_what_it_may_cost_is_told(new_kernel: Any, slow: ThreadingHTTPServer) -> None:
    address = f"http://127.0.0.1:{slow.server_address[1]}/v1"
    new_kernel.run(f"%env XAI_BASE_URL={address}\n%load_ext imagine_nb")
    message = new_kernel.start(CELLS["cell"])
    new_kernel.wait(message, until="word3")
    new_kernel.interrupt()
    run = new_kernel.wait(message)
    assert run.error == "Stopped: The request was cancelled; it may have been charged."
    assert "word3" in run.html
