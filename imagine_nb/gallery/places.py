"""Where the gallery lies: as it is told, beside the notebook, or here; and how a notebook links to it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

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


def href(path: Path) -> str:
    """The address of a file as a notebook's output links to it: relative where it lies near the notebook."""
    try:
        relative = Path(os.path.relpath(path, notebook_folder())).as_posix()
    except ValueError:  # another drive
        return path.as_uri()
    return path.as_uri() if relative.startswith("../../") else relative
