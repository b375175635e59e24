import stat
import sys
from pathlib import Path

import pytest

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.disk import drop, replace_durably, write_durably


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
