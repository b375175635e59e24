import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from full_disk import full, posix
from imagine_nb import Client, Gallery
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.gallery.disk import drop, replace_durably, save_as, write_durably


def test_a_file_is_there_whole_and_nothing_beside_it(tmp_path: Path) -> None:
    write_durably(tmp_path / "1.jpg", b"fox")
    write_durably(tmp_path / "1.jpg", b"cat")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("1.jpg", b"cat")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_a_file_of_the_gallery_is_its_owners_alone(tmp_path: Path) -> None:
    write_durably(tmp_path / "1.jpg", b"fox")
    assert stat.S_IMODE((tmp_path / "1.jpg").stat().st_mode) == 0o600


def test_what_cannot_be_written_is_told_and_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").mkdir()
    with pytest.raises(GalleryError, match=r"1\.jpg cannot be written in the gallery"):
        write_durably(tmp_path / "1.jpg", b"fox")
    with pytest.raises(OSError, match="No such file"):
        replace_durably(tmp_path / "nowhere" / "1.jpg", b"fox")
    assert [each.name for each in tmp_path.iterdir()] == ["1.jpg"]


def test_dropping_says_what_it_freed_and_minds_nothing_missing(tmp_path: Path) -> None:
    (tmp_path / "1.jpg").write_bytes(b"fox")
    assert drop(tmp_path / "1.jpg", tmp_path / "2.jpg") == 3


def response_in(folder: Path) -> Callable[[str], Path]:
    with Client(engine="print-shop", gallery=folder / "of a client") as client:
        return client.image.sample("a red fox", "grok-imagine-image").save


def ledger_in(folder: Path) -> Callable[[str], Path]:
    return Gallery(folder / "of a ledger").ledger().csv


@pytest.mark.parametrize("writer", [response_in, ledger_in])
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("here.txt/fox.png", "here.txt is no folder"),
        ("~nobody-of-this-name/fox.png", "there is no home folder ~nobody-of-this-name"),
        ("", "it is a folder"),
        (".", "it is a folder"),
        (f"{'a' * 300}/fox.png", "File name too long"),
    ],
)
def test_a_file_of_the_users_own_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, writer: Callable[..., Any], name: str, why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("here.txt").touch()
    with pytest.raises(InputError, match=f"cannot be written: {why}"):
        writer(tmp_path)(name)
    assert not Path("~nobody-of-this-name").exists()


@posix
def test_a_file_of_the_users_own_is_there_whole_or_stays_as_it_was(tmp_path: Path) -> None:
    old = tmp_path / "costs.csv"
    old.write_text("of before")
    with full(), pytest.raises(InputError, match="cannot be written"):
        save_as(old, bytes(100_000))
    assert old.read_text() == "of before"
    assert [each.name for each in tmp_path.iterdir()] == ["costs.csv"]
