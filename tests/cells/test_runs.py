"""Notebooks run by programs: papermill with parameters, fifty pictures, another ipykernel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from nbclient import NotebookClient

from quick_server import QuickServer

KERNEL6 = os.environ.get("IMAGINE_NB_KERNEL6", "")
MEGABYTES = 4


def book(*cells: str) -> Any:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


@pytest.fixture(autouse=True)
def api(quick: QuickServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAI_BASE_URL", quick.base_url)


def with_parameters(folder: Path, cells: Any, **parameters: Any) -> Any:
    cells.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(cells, folder / "in.ipynb")
    return papermill.execute_notebook(
        folder / "in.ipynb", folder / "out.ipynb", parameters=parameters, cwd=folder, progress_bar=False
    )


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_papermill_fills_its_parameters_into_prompts(tmp_path: Path, quick: QuickServer) -> None:
    before = len(quick.bodies)
    done = with_parameters(
        tmp_path,
        book("animal = 'fox'", "%load_ext imagine_nb", "%%imagine -n 2 --background\na {animal} in the snow"),
        animal="wolf",
    )
    assert [body["prompt"] for body in quick.bodies[before:]] == ["a wolf in the snow"]
    assert "<img " in json.dumps(done.cells[-1].outputs)
    assert "so --background waits here" in json.dumps(done.cells[-1].outputs)


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_papermill_refuses_what_is_dear_unless_it_says_yes(tmp_path: Path, quick: QuickServer) -> None:
    before = len(quick.bodies)
    for cell in ("%imagine -n 60 a fox", "%imagine --grid t=1|2|3|4|5|6 -n 10 a fox {t}"):
        with pytest.raises(papermill.PapermillExecutionError) as failure:
            with_parameters(tmp_path, book("x = 1", "%load_ext imagine_nb", cell))
        assert "would cost about $1.20, and nobody agreed to that. Nothing was sent." in str(failure.value)
    assert len(quick.bodies) == before
    with_parameters(
        tmp_path, book("x = 1", "%load_ext imagine_nb", "%imagine -n 60 --no-display --yes a fox")
    )
    assert len(quick.bodies) == before + 6


@pytest.fixture
def print_shop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGINE_NB_ENGINE", "print-shop")


def test_fifty_pictures_are_under_four_megabytes(tmp_path: Path, print_shop: None) -> None:
    subjects = ("fox", "cat", "harbour", "forest", "tower", "boat", "market", "horse", "garden", "mountain")
    cells = [f"%imagine -r 1k a {subject} number {k}" for k in range(3) for subject in subjects]
    grids = ["%imagine -n 10 a busy street in the rain", "%imagine -n 10 a meadow full of flowers"]
    made = book("%load_ext imagine_nb", *cells, *grids)
    NotebookClient(made, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    nbformat.write(made, tmp_path / "book.ipynb")
    outputs = json.dumps([cell.outputs for cell in made.cells])
    assert outputs.count("<img ") == 50
    assert (tmp_path / "book.ipynb").stat().st_size < MEGABYTES * 1_000_000


@pytest.mark.skipif(not KERNEL6, reason="IMAGINE_NB_KERNEL6 names no Python that has ipykernel 6")
def test_cells_work_on_ipykernel_6(tmp_path: Path, quick: QuickServer) -> None:
    """The same modules of tests as on the installed one, in that Python's kernels."""
    version = [KERNEL6, "-c", "import ipykernel; print(ipykernel.__version__)"]
    assert subprocess.run(version, capture_output=True, text=True, check=True).stdout.startswith("6.")
    modules = ["magics", "many", "background", "grid_cells", "completion", "errors", "companions"]
    here = Path(__file__).parent
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        *(str(here / f"test_{each}.py") for each in modules),
    ]
    env = {**os.environ, "CELLS_PYTHON": KERNEL6, "XAI_BASE_URL": ""}
    done = subprocess.run(command, cwd=here.parents[1], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
