import subprocess
import sys
from pathlib import Path

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.gallery.places import PROGRAM, current_cell


def test_a_program_outside_of_ipython_is_one_cell() -> None:
    assert current_cell() == PROGRAM


def test_a_request_remembers_its_notebook_by_name_alone(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "my foxes.ipynb"))
    fox = studio.imagine("a red fox").record
    request = studio.gallery.recorded(fox.request_id).request
    assert (request.notebook, request.cell) == ("my foxes.ipynb", None)


IN_CELLS = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
imagine = "Studio(engine='print-shop', gallery=sys.argv[1]).imagine('a fox')"
for cell in ("import sys; from imagine_nb import Studio", "1 + 1", imagine):
    shell.run_cell(cell, store_history=True).raise_error()
"""


def test_a_request_remembers_the_cell_that_made_it(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", IN_CELLS, str(tmp_path / "g")], check=True, cwd=tmp_path)
    gallery = Gallery(tmp_path / "g")
    assert gallery.recorded(gallery[1].request_id).request.cell == "3"
