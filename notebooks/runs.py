"""Runs of notebooks: headless, on the print shop, whatever keys and settings are there."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbformat import NotebookNode

HERE = Path(__file__).parent
NOTEBOOKS = tuple(sorted(HERE.glob("[0-9][0-9]_*.ipynb")))
INPUTS = "inputs"
_OURS = ("XAI_", "IMAGINE_NB_", "JPY_SESSION_NAME")


@dataclass(frozen=True, slots=True)
class Run:
    """A notebook as a run left it, the folder that it ran in, and how long it took."""

    notebook: NotebookNode
    folder: Path
    seconds: float


def run(path: Path, folder: Path, **variables: str) -> Run:
    """Run a notebook in `folder`, with the inputs beside it, from its first cell to its last.

    `variables` go into its kernel's environment. Raises nbclient's CellExecutionError where a cell fails
    that is not tagged `raises-exception`.
    """
    notebook = nbformat.read(path, as_version=4)
    folder.mkdir(parents=True, exist_ok=True)
    if (path.parent / INPUTS).is_dir():
        shutil.copytree(path.parent / INPUTS, folder / INPUTS, dirs_exist_ok=True)
    started = time.monotonic()
    with _kernel() as (manager, env):
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=120,
            record_timing=False,
            coalesce_streams=True,
            extra_arguments=["--log-level=ERROR"],  # a kernel's own warnings are no news of the pictures
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute(env={**env, **variables})
    return Run(notebook, folder, time.monotonic() - started)


@contextmanager
def _kernel() -> Iterator[tuple[AsyncKernelManager, dict[str, str]]]:
    """The manager of a kernel of this Python, and its environment: of the user's own settings, none.

    Its sockets are files: ports that were free when they were chosen may be another kernel's by the time
    that they are bound.
    """
    own = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    with tempfile.TemporaryDirectory(prefix="nb", ignore_cleanup_errors=True) as folder:
        sockets = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{folder}/s"}
        env = {**own, "IPYTHONDIR": folder, "IMAGINE_NB_ENGINE": "print-shop"}
        yield AsyncKernelManager(**sockets), env
