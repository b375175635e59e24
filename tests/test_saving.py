import io
import os
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from faults_server import jpeg
from full_disk import full, posix
from imagine_nb import Studio
from imagine_nb.errors import InputError
from imagine_nb.gallery.disk import save_as
from imagine_nb.picture_files.stamp import facts_in
from imagine_nb.records import PictureRecord
from imagine_nb.saving import checked_target, copy_of, recipe_in, save_all, type_named

RECORD = PictureRecord(
    "a" * 16, 7, "b" * 16, 0, "0" * 64, "0007-fox.jpg", "image/jpeg", 64, 48, 9, "a fox", "a fox",
    "grok-imagine-image", "xai", "/images/generations", 0.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [("x.jpg", "JPEG"), ("x.JPEG", "JPEG"), ("x.png", "PNG"), ("x.webp", "WEBP"), ("x", "JPEG")],
)
def test_the_name_tells_the_format(name: str, kind: str) -> None:
    assert Image.open(io.BytesIO(copy_of(RECORD, jpeg(), Path(name)))).format == kind


def test_the_facts_go_in_or_stay_out() -> None:
    marked = facts_in(copy_of(RECORD, jpeg(), Path("x.png")))
    assert marked is not None
    assert marked.prompt == "a fox"
    for name in ("x.png", "x.jpg"):
        bare = copy_of(RECORD, copy_of(RECORD, jpeg(), Path("x.jpg")), Path(name), metadata=False)
        assert facts_in(bare) is recipe_in(bare) is None


def test_a_file_that_is_no_picture_any_more_is_told() -> None:
    with pytest.raises(InputError, match="Picture 7 is no picture any more"):
        copy_of(RECORD, b"nonsense", Path("x"))


def test_another_format_is_refused_by_its_name() -> None:
    assert type_named(Path("fox")) is None
    with pytest.raises(InputError, match=r"saved as \.gif"):
        type_named(Path("fox.gif"))


def test_several_pictures_get_numbers(studio: Studio, tmp_path: Path) -> None:
    pictures = studio.imagine("a fox", n=2)
    assert save_all(list(pictures), str(tmp_path / "fox.jpg")) == [
        tmp_path / "fox-1.jpg",
        tmp_path / "fox-2.jpg",
    ]
    assert save_all([pictures[0]], str(tmp_path / "one.png")) == [tmp_path / "one.png"]
    assert sorted(each.name for each in tmp_path.glob("*.*")) == ["fox-1.jpg", "fox-2.jpg", "one.png"]


@pytest.mark.parametrize(
    ("path", "words"),
    [("", "is a folder"), ("here.txt/a/x.jpg", "here.txt is no folder"), ("x.bmp", "not saved")],
)
def test_a_place_where_nothing_can_be_written_is_told_before(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "here.txt").touch()
    with pytest.raises(InputError, match=words):
        checked_target(str(tmp_path / path))


@posix
@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("s3://bucket/fox.pdf", "it is an address"),
        ("file:///tmp/fox.pdf", "it is an address"),
        ("pipe.jpg", "it is a device"),
        ("mine.jpg", "it is a read-only file"),
        ("around/fox.jpg", "Too many levels of symbolic links"),
        ("x" * 300 + ".jpg", "File name too long"),
        ("locked/fox.jpg", "nothing can be written in"),
    ],
)
def test_what_stands_in_the_way_is_told_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reason: str
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe.jpg")
    Path("mine.jpg").write_bytes(b"mine")
    Path("mine.jpg").chmod(0o400)
    Path("around").symlink_to("around")
    Path("locked").mkdir(0o500)
    if name.startswith("locked") and os.access("locked", os.W_OK):
        pytest.skip("who may do everything may write there")
    with pytest.raises(InputError, match=rf"cannot be written: .*{reason}") as caught:
        save_as(name, b"new")
    assert len(str(caught.value)) < 300
    with pytest.raises(InputError, match=reason):
        checked_target(name.replace(".pdf", ".jpg"))
    assert sorted(each.name for each in tmp_path.iterdir()) == ["around", "locked", "mine.jpg", "pipe.jpg"]
    assert Path("mine.jpg").read_bytes() == b"mine"


@posix
def test_a_full_disk_says_what_helps(tmp_path: Path) -> None:
    with full(), pytest.raises(InputError, match="Make room there, or save it elsewhere"):
        save_as(tmp_path / "fox.jpg", b"new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("path", [None, 5, True, 1.5, b"fox.jpg", ["fox.jpg"], "  ", "\n", 10**4000])
def test_what_is_no_path_is_told(studio: Studio, path: Any) -> None:
    fox = studio.imagine("a fox").one
    for save in (fox.save, fox.to_pdf, fox.to_html, fox.to_gif):
        with pytest.raises(InputError, match=r"path is .*\. It is the name of a file, as out/fox\.jpg"):
            save(path)
