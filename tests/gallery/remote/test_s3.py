"""A gallery in a bucket of a real S3 server on loopback, with what can go wrong on the way there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from elsewhere import KEYS, jpeg, keep, view
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from s3_server import CUT, Proxy

Opens = Callable[..., Gallery]


def test_a_gallery_in_a_bucket(on_s3: Opens, bucket: str) -> None:
    mine = on_s3("mine", bucket)
    keep(mine, "red", "blue")
    mine.label(2, "sea")
    mine.sync()
    yours = on_s3("yours", bucket)
    keep(yours, "green", prompt="a hat")
    yours.sync()
    mine.sync()
    assert view(mine) == view(yours)
    assert mine.data(mine[3]) == jpeg("green")
    assert yours.verify()


def test_forty_look_at_five_hundred_pictures_with_few_requests(
    on_s3: Opens, bucket: str, proxy: Proxy
) -> None:
    mine = on_s3("mine", bucket)
    for number in range(500):
        keep(mine, f"rgb({number % 60 * 4}, 0, 77)", prompt=f"picture {number}")
    mine.sync()
    proxy.seen.clear()
    yours = on_s3("yours", bucket, read_only=True)
    assert len(yours) == 500
    assert proxy.count() <= 14  # one list, and about log2 of the uploads
    assert proxy.count("PUT", "POST", "DELETE") == 0
    proxy.seen.clear()
    page = yours.find(limit=40, offset=100)
    assert all(yours.thumbnail(each) for each in page)
    assert proxy.count() <= 60  # small copies, those of the pages beside it too
    assert not [each for each in page if yours.path(each).exists()]


def test_credentials_that_cannot_write_are_enough_to_look(on_s3: Opens, bucket: str, proxy: Proxy) -> None:
    mine = on_s3("mine", bucket)
    keep(mine, "red")
    mine.sync()
    proxy.fault = lambda method, path: None if method in {"GET", "HEAD"} else 403
    yours = on_s3("yours", bucket, read_only=True)
    assert yours.data(yours[1]) == jpeg("red")
    assert proxy.count("PUT") > 0
    other = on_s3("other", bucket)
    keep(other, "blue", prompt="a hat")
    with pytest.raises(GalleryError, match="cannot be written: permission was denied"):
        other.sync()
    assert "1 picture still to be uploaded" in repr(other)
    assert other.data(other[2]) == jpeg("blue")


@pytest.mark.parametrize("fault", [503, CUT])
def test_a_server_that_fails_in_the_middle_loses_nothing(
    on_s3: Opens, bucket: str, proxy: Proxy, fault: int
) -> None:
    mine = on_s3("mine", bucket)
    keep(mine, "red")
    mine.sync()
    proxy.fault = lambda method, path: fault if method == "PUT" and "manifests" in path else None
    keep(mine, "blue", "green", prompt="a hat")
    with pytest.raises(GalleryError, match=f"The gallery at {bucket} cannot be written"):
        mine.sync()
    assert "2 pictures still to be uploaded" in repr(mine)
    assert len(on_s3("yours", bucket)) == 1  # no record names what is half there
    proxy.fault = lambda method, path: None
    mine.sync()
    assert "still" not in repr(mine)
    assert len(on_s3("another", bucket)) == 3


def test_a_picture_is_not_delayed_by_a_network_that_is_away(on_s3: Opens, bucket: str, proxy: Proxy) -> None:
    mine = on_s3("mine", bucket)
    keep(mine, "red")
    mine.sync()
    proxy.fault = lambda method, path: CUT
    keep(mine, "blue", prompt="a hat")
    assert mine.data(mine[2]) == jpeg("blue")
    mine.close()
    again = on_s3("mine", bucket)
    assert len(again) == 2
    told = again.settled()
    assert f"The gallery at {bucket} cannot be listed" in told
    assert "1 picture still to be uploaded, which goes on by itself." in told
    assert again.settled() == ""
    proxy.fault = lambda method, path: None
    again.sync()
    assert len(on_s3("yours", bucket)) == 2


def test_what_cannot_be_opened_says_why(on_s3: Opens, on: Opens, bucket: str, proxy: Proxy) -> None:
    with pytest.raises(GalleryError, match="there is no such bucket"):
        on_s3("mine", "s3://no-such-bucket/class")
    with pytest.raises(GalleryError, match=f"There is no gallery at {bucket}"):
        on_s3("yours", bucket, read_only=True)
    proxy.fault = lambda method, path: 403
    with pytest.raises(GalleryError, match="permission was denied") as refused:
        on_s3("mine", bucket)
    assert KEYS["secret"] not in str(refused.value)
    with pytest.raises(GalleryError, match="cannot be listed") as away:
        on("mine", bucket, storage_options={**KEYS, "endpoint_url": "http://127.0.0.1:9"})
    assert KEYS["secret"] not in str(away.value)


KILLED = """
import os, signal, sys
from elsewhere import KEYS, keep
from imagine_nb import Gallery
gallery = Gallery(sys.argv[1], storage_options={**KEYS, "endpoint_url": sys.argv[2]})
keep(gallery, "red", "blue")
gallery.sync()
"""


def test_a_kernel_killed_between_a_picture_and_its_manifest(
    on_s3: Opens, bucket: str, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "mine"))
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    told: list[int] = []

    def kills(method: str, path: str) -> int | None:
        if method == "PUT" and "manifests" in path:
            os.kill(told[0], signal.SIGKILL)
            return CUT
        return None

    proxy.fault = kills
    program = subprocess.Popen([sys.executable, "-c", KILLED, bucket, proxy.url])
    told.append(program.pid)
    assert program.wait(60) == -signal.SIGKILL
    proxy.fault = lambda method, path: None
    assert len(on_s3("yours", bucket)) == 0
    mine = on_s3("mine", bucket)
    mine.sync()
    assert view(mine) == view(on_s3("another", bucket))
    assert len(mine) == 2
    assert len(mine._replica.store.sizes("pictures")) == 2


def test_two_programs_write_into_one_bucket(
    on_s3: Opens, bucket: str, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    program = KILLED.replace('keep(gallery, "red", "blue")', WRITES)
    command = [sys.executable, "-c", program, bucket, proxy.url]
    running = []
    for name in ("one", "two"):
        monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / name))
        running.append(subprocess.Popen([*command, name]))
    assert [each.wait(120) for each in running] == [0, 0]
    views = []
    for name in ("one", "two", "three"):
        gallery = on_s3(name, bucket)
        gallery.sync()
        views.append(view(gallery))
    assert len(views[0]) == 12
    assert views[0] == views[1] == views[2]


def test_a_program_that_ends_uploads_what_waits_or_says_what_does(
    on_s3: Opens, bucket: str, proxy: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / "mine"))
    program = KILLED.replace('keep(gallery, "red", "blue")\ngallery.sync()', WRITES)
    command = [sys.executable, "-c", program, bucket, proxy.url]
    ended = subprocess.run([*command, "one"], capture_output=True, text=True, timeout=120, check=True)
    assert ended.stderr == ""
    assert len(on_s3("yours", bucket)) == 6
    proxy.fault = lambda method, path: CUT if method == "PUT" else None
    ended = subprocess.run([*command, "two"], capture_output=True, text=True, timeout=120, check=True)
    assert (
        ended.stderr
        == f"imagine_nb: 6 pictures still to be uploaded to {bucket}; opening it again goes on.\n"
    )


WRITES = """
for number in range(6):
    keep(gallery, f"rgb({number * 40}, 1, 1)", prompt=f"{sys.argv[3]} {number}")
    gallery.favourite(gallery.last)
"""
