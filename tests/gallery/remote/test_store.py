"""The store: files by names, bounded, in time, and errors in words that hold no secret."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from elsewhere import KEYS
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.remote.address import Address, address_of
from imagine_nb.gallery.remote.store import GoneError, Store
from s3_server import Proxy


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, address: str, tmp_path: Path) -> Store:
    """A store with nothing in it."""
    return Store(address_of(address if request.param == "memory" else f"file://{tmp_path}/shared"))


def test_files_are_written_listed_read_and_removed(store: Store) -> None:
    assert store.sizes("manifests") == {}
    store.write({"manifests/a/x": b"one", "manifests/b/y": b"three", "pictures/z": b"2"})
    assert store.sizes("manifests") == {"manifests/a/x": 3, "manifests/b/y": 5}
    found = store.read({"manifests/a/x": 99, "manifests/b/y": 2, "manifests/c": 5})
    assert (found["manifests/a/x"], found["manifests/b/y"]) == (b"one", b"th")  # no more than was asked for
    assert isinstance(found["manifests/c"], GoneError)
    store.remove(["manifests/a/x", "manifests/nowhere"])
    assert store.sizes("") == {"manifests/b/y": 5, "pictures/z": 1}


def test_a_server_that_says_nothing_is_given_up(proxy: Proxy) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        store = Store(address_of("s3://bucket/class", {**KEYS, "endpoint_url": url}))
        store.patience = 0.5
        with pytest.raises(GalleryError, match="cannot be listed: it did not answer in time"):
            store.sizes("manifests")


def test_no_secret_is_in_what_is_told(store: Store) -> None:
    store.address = Address(store.address.text, {"a": {"secret": "hush-hush"}})
    assert store._why(ValueError("bad hush-hush here\nand more")) == "ValueError: bad **** here"


@pytest.mark.parametrize(("address", "package"), [("gs://b/class", "gcsfs"), ("az://b/class", "adlfs")])
def test_what_is_to_be_installed_is_named(
    address: str, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)  # as where it is not installed
    with pytest.raises(GalleryError, match=rf"needs one more package: .*{package}"):
        Store(address_of(address)).sizes("manifests")


def test_what_no_package_knows_is_told() -> None:
    with pytest.raises(GalleryError, match="cannot be opened"):
        Store(address_of("nothing-such://bucket/class")).sizes("manifests")


WITHOUT = """
import sys
sys.modules["fsspec"] = None
from imagine_nb import Gallery
try:
    Gallery("s3://bucket/class")
except Exception as error:
    print(error)
"""


def test_without_fsspec_a_gallery_elsewhere_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path))
    told = subprocess.run([sys.executable, "-c", WITHOUT], check=True, capture_output=True, text=True)
    expected = 'A gallery at s3://bucket/class needs fsspec. Install it: pip install "imagine_nb[cloud]".\n'
    assert told.stdout == expected


def test_neither_fsspec_nor_a_backend_is_imported_unasked() -> None:
    program = "import sys, imagine_nb.gallery; assert not {'fsspec', 's3fs'} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", program], check=True)
