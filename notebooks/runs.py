"""Runs of notebooks: headless, on the print shop, whatever keys and settings are there."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat
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
    client = NotebookClient(
        notebook,
        timeout=120,
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # a kernel's own warnings are no news of the pictures
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory(prefix="nb", ignore_cleanup_errors=True) as own:
        _speak_through_files(client, own)
        client.execute(env={**_environment(), "IPYTHONDIR": own, **variables})
    return Run(notebook, folder, time.monotonic() - started)


def _environment() -> dict[str, str]:
    """The environment of a kernel: of the user's own settings, none."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**own, "IMAGINE_NB_ENGINE": "print-shop"}


def _speak_through_files(client: NotebookClient, folder: str) -> None:
    """Let the kernel's sockets be files, where there are such.

    Ports that were free when they were chosen may be another kernel's by the time that they are bound.
    """
    if os.name != "nt":
        manager = client.create_kernel_manager()
        manager.transport, manager.ip = "ipc", f"{folder}/s"
