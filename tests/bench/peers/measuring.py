"""What is measured of a peer, each time in a kernel of its own."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient

from bench.peers.loopback import Api
from bench.peers.peers import Peer, variables
from bench.peers.visits import PICTURES, Visit
from kernels import Kernel, Run

PATIENCE = 5.0  # seconds after a stop in which a request should be given up


def visit(peer: Peer, api: Api, folder: Path) -> Visit:
    """One fresh kernel: load the peer, make a picture and then more of them, and stop a request."""
    kernel = Kernel(folder, variables=variables(api))
    try:
        process = psutil.Process(int(run(kernel, "import os; print(os.getpid())").text))
        idle = process.memory_info().rss
        load = run(kernel, peer.load).seconds
        loaded = process.memory_info().rss
        ready = run(kernel, peer.ready).seconds
        made = [run(kernel, peer.picture.replace("NUMBER", str(each))).seconds for each in _numbers(peer)]
        worked = process.memory_info().rss
        stop, is_cancelled = _stopped(kernel, peer, api)
    finally:
        kernel.close()
    first, then = (load + ready + made[0], statistics.median(made[1:])) if made else (None, None)
    return Visit(load, first, then, stop, is_cancelled, loaded - idle, worked - idle if made else None)


def run(kernel: Kernel, cell: str) -> Run:
    """What a cell did, which must not fail."""
    done = kernel.run(cell)
    if done.error:
        raise RuntimeError(f"{cell}\n{done.error}")
    return done


def _numbers(peer: Peer) -> range:
    return range(PICTURES + 1 if peer.picture else 0)


def _stopped(kernel: Kernel, peer: Peer, api: Api) -> tuple[float, bool]:
    """Seconds from the stop button to an idle kernel, and whether the request was given up."""
    api.expect()
    message = kernel.start(peer.held.replace("NUMBER", "0"))
    if not api.came.wait(PATIENCE * 6):
        raise RuntimeError(f"{peer.heading} sent nothing")
    pressed = time.monotonic()
    kernel.interrupt()
    kernel.wait(message)
    return time.monotonic() - pressed, api.left.wait(PATIENCE)


def saved(peer: Peer, cell: str, api: Api, folder: Path) -> int:
    """Bytes of a notebook of so many cells, with its outputs, as it is saved."""
    sources = [peer.load, peer.ready, *(cell.replace("NUMBER", str(each)) for each in range(PICTURES))]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in sources])
    where = {"metadata": {"path": str(folder)}}
    quiet = ["--log-level=ERROR"]
    client = NotebookClient(book, resources=where, kernel_name="python3", extra_arguments=quiet)
    client.execute(env=os.environ | variables(api))
    return len(nbformat.writes(book).encode())
