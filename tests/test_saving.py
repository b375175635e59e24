import io
from pathlib import Path

import pytest
from PIL import Image

from faults_server import jpeg
from imagine_nb import Studio
from imagine_nb.errors import InputError
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
