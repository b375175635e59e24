"""Where a record's file lies: a name in the folder, and nothing else."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.disk import opened_new, picture_data, plain_bytes, write_durably
from imagine_nb.gallery.files import bodies_in, body_paths, files_of, picture_path, thumbnail_path

SHA256 = "a" * 64
ODD_NAMES = [
    "../secret.jpg",
    "../../.ssh/id_rsa",
    "/etc/passwd",
    "sub/fox.jpg",
    "..\\secret.jpg",
    "C:secret.jpg",
    "C:\\secret.jpg",
    "\\\\host\\share\\fox.jpg",
    "fox.jpg\x00.png",
    "\x00",
    "",
    ".",
    "..",
    ".gitignore",
    ".hidden.jpg",
    "gallery.db",
    "gallery.db-wal",
    "con.jpg",
    "NUL.tar.png",
    "fox.jpg:stream.png",
    "fox.jpg\n",
    "fox",
    "~.jpg",
    "fuchs\u202egpj.jpg",
    "x" * 300 + ".jpg",
    b"fox.jpg",
    7,
    None,
]


@pytest.mark.parametrize("name", ODD_NAMES, ids=ascii)
def test_a_name_that_is_no_pictures_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(GalleryError, match="cannot have kept"):
        picture_path(tmp_path, name)
    assert files_of(tmp_path, name, SHA256) == [tmp_path / "previews" / f"{SHA256}.jpg"]


@pytest.mark.parametrize("sha256", ["../secret", "A" * 64, "a" * 63, "a" * 65, "a" * 64 + "\n", "", 7, None])
def test_a_hash_that_is_none_is_refused(tmp_path: Path, sha256: str) -> None:
    with pytest.raises(GalleryError, match="cannot have kept"):
        thumbnail_path(tmp_path, sha256)


@pytest.mark.parametrize("request_id", ["../x", "/x", "x", "A" * 16, "a" * 17, "a" * 15 + "\n", "", 7, None])
def test_an_id_that_is_none_is_refused(tmp_path: Path, request_id: str) -> None:
    with pytest.raises(GalleryError, match="cannot have kept"):
        body_paths(tmp_path, request_id)


def test_the_names_of_the_gallery_are_taken(tmp_path: Path) -> None:
    assert picture_path(tmp_path, "0012-red-fox-3fa9.jpg") == tmp_path / "0012-red-fox-3fa9.jpg"
    assert thumbnail_path(tmp_path, SHA256).parent == tmp_path / "previews"
    assert [each.name for each in body_paths(tmp_path, "a" * 16)] == ["a" * 16 + ".part", "a" * 16 + ".body"]


@pytest.mark.parametrize("folder", ["parts", "previews"])
def test_a_folder_in_it_that_is_a_link_is_refused(tmp_path: Path, folder: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / folder).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(GalleryError, match="no folder but a link"):
        thumbnail_path(tmp_path, SHA256) if folder == "previews" else body_paths(tmp_path, "a" * 16)


def test_only_plain_bodies_are_listed(tmp_path: Path) -> None:
    assert bodies_in(tmp_path) == []
    parts, secret = tmp_path / "parts", tmp_path / "secret"
    parts.mkdir()
    secret.write_text("secret")
    (parts / "link.body").symlink_to(secret)
    (parts / "folder.part").mkdir()
    (parts / "notes.txt").touch()
    (parts / "whole.body").touch()
    assert [each.name for each in bodies_in(tmp_path)] == ["whole.body"]


def test_a_link_is_neither_read_nor_written_through(tmp_path: Path) -> None:
    secret, link = tmp_path / "secret", tmp_path / "fox.jpg"
    secret.write_bytes(b"secret")
    link.symlink_to(secret)
    with pytest.raises(GalleryError, match="no plain file"):
        picture_data(link, 1)
    write_durably(link, b"a fox")
    assert secret.read_bytes() == b"secret"
    assert plain_bytes(link) == b"a fox"


@pytest.mark.parametrize("make", [os.symlink, os.link], ids=["symlink", "hard link"])
def test_a_half_written_file_that_is_a_link_is_made_anew(tmp_path: Path, make: object) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    make(secret, tmp_path / ".fox.jpg.part")  # type: ignore[operator]
    make(secret, tmp_path / "body.part")  # type: ignore[operator]
    write_durably(tmp_path / "fox.jpg", b"a fox")
    with opened_new(tmp_path / "body.part") as file:
        file.write(b"a body")
    assert secret.read_bytes() == b"secret"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fox.jpg")
    ended = threading.Event()

    def read() -> None:
        with pytest.raises(GalleryError, match="no plain file"):
            picture_data(tmp_path / "fox.jpg", 1)
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    assert ended.wait(10)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/stdin"])
def test_a_device_in_the_place_of_a_file_is_refused(device: str) -> None:
    if not Path(device).exists():
        pytest.skip("there is no such device")
    with pytest.raises(GalleryError, match="no plain file"):
        picture_data(Path(device), 1)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "fox.jpg").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(GalleryError, match="larger than 256 MB"):
        picture_data(tmp_path / "fox.jpg", 1)
