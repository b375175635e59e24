"""What a gallery holds through kill -9, through four writers at once, and through a disk that gives way."""

from __future__ import annotations

import base64
import io
import json
import multiprocessing
import random
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PIL import Image

import batch
from imagine_nb import Gallery
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.files import PARTS
from imagine_nb.gallery.journal import Journal

ROUNDS, PROMPTS = 50, 16
LONGEST = 0.15  # seconds after the first request has come; a batch takes longer


class Press(ThreadingHTTPServer):
    """A server that knows what it was asked for, and with what it answered: in pieces, at once."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pictures: dict[str, bytes] = {}  # by the prompts that were asked
        self.came = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The other side was killed; that is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    server: Press
    protocol_version: ClassVar[str] = "HTTP/1.1"

    def do_POST(self) -> None:
        prompt = json.loads(self.rfile.read(int(self.headers["content-length"])))["prompt"]
        picture = self.server.pictures[prompt] = _noise()
        self.server.came.set()
        body = json.dumps(
            {
                "data": [{"b64_json": base64.b64encode(picture).decode()}],
                "usage": {"cost_in_usd_ticks": 200_000_000},
            }
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        for start in range(0, len(body), 8192):
            self.wfile.write(body[start : start + 8192])
            self.wfile.flush()

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


def _noise() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((180, 180), 80).save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
def press() -> Iterator[Press]:
    press = Press()
    yield press
    press.shutdown()
    press.server_close()


@pytest.fixture(scope="module")
def processes() -> Any:
    """Where processes come from that have imported everything already."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["batch", "imagine_nb.client", "imagine_nb.exchange.exchange", "httpx", "PIL.Image"]
    )
    return context


def prompts_of_whole_bodies(folder: Path) -> set[str]:
    """The prompts whose answers lie whole in the folder, whatever the files are called."""
    found = set()
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        for path in (folder / PARTS).iterdir():
            try:
                json.loads(path.read_bytes())
            except ValueError:
                assert path.suffix == ".part"
                continue
            (row,) = db.execute("SELECT sent FROM requests WHERE id = ?", (path.stem,)).fetchall()
            found.add(row[0])
    return found


def test_kill_9_at_any_moment_loses_nothing_that_had_arrived_whole(
    tmp_path: Path, press: Press, processes: Any
) -> None:
    folder, delivered = tmp_path / "gallery", tmp_path / "delivered"
    gallery = Gallery(folder)
    delivered.touch()
    moments = random.Random(5)
    n_adopted = n_killed = 0
    for turn in range(ROUNDS):
        press.came.clear()
        prompts = [f"round {turn}, picture {index}" for index in range(PROMPTS)]
        process = processes.Process(target=batch.ask, args=(press.base_url, folder, prompts, delivered))
        process.start()
        assert press.came.wait(30)
        process.join(moments.uniform(0, LONGEST))
        process.kill()
        process.join()
        n_killed += process.exitcode != 0
        whole = prompts_of_whole_bodies(folder)
        n_adopted += gallery.recover().n_pictures
        assert gallery.verify(), gallery.verify()
        assert gallery.recover().n_pictures == 0
        kept = {record.sent: gallery.data(record) for record in gallery}
        assert len(kept) == len(gallery)
        assert {*whole, *delivered.read_text().splitlines()} <= kept.keys()
        assert all(press.pictures[prompt] == data for prompt, data in kept.items())
        charges = {charge.prompt: charge.certainty for charge in gallery.ledger().total.charges}
        assert press.pictures.keys() <= charges.keys()
        assert {
            prompt for prompt, told in charges.items() if told == "unknown"
        } == charges.keys() - kept.keys()
    print(f"{n_killed} killed, {len(gallery)} kept, {n_adopted} of them adopted")
    assert n_killed > ROUNDS * 0.9
    assert 0 < n_adopted < len(gallery) < ROUNDS * PROMPTS


@pytest.mark.parametrize("journal_mode", ["WAL", "DELETE"])
def test_four_processes_write_at_once_and_none_is_locked_out(
    tmp_path: Path, processes: Any, journal_mode: str
) -> None:
    (tmp_path / PARTS).mkdir()
    writers = [
        processes.Process(target=batch.write, args=(tmp_path, who, 500, journal_mode)) for who in range(4)
    ]
    for each in writers:
        each.start()
    for each in writers:
        each.join()
    assert [each.exitcode for each in writers] == [0] * 4
    records = Journal(Database(tmp_path / "gallery.db", journal_mode=journal_mode)).pictures(
        "ORDER BY p.number"
    )
    assert [each.number for each in records] == list(range(1, 2001))
    assert {each.sent for each in records} == {f"{who}/{index}" for who in range(4) for index in range(500)}
    assert all((tmp_path / each.path).read_bytes() == each.sent.encode() for each in records)
