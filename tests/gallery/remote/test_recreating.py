"""What is lost is made again: a mirror from manifests, and manifests from the pictures themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from elsewhere import jpeg, keep, view
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.remote.address import address_of
from imagine_nb.gallery.remote.store import Store

Opens = Callable[..., Gallery]


def test_a_mirror_is_made_again_from_the_manifests(
    on: Opens, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = on("mine", address)
    keep(mine, "red", "blue")
    mine.label(1, "hat")
    mine.sync()
    before = view(mine)
    mine.close()
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "new"))
    rebuilt = Gallery.rebuild(address)
    assert (rebuilt.n_pictures, rebuilt.n_requests, rebuilt.n_strangers, rebuilt.n_missing) == (2, 1, 0, 0)
    again = on("new", address)
    assert view(again) == before
    assert again.data(again[2]) == jpeg("blue")


def test_without_manifests_pictures_say_what_they_know(
    on: Opens, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = on("mine", address)
    keep(mine, "red", prompt="a red fox")
    mine.sync()
    mine.close()
    yours = on("yours", address)
    keep(yours, "blue", prompt="a red fox")
    yours.sync()
    yours.close()
    store = Store(address_of(address))
    store.remove(store.sizes("manifests"))
    before = store.sizes("")
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "new"))
    assert Gallery.rebuild(address).n_strangers == 2
    again = on("new", address)
    assert {again.data(each) for each in again} == {jpeg("red"), jpeg("blue")}
    assert {each.prompt for each in again} == {"red fox"}
    again.sync()
    assert store.sizes("pictures").keys() == {name for name in before if name.startswith("pictures")}
    assert len(on("another", address)) == 2


def test_an_open_gallery_is_rebuilt_at_its_address(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    assert mine.rebuild().n_pictures == 1
    assert mine.data(mine[1]) == jpeg("red")


def test_an_address_that_cannot_be_read_is_not_rebuilt(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path))
    with pytest.raises(GalleryError, match="needs one more package"):
        Gallery.rebuild("gs://bucket/class")
