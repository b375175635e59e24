"""The notebook around a panel: without one there is no variable, and cells mean their defaults."""

from __future__ import annotations

from pathlib import Path

from desk import FORM
from imagine_nb.cell_text import USUAL
from imagine_nb.panels.notebook import in_notebook, usual
from panel_kernel import LOAD, PanelKernel

TOLD = """
from imagine_nb.panels.notebook import in_notebook, usual
print(usual()['model'], 'fox' in in_notebook())
"""


def test_a_program_has_no_variables_of_a_notebook_and_the_usual_settings() -> None:
    assert (in_notebook(), usual()) == ({}, USUAL)


def test_a_notebook_has_its_own_variables_and_defaults(tmp_path: Path) -> None:
    kernel = PanelKernel(tmp_path, variables={"IMAGINE_NB_ENGINE": "print-shop"})
    kernel.run(f"{LOAD}\nfox = 1\n%imagine_config model=grok-imagine-image-quality")
    try:
        assert kernel.prints(TOLD).split() == ["grok-imagine-image-quality", "True"]
    finally:
        kernel.close()


def test_the_cell_of_an_edit_says_nothing_of_the_shape_that_others_have(tmp_path: Path) -> None:
    kernel = PanelKernel(tmp_path, variables={"IMAGINE_NB_ENGINE": "print-shop"})
    kernel.run(f"{LOAD}\n%imagine_config aspect_ratio=3:2\n%imagine -o fox a fox\nrows = [{{'a': 'hat'}}]")
    try:
        comm = kernel.opens()
        told = kernel.ask(comm, "cell", of="form", **{**FORM, "prompt": "a hat on {fox}"})
        assert told["text"] == "%%imagine\na hat on {fox}"
        kernel.ask(comm, "table", text="rows")
        told = kernel.ask(comm, "table_cell", prompt="a {a} on {fox}", settings=FORM)
        assert told["text"] == "%%imagine --table rows\na {a} on {fox}"
    finally:
        kernel.close()
