"""Paths: where the gallery lies, which notebook and cell run here, and how that notebook links to a file."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

from imagine_nb.records import Request

FOLDER = "imagine_gallery"


def default_folder() -> Path:
    """Where the gallery is unless it is told: `IMAGINE_NB_GALLERY`, else beside the notebook, else here."""
    if told := os.environ.get("IMAGINE_NB_GALLERY"):
        return Path(told).expanduser().absolute()
    return notebook_folder() / FOLDER


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


def current_cell() -> int | None:
    """The number of the cell that runs here; None outside of IPython."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return None
    result = getattr(shell.displayhook, "exec_result", None)  # the shell's own count may be one ahead
    return int(shell.execution_count if result is None else result.execution_count)


def placed(request: Request) -> Request:
    """The request with the notebook's name (never its path) and the cell's number, where they are known."""
    path, cell = notebook_path(), current_cell()
    return replace(
        request,
        notebook=request.notebook or (None if path is None else path.name),
        cell=request.cell or (None if cell is None else str(cell)),
    )


def reachable(path: Path) -> str:
    """The path of a file as a program here finds it: from the working directory, or absolute elsewhere."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (OSError, ValueError):  # it lies elsewhere, or the working directory was deleted
        return str(path)


def href(path: Path) -> str:
    """The address of a file as a notebook's output links to it: relative where it lies near the notebook."""
    try:
        relative = Path(os.path.relpath(path, notebook_folder())).as_posix()
    except ValueError:  # another drive
        return path.as_uri()
    return path.as_uri() if relative.startswith("../../") else relative
