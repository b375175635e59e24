"""A file system without locks is told at once; many kernels that open a new gallery all succeed."""

from __future__ import annotations

import errno
import multiprocessing
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

import together
from imagine_nb import Gallery

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the loader's preload is Linux's")
ROUNDS, KERNELS = 25, 8

NO_LOCKS = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
static int is_lock(int c) { return c == F_SETLK || c == F_SETLKW || c == F_OFD_SETLK || c == F_GETLK; }
#define FCNTL(name) int name(int fd, int command, ...) { \
  va_list rest; va_start(rest, command); void *given = va_arg(rest, void *); va_end(rest); \
  if (is_lock(command)) { errno = atoi(getenv("LOCKS_FAIL_WITH")); return -1; } \
  int (*real)(int, int, ...) = dlsym(RTLD_NEXT, #name); return real(fd, command, given); }
FCNTL(fcntl) FCNTL(fcntl64)
"""
OPEN = """
import sys
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
try:
    print(len(Gallery(sys.argv[1])))
except GalleryError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def no_locks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library that lets every lock of a process fail."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    folder = tmp_path_factory.mktemp("locks")
    (folder / "locks.c").write_text(NO_LOCKS)
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-o", folder / "l.so", folder / "locks.c", "-ldl"], check=True
    )
    return folder / "l.so"


@pytest.mark.parametrize("name", ["ENOLCK", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EIO", "EACCES"])
@pytest.mark.parametrize("is_new", [True, False], ids=["new", "old"])
def test_a_file_system_without_locks_is_told_at_once(
    tmp_path: Path, no_locks: Path, name: str, is_new: bool
) -> None:
    if not is_new:
        Gallery(tmp_path / "g").close()
    failing = {"LD_PRELOAD": str(no_locks), "LOCKS_FAIL_WITH": str(getattr(errno, name))}
    started = time.monotonic()
    command = [sys.executable, "-c", OPEN, tmp_path / "g"]
    told = subprocess.run(command, env={**os.environ, **failing}, check=True, capture_output=True, text=True)
    assert "has no file locks" in told.stdout, told
    assert "IMAGINE_NB_GALLERY to a folder on a local disk" in told.stdout
    assert time.monotonic() - started < 20


def test_a_new_gallery_that_eight_kernels_open_at_once_opens_for_all(tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["together", "imagine_nb.gallery.gallery"])
    for turn in range(ROUNDS):
        barrier, told = context.Barrier(KERNELS), context.Queue()
        facts = (tmp_path / str(turn), barrier, told)
        kernels = [context.Process(target=together.opened, args=facts) for _ in range(KERNELS)]
        for each in kernels:
            each.start()
        assert [told.get(timeout=60) for _ in kernels] == [0] * KERNELS
        for each in kernels:
            each.join()
