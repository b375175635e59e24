"""A disk or a database that gives way: a clear message, the picture in hand, nothing else damaged."""

from __future__ import annotations

import io
import multiprocessing
import os
import sqlite3
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import batch
import faults_server as server
from faults_server import FaultServer
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError, SourceError

NOBODY = 65534
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither such limits nor such users")


def noise(side: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(out, "JPEG", quality=98)
    return out.getvalue()


@pytest.fixture(scope="module")
def processes() -> Any:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["batch", "imagine_nb.studio.studio", "imagine_nb.pictures"])
    return context


@posix
def test_on_a_full_disk_a_picture_is_shown_and_can_be_saved_elsewhere(
    tmp_path: Path, faults: FaultServer, processes: Any
) -> None:
    large = noise(900)
    assert len(large) > 400_000
    faults.then(*[server.reply(200, server.pictures(each)) for each in (noise(64), large, noise(64))])
    elsewhere = tmp_path / "second.jpg"
    process = processes.Process(
        target=batch.fill_the_disk, args=(faults.base_url, tmp_path / "gallery", elsewhere)
    )
    process.start()
    process.join()
    assert process.exitcode == 0
    assert [each.json["prompt"] for each in faults.requests] == ["first", "second", "fourth"]
    assert elsewhere.read_bytes() == large


@pytest.fixture
def anyones() -> Iterator[Path]:
    """A folder that every user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@posix
def test_in_a_folder_that_becomes_read_only_a_picture_is_shown_and_can_be_saved_elsewhere(
    anyones: Path, faults: FaultServer, processes: Any
) -> None:
    gate, picture, folder = threading.Event(), noise(64), anyones / "gallery"
    made = server.reply(200, server.pictures(picture))
    faults.then(made, server.held(gate, made))
    process = processes.Process(
        target=batch.lose_permission, args=(faults.base_url, folder, anyones / "fox.jpg", NOBODY)
    )
    process.start()
    faults.wait_for(2)
    (folder / "gallery.db").chmod(0o444)
    for each in (folder / "parts", folder):
        each.chmod(0o555)
    gate.set()
    process.join()
    for each in (folder, folder / "parts"):
        each.chmod(0o755)
    assert process.exitcode == 0
    assert (anyones / "fox.jpg").read_bytes() == picture


@pytest.fixture
def gallery(tmp_path: Path, faults: FaultServer) -> Gallery:
    """A gallery with two pictures, closed."""
    faults.then(*[server.reply(200, server.pictures(noise(64))) for _ in range(2)])
    studio = Studio(
        engine="xai", base_url=faults.base_url, gallery=tmp_path / "gallery", notify=lambda text: None
    )
    studio.imagine("first")
    studio.imagine("second")
    studio.close()
    studio.gallery.close()
    return studio.gallery


def files_of(gallery: Gallery) -> dict[str, bytes]:
    return {
        each.name: each.read_bytes() for each in gallery.folder.iterdir() if each.suffix in {".jpg", ".db"}
    }


def test_a_database_from_a_newer_version_is_told_and_left_alone(
    gallery: Gallery, faults: FaultServer
) -> None:
    with closing(sqlite3.connect(gallery.folder / "gallery.db")) as db:
        db.execute("PRAGMA user_version = 99")
    before = files_of(gallery)
    studio = Studio(engine="xai", base_url=faults.base_url, gallery=gallery.folder, notify=lambda text: None)
    with pytest.raises(GalleryError, match=r"newer imagine_nb\. Update"):
        studio.imagine("third")
    assert len(faults.requests) == 2
    assert files_of(gallery) == before


@pytest.mark.parametrize("start", [0, 100, 4096, 20_000])
def test_a_corrupt_database_is_told_and_no_picture_is_touched(
    gallery: Gallery, start: int, faults: FaultServer
) -> None:
    path = gallery.folder / "gallery.db"
    data = path.read_bytes()
    path.write_bytes(data[:start] + os.urandom(len(data) - start))
    before = {name: data for name, data in files_of(gallery).items() if name.endswith(".jpg")}
    told = trouble(gallery.folder)
    assert told
    assert start or told.startswith(
        "The gallery's database gallery.db cannot be used: file is not a database."
    )
    assert {name: data for name, data in files_of(gallery).items() if name.endswith(".jpg")} == before
    picture = noise(64)
    faults.then(server.reply(200, server.pictures(picture)))
    loose = Studio(engine="xai", base_url=faults.base_url, gallery=False, notify=lambda text: None)
    assert loose.imagine("third").one.data == picture
    loose.close()


def trouble(folder: Path) -> str:
    """What is told of a database: when it is opened, else by `verify`."""
    try:
        again = Gallery(folder)
        return " ".join(again.verify().database)
    except GalleryError as error:
        return str(error)


def test_a_corrupt_picture_is_told_and_the_others_are_not_touched(gallery: Gallery) -> None:
    again = Gallery(gallery.folder)
    studio = Studio(engine="print-shop", gallery=again, notify=lambda text: None)
    first, second = again
    again.path(first).write_bytes(again.data(first)[:200])
    with pytest.raises(SourceError, match=r"Picture 1 is broken .*\. "):
        _ = studio.picture(first).image
    assert studio.picture(second).image.size == (64, 64)
    assert again.verify().altered == (first,)
    assert not again.verify().missing
    assert repr(studio.picture(first)).startswith("<Picture 1: first")
