"""The tour gives one cell after the other, each below the one that has run; a terminal prints them all."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from imagine_nb.cells.tour import LOAD, STEPS, tour
from imagine_nb.errors import InputError
from kernels import SECONDS, Kernel, Run

TEXTS = [each.text for each in STEPS]


def next_input(kernel: Kernel, code: str) -> tuple[Run, list[tuple[str, bool]]]:
    """What a cell did, and the cells that the front end is to put below it, or in its place."""
    message = kernel.start(code)
    run = kernel.wait(message)
    while (reply := kernel.client.get_shell_msg(timeout=SECONDS))["parent_header"].get("msg_id") != message:
        pass
    asked = [each for each in reply["content"]["payload"] if each["source"] == "set_next_input"]
    return run, [(each["text"], each["replace"]) for each in asked]


def test_each_cell_brings_the_next_and_the_last_ends_the_tour(kernel: Kernel) -> None:
    run, given = next_input(kernel, "%imagine_tour")
    assert given == [(TEXTS[0], True)]  # the call gives its place up: Run All begins no other tour
    assert "Here is a cell that makes a picture: run it." in run.text
    assert "costs" not in run.text  # nothing is billed
    for text, after in zip(TEXTS, [*TEXTS[1:], None], strict=True):
        run, given = next_input(kernel, text)
        assert run.error == ""
        assert given == ([] if after is None else [(after, False)])
    assert next_input(kernel, TEXTS[0])[1] == []
    assert "Print shop, not Grok" in kernel.run(TEXTS[-1]).text


def test_another_prompt_goes_on_and_another_cell_or_an_error_waits(kernel: Kernel) -> None:
    first = TEXTS[0].partition("\n")[0]
    kernel.run("%imagine_tour")
    assert next_input(kernel, "1 + 1")[1] == []
    assert next_input(kernel, f"{first} --engine nobody\na cat")[1] == []
    assert next_input(kernel, f"{first}\na blue cat")[1] == [(TEXTS[1], False)]
    run, given = next_input(kernel, "import imagine_nb\nimagine_nb.tour(3)")  # a cell that does more stays
    assert given == [(TEXTS[2], False)]
    assert "which asks about that." in run.text
    assert "The tour has no cell 9. It has 1 to 4." in kernel.run("%imagine_tour 9").error
    for word in ("x", "-1", "9" * 5_000):
        assert f"The tour has no cell '{word[:40]}'." in kernel.run(f"%imagine_tour {word}").error
    assert "begins there" in kernel.run("%imagine_tour --help").text


def test_the_price_is_told_where_there_is_one(api_kernel: Kernel) -> None:
    assert "All of it costs about $0.07" in api_kernel.run("%imagine_tour").text


def test_where_the_magics_are_not_loaded_that_comes_first(new_kernel: Kernel) -> None:
    new_kernel.run("from imagine_nb import tour")
    assert next_input(new_kernel, "tour()")[1] == [(LOAD, True)]
    assert next_input(new_kernel, LOAD)[1] == [(TEXTS[0], False)]


@pytest.mark.parametrize("number", [0, 5, 1.0, "2", None])
def test_a_cell_that_it_has_not_is_refused(number: Any) -> None:
    with pytest.raises(InputError, match=r"^The tour has no cell .*\. It has 1 to 4\."):
        tour(number)


@pytest.mark.parametrize("number", [1, 3])
def test_a_program_gets_them_in_print(number: int) -> None:
    code = f"import imagine_nb\nimagine_nb.tour({number})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n\n".join([LOAD, *TEXTS[number - 1 :]]) + "\n"
