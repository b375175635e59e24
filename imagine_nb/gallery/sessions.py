"""Liveness of sessions: a session is one process, known by host, process id and a random part."""

from __future__ import annotations

import os
import re
import socket
import sys
import time

from imagine_nb.forking import renew_in_child
from imagine_nb.records import new_id

_PID = re.compile(r"[1-9][0-9]{0,8}")

LONGEST = 3600.0  # seconds after which a request of another machine is given up
NOBODY = "rebuilt:0:0"  # the session of what was found without a record


def session() -> str:
    """This process, by host, process id and a random part: other kernels are other sessions."""
    return _process.name


class _Process:
    """This process's name, which it keeps; a forked child has another."""

    def __init__(self) -> None:
        self.forked()
        renew_in_child(self)

    def forked(self) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{new_id()}"


_process = _Process()


def is_running(session: str, *, own: str, since: float) -> bool:
    """Whether the session that asked for something at `since` may still wait for it.

    `own` is the session that runs here. Nobody can look into another machine: what it asked for is given up
    after an hour.
    """
    host, _, rest = session.partition(":")
    pid = rest.partition(":")[0]
    if session in {own, NOBODY}:
        return session == own
    if host != socket.gethostname() or not _PID.fullmatch(pid):
        return time.time() - since < LONGEST
    return int(pid) != os.getpid() and _lives(int(pid))  # a process id of ours under another name was reused


def _lives(pid: int) -> bool:
    if sys.platform == "win32":
        return _lives_on_windows(pid)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return True


def _lives_on_windows(pid: int) -> bool:
    """There, `os.kill` would end it."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    handle = kernel.OpenProcess(0x00100000, False, pid)  # noqa: FBT003 - SYNCHRONIZE, not inherited
    if not handle:
        return False
    running: bool = kernel.WaitForSingleObject(handle, 0) == 0x102  # WAIT_TIMEOUT: it has not ended
    kernel.CloseHandle(handle)
    return running
