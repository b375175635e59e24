from __future__ import annotations

import hashlib
import io
import json
import os
import random
import socket
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from faults_server import jpeg
from gallery.strangers import change
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.archive import (
    LARGEST_MANIFEST,
    LARGEST_PICTURE,
    MANIFEST,
    MOST_FILES,
    importable,
)
from imagine_nb.gallery.journalled import begin
from imagine_nb.gallery.manifest import VERSION, Manifest
from imagine_nb.records import Author, NewPicture, Outcome, PictureRecord, Request

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio with a picture that was made from a favourite, its sibling, one of neither, and an answer."""
    made = Studio(engine="print-shop", gallery=tmp_path_factory.mktemp("origin"), notify=lambda text: None)
    fox = made.imagine("a red fox", n=2)
    made.gallery.favourite(fox[0])
    made.gallery.label(fox[0], "poster")
    made.gallery.describe(fox[0], "A red fox.")
    made.gallery.describe(fox[1], "Another red fox.", by=Author("print-shop", "print-shop"))
    fox[0].imagine("make it night").ask("What is this?")
    made.imagine("a boat on a lake")
    yield made
    made.close()


@pytest.fixture(scope="module")
def here(origin: Studio) -> Gallery:
    return origin.gallery


@pytest.fixture(scope="module")
def night(here: Gallery) -> PictureRecord:
    return here[3]


@pytest.fixture(scope="module")
def reel(here: Gallery, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return here.export(tmp_path_factory.mktemp("reel") / "reel.zip")


@pytest.fixture
def there(tmp_path: Path) -> Gallery:
    """The gallery of another machine, not empty."""
    gallery = Gallery(tmp_path / "there")
    asked = Request("print-shop", "u", "/images/generations", "m", "a cat", "a cat")
    begin(gallery, asked).finish(Outcome("done"), pictures=[NewPicture(jpeg(), "image/jpeg", 64, 48)])
    return gallery


def test_everything_comes_with_new_numbers_and_its_ids(here: Gallery, reel: Path, there: Gallery) -> None:
    found = there.import_(reel)
    assert repr(found) == "<Imported 4 pictures · 1 answer · 4 requests · numbers 2 to 5 here>"
    assert [each.id for each in there][1:] == [each.id for each in here] == list(found.pictures)
    assert [each.number for each in there] == [1, 2, 3, 4, 5]
    assert [there.data(each) for each in there][1:] == [here.data(each) for each in here]
    for each in here:
        mine = there[each.id]
        assert mine.path != each.path
        assert (mine.parents, mine.prompt, mine.sha256, mine.created, mine.alt, mine.alt_by) == (
            each.parents, each.prompt, each.sha256, each.created, each.alt, each.alt_by,
        )  # fmt: skip
        assert there.recorded(each.request_id).outcome == here.recorded(each.request_id).outcome
        assert there.recorded(each.request_id).request == here.recorded(each.request_id).request
    assert [each.text for each in there.answers()] == [each.text for each in here.answers()]
    assert (there.is_favourite(2), there.labels(2)) == (True, ("poster",))
    assert [each.number for each in there.find("boat")] == [5]
    assert there.verify()


def test_importing_twice_adds_nothing(reel: Path, there: Gallery) -> None:
    there.import_(reel)
    before = sorted(each.name for each in there.folder.iterdir())
    assert repr(there.import_(reel)) == "<Imported nothing: all of it is here already>"
    assert len(there) == 5
    assert sorted(each.name for each in there.folder.iterdir()) == before


def test_a_picture_comes_with_its_ancestors_its_whole_request_and_its_answers(
    here: Gallery, night: PictureRecord, there: Gallery, tmp_path: Path
) -> None:
    there.import_(here.export(tmp_path / "night.zip", pictures=[night]))
    assert [each.prompt for each in there] == ["a cat", "a red fox", "a red fox", "make it night"]
    assert len(there.ancestors(night.id)) == 1
    assert len(there.answers()) == 1
    assert there.verify()


def test_thumbnails_stand_for_pictures_whose_hash_stays(
    here: Gallery, night: PictureRecord, there: Gallery, tmp_path: Path
) -> None:
    small = here.export(tmp_path / "small.zip", thumbnails_only=True)
    there.import_(small)
    record = there[night.id]
    data = there.data(record)
    assert record.sha256 == night.sha256 != hashlib.sha256(data).hexdigest()
    assert max(Image.open(io.BytesIO(data)).size) == 768
    assert small.stat().st_size < here.export(tmp_path / "reel.zip").stat().st_size
    assert there.verify()
    again = Gallery(tmp_path / "third")
    again.import_(there.export(tmp_path / "again.zip"))
    assert again.data(again[night.id]) == data
    assert again.verify()


def test_a_picture_that_comes_anew_is_not_taken_for_its_thumbnail(
    here: Gallery, there: Gallery, tmp_path: Path
) -> None:
    there.import_(here.export(tmp_path / "small.zip", thumbnails_only=True))
    request, data = here.recorded(here[1].request_id).request, here.data(here[1])
    made = begin(there, request).finish(
        Outcome("done"), pictures=[NewPicture(data, "image/jpeg", here[1].width, here[1].height)]
    )
    assert there.data(made.pictures[0]) == data
    assert there.verify()


def test_a_deleted_parent_comes_as_a_record(
    here: Gallery, night: PictureRecord, reel: Path, there: Gallery, tmp_path: Path
) -> None:
    between = Gallery(tmp_path / "between")
    between.import_(reel)
    between.delete(1)
    there.import_(between.export(tmp_path / "night.zip", pictures=[night.id]))
    assert [each.prompt for each in there.ancestors(night.id)] == ["a red fox"]
    assert len(there) == 3
    assert there.verify()


def test_nothing_of_the_machine_travels(here: Gallery, reel: Path) -> None:
    manifest = files_of(reel)[MANIFEST].decode()
    assert socket.gethostname() not in manifest
    assert str(here.folder) not in manifest
    assert f":{os.getpid()}:" not in manifest


def test_a_picture_whose_file_is_not_there_is_not_exported(there: Gallery, tmp_path: Path) -> None:
    there.path(there[1]).write_bytes(b"something else")
    with pytest.raises(GalleryError, match=r"Picture 1 cannot be exported.*missing or altered") as error:
        there.export(tmp_path / "reel.zip")
    assert "verify()" in str(error.value)
    assert list(tmp_path.glob("*reel*")) == []


def test_records_that_no_import_takes_are_refused_before_a_file_is_read(
    there: Gallery, tmp_path: Path
) -> None:
    there.path(there[1]).unlink()
    there.close()
    n_escaped = LARGEST_MANIFEST // len("\\u0001")  # as each of these stands in JSON
    change(there.folder, f"UPDATE requests SET cell = replace(hex(zeroblob({n_escaped // 2})), '0', char(1))")
    with pytest.raises(GalleryError, match=r"larger than an import takes \(128 MB\).*in parts"):
        Gallery(there.folder).export(tmp_path / "reel.zip")
    assert list(tmp_path.glob("*reel*")) == []


def test_as_many_files_are_exported_as_an_import_takes() -> None:
    def of(n_files: int) -> Manifest:
        rows = [{"file": f"files/{n}.jpg", "sha256": "x", "thumbnail": None} for n in range(n_files)]
        return Manifest((), (), tuple(rows), (), (), (), ())

    assert importable(of(MOST_FILES - 1))  # the manifest is one of them
    with pytest.raises(GalleryError, match=r"more than an import takes \(200,000\).*in parts"):
        importable(of(MOST_FILES))


def test_an_archive_goes_where_it_can_be_written(here: Gallery, night: PictureRecord, tmp_path: Path) -> None:
    with pytest.raises(GalleryError, match="cannot be written"):
        here.export(tmp_path / "nowhere" / "reel.zip")


def files_of(path: Path) -> Files:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(table: str, **facts: Any) -> Callable[[Files], None]:
    """A manifest whose first row of a table says something else."""

    def change(files: Files) -> None:
        manifest = json.loads(files[MANIFEST])
        manifest[table][0].update(facts)
        files[MANIFEST] = json.dumps(manifest).encode()

    return change


def said(**facts: Any) -> Callable[[Files], None]:
    """A manifest that says something else of itself."""

    def change(files: Files) -> None:
        files[MANIFEST] = json.dumps({**json.loads(files[MANIFEST]), **facts}).encode()

    return change


def twice(table: str) -> Callable[[Files], None]:
    def change(files: Files) -> None:
        manifest = json.loads(files[MANIFEST])
        manifest[table].append(manifest[table][0])
        files[MANIFEST] = json.dumps(manifest).encode()

    return change


def own_ancestor(files: Files) -> None:
    manifest = json.loads(files[MANIFEST])
    (edit,) = (each for each in manifest["requests"] if each["endpoint"] == "/images/edits")
    (child,) = (each["id"] for each in manifest["pictures"] if each["request_id"] == edit["id"])
    edit["sources"][0]["picture_id"] = manifest["parents"][0]["parent"] = child
    files[MANIFEST] = json.dumps(manifest).encode()


def with_file(name: str, data: bytes = b"x") -> Callable[[Files], None]:
    return lambda files: files.update({name: data})


def first_picture(files: Files) -> str:
    return next(name for name in files if name != MANIFEST)


def altered(files: Files) -> None:
    name = first_picture(files)
    files[name] = files[name][:-1] + b"?"


def without_picture(files: Files) -> None:
    del files[first_picture(files)]


def source_of_nobody(files: Files) -> None:
    row = {"sha256": hashlib.sha256(b"x").hexdigest(), "file": "sources/more-000000000000.png"}
    said(kept_sources=[row])(files)
    with_file(row["file"])(files)


def text(data: bytes) -> Callable[[Files], None]:
    return lambda files: files.update({MANIFEST: data})


CRAFTED: dict[str, Callable[[Files], None]] = {
    "a path outside": with_file("../evil.jpg"),
    "a path outside, in the folder": with_file("files/../../evil.jpg"),
    "an absolute path": with_file("/etc/evil"),
    "a path of Windows": with_file("files\\..\\evil.jpg"),
    "a drive of Windows": with_file("C:evil.jpg"),
    "a hidden file": with_file("files/.bashrc"),
    "a folder": with_file("files/"),
    "a file that nobody names": with_file("files/more.jpg"),
    "another hash": altered,
    "a file that is missing": without_picture,
    "a newer version": said(version=VERSION + 1),
    "a version that is none": said(version="one"),
    "another format": said(format="something"),
    "no JSON": text(b"{"),
    "nested JSON": text(b"[" * 200_000),
    "no object": text(b"[]"),
    "no number": text(b'{"format": NaN}'),
    "no rows": said(pictures=None),
    "a row that is none": said(pictures=[1]),
    "a field too many": changed("pictures", evil=1),
    "an id that is none": changed("requests", id="x' OR 1"),
    "a request twice": twice("requests"),
    "a picture twice": twice("pictures"),
    "a request without an ending": said(outcomes=[]),
    "parents that are not the sources": said(parents=[]),
    "a picture that is its own ancestor": own_ancestor,
    "another engine": changed("requests", engine="evil"),
    "another status": changed("outcomes", status="rich"),
    "a price below nothing": changed("outcomes", cost_ticks=-1),
    "a number too large": changed("outcomes", cost_ticks=2**64),
    "half a letter": changed("requests", prompt="\ud800"),
    "half a letter within": changed("requests", parameters={"user": "\ud800"}),
    "a source of a strange shape": changed("requests", sources=[{"name": "x"}]),
    "a name that leads elsewhere": changed("pictures", file="files/../evil.jpg"),
    "a size that is not the picture's": changed("pictures", width=5),
    "a kind that is not the picture's": changed("pictures", mime_type="image/png"),
    "a thumbnail that is none": changed("pictures", thumbnail="0" * 64),
    "a picture without a file": changed("pictures", file=None),
    "a mark of nobody's": changed("marks", picture_id="0" * 16),
    "a mark of another kind": changed("marks", kind="evil"),
    "a label of two lines": changed("marks", value="a\nb"),
    "sources that are no list": said(kept_sources={}),
    "a source that leads elsewhere": said(kept_sources=[{"sha256": "0" * 64, "file": "sources/../evil.jpg"}]),
    "a source that no request names": source_of_nobody,
    "a source that nobody names": with_file("sources/more-000000000000.png"),
    "a choice of nobody's": said(choices=[{"created": 1, "slot": 1, "request_id": "0" * 16}]),
}  # fmt: skip


def refuses(there: Gallery, path: Path) -> str:
    """The reason why an archive is not taken in, and that it leaves nothing behind."""
    before = {each: each.read_bytes() for each in there.folder.glob("[!g]*") if each.is_file()}
    with pytest.raises(GalleryError) as error:
        there.import_(path)
    assert {each: each.read_bytes() for each in there.folder.glob("[!g]*") if each.is_file()} == before
    assert len(there) == 1
    assert len(there.ledger().total.charges) == 1
    assert there.verify()
    return str(error.value)


@pytest.mark.parametrize("what", CRAFTED)
def test_a_crafted_archive_is_refused_whole(reel: Path, there: Gallery, tmp_path: Path, what: str) -> None:
    files = files_of(reel)
    CRAFTED[what](files)
    with zipfile.ZipFile(tmp_path / "crafted.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    why = refuses(there, tmp_path / "crafted.zip")
    assert "evil" not in [each.name for each in tmp_path.rglob("*")]
    assert why.endswith((".", "in."))
    assert not (tmp_path.parent / "evil.jpg").exists()


def test_what_came_whole_is_refused_where_it_is_packed_with_malice(
    reel: Path, there: Gallery, tmp_path: Path
) -> None:
    files = files_of(reel)
    name = first_picture(files)
    crafted = tmp_path / "crafted.zip"

    link = zipfile.ZipInfo(name)
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(crafted, "w") as archive:
        for each, data in files.items():
            archive.writestr(link if each == name else each, data)
    assert "no plain file" in refuses(there, crafted)

    with zipfile.ZipFile(crafted, "w") as archive:
        for each, data in files.items():
            archive.writestr(each, data)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr(name, files[name])
    assert "twice" in refuses(there, crafted)

    with zipfile.ZipFile(crafted, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in files.items():
            archive.writestr(each, bytes(300 * 2**20) if each == name else data)
    assert "more than it can" in refuses(there, crafted)


def test_a_bomb_that_lies_about_its_size_is_refused(reel: Path, there: Gallery, tmp_path: Path) -> None:
    files = files_of(reel)
    name = first_picture(files)
    crafted = tmp_path / "crafted.zip"
    with zipfile.ZipFile(crafted, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, data in files.items():
            archive.writestr(each, bytes(LARGEST_PICTURE + 9) if each == name else data)
    true, told = (LARGEST_PICTURE + 9).to_bytes(4, "little"), len(files[name]).to_bytes(4, "little")
    crafted.write_bytes(crafted.read_bytes().replace(true, told))
    why = refuses(there, crafted)
    assert "cannot be read" in why or "as large as it claims" in why or "is not the file" in why


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + bytes(40)])
def test_what_is_no_archive_is_told(there: Gallery, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "no.zip").write_bytes(data)
    assert "no zip file" in refuses(there, tmp_path / "no.zip")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_torn_archive_is_refused(reel: Path, there: Gallery, tmp_path: Path, share: float) -> None:
    data = reel.read_bytes()
    (tmp_path / "torn.zip").write_bytes(data[: int(len(data) * share)])
    refuses(there, tmp_path / "torn.zip")


def test_every_byte_of_an_archive_counts(reel: Path, there: Gallery, tmp_path: Path) -> None:
    data, where = reel.read_bytes(), random.Random(3)
    manifest = data.index(MANIFEST.encode())
    spans = [(0, len(data)), (manifest, min(manifest + 4000, len(data))), (len(data) - 1000, len(data))]
    for turn in range(120):
        at = where.randrange(*spans[turn % len(spans)])
        (tmp_path / "bent.zip").write_bytes(
            data[:at] + bytes([data[at] ^ 1 << where.randrange(8)]) + data[at + 1 :]
        )
        other = Gallery(tmp_path / f"gallery-{turn}")
        try:
            other.import_(tmp_path / "bent.zip")
        except GalleryError:
            assert len(other) == 0
        assert other.verify()
        other.close()


def test_an_archive_that_is_not_there_is_told(there: Gallery, tmp_path: Path) -> None:
    assert "cannot be read" in refuses(there, tmp_path / "none.zip")


def test_an_id_that_is_anothers_here_is_refused(reel: Path, there: Gallery, tmp_path: Path) -> None:
    there.import_(reel)
    files = files_of(reel)
    changed("requests", prompt="another", sent="another")(files)
    with zipfile.ZipFile(tmp_path / "crafted.zip", "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    with pytest.raises(GalleryError, match="is another one here"):
        there.import_(tmp_path / "crafted.zip")
    assert len(there) == 5


def test_what_cannot_be_written_in_the_middle_leaves_nothing(reel: Path, there: Gallery) -> None:
    blocked = there.folder / ".0003-red-fox-"
    second = json.loads(files_of(reel)[MANIFEST])["pictures"][1]["id"]
    half = blocked.with_name(f"{blocked.name}{second[:4]}.jpg.part")
    half.mkdir()  # where the second picture would be written
    with pytest.raises(GalleryError, match="cannot be written"):
        there.import_(reel)
    half.rmdir()
    assert len(there) == 1
    assert there.verify()
