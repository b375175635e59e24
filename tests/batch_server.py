"""A real server on loopback with batches: what is added waits until the test says how many are answered.

`added` are the prompts that came to batches, in order, `asked` those that were asked alone. An add is lost on
its way where `lose` says so: `before` it is in the batch, or `after`; then the client never hears of it.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from faults_server import answer, jpeg, pictures
from imagine_nb import Studio
from quick_server import TICKS, answer_with


@dataclass
class _Batch:
    bodies: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_cancelled: bool = False

    def told(self, batch_id: str) -> dict[str, Any]:
        n_error = sum("error" in each for each in self.results.values())
        n_cancelled = sum(each.get("error") == "Batch cancelled" for each in self.results.values())
        state = {
            "num_requests": len(self.bodies),
            "num_pending": len(self.bodies) - len(self.results),
            "num_success": len(self.results) - n_error,
            "num_error": n_error - n_cancelled,
            "num_cancelled": n_cancelled,
        }
        return {
            "batch_id": batch_id,
            "state": state,
            "cancel_time": "2026-11-28" if self.is_cancelled else None,
        }


class BatchServer:
    """`pages` counts the pages of results that were read; the next `fail_next_looks` GETs fail.

    Results of prompts that hold the word `mute` are told to nobody.
    """

    def __init__(self) -> None:
        self.added: list[str] = []
        self.asked: list[str] = []
        self.sizes: list[int] = []
        self.pages = 0
        self.fail_next_looks = 0
        self.lose = ""
        self.mute = ""
        self.lost = threading.Event()
        self._batches: dict[str, _Batch] = {}
        self._n_batches = 0
        self._end = threading.Event()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.base_url = f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def answer(self, count: int = 10**9) -> None:
        """Let so many more requests have their results, in the order in which they came."""
        for batch in self._batches.values():
            for name, body in batch.bodies.items():
                if name not in batch.results and count > 0:
                    count -= 1
                    batch.results[name] = _result(body, len(self.added) + count)

    def forget(self) -> None:
        """The 30 days are over."""
        self._batches.clear()

    def close(self) -> None:
        self._end.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def got(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if self.fail_next_looks > 0:
            self.fail_next_looks -= 1
            return 503, {"error": "Not now."}
        batch_id, _, what = path.partition("/")
        batch = self._batches.get(batch_id)
        if batch is None:
            return 404, {"error": "Batch not found"}
        if what == "requests":
            rows = [{"batch_request_id": name} for name in batch.bodies]
            return 200, {"batch_request_metadata": rows, "pagination_token": None}
        if what != "results":
            return 200, batch.told(batch_id)
        self.pages += 1
        start, size = int(query.get("pagination_token", ["0"])[0]), int(query["limit"][0])
        each = [
            (name, found)
            for name, found in batch.results.items()
            if not self.mute or self.mute not in _words(batch.bodies[name])
        ]
        rows = [
            {"batch_request_id": name, "batch_result": found} for name, found in each[start : start + size]
        ]
        return 200, {
            "results": rows,
            "pagination_token": str(start + size) if start + size < len(each) else None,
        }

    def posted(self, path: str, body: dict[str, Any]) -> tuple[int, Any] | None:
        """The answer, None for none at all."""
        if not path.startswith("batches"):
            with self._lock:
                self.asked.append(_words(body))
                number = len(self.asked)
            return 200, _body_of(body, number)
        with self._lock:
            if path == "batches":
                self._n_batches += 1
                batch_id = f"batch_{self._n_batches}"
                self._batches[batch_id] = _Batch()
                return 200, self._batches[batch_id].told(batch_id)
            batch_id, _, what = path.removeprefix("batches/").replace(":cancel", "/cancel").partition("/")
            return self._ended(batch_id) if what == "cancel" else self._taken(batch_id, body)

    def _ended(self, batch_id: str) -> tuple[int, Any]:
        batch = self._batches[batch_id]
        batch.is_cancelled = True
        for name in batch.bodies.keys() - batch.results.keys():
            batch.results[name] = {"error": "Batch cancelled"}
        return 200, batch.told(batch_id)

    def _taken(self, batch_id: str, body: dict[str, Any]) -> tuple[int, Any] | None:
        bodies = {each["batch_request_id"]: next(iter(each["batch_request"].values())) for each in
                  body["batch_requests"]}  # fmt: skip
        if any("unwanted" in _words(each) for each in bodies.values()):
            return 400, {"error": "One of these is not supported for batch processing."}
        if self.lose != "before":
            self._batches[batch_id].bodies |= bodies
            self.added += map(_words, bodies.values())
            self.sizes.append(len(bodies))
        if not self.lose:
            return 200, {}
        self.lost.set()
        return None

    def hold(self) -> None:
        """Keep whoever waits waiting."""
        self._end.wait()


def submit(base_url: str, folder: Path, prompts: list[str]) -> None:
    """What another process does: add prompts to a batch, and end."""
    studio = Studio(api_key="k", base_url=base_url, gallery=folder, notify=lambda text: None)
    studio.imagine_many(prompts, how="batch")
    studio.close()


def _words(body: dict[str, Any]) -> str:
    """The prompt, or the question, of a request."""
    if "prompt" in body:
        return str(body["prompt"])
    message = (body.get("messages") or body.get("input"))[-1]
    return "".join(part.get("text", "") for part in message["content"] if isinstance(part, dict))


def _body_of(body: dict[str, Any], number: int) -> Any:
    if "prompt" not in body:
        return answer("A fox.")
    count = body.get("n", 1)
    return pictures(
        *(jpeg((20 * at, number % 256, number // 256)) for at in range(count)), ticks=TICKS * count
    )


def _result(body: dict[str, Any], number: int) -> dict[str, Any]:
    if "gore" in _words(body):
        return {"error": "Generated image rejected by content moderation."}
    if "wrong" in _words(body):
        return {"error": {"code": 3, "message": "It was wrong."}}
    if "prompt" in body:
        return {"response": {"image_generation": _body_of(body, number)}}
    choice = {"message": {"role": "assistant", "content": "A fox."}, "finish_reason": "stop"}
    usage = {"cost_in_usd_ticks": 500, "prompt_tokens": 4}
    return {"response": {"chat_get_completion": {"model": "grok-4.3", "choices": [choice], "usage": usage}}}


def _handler(server: BatchServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = urlsplit(self.path)
            self._told(server.got(found.path.removeprefix("/v1/batches/"), parse_qs(found.query)))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self._told(server.posted(self.path.removeprefix("/v1/"), body))

        def _told(self, found: tuple[int, Any] | None) -> None:
            if found is None:
                server.hold()
                self.close_connection = True
                return
            answer_with(self, *found)

        def log_message(self, *args: Any) -> None:
            pass

    return Handler
