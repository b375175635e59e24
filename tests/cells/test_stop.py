"""The stop button, against a server that takes half a minute to answer and notices who leaves."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from quick_server import QuickServer

pytestmark = pytest.mark.alone

MAY_COST = "Stopped: The request was cancelled; it may have been charged."
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
    if way == "await":
        assert "CancelledError" in run.error
    else:
        assert run.error == MAY_COST
    assert slow.left.wait(5)  # type: ignore[attr-defined]
    assert new_kernel.run("1 + 1").text == "2"


def test_what_had_arrived_and_what_it_may_cost_is_told(new_kernel: Any, slow: ThreadingHTTPServer) -> None:
    address = f"http://127.0.0.1:{slow.server_address[1]}/v1"
    new_kernel.run(f"%env XAI_BASE_URL={address}\n%load_ext imagine_nb")
    message = new_kernel.start(CELLS["cell"])
    new_kernel.wait(message, until="word3")
    new_kernel.interrupt()
    run = new_kernel.wait(message)
    assert run.error == MAY_COST
    assert "word3" in run.html


LOOPS = {
    "imagine": "for words in ('a fox', 'a cat'): imagine_nb.imagine(words)",
    "an edit": "fox = imagine_nb.imagine('a fox')\nfox.imagine('make it night')",
    "client": "for words in ('a fox', 'a cat'): client.image.sample(words, 'grok-imagine-image')",
    "batch": "for _ in range(2): client.image.sample_batch('a fox', 'grok-imagine-image', n=2)",
    "again": "imagine_nb.imagine('a fox')\nimagine_nb.notebook.studio().again()",
    "a question": "fox = imagine_nb.imagine('a fox')\nimagine_nb.ask('what?', images=fox)",
}
BEFORE = "import imagine_nb, imagine_nb.notebook\nclient = imagine_nb.Client()\n"


@pytest.mark.parametrize("way", LOOPS)
def test_stop_in_a_plain_loop_says_what_may_have_been_charged(
    new_kernel: Any, quick: QuickServer, way: str
) -> None:
    new_kernel.run(f"%env XAI_BASE_URL={quick.base_url}\n{BEFORE}")
    came = len(quick.bodies)
    quick.hold(after=1)
    message = new_kernel.start(LOOPS[way])
    quick.wait_for(came + 2)
    new_kernel.interrupt()
    assert new_kernel.wait(message).error == MAY_COST
    assert quick.left.wait(5)


def test_a_stop_tells_how_many_had_arrived(new_kernel: Any, quick: QuickServer) -> None:
    new_kernel.run(f"%env XAI_BASE_URL={quick.base_url}\n{BEFORE}")
    came = len(quick.bodies)
    quick.hold(after=2)
    code = "imagine_nb.imagine('a fox', n=25, on_pictures=lambda made: print(len(made), 'came', flush=True))"
    message = new_kernel.start(code)
    quick.wait_for(came + 3)
    new_kernel.wait(message, until="came")
    new_kernel.interrupt()
    error = new_kernel.wait(message).error
    assert error.startswith("Stopped: ")
    assert "of 25 pictures had arrived and are kept; the rest may have been charged" in error


def test_what_costs_nothing_says_so_and_a_program_ends_with_that_line(quick: QuickServer) -> None:
    engines = {"xai": MAY_COST, "print-shop": "Stopped: The request was cancelled; nothing was charged."}
    for engine, line in engines.items():
        program = (
            "import sys\nfrom imagine_nb import Studio\n"
            f"studio = Studio(engine={engine!r}, base_url={quick.base_url!r}, gallery=False)\n"
            "job = studio.start_imagine('a fox', n=10)\n"
            "while True:\n    job.result(tick=lambda: print('waits', flush=True))\n"
            "    job = studio.start_imagine('a fox', n=10)\n"
        )
        quick.hold()
        came = len(quick.bodies)
        running = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert running.stdout is not None
        assert running.stdout.readline() == "waits\n"  # told from within the wait: a stop comes there
        if engine == "xai":
            quick.wait_for(came + 1)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=30)
        assert told.rstrip().endswith(line)
        assert len(told.splitlines()) < 20
