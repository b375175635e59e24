from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.gallery.opening import opened


def test_a_folder_a_gallery_and_none_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGINE_NB_GALLERY", str(tmp_path / "own"))
    gallery = Gallery(tmp_path / "mine")
    assert opened(gallery) is gallery
    assert opened(False) is None
    for kept, folder in ((tmp_path / "a", "a"), (str(tmp_path / "b"), "b"), (None, "own")):
        found = opened(kept)
        assert found is not None
        assert found.folder == tmp_path / folder
