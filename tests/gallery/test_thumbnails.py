import io

import pytest
from PIL import Image

from imagine_nb import Studio
from imagine_nb.errors import GalleryError, SourceError
from imagine_nb.gallery.thumbnails import MAX_BYTES, SIDE, thumbnail_path


def test_a_thumbnail_is_small_and_made_once(studio: Studio) -> None:
    fox = studio.imagine("a red fox", aspect_ratio="2:1").one
    small = studio.gallery.thumbnail(fox)
    assert max(Image.open(io.BytesIO(small)).size) == SIDE
    assert len(small) <= MAX_BYTES
    assert fox.path is not None
    fox.path.unlink()
    assert studio.gallery.thumbnail(1) == small


def test_a_thumbnail_goes_with_its_picture(studio: Studio) -> None:
    fox = studio.imagine("a red fox").one
    studio.gallery.thumbnail(fox)
    path = thumbnail_path(studio.gallery.folder, fox.record.sha256)
    assert path.exists()
    studio.gallery.delete(fox)
    assert not path.exists()


def test_a_picture_that_is_gone_or_broken_has_none(studio: Studio) -> None:
    fox, cat = studio.imagine("a red fox").one, studio.imagine("a cat").one
    assert fox.path is not None
    assert cat.path is not None
    fox.path.unlink()
    cat.path.write_bytes(b"no picture")
    with pytest.raises(GalleryError, match="Picture 1 cannot be read"):
        studio.gallery.thumbnail(fox)
    with pytest.raises(SourceError):
        studio.gallery.thumbnail(cat)


def test_a_folder_for_them_that_cannot_be_made_costs_only_time(studio: Studio) -> None:
    fox = studio.imagine("a red fox").one
    (studio.gallery.folder / "previews").write_text("in the way")
    assert studio.gallery.thumbnail(fox)[:2] == b"\xff\xd8"


def test_each_thumbnail_is_kept(studio: Studio) -> None:
    made = [studio.imagine(prompt).one for prompt in ("a red fox", "a cat")]
    small = [studio.gallery.thumbnail(each) for each in made]
    kept = [thumbnail_path(studio.gallery.folder, each.record.sha256).read_bytes() for each in made]
    assert kept == small


def test_half_of_one_that_a_power_cut_left_is_made_again(studio: Studio) -> None:
    fox = studio.imagine("a red fox").one
    small = studio.gallery.thumbnail(fox)
    path = thumbnail_path(studio.gallery.folder, fox.record.sha256)
    for left in (small[: len(small) // 2], bytes(len(small)), b""):
        path.write_bytes(left)
        assert studio.gallery.thumbnail(fox) == path.read_bytes() == small
