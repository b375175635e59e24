"""A gallery that cannot be written: it opens to look, says so before anything is paid, and writes nothing."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import faults_server as server
from faults_server import FaultServer
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.database import Database

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
OLD = Path(__file__).parent / "version_0_1_0" / "gallery"

Seal = Callable[[Path], Path]


@pytest.fixture
def seal() -> Iterator[Seal]:
    """Makes a folder read-only; for root, whom no permission stops, by a mount of it."""
    sealed: list[Path] = []

    def seal(folder: Path) -> Path:
        if os.geteuid() == 0:
            for options in (["--bind"], ["-o", "remount,bind,ro"]):
                command = ["mount", *options, folder, folder]
                if subprocess.run(command, check=False, capture_output=True).returncode:
                    pytest.skip("root may not mount here")
        else:
            for each in (*folder.rglob("*"), folder):
                each.chmod(0o555 if each.is_dir() else 0o444)
        sealed.append(folder)
        return folder

    yield seal
    for folder in sealed:
        unseal(folder)


def unseal(folder: Path) -> None:
    if os.geteuid() == 0:
        subprocess.run(["umount", "-l", folder], check=False)
    else:
        for each in (folder, *folder.rglob("*")):
            each.chmod(0o755 if each.is_dir() else 0o644)


@pytest.fixture
def studio(tmp_path: Path, faults: FaultServer) -> Iterator[Studio]:
    """A studio with a picture in its gallery."""
    faults.then(server.reply(200, server.pictures(server.jpeg())))
    made = Studio(engine="xai", base_url=faults.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    made.imagine("a fox")
    yield made
    made.close()


def files(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_read_only_gallery_opens_to_look(studio: Studio, seal: Seal, tmp_path: Path) -> None:
    studio.gallery.close()
    gallery = Gallery(seal(tmp_path / "g"))
    before = files(gallery.folder)
    (fox,) = gallery.find("fox")
    assert gallery.data(fox) == server.jpeg()
    assert gallery.thumbnail(fox).startswith(b"\xff\xd8")
    assert "a fox" in str(gallery.lineage(fox))
    assert gallery.recipe(fox).cells
    assert gallery.verify()
    assert gallery.ledger().total.requests == 1
    assert Gallery(tmp_path / "other").import_(gallery.export(tmp_path / "fox.zip")).pictures == (fox.id,)
    gallery.close()
    assert files(gallery.folder) == before


def test_nothing_is_sent_for_a_read_only_gallery_and_what_it_holds_is_shown(
    studio: Studio, seal: Seal, tmp_path: Path, faults: FaultServer
) -> None:
    studio.gallery.close()
    look = Studio(
        engine="xai", base_url=faults.base_url, gallery=seal(tmp_path / "g"), notify=lambda text: None
    )
    assert look.imagine("a fox").one.data == server.jpeg()
    with pytest.raises(GalleryError, match=r"is read-only: it can be looked at .* IMAGINE_NB_GALLERY"):
        look.imagine("a hat")
    for write in (look.gallery.recover, lambda: look.gallery.favourite(1), lambda: look.gallery.delete(1)):
        with pytest.raises(GalleryError, match="is read-only"):
            write()
    assert len(faults.requests) == 1
    replay = Studio(engine="replay", gallery=look.gallery, notify=lambda text: None)
    assert replay.imagine("a fox").one.data == server.jpeg()


def test_rows_that_are_in_the_journal_alone_are_seen(studio: Studio, seal: Seal, tmp_path: Path) -> None:
    copy = shutil.copytree(tmp_path / "g", tmp_path / "copy")  # with its journal, as a backup has it
    assert (copy / "gallery.db-wal").stat().st_size
    gallery = Gallery(seal(copy))
    assert [each.sent for each in gallery] == ["a fox"]


def test_a_read_only_gallery_that_an_older_version_made_is_read(seal: Seal, tmp_path: Path) -> None:
    folder = shutil.copytree(OLD, tmp_path / "old")
    gallery = Gallery(seal(folder))
    assert len(gallery) == 19


def test_a_gallery_in_a_folder_that_may_not_be_written_is_read_as_it_grows(
    studio: Studio, tmp_path: Path, faults: FaultServer
) -> None:
    if os.geteuid() == 0:
        pytest.skip("no permission stops root")
    faults.then(server.reply(200, server.pictures(server.jpeg())))
    (tmp_path / "g" / "gallery.db").chmod(0o444)
    look = Gallery(tmp_path / "g")
    assert len(look) == 1
    studio.imagine("a hat")
    assert len(look) == 2


def test_a_gallery_that_can_be_written_again_is(studio: Studio, seal: Seal, tmp_path: Path) -> None:
    studio.gallery.close()
    gallery = Gallery(seal(tmp_path / "g"))
    with pytest.raises(GalleryError, match="is read-only"):
        gallery.favourite(1)
    unseal(gallery.folder)
    gallery.favourite(1)
    assert gallery.is_favourite(1)


def test_no_new_gallery_is_made_where_nothing_can_be_written(seal: Seal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(GalleryError, match="cannot be made at"):
        Gallery(seal(tmp_path / "empty") / "gallery")


def test_a_read_only_database_in_rollback_mode_is_read(seal: Seal, tmp_path: Path) -> None:
    (tmp_path / "g").mkdir()
    Database(tmp_path / "g" / "gallery.db", journal_mode="DELETE").close()
    database = Database(seal(tmp_path / "g") / "gallery.db", journal_mode="DELETE")
    assert database.is_read_only
    assert database.value("SELECT count(*) FROM pictures") == 0
