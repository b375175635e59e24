"""Paths: where the gallery lies, which notebook and cell run here, and how that notebook links to a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from imagine_nb.records import Request
from imagine_nb.sources import path_named

FOLDER = "imagine_gallery"
PROGRAM = 0  # the number of the one cell that a program outside of IPython counts as

# whether this is within `outside_cells`, on the background loop too: a context goes along with the work there
IS_OUTSIDE: ContextVar[bool] = ContextVar("imagine_nb_outside_cells", default=False)


def default_folder() -> Path:
    """Where the gallery is unless it is told: `IMAGINE_NB_GALLERY`, else beside the notebook, else here."""
    if told := os.environ.get("IMAGINE_NB_GALLERY"):
        return path_named(told).absolute()
    return notebook_folder() / FOLDER


def folder_named(folder: str | Path | None) -> Path:
    """The absolute path of a gallery's folder; None is where it is unless it is told."""
    return default_folder() if folder is None else path_named(str(folder)).absolute()


def notebook_folder() -> Path:
    """The folder of the notebook that runs here, else the working directory."""
    path = notebook_path()
    return path.parent if path is not None and path.parent.is_dir() else Path.cwd()


def notebook_path() -> Path | None:
    """The notebook that runs here, where its front end tells (Jupyter Server, VS Code)."""
    if told := os.environ.get("JPY_SESSION_NAME", ""):
        return Path(told) if Path(told).is_absolute() else None
    told = vars(sys.modules.get("__main__")).get("__vsc_ipynb_file__", "")
    return Path(told) if told else None


def notebook_name() -> str | None:
    """The name of the notebook that runs here, never its path; None where nobody tells."""
    path = notebook_path()
    return None if path is None else path.name


@dataclass(frozen=True, slots=True)
class Cell:
    """One run of a cell: its number, and the cell's name, which stays when it runs again.

    The name is the front end's id of the cell where it `is_told`, else its text; in a terminal, where nothing
    runs again, it is the number.
    """

    number: int
    name: str
    is_told: bool


@contextmanager
def outside_cells() -> Iterator[None]:
    """What is asked within this belongs to no cell, whatever cell runs meanwhile.

    A button's click may be handled beside a cell that runs, which it has nothing to do with.
    """
    before = IS_OUTSIDE.set(True)
    try:
        yield
    finally:
        IS_OUTSIDE.reset(before)


def running_cell() -> Cell | None:
    """The cell that runs here; None where none does: outside of IPython, in a widget's callback."""
    shell = None if IS_OUTSIDE.get() else _shell()
    result = None if shell is None else _running(shell)
    if result is None:
        return None
    number, told = int(result.execution_count), getattr(result.info, "cell_id", None)
    if not hasattr(shell, "kernel"):
        return Cell(number, str(number), is_told=True)
    return Cell(number, str(told or result.info.raw_cell), is_told=bool(told))


def current_cell() -> int | None:
    """The number of the cell that asks here; None where that is none: a widget's callback, a kernel's thread.

    A program outside of IPython is one cell, PROGRAM; a script that a terminal's IPython runs is the cell
    that it stands before.
    """
    if IS_OUTSIDE.get():
        return None
    if (shell := _shell()) is None:
        return PROGRAM
    if (result := _running(shell)) is not None:
        return int(result.execution_count)  # the shell's own count may be one ahead
    return None if hasattr(shell, "kernel") else int(shell.execution_count)


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()


def _running(shell: Any) -> Any:
    return getattr(shell.displayhook, "exec_result", None)


def placed(request: Request) -> Request:
    """The request with the notebook's name (never its path) and the cell's number, where they are known."""
    cell = current_cell()
    return replace(
        request,
        notebook=request.notebook or notebook_name(),
        cell=request.cell or (str(cell) if cell else None),
    )


def reachable(path: Path) -> str:
    """The path of a file as a program here finds it: from the working directory, or absolute elsewhere."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):  # it lies elsewhere, or the working directory was deleted
        return str(path)


def href(path: Path) -> str:
    """The address of a file as a notebook's output links to it: relative where it lies near the notebook."""
    return _relative(path) or path.as_uri()


def path_in_cell(path: Path) -> str:
    """The path of a file as a cell of the notebook names it: relative where it lies near the notebook."""
    return _relative(path) or str(path)


def _relative(path: Path) -> str:
    """The path from the notebook's folder; empty where it leads far away."""
    try:
        relative = Path(os.path.relpath(path, notebook_folder())).as_posix()
    except ValueError:  # another drive
        return ""
    return "" if relative.startswith("../../") else relative
