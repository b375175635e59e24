import os
from pathlib import Path

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.places import FOLDER, default_folder, href


def test_pictures_are_found_by_number_by_id_and_in_order(studio: Studio) -> None:
    made = [studio.imagine("a fox", aspect_ratio=ratio).one for ratio in ("1:1", "2:1")]
    gallery = studio.gallery
    assert len(gallery) == 2
    assert [each.id for each in gallery] == [each.id for each in made]
    assert gallery[2].id == gallery[made[1].id[:6]].id == made[1].id
    assert gallery.last == made[1].record
    assert [each.number for each in gallery.newest()] == [2, 1]
    assert gallery.path(gallery[1]).read_bytes() == made[0].data
    assert repr(gallery) == f"<Gallery {gallery.folder} · 2 pictures>"


@pytest.mark.parametrize("key", [7, "ffff", "", "%"])
def test_what_is_not_there_is_told(studio: Studio, key: int | str) -> None:
    with pytest.raises(GalleryError, match="no picture"):
        studio.gallery[key]


def test_another_process_sees_the_same_gallery(studio: Studio) -> None:
    made = studio.imagine("a fox").one
    again = Gallery(studio.gallery.folder)
    assert again[1] == made.record
    assert again.data(again[1]) == made.data


def test_a_picture_whose_file_is_gone_says_so(studio: Studio) -> None:
    made = studio.imagine("a fox").one
    assert made.path is not None
    made.path.unlink()
    with pytest.raises(GalleryError, match=r"Picture 1 cannot be read"):
        _ = made.data


def test_it_keeps_itself_out_of_commits(tmp_path: Path) -> None:
    assert (Gallery(tmp_path / "g").folder / ".gitignore").read_text() == "*\n"


def test_a_folder_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(GalleryError, match="cannot be made") as error:
        Gallery(tmp_path / "file" / "gallery")
    assert "IMAGINE_NB_GALLERY" in str(error.value)


def test_it_lies_where_it_is_told_else_beside_the_notebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert default_folder() == tmp_path / FOLDER
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "notebooks" / "a.ipynb"))
    assert default_folder() == tmp_path / "notebooks" / FOLDER
    monkeypatch.setenv("IMAGINE_NB_GALLERY", str(tmp_path / "mine"))
    assert default_folder() == tmp_path / "mine"


def test_a_link_is_relative_to_the_notebook_where_it_can_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert href(tmp_path / FOLDER / "1.jpg") == "imagine_gallery/1.jpg"
    assert href(Path(os.sep) / "elsewhere" / "1.jpg").startswith("file://")
