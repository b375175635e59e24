"""The rate file is shared by all kernels, holds no key, and harms nobody, whoever wrote it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Gallery
from imagine_nb.config import target
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.rate_file import NAME, RateFile
from imagine_nb.transport.known_limits import KnownLimits, known_limits
from imagine_nb.transport.rate_limit import Limits, Refusal

HOLD = """
import fcntl, sys
file = open(sys.argv[1], "r+b")
fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def file(tmp_path: Path) -> RateFile:
    return RateFile(lambda: tmp_path)


def take(file: RateFile, name: str = "a") -> float:
    """Take from a bucket of one in ten seconds; how long the next has to wait."""

    def change(known: Limits) -> tuple[Limits, float]:
        now = time.time()
        wait = known.wait("pictures", now, 0.1)
        return (known, wait) if wait else (known.taken("pictures", now, 0.1), 0.0)

    return file.changed(name, change)


def test_what_one_takes_another_sees(file: RateFile, tmp_path: Path) -> None:
    assert take(file) == 0
    assert 5 < take(RateFile(lambda: tmp_path)) <= 10
    assert take(file, "b") == 0


def test_it_holds_neither_the_key_nor_the_host(tmp_path: Path, file: RateFile) -> None:
    key = "xai-a-key-of-the-tests-0123456789"
    name = known_limits(target(engine="xai", api_key=key)).name
    take(file, name)
    text = (tmp_path / NAME).read_text()
    assert name in text
    assert not [each for each in (key, key.removeprefix("xai-"), "api.x.ai") if each in text]
    assert name == KnownLimits(key, "api.x.ai").name
    assert name not in {KnownLimits(key, "api.y.ai").name, KnownLimits("another", "api.x.ai").name}


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 20_000,
        b"null",
        b'"a"',
        b"[1]",
        b"x" * 100_000,
        json.dumps({"a": 1}).encode(),
        json.dumps({"a": {"pictures": "b", "blocked": {}}}).encode(),
        json.dumps({"a": {"pictures": [1, 2], "blocked": [1]}}).encode(),
        json.dumps({"a": {"pictures": [None, True, "x", []], "blocked": [None, "x"]}}).encode(),
        json.dumps({"a": {"pictures": [4e12, 4e12, 5, 0], "blocked": [4e12, 4e12]}}).encode(),
        b'{"a": {"pictures": [0, 1e999, NaN, -Infinity], "blocked": [0, 1e999]}}',
        b'{"a": {"pictures": [0, 0, 1' + b"0" * 400 + b", 0]}}",
        json.dumps({"n" * 20_000: 1}).encode(),
    ],
)
def test_what_a_stranger_wrote_counts_as_nothing(file: RateFile, tmp_path: Path, written: bytes) -> None:
    (tmp_path / NAME).write_bytes(written)
    assert take(file) == 0
    assert take(file) > 5
    assert (tmp_path / NAME).stat().st_size < 2**15 + 1


def test_it_keeps_the_newest_of_many(file: RateFile, tmp_path: Path) -> None:
    for number in range(100):
        take(file, f"{number}")
    kept = json.loads((tmp_path / NAME).read_text())
    assert (len(kept), "99" in kept, "0" in kept) == (64, True, False)


@pytest.mark.parametrize("kind", ["link", "folder", "pipe"])
def test_what_is_no_plain_file_is_not_touched(file: RateFile, tmp_path: Path, kind: str) -> None:
    other = tmp_path / "other"
    other.write_text("{}")
    make: dict[str, Any] = {"link": lambda p: p.symlink_to(other), "folder": Path.mkdir, "pipe": os.mkfifo}
    make[kind](tmp_path / NAME)
    with pytest.raises(OSError):  # noqa: PT011 - whatever the system calls it
        take(file)
    assert other.read_text() == "{}"


def test_a_folder_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        take(RateFile(lambda: tmp_path / "gone"))

    def lost() -> Path:
        raise GalleryError("It was moved away.")

    with pytest.raises(OSError, match="moved away"):
        take(RateFile(lost))


@pytest.mark.skipif(sys.platform == "win32", reason="the other process holds a POSIX lock")
def test_who_finds_it_held_is_told_at_once_and_later_has_it(file: RateFile, tmp_path: Path) -> None:
    take(file)
    command = [sys.executable, "-c", HOLD, tmp_path / NAME]
    other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(BlockingIOError):
        take(file)
    other.communicate("go\n", timeout=30)
    assert take(file) > 0


def test_it_is_no_stranger_in_the_gallery(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path / "g")
    file = RateFile(lambda: gallery.folder)
    take(file)
    assert (gallery.folder / NAME).stat().st_mode & 0o077 == 0
    assert gallery.verify()
    gallery.folder.rename(tmp_path / "moved")
    assert take(file) > 0


def test_a_block_that_nobody_can_wait_for_is_not_shared(file: RateFile) -> None:
    now = time.time()
    file.changed("a", lambda known: (known.refused("pictures", Refusal(now, now, 5, 5, wait=86_400)), None))
    wait = file.changed("a", lambda known: (known, known.wait("pictures", now, 5)))
    assert wait == pytest.approx(3600)
