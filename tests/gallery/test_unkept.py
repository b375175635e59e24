"""What came and could not be written: told at every door, billed, and kept once there is room."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import Image

import faults_server as server
from faults_server import FaultServer
from full_disk import full, posix
from imagine_nb import Client, Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.pictures import Picture

pytestmark = posix
CENTS = 200_000_000  # ticks of two cents
ROOM = 550_000  # bytes that the database fits into, and a large picture does not


def noise(side: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=98)
    return out.getvalue()


LARGE = noise(900)


@pytest.fixture
def told() -> list[str]:
    """The notices of the studio."""
    return []


@pytest.fixture
def studio(tmp_path: Path, faults: FaultServer, told: list[str]) -> Iterator[Studio]:
    """A studio on the scripted server, introduced already, with one picture in its gallery."""
    made = Studio(engine="xai", base_url=faults.base_url, gallery=tmp_path / "gallery", notify=told.append)
    faults.then(server.reply(200, server.pictures(noise(64), ticks=CENTS)))
    made.imagine("first")
    told.clear()
    yield made
    made.close()


@contextmanager
def filling(faults: FaultServer, *data: bytes, at: int) -> Iterator[None]:
    """The next request is sent while there is room, and answered when there is none; then there is again."""
    gate, n_before = threading.Event(), len(faults.requests)
    faults.then(server.held(gate, server.reply(200, server.pictures(*data, ticks=CENTS))))
    filled, done = threading.Event(), threading.Event()

    def fill() -> None:
        faults.wait_for(n_before + 1)
        with full(at=at):
            filled.set()
            gate.set()
            done.wait(30)

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def unkept(studio: Studio, faults: FaultServer, *, at: int = ROOM, prompt: str = "second") -> Picture:
    """A picture that was paid for on a full disk, where there is room again."""
    with filling(faults, LARGE, at=at):
        return studio.imagine(prompt).one


@pytest.mark.parametrize("at", [1, ROOM], ids=["nothing can be written", "the file alone cannot"])
def test_it_is_said_and_every_form_of_the_result_tells_it(
    studio: Studio, faults: FaultServer, told: list[str], at: int
) -> None:
    picture = unkept(studio, faults, at=at)
    (said,) = told
    assert said.startswith("Paid, but not kept: ")
    bundle = picture._repr_mimebundle_()
    assert said == picture.notice
    assert said in repr(picture)
    assert said in bundle["text/plain"]
    assert "Paid, but not kept" in bundle["text/html"]
    assert (picture.path, picture.number, picture.data) == (None, 0, LARGE)


@pytest.mark.parametrize("at", [1, ROOM])
def test_a_client_says_it_and_its_response_tells_it(
    tmp_path: Path, faults: FaultServer, capsys: pytest.CaptureFixture[str], at: int
) -> None:
    client = Client(base_url=faults.base_url, gallery=tmp_path / "gallery")
    with filling(faults, LARGE, at=at):
        response = client.image.sample("a fox", model="grok-imagine-image")
    assert "Paid, but not kept: " in capsys.readouterr().err
    assert "Paid, but not kept: " in repr(response)
    assert "Paid, but not kept: " in response.notice
    faults.then(server.reply(200, server.pictures(noise(64))))
    client.image.sample("a cat", model="grok-imagine-image")
    assert "Kept now, as there is room again: picture #1." in capsys.readouterr().err
    assert response.path is not None
    assert (response.path.read_bytes(), response.notice, response.record.number) == (LARGE, "", 1)
    client.close()


def test_an_answer_is_told_and_kept_like_a_picture(
    studio: Studio, faults: FaultServer, told: list[str]
) -> None:
    gate = threading.Event()
    faults.then(server.held(gate, server.reply(200, server.answer("A fox."))))
    job = studio.start_ask("What is this?", images=noise(32))
    faults.wait_for(2)
    with full():
        gate.set()
        answer = job.result()
    assert answer.text == "A fox."
    assert told == [answer.notice]
    assert answer.notice.startswith("Paid, but not kept: ")
    assert answer.notice in repr(answer)
    assert studio.gallery.answers() == []
    assert studio.gallery.settled() == "Kept now, as there is room again: 1 answer."
    assert [each.id for each in studio.gallery.answers()] == [answer.record.id]


@pytest.mark.parametrize("at", [1, ROOM])
def test_its_bill_is_in_the_ledger_and_in_the_budget_meanwhile(
    studio: Studio, faults: FaultServer, at: int
) -> None:
    gate = threading.Event()
    faults.then(server.held(gate, server.reply(200, server.pictures(LARGE, ticks=CENTS))))
    job = studio.start_imagine("second")
    faults.wait_for(2)
    with full(at=at):
        gate.set()
        job.result()
        total = studio.gallery.ledger().total
        assert (total.requests, total.bill) == (2, "$0.04")
        assert studio.gallery.cost_ticks == 2 * CENTS
        assert studio.gallery.budget.spent_usd == pytest.approx(0.04)
    assert studio.gallery.ledger().total.bill == "$0.04"
    assert studio.gallery.cost_ticks == 2 * CENTS


@pytest.mark.parametrize("at", [1, ROOM])
def test_nothing_more_is_asked_for_while_it_waits(studio: Studio, faults: FaultServer, at: int) -> None:
    gate = threading.Event()
    faults.then(server.held(gate, server.reply(200, server.pictures(LARGE, ticks=CENTS))))
    job = studio.start_imagine("second")
    faults.wait_for(2)
    with full(at=at):
        gate.set()
        job.result()
        for ask in (lambda: studio.imagine("third"), studio.again, lambda: studio.imagine("fourth", n=12)):
            with pytest.raises(GalleryError, match="Nothing was sent: 1 result of before still waits"):
                ask()
    assert len(faults.requests) == 2


@pytest.mark.parametrize("at", [1, ROOM])
def test_it_is_kept_before_anything_is_asked_again_and_the_variable_finds_its_file(
    studio: Studio, faults: FaultServer, told: list[str], at: int
) -> None:
    picture = unkept(studio, faults, at=at)
    source, picture_id = picture.as_source(), picture.id
    faults.then(*[server.reply(200, server.pictures(noise(64), ticks=CENTS))] * 2)
    told.clear()
    edited = studio.imagine("make it night", images=picture).one
    assert told == ["Kept now, as there is room again: picture #2."]
    assert (picture.id, picture.number, picture.notice) == (picture_id, 2, "")
    assert picture.path is not None
    assert picture.path.read_bytes() == LARGE
    assert picture in {studio.picture(studio.gallery[2])}
    assert edited.parents == (picture_id,)
    assert studio.imagine("once more", images=source).one.parents == (picture_id,)
    assert [each.id for each in studio.gallery.ancestors(edited)] == [picture_id]
    assert studio.gallery.ledger().total.bill == "$0.08"
    assert studio.gallery.verify(), studio.gallery.verify()


def test_the_same_call_in_another_cell_shows_it_and_pays_nothing(
    studio: Studio, faults: FaultServer, told: list[str]
) -> None:
    picture = unkept(studio, faults)
    again = Studio(engine="xai", base_url=faults.base_url, gallery=studio.gallery.folder, notify=told.append)
    found = again.imagine("second").one
    assert (found, found.badge[:6]) == (picture, "reused")
    assert len(faults.requests) == 2
    again.close()


def test_another_take_that_was_not_kept_is_what_the_cell_shows_later(
    studio: Studio, faults: FaultServer
) -> None:
    with filling(faults, LARGE, at=ROOM):
        taken = studio.again().one
    assert "not kept" in taken.notice
    later = Studio(
        engine="xai", base_url=faults.base_url, gallery=studio.gallery.folder, notify=lambda text: None
    )
    assert later.imagine("first").one == taken
    later.close()


def test_several_pictures_of_which_one_does_not_fit_are_kept_together(
    studio: Studio, faults: FaultServer
) -> None:
    data = [noise(64), LARGE, noise(65)]
    with filling(faults, *data, at=ROOM):
        pictures = studio.imagine("three", n=3)
    assert [each.number for each in pictures] == [0, 0, 0]
    assert len(list(studio.gallery.folder.glob("*.jpg"))) == 1  # no half of it
    studio.gallery.settled()
    assert [each.number for each in pictures] == [2, 3, 4]
    assert [each.path.read_bytes() for each in pictures if each.path] == data
    assert studio.gallery.verify()


def test_a_failure_that_was_billed_is_in_the_ledger_too(studio: Studio, faults: FaultServer) -> None:
    gate = threading.Event()
    refused = {"data": [{"respect_moderation": False}], "usage": {"cost_in_usd_ticks": CENTS}}
    faults.then(server.held(gate, server.reply(200, refused)))
    job = studio.start_imagine("second")
    faults.wait_for(2)
    with full():
        gate.set()
        with pytest.raises(Exception, match="moderation"):
            job.result()
        assert studio.gallery.cost_ticks == 2 * CENTS
    assert studio.gallery.ledger().total.bill == "$0.04"
    studio.gallery.settled()
    assert studio.gallery.ledger().rows[0].charges[0].status == "moderated"


def test_a_gallery_that_is_deleted_under_a_request_is_made_anew_and_keeps_it(
    studio: Studio, faults: FaultServer, told: list[str]
) -> None:
    gate, data = threading.Event(), noise(64)
    faults.then(server.held(gate, server.reply(200, server.pictures(data, ticks=CENTS))))
    job = studio.start_imagine("second")
    faults.wait_for(2)
    shutil.rmtree(studio.gallery.folder)
    gate.set()
    picture = job.result().one
    assert (picture.notice, picture.number, picture.data) == ("", 1, data)
    faults.then(server.reply(200, server.pictures(noise(64), ticks=CENTS)))
    assert studio.again().one.number == 2
    assert studio.gallery.ledger().total.bill == "$0.04"
    assert studio.gallery.find("second")
    assert studio.gallery.verify()
    (news,) = told
    assert news.endswith("was deleted; a new one begins there.")


def test_a_gallery_that_is_deleted_under_another_take_keeps_that(studio: Studio, faults: FaultServer) -> None:
    gate, data = threading.Event(), noise(64)
    faults.then(server.held(gate, server.reply(200, server.pictures(data, ticks=CENTS))))
    job = studio.start(studio.plan_again())
    faults.wait_for(2)
    shutil.rmtree(studio.gallery.folder)
    gate.set()
    assert job.result().one.data == data
    assert studio.gallery.verify()


SCRIPT = """
import sys
from full_disk import full
from imagine_nb import Studio
studio = Studio(engine="xai", base_url=sys.argv[1], gallery=sys.argv[2], notify=print)
studio.imagine("first")
with full(at=550_000):
    print(repr(studio.imagine("second")))
    {}
