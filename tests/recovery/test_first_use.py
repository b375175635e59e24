"""What a crash left is taken in when its gallery is first used and said in one line; nothing is sent."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import batch
import faults_server as server
from faults_server import FaultServer
from imagine_nb import Client, Gallery, Studio
from imagine_nb.gallery.files import PARTS
from left_behind import as_bytes, left_behind

CENTS = 200_000_000  # ticks of two cents
ASKING = """
import sys
from imagine_nb import Studio
studio = Studio(engine="xai", base_url=sys.argv[1], gallery=sys.argv[2], notify=print)
studio.imagine("a fox", n=2)
"""


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


@pytest.fixture
def told() -> list[str]:
    """The notices of the studio."""
    return []


@pytest.fixture
def studio(gallery: Gallery, faults: FaultServer, told: list[str]) -> Iterator[Studio]:
    made = Studio(engine="xai", base_url=faults.base_url, gallery=gallery.folder, notify=told.append)
    yield made
    made.close()


def whole_but_open(body: bytes) -> server.Act:
    """A 200 whose body has come whole, on a connection that does not end."""
    head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n"
    return server.raw(head + b"%x\r\n%s\r\n" % (len(body), body), ending="wait")


def test_after_kill_9_the_same_cell_shows_what_had_come_for_nothing(
    gallery: Gallery, studio: Studio, faults: FaultServer, told: list[str]
) -> None:
    first, second = server.jpeg((1, 2, 3)), server.jpeg((4, 5, 6))
    body = as_bytes(server.pictures(first, second, ticks=2 * CENTS))
    faults.then(whole_but_open(body))
    kernel = subprocess.Popen([sys.executable, "-c", ASKING, faults.base_url, str(gallery.folder)])
    faults.wait_for(1)
    while not any(each.stat().st_size == len(body) for each in (gallery.folder / PARTS).iterdir()):
        os.sched_yield()
    kernel.send_signal(signal.SIGKILL)
    kernel.wait()
    made = studio.imagine("a fox", n=2)
    assert [each.data for each in made] == [first, second]
    assert (len(faults.requests), made[0].badge[:6]) == (1, "reused")
    assert told[0] == "Taken in from a kernel that ended before it could: 2 pictures (#1 to #2), $0.04."
    assert gallery.verify()


def test_it_is_said_once_and_by_whatever_uses_the_gallery_first(
    gallery: Gallery, studio: Studio, told: list[str]
) -> None:
    left_behind(gallery, as_bytes(server.pictures(server.jpeg(), ticks=CENTS)))
    assert len(studio.gallery) == 1
    repr(studio)
    assert told == ["Taken in from a kernel that ended before it could: 1 picture (#1), $0.02."]
    assert gallery.settled() == ""


@pytest.mark.parametrize("is_given", [True, False])
def test_the_users_key_that_came_in_pieces_is_taken_in_masked(
    gallery: Gallery, monkeypatch: pytest.MonkeyPatch, is_given: bool
) -> None:
    key = f"xai-a-key-of-the-tests-{is_given}"
    if not is_given:
        monkeypatch.setenv("XAI_API_KEY", key)
    events = [*server.deltas(*f"It is {key}."), {"type": "response.completed", "response": {}}]
    body = "".join(f"data: {json.dumps(each)}\n\n" for each in events).encode()
    left_behind(gallery, body, suffix=".part", endpoint="/responses", sent="?")
    studio = Studio(api_key=key if is_given else None, gallery=gallery.folder, notify=lambda _: None)
    assert [each.text for each in studio.gallery.answers()] == ["It is xai-****."]
    studio.close()


def test_unknown_charges_are_named_in_the_same_line(
    gallery: Gallery, studio: Studio, told: list[str]
) -> None:
    left_behind(gallery, as_bytes(server.pictures(server.jpeg(), ticks=CENTS)))
    left_behind(gallery, b'{"data": [{"b64', suffix=".part")
    left_behind(gallery, None)
    assert studio.gallery.ledger().total.unknown == 2
    assert told == [
        "Taken in from a kernel that ended before it could: 1 picture (#1), $0.02. 2 requests of it may have"
        " been charged, about $0.04 at most, and brought nothing: %imagine_cost request."
    ]


def test_unknown_charges_alone_say_whose_they_were(gallery: Gallery, studio: Studio, told: list[str]) -> None:
    left_behind(gallery, None)
    assert studio.gallery.ledger().total.unknown == 1
    [line] = told
    assert line.startswith("1 request of a kernel that ended may have been charged, about $0.02 at most")


@pytest.mark.parametrize("body", [{"data": [{"url": "{}/a.jpg"}]}, {"request_id": "later"}])
def test_what_has_to_be_fetched_is_named_and_nothing_is_sent(
    gallery: Gallery, studio: Studio, faults: FaultServer, told: list[str], body: Any
) -> None:
    text = as_bytes({**body, "usage": {"cost_in_usd_ticks": CENTS}}).decode()
    text = text.replace("{}/a.jpg", f"{faults.base_url}/a.jpg")
    left_behind(gallery, text.encode(), base_url=faults.base_url)
    assert studio.gallery.last is None
    assert told == [
        "It left 1 request with pictures at the API still: gallery.recover() fetches or explains."
    ]
    assert faults.requests == []
    if "data" in body:
        assert studio.gallery.ledger().total.bill == "$0.02"
    answer = server.jpeg() if "data" in body else server.pictures(server.jpeg())
    faults.then(server.reply(200, answer))
    assert studio.gallery.recover(base_url=faults.base_url).n_pictures == 1
    assert studio.gallery.verify()


def test_an_answer_is_taken_in_too(gallery: Gallery, studio: Studio, told: list[str]) -> None:
    left_behind(
        gallery, as_bytes(server.answer("A fox.")), endpoint="/responses", prompt="What?", sent="What?"
    )
    (answer,) = studio.gallery.answers()
    assert (answer.question, answer.text) == ("What?", "A fox.")
    assert "1 answer" in told[0]


def test_a_client_says_it_too_and_asks(
    gallery: Gallery, faults: FaultServer, capsys: pytest.CaptureFixture[str]
) -> None:
    left_behind(gallery, as_bytes(server.pictures(server.jpeg(), ticks=CENTS)))
    faults.then(*[server.reply(200, server.pictures(server.jpeg()))] * 2)
    client = Client(base_url=faults.base_url, gallery=gallery.folder)
    client.image.sample("a fox", model="grok-imagine-image")
    client.image.sample("a fox", model="grok-imagine-image")
    assert capsys.readouterr().err.count("Taken in from a kernel") == 1
    assert [each.number for each in gallery] == [1, 2, 3]
    client.close()


def test_what_a_living_kernel_waits_for_is_left_to_it(
    gallery: Gallery, studio: Studio, faults: FaultServer, told: list[str]
) -> None:
    body = as_bytes(server.pictures(server.jpeg(), server.jpeg((1, 1, 1)), ticks=CENTS))
    faults.then(whole_but_open(body))
    kernel = subprocess.Popen([sys.executable, "-c", ASKING, faults.base_url, str(gallery.folder)])
    faults.wait_for(1)
    assert len(studio.gallery) == 0
    assert told == []
    assert gallery.ledger().rows[0].charges[0].status == "sent"
    kernel.kill()
    kernel.wait()


def test_what_cannot_be_taken_in_stops_nothing(
    gallery: Gallery, studio: Studio, faults: FaultServer, told: list[str]
) -> None:
    left_behind(gallery, b"<![foo bar")
    left_behind(
        gallery, as_bytes({"data": [{"b64_json": "R0lGODlh"}], "usage": {"cost_in_usd_ticks": CENTS}})
    )
    faults.then(server.reply(200, server.pictures(server.jpeg())))
    assert studio.imagine("a cat").one.number == 1
    assert "2 requests that cannot be taken in" in told[0]
    assert Gallery(gallery.folder).settled() == ""  # and it is not said each time


def test_two_kernels_at_once_take_each_in_once(gallery: Gallery) -> None:
    for index in range(12):
        left_behind(gallery, as_bytes(server.pictures(server.jpeg((index, 2, 3)), ticks=CENTS)))
    context = multiprocessing.get_context("spawn")
    barrier, said = context.Barrier(2), context.Queue()
    both = [context.Process(target=batch.use_first, args=(gallery.folder, barrier, said)) for _ in range(2)]
    for each in both:
        each.start()
    lines = [said.get(timeout=60) for _ in both]
    for each in both:
        each.join()
    assert len(gallery) == 12
    assert gallery.ledger().total.bill == "$0.24"
    assert all("may have been charged" not in line and "cannot" not in line for line in lines)
    assert gallery.verify()


def test_where_nothing_is_left_nothing_of_recovery_is_loaded(tmp_path: Path) -> None:
    script = """
import sys
from imagine_nb import Studio
studio = Studio(engine="print-shop", gallery=sys.argv[1])
studio.imagine("a fox")
assert "imagine_nb.recovery.first_use" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "g")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (0, 1), done.stderr
