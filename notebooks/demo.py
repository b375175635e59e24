"""Run notebook 01 headless on the print shop, and print what it made."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nbformat

from imagine_nb import Gallery
from imagine_nb.money import cost
from runs import HERE, run

NOTEBOOK = HERE / "01_first_picture.ipynb"
FOLDER = HERE.parent / "build" / "demo"


def main() -> None:
    """Make the pictures, in the folder that is named, else anew in build/demo, and tell where they are."""
    if len(sys.argv) < 2:
        shutil.rmtree(FOLDER, ignore_errors=True)
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    done = run(NOTEBOOK, folder)
    done.notebook.metadata.pop("widgets", None)  # a panel's state; its static picture stays
    nbformat.write(done.notebook, folder / NOTEBOOK.name)
    gallery = Gallery(folder / "imagine_gallery")
    for picture in gallery:
        print(f"{gallery.path(picture)}\n  {picture.width} x {picture.height} · {picture.sent}")
    for answer in gallery.answers():
        print(f"\n{answer.question}\n  {answer.text}")
    print(f"\n{cost(gallery.cost_ticks)} · {done.seconds:.1f} s · {folder / NOTEBOOK.name}")


if __name__ == "__main__":
    main()