"""


@pytest.mark.parametrize("ending", ["pass", "raise SystemExit(3)"])
def test_what_is_still_held_when_the_process_ends_is_kept_then(
    tmp_path: Path, faults: FaultServer, ending: str
) -> None:
    folder = tmp_path / "gallery"
    made = [server.reply(200, server.pictures(each, ticks=CENTS)) for each in (noise(64), LARGE)]
    faults.then(*made)
    done = run(SCRIPT.format(ending), faults.base_url, str(folder))
    assert "Paid, but not kept" in done.stdout
    assert [each.number for each in Gallery(folder)] == [1, 2]
    assert Gallery(folder).verify()


def test_what_is_lost_when_the_process_ends_is_said(tmp_path: Path, faults: FaultServer) -> None:
    made = [server.reply(200, server.pictures(each, ticks=CENTS)) for each in (noise(64), LARGE)]
    faults.then(*made)
    lasting = SCRIPT.format("import atexit; atexit.unregister(print)").replace(
        "with full(at=550_000):", "full_for_good = full(at=550_000); full_for_good.__enter__()\nif True:"
    )
    done = run(lasting, faults.base_url, str(tmp_path / "gallery"))
    assert "imagine_nb: 1 result that could not be kept is lost now." in done.stderr
    assert Gallery(tmp_path / "gallery").ledger().total.bill == "$0.04"


def run(script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.run(
        [sys.executable, "-c", script, *arguments], env=env, capture_output=True, text=True, check=False
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_leaves_what_its_parent_holds_to_it(studio: Studio, faults: FaultServer) -> None:
    picture = unkept(studio, faults)
    child = os.fork()
    if not child:
        os._exit(0 if studio.gallery.settled() == "" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert picture.path is None
    assert studio.gallery.settled()
    assert picture.path is not None


Lose = Callable[[Path], object]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:10])


@pytest.mark.parametrize("lose", [Path.unlink, cut, lambda path: path.write_bytes(b"painted over")])
def test_bytes_that_are_recorded_are_written_again_where_their_file_does_not_hold_them(
    studio: Studio, faults: FaultServer, lose: Lose
) -> None:
    first = studio.gallery.last
    assert first is not None
    path, data = studio.gallery.path(first), studio.gallery.data(first)
    lose(path)
    left = path.read_bytes() if path.exists() else None
    faults.then(server.reply(200, server.pictures(data, ticks=CENTS)))
    again = studio.imagine("the very same").one
    assert again.path is not None
    assert again.path.read_bytes() == data
    if left is None:  # it heals the older record too
        assert again.path == path
    else:  # what somebody made of the file stays
        assert path.read_bytes() == left


def test_a_link_in_the_place_of_a_file_is_not_written_through(
    studio: Studio, faults: FaultServer, tmp_path: Path
) -> None:
    first = studio.gallery.last
    assert first is not None
    path, data, mine = studio.gallery.path(first), studio.gallery.data(first), tmp_path / "mine.txt"
    path.unlink()
    path.symlink_to(mine)
    faults.then(server.reply(200, server.pictures(data, ticks=CENTS)))
    assert studio.imagine("the very same").one.data == data
    assert not mine.exists()
