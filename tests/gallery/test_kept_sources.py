"""Sources that the gallery keeps: once, under names of their own, and known wherever the gallery goes."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

import pytest

from faults_server import jpeg
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.gallery.journalled import begin
from imagine_nb.gallery.kept_sources import LARGEST
from imagine_nb.records import NewPicture, Outcome, Request, SourceRecord

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions and limits")
DAY = 86_400


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def edited(gallery: Gallery, data: bytes, *, sent: str = "at dusk") -> int:
    """The number of a picture that was made from a file with these bytes."""
    source = SourceRecord("photo", mime_type="image/png", sha256=sha(data))
    request = Request("xai", "u", "/images/edits", "m", sent, sent, {"n": 1}, (source,))
    done = begin(gallery, request).finish(
        Outcome("done"), pictures=[NewPicture(jpeg(), "image/jpeg", 64, 48)]
    )
    return done.pictures[0].number


def aged(path: Path, days: float = 10) -> Path:
    then = path.stat().st_mtime - days * DAY
    os.utime(path, (then, then))
    return path


def test_a_source_is_kept_once_and_found_by_its_hash(gallery: Gallery, png: bytes) -> None:
    path = gallery.sources.keep(png, "My Holiday, 2026.png")
    assert path.relative_to(gallery.folder).as_posix() == f"sources/my-holiday-2026-{sha(png)[:12]}.png"
    assert path.read_bytes() == png
    assert gallery.sources.keep(png, "another name.png") == path
    assert gallery.sources.path(sha(png)) == path
    assert gallery.sources.data(sha(png)) == png
    assert list(path.parent.iterdir()) == [path]


@posix
def test_only_its_owner_may_read_it(gallery: Gallery, png: bytes) -> None:
    path = gallery.sources.keep(png, "photo.png")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("name", "words"),
    [("../../etc/passwd", "passwd"), ("con.png", "con"), ("", "picture"), ("red\x00fox\n.jpg", "red-fox"),
     ("C:\\x\\..\\fox.png", "c-x-fox"), ("雪.png", "picture"), ("x" * 500, "x" * 40), (".hidden", "hidden")],
)  # fmt: skip
def test_no_name_leads_out_of_the_folder(gallery: Gallery, png: bytes, name: str, words: str) -> None:
    path = gallery.sources.keep(png, name)
    assert path == gallery.folder / "sources" / f"{words}-{sha(png)[:12]}.png"


def test_what_is_no_picture_is_kept_as_it_is(gallery: Gallery) -> None:
    assert gallery.sources.keep(b"BM odd", "scan.bmp").suffix == ".img"
    assert gallery.sources.keep(jpeg(), "photo.png").suffix == ".jpg"


@pytest.mark.parametrize("data", [b"", bytes(LARGEST + 1)], ids=["empty", "too large"])
def test_what_cannot_be_kept_is_refused(gallery: Gallery, data: bytes) -> None:
    with pytest.raises(InputError, match=r"'photo.png' is (empty|too large)"):
        gallery.sources.keep(data, "photo.png")
    assert not (gallery.folder / "sources").exists()


@pytest.mark.parametrize("sha256", ["", "0" * 64, "../x", "g" * 64, None, 12, "A" * 64])
def test_other_hashes_are_no_source(gallery: Gallery, png: bytes, sha256: str) -> None:
    gallery.sources.keep(png, "photo.png")
    assert gallery.sources.path(sha256) is None
    assert gallery.sources.data(sha256) is None


def test_an_altered_source_is_none_is_told_and_is_left_alone(gallery: Gallery, png: bytes) -> None:
    path = gallery.sources.keep(png, "photo.png")
    assert gallery.verify().n_files == 1
    path.write_bytes(b"mine now")
    assert gallery.sources.path(sha(png)) is None
    health = gallery.verify()
    assert not health
    assert health.sources == (f"sources/{path.name}",)
    assert f"altered: sources/{path.name}" in repr(health)
    again = gallery.sources.keep(png, "photo.png")
    assert (again.stem, path.read_bytes()) == (f"photo-{sha(png)}", b"mine now")
    assert gallery.sources.path(sha(png)) == again


def test_sources_are_no_strangers_and_other_files_there_are_the_users(gallery: Gallery, png: bytes) -> None:
    gallery.sources.keep(png, "photo.png")
    (gallery.folder / "sources" / "notes.txt").write_text("mine")
    assert gallery.verify()
    rebuilt = gallery.rebuild()
    assert (rebuilt.n_strangers, rebuilt.n_pictures) == (0, 0)
    assert gallery.sources.data(sha(png)) == png
    assert gallery.prune(older_than=-1).n_bytes == len(png)
    assert (gallery.folder / "sources" / "notes.txt").exists()


@posix
def test_a_link_in_its_place_is_not_followed(gallery: Gallery, png: bytes, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (gallery.folder / "sources").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(GalleryError, match="sources in the gallery is no folder"):
        gallery.sources.keep(png, "photo.png")
    assert list((tmp_path / "elsewhere").iterdir()) == []


@posix
def test_on_a_full_disk_nothing_half_written_stays(gallery: Gallery) -> None:
    code = f"""
import os, resource, signal
from imagine_nb import Gallery
gallery = Gallery({str(gallery.folder)!r})
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    gallery.sources.keep(os.urandom(2_000_000), 'photo.png')
except Exception as error:
    print(type(error).__name__, error, sep=': ')
print(os.listdir(gallery.folder / 'sources'))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    told, left = ran.stdout.splitlines()[0], ran.stdout.splitlines()[-1]
    assert told.startswith("GalleryError: photo-")
    assert "cannot be written in the gallery" in told
    assert left == "[]"


