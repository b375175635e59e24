"""Threads of the panels: what acts is done in order, what looks is done beside it, in a forked child too."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from queue import Queue

import pytest

from imagine_nb.panels.workers import N_LOOKING, Workers
from panel_kernel import LOAD, PanelKernel

SEEN = """
import asyncio, sys, threading
seen = []
def look(frame, event, argument):
    if event == 'call' and frame.f_code.co_name == 'thumbnail' and 'pixels' in frame.f_code.co_filename:
        seen.append(asyncio._get_running_loop() is not None)
threading.setprofile(look)  # of every thread that begins from now on
sys.setprofile(look)
"""


def test_what_acts_is_done_in_order_and_what_looks_beside_it() -> None:
    workers, done, gate = Workers(), Queue[int](), threading.Event()
    workers.act(lambda: [gate.wait(30), done.put(1)])  # type: ignore[arg-type, return-value]
    workers.act(lambda: done.put(2))
    workers.look(lambda: done.put(0))
    assert done.get(timeout=30) == 0
    gate.set()
    assert [done.get(timeout=30) for _ in range(2)] == [1, 2]


def test_several_look_at_once() -> None:
    workers, together, done = Workers(), threading.Barrier(N_LOOKING), Queue[int]()
    for _ in range(N_LOOKING):
        workers.look(lambda: done.put(together.wait(30)))
    assert sorted(done.get(timeout=30) for _ in range(N_LOOKING)) == list(range(N_LOOKING))


CHILD = """
import os, threading
from imagine_nb.panels.workers import Workers
workers, done = Workers(), threading.Event()
workers.act(done.set)
done.wait()
child = os.fork()
if not child:
    acted, looked = threading.Event(), threading.Event()
    workers.act(acted.set)
    workers.look(looked.set)
    os._exit(0 if acted.wait(10) and looked.wait(10) else 1)
print(os.waitpid(child, 0)[1])
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_child_has_threads_of_its_own() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.stdout, done.returncode) == ("0\n", 0), done.stderr


def test_no_thumbnail_is_made_on_an_event_loop(tmp_path: Path) -> None:
    kernel = PanelKernel(tmp_path, variables={"IMAGINE_NB_ENGINE": "print-shop"})
    try:
        kernel.run(SEEN)
        kernel.run(f"{LOAD}\nrows = [{{'a': 'hat'}}, {{'a': 'cat'}}]")
        comm = kernel.opens()
        kernel.ask(comm, "table", text="rows")
        run = kernel.ask(comm, "table_start", prompt="a {a}", settings={"count": 1})["run"]
        kernel.told(
            comm, lambda told: bool(told.get("run")) and told["run"] != run and told["run"]["is_over"]
        )
        kernel.generate(comm, "a fox")
        ids = [each["id"] for each in kernel.ask(comm, "page")["cards"]]
        for side in (256, 512):
            assert kernel.ask(comm, "cards", ids=ids, side=side)["cards"][0]["thumb"] == 0
        many, on_a_loop = kernel.prints("print(len(seen) >= 4, any(seen))").split()
        assert (many, on_a_loop) == ("True", "False")
    finally:
        kernel.close()
