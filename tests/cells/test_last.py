"""`last` is the newest result above: however often a notebook runs, it means the same, paid for once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quick_server import QuickServer

LOADED = "%load_ext imagine_nb"
FOX = "%imagine -o fox a red fox"
SKETCH = "%imagine -i last -o sk as a sketch"
DARKER = "%imagine -i last make it darker"
CAT = "%imagine -o cat a grey cat"
PARENT = "print(sk.parents == (fox.id,))"


@pytest.fixture
def kernels(new_kernels: Callable[..., Any], quick: QuickServer) -> Callable[[], Any]:
    """Starts kernels of one notebook, whose API answers at once; `asked` counts what that got."""
    before = len(quick.bodies)

    def start() -> Any:
        kernel = new_kernels(XAI_BASE_URL=quick.base_url)
        kernel.run(LOADED)
        kernel.asked = lambda: len(quick.bodies) - before
        return kernel

    return start


NOTEBOOKS = {
    "an edit of the last": (2, [FOX, SKETCH, PARENT]),
    "a chain of edits": (3, [FOX, SKETCH, "%imagine -i last add a hat"]),
    "in braces": (2, [FOX, "%imagine -o sk {last} as a sketch", PARENT]),
    "in braces beside another": (3, [CAT, FOX, "%imagine put {cat} beside {last}"]),
    "in braces of a question": (2, [FOX, "%ask_image what is {last}?"]),
    "a chain in one cell": (3, [f"{FOX}\n{SKETCH}\n%imagine -i last add a hat"]),
    "a loop": (4, [FOX, f"for _ in range(3):\n    {DARKER}"]),
    "a question": (2, [FOX, "%ask_image -i last what is this?"]),
    "functions": (2, ["from imagine_nb import imagine\nfox = imagine('a fox')", SKETCH]),
    "a function of the last": (
        2,
        [FOX, "from imagine_nb.notebook import studio\nstudio().last.imagine('x')"],
    ),
    "the last of several": (2, ["%imagine -n 3 some foxes", SKETCH]),
    "the last of a grid": (3, ["%imagine --grid style=ink|oil a fox in {style}", SKETCH]),
    "with an answer in between": (3, [FOX, "%ask_image -i fox what?", SKETCH, PARENT]),
}


@pytest.mark.parametrize("named", [True, False], ids=["ids", "texts"])
@pytest.mark.parametrize("story", NOTEBOOKS)
def test_run_all_pays_nothing_twice(kernels: Callable[[], Any], story: str, named: bool) -> None:
    count, cells = NOTEBOOKS[story]
    kernel = kernels()
    for _ in range(3):
        runs = kernel.run_all(*cells, named=named)
        assert kernel.asked() == count
        assert "False" not in runs[-1].text
    restarted = kernels()
    restarted.run_all(*cells, named=named)
    assert restarted.asked() == count


@pytest.mark.parametrize("named", [True, False], ids=["ids", "texts"])
def test_a_cell_that_runs_twice_edits_the_same_picture(kernels: Callable[[], Any], named: bool) -> None:
    kernel = kernels()
    cells = [FOX, SKETCH, "%imagine -i last add a hat"]
    kernel.run_all(*cells, named=named)
    for _ in range(2):
        run = kernel.run(SKETCH, cell="cell-1" if named else None)
        assert "reused" in run.html
    assert kernel.asked() == 3


def test_the_same_text_in_two_cells_is_a_chain(kernels: Callable[[], Any]) -> None:
    kernel = kernels()
    for _ in range(2):
        kernel.run_all(FOX, DARKER, DARKER, "%imagine -i last add a hat", named=True)
        assert kernel.asked() == 4


def test_a_cell_that_first_ran_below_is_not_above(kernels: Callable[[], Any]) -> None:
    kernel = kernels()
    kernel.run_all(FOX, SKETCH, CAT, named=True)
    kernel.run(SKETCH, cell="cell-1")
    assert (kernel.asked(), kernel.run(PARENT).text) == (3, "True\n")


def test_a_cell_that_was_changed_above_is_the_last(kernels: Callable[[], Any]) -> None:
    kernel = kernels()
    kernel.run_all(FOX, SKETCH, named=True)
    kernel.run(FOX.replace("red", "white"), cell="cell-0")
    kernel.run(SKETCH, cell="cell-1")
    assert (kernel.asked(), kernel.run(PARENT).text) == (4, "True\n")


def test_a_cell_that_was_put_in_between_is_the_last_when_all_run(kernels: Callable[[], Any]) -> None:
    kernel = kernels()
    kernel.run_all(FOX, SKETCH, named=True)
    for _ in range(2):
        for cell, code in (("cell-0", FOX), ("new", CAT), ("cell-1", SKETCH)):
            kernel.run(code, cell=cell)
    assert kernel.run("print(sk.parents == (cat.id,))").text == "True\n"
    restarted = kernels()
    restarted.run_all(FOX, CAT, SKETCH, named=True)
    assert restarted.asked() == 4


def test_without_ids_what_was_made_since_is_the_last(kernels: Callable[[], Any]) -> None:
    kernel = kernels()
    kernel.run_all(FOX, SKETCH, CAT, SKETCH)
    assert kernel.run("print(sk.parents == (cat.id,))").text == "True\n"


def test_what_another_notebook_made_is_not_the_last(kernels: Callable[[], Any]) -> None:
    kernel, other = kernels(), kernels()
    kernel.run_all(FOX)
    other.run_all(CAT)
    kernel.run_all(SKETCH)
    assert kernel.run(PARENT).text == "True\n"
    third = kernels()
    refused = third.run(SKETCH)
    assert "Run the cell above first, or name a picture: 3 is the newest" in refused.error
    assert third.asked() == 3
    assert "a red fox" in third.run("%imagine_lineage").text


def test_what_failed_is_not_the_last_and_what_is_being_made_is_waited_for(
    kernels: Callable[[], Any], quick: QuickServer
) -> None:
    kernel = kernels()
    kernel.run(FOX)
    assert "refused" in kernel.run("%imagine gore").error
    kernel.run(SKETCH)
    assert kernel.run(PARENT).text == "True\n"
    kernel.run("%env JPY_SESSION_NAME=/nowhere/book.ipynb")
    quick.hold()
    message = kernel.start("%imagine -o late --background a late fox", may_ask=True)
    kernel.wait(message)
    message = kernel.start(SKETCH)
    quick.release()
    assert kernel.wait(message).error == ""
    assert kernel.run("print(sk.parents == (late.id,))").text == "True\n"
