import os
import socket
import subprocess
import sys
import time

import pytest

from imagine_nb.gallery.sessions import LONGEST, is_running

HERE = socket.gethostname()
OWN = f"{HERE}:{os.getpid()}:00ff"


def running(session: str, *, since: float | None = None) -> bool:
    return is_running(session, own=OWN, since=time.time() if since is None else since)


def test_the_session_that_asks_is_running_however_long_ago_it_began() -> None:
    assert running(OWN, since=0)


def test_our_process_id_under_another_name_is_a_session_of_before() -> None:
    assert not running(f"{HERE}:{os.getpid()}:ee00")


def test_a_process_of_this_machine_runs_until_it_ends() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    session = f"{HERE}:{process.pid}:ab"
    try:
        assert running(session, since=0)
    finally:
        process.communicate(b"\n")
    assert not running(session)


@pytest.mark.parametrize("session", ["elsewhere:1:ab", f"{HERE}:no-number:ab", ""])
def test_what_cannot_be_looked_into_is_given_up_after_an_hour(session: str) -> None:
    assert running(session)
    assert not running(session, since=time.time() - LONGEST - 1)


@pytest.mark.parametrize("pid", ["9" * 30, "0", "-1", "²", "१"])
def test_a_process_id_that_is_none_is_no_process(pid: str) -> None:
    assert not running(f"{HERE}:{pid}:ab", since=time.time() - LONGEST - 1)
