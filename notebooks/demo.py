"""Run notebook 01 headless on the print shop, and print what it made."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from imagine_nb import Gallery
from imagine_nb.money import cost

NOTEBOOK = Path(__file__).with_name("01_first_picture.ipynb")
FOLDER = Path(__file__).parent.parent / "build" / "demo"


def executed(folder: Path) -> float:
    """Run the notebook in `folder` and save it there; the seconds that it took."""
    started = time.monotonic()
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],  # a kernel's own warnings are no news of the pictures
    )
    client.execute()
    notebook.metadata.pop("widgets", None)  # a panel's state; its static picture stays
    nbformat.write(notebook, folder / NOTEBOOK.name)
    return time.monotonic() - started


def main() -> None:
    """Make the pictures, in the folder that is named, else anew in build/demo, and tell where they are."""
    os.environ["IMAGINE_NB_ENGINE"] = "print-shop"
    os.environ.pop("IMAGINE_NB_GALLERY", None)
    if len(sys.argv) < 2:
        shutil.rmtree(FOLDER, ignore_errors=True)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    seconds = executed(folder)
    gallery = Gallery(folder / "imagine_gallery")
    for picture in gallery:
        print(f"{gallery.path(picture)}\n  {picture.width} x {picture.height} · {picture.sent}")
    for answer in gallery.answers():
        print(f"\n{answer.question}\n  {answer.text}")
    print(f"\n{cost(gallery.cost_ticks)} · {seconds:.1f} s · {folder / NOTEBOOK.name}")


if __name__ == "__main__":
    main()
