"""Real Dask clusters on this machine: the scheduler in this process, each worker in one of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from distributed import Client, Event, LocalCluster

from imagine_nb.config import Target
from imagine_nb.engines import XAI
from imagine_nb.keys import Key
from waiting import wait_until

KEY = "xai-a-key-of-the-tests-0123456789"
BODY = {"model": "grok-imagine-image", "prompt": "a red fox", "response_format": "b64_json"}
PATH = "/images/generations"


@contextmanager
def cluster(n_workers: int = 1, **options: Any) -> Iterator[Client]:
    """A client of a cluster with so many workers of one thread each."""
    with (
        LocalCluster(n_workers=n_workers, threads_per_worker=1, dashboard_address=":0", **options) as made,
        Client(made, set_as_default=False) as client,
    ):
        yield client


@contextmanager
def worker_of_another_installation(client: Client, packages: Path) -> Iterator[None]:
    """A worker that finds what is in `packages` before what is installed."""
    environment = {**os.environ, "PYTHONPATH": str(packages)}
    environment.pop("PYTHONSAFEPATH", None)
    program = [sys.executable, "-m", "distributed.cli.dask_worker", client.scheduler.address]
    options = ["--no-nanny", "--no-dashboard", "--nthreads", "1", "--local-directory", str(packages)]
    with subprocess.Popen(
        [*program, *options], env=environment, cwd=packages, stderr=subprocess.DEVNULL
    ) as process:
        try:
            client.wait_for_workers(1, timeout=30)
            yield
        finally:
            process.terminate()


def pids(client: Client) -> list[int]:
    """The processes of the workers."""
    return list(client.run(os.getpid).values())


def kill(client: Client) -> None:
    """Kill a worker, as the system does where memory is short; its nanny starts another."""
    os.kill(pids(client)[0], signal.SIGKILL)


def wait_for_tasks(client: Client, count: int) -> None:
    """Wait until the workers have so many."""
    wait_until(lambda: sum(map(len, client.processing().values())) >= count)


def waits_for(name: str, each: int) -> None:
    """A task that ends when an event is set."""
    Event(name).wait()


def paid(base_url: str) -> Target:
    """An engine that bills, at a server of the test."""
    return Target(XAI.name, base_url, Key(KEY))