def test_many_that_keep_the_same_at_once_keep_it_once(gallery: Gallery, png: bytes) -> None:
    others = [Gallery(gallery.folder) for _ in range(4)]
    paths: list[Path] = []
    threads = [
        threading.Thread(target=lambda one=one: paths.append(one.sources.keep(png, "photo.png")))
        for one in [gallery, *others]
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(paths) == 5
    assert len(set(paths)) == 1
    for each in others:
        each.close()


def test_a_recipe_names_the_file_that_is_kept(
    gallery: Gallery, png: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    number = edited(gallery, png)
    assert "-i photo" in gallery.recipe(number).cells[-1]
    path = gallery.sources.keep(png, "photo.png")
    recipe = gallery.recipe(number)
    assert f'-i "gallery/sources/{path.name}"' in recipe.cells[-1]
    assert f"images=['gallery/sources/{path.name}']" in recipe.program


def test_a_recipe_asks_the_same_as_the_upload_did(
    studio: Studio, png: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = studio.imagine("at dusk", images=png).one
    path = studio.gallery.sources.keep(png, "upload.png")
    program = studio.gallery.recipe(made).program
    named = f"gallery/sources/{path.name}"
    assert repr(named) in program
    again = studio.imagine("at dusk", images=named).one
    one, other = (studio.gallery.recorded(each.record.request_id).request for each in (made, again))
    assert (one.key, one.content) == (other.key, other.content)


def test_sources_travel_with_their_requests(gallery: Gallery, png: bytes, tmp_path: Path) -> None:
    other = jpeg()
    number = edited(gallery, png)
    edited(gallery, other, sent="at noon")
    for data, name in ((png, "photo.png"), (other, "other.jpg"), (b"of no request", "third.png")):
        gallery.sources.keep(data, name)
    there = Gallery(tmp_path / "there")
    there.import_(gallery.export(tmp_path / "one.zip", pictures=[number]))
    assert there.sources.data(sha(png)) == png
    assert there.sources.data(sha(other)) is None
    there.import_(gallery.export(tmp_path / "small.zip", thumbnails_only=True))
    assert there.sources.data(sha(other)) is None
    there.import_(gallery.export(tmp_path / "all.zip"))
    assert there.sources.data(sha(other)) == other
    assert there.sources.data(sha(b"of no request")) is None
    assert there.verify()


def test_a_source_that_was_lost_comes_back_with_an_import(
    gallery: Gallery, png: bytes, tmp_path: Path
) -> None:
    edited(gallery, png)
    path = gallery.sources.keep(png, "photo.png")
    archive = gallery.export(tmp_path / "all.zip")
    path.unlink()
    gallery.import_(archive)
    assert gallery.sources.path(sha(png)) == path


def test_an_archive_whose_source_is_another_file_is_refused_whole(
    gallery: Gallery, png: bytes, tmp_path: Path
) -> None:
    edited(gallery, png)
    name = f"sources/{gallery.sources.keep(png, 'photo.png').name}"
    with (
        zipfile.ZipFile(gallery.export(tmp_path / "all.zip")) as whole,
        zipfile.ZipFile(tmp_path / "crafted.zip", "w") as crafted,
    ):
        assert name in whole.namelist()
        for each in whole.namelist():
            crafted.writestr(each, png[:-1] + b"?" if each == name else whole.read(each))
    there = Gallery(tmp_path / "there")
    with pytest.raises(GalleryError, match="is not the file that was exported"):
        there.import_(tmp_path / "crafted.zip")
    assert len(there) == 0
    assert not (there.folder / "sources").exists()


def test_pruning_takes_old_sources_that_nothing_needs(gallery: Gallery, png: bytes) -> None:
    used, unused, new = png, b"unused", b"kept again"
    number = edited(gallery, used)
    for data in (used, unused, new):
        aged(gallery.sources.keep(data, "photo.png"))
    gallery.sources.keep(new, "photo.png")
    half = aged(gallery.sources.keep(b"half", "half.png"))
    half.rename(half.with_name(f".{half.name}.part"))
    gallery.favourite(number)
    n_bytes = len(unused) + len(b"half")
    assert gallery.prune(older_than=5, dry_run=True).n_bytes == n_bytes
    assert gallery.sources.data(sha(unused)) == unused
    assert gallery.prune(older_than=5).n_bytes == n_bytes
    assert [gallery.sources.data(sha(data)) for data in (used, unused, new)] == [used, None, new]


def test_pruning_takes_the_source_of_a_picture_with_it_unless_one_was_made_from_that(
    studio: Studio, png: bytes
) -> None:
    gallery = studio.gallery
    other = jpeg()
    parent = studio.imagine("at dusk", images=png).one
    child = parent.imagine("make it blue").one
    studio.imagine("at noon", images=other)
    for data in (png, other):
        aged(gallery.sources.keep(data, "photo.png"))
    gallery.favourite(child)
    tried = gallery.prune(older_than=-1, dry_run=True)
    assert len(tried.pictures) == 2
    assert gallery.prune(older_than=-1).n_bytes == tried.n_bytes
    assert gallery.sources.data(sha(png)) == png
    assert gallery.sources.data(sha(other)) is None


def test_a_source_of_a_request_under_way_stays(gallery: Gallery, png: bytes) -> None:
    source = SourceRecord("photo", sha256=sha(png))
    begin(gallery, Request("xai", "u", "/images/edits", "m", "a", "a", {"n": 1}, (source,)))
    aged(gallery.sources.keep(png, "photo.png"))
    gallery.prune(older_than=1)
    assert gallery.sources.data(sha(png)) == png
