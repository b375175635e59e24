"""Running notebooks again: which one is stale and in what is told, and what has changed is written."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from runs import HERE

CELLS = [
    "import os",
    "print('engine:', os.environ['IMAGINE_NB_ENGINE'])",
    "print(sorted(os.listdir('inputs')))",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The tools, a notebook with outputs of long ago, one that fails, and an input."""
    for module in HERE.glob("*.py"):
        shutil.copy(module, tmp_path)
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs/chart.csv").write_text("a,b\n")
    cells = [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(CELLS)]
    cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="engine: xai\n")]
    nbformat.write(new_notebook(cells=[new_markdown_cell("# One"), *cells]), tmp_path / "01_one.ipynb")
    nbformat.write(new_notebook(cells=[new_code_cell("1 / 0")]), tmp_path / "02_two.ipynb")
    return tmp_path


def rerun(folder: Path, *arguments: str) -> tuple[int, str]:
    """How `rerun.py` ended, and what it printed."""
    env = os.environ | {"PYTHONSAFEPATH": "", "XAI_API_KEY": "xai-not-to-be-used"}
    command = [sys.executable, "rerun.py", *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_stale_notebook_is_named_with_its_difference_until_it_is_written(folder: Path) -> None:
    before = (folder / "01_one.ipynb").read_bytes()
    status, told = rerun(folder, "--check", "01")
    assert status == 1
    assert "01_one.ipynb (committed)" in told
    assert "-engine: xai\n+engine: print-shop\n" in told
    assert "+['chart.csv']" in told
    assert (folder / "01_one.ipynb").read_bytes() == before
    status, told = rerun(folder)  # all of them: one that fails stops no other
    assert status == 1
    assert "02_two.ipynb" in told
    assert "ZeroDivisionError" in told
    after = (folder / "01_one.ipynb").read_bytes()
    assert b"engine: print-shop" in after
    assert rerun(folder, "01")[0] == 0
    assert (folder / "01_one.ipynb").read_bytes() == after
    assert not list(folder.glob("*gallery*"))
