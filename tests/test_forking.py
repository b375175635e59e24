"""What works in a process works in a child forked from it, and touches nothing of its parent's."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

HEAD = """
import os, tempfile, threading
from imagine_nb import Client, Gallery, Studio
folder = tempfile.mkdtemp()
def in_child(work):
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    try:
        work()
        os._exit(0)
    except BaseException as error:
        print(type(error).__name__, error, flush=True)
        os._exit(1)
"""

STUDIO = """
studio = Studio(engine='print-shop', gallery=folder, notify=lambda text: None)
studio.imagine('a fox')
connection = studio.gallery._database._db
def work():
    made = studio.imagine('a hat').one
    assert made.path.is_file() and made.notice == ''
    assert studio.gallery._database._db is not connection
status = in_child(work)
studio.imagine('a cat')
print(status, [each.sent for each in studio.gallery], bool(studio.gallery.verify()))
"""

GALLERY = """
gallery = Gallery(folder)
def work():
    assert len(gallery) == 0
    Studio(engine='print-shop', gallery=gallery, notify=lambda text: None).imagine('a hat')
print(in_child(work), len(gallery), bool(gallery.verify()))
"""

UNDER_WAY = """
import socket
server = socket.create_server(('127.0.0.1', 0))
url = f'http://127.0.0.1:{server.getsockname()[1]}/v1'
from imagine_nb.budget import Budget
budget = Budget(0.03)
studio = Studio(base_url=url, gallery=folder, notify=lambda text: None, budget=budget)
job = studio.start(studio.plan('a fox'))
asked = server.accept()[0]  # held, or its end would end the request too
asked.recv(1)
def work():
    from imagine_nb.errors import ImagineError
    try:
        job.result()
    except ImagineError as error:
        assert 'forked' in str(error), error
    assert budget.left_usd == 0.03  # what is held is the parent's
    other = studio.start(studio.plan('a hat'))
    here = server.accept()[0]
    here.recv(1)  # it is asked here, where nothing is under way
    other.cancel()
print(in_child(work), f'{budget.left_usd:.2f}')
job.cancel()
"""

LOCKS = """
gallery = Gallery(folder)
from imagine_nb import budget
from imagine_nb.prices import Price
held, go = threading.Event(), threading.Event()
def hold():
    with gallery._database._lock, budget.SESSION._lock:
        held.set()
        go.wait()
holder = threading.Thread(target=hold)
holder.start()
held.wait()
def work():
    assert len(gallery) == 0
    budget.SESSION.hold(Price(0.01))
print(in_child(work))
go.set()
holder.join()
"""

SESSIONS = """
from imagine_nb.gallery.sessions import session
mine = session()
def work():
    assert session().split(':')[1:] != mine.split(':')[1:]
    assert session().rpartition(':')[2] != mine.rpartition(':')[2]
print(in_child(work), session() == mine)
"""


@pytest.mark.parametrize(
    ("program", "told"),
    [
        (STUDIO, "0 ['a fox', 'a hat', 'a cat'] True\n"),
        (GALLERY, "0 1 True\n"),
        (UNDER_WAY, "0 0.01\n"),
        (LOCKS, "0\n"),
        (SESSIONS, "0 True\n"),
    ],
    ids=["a studio", "a gallery", "work under way", "locks that are held", "sessions"],
)
def test_a_child_has_its_own(program: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", HEAD + program], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, told, "")
