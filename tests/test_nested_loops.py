from __future__ import annotations

import subprocess
import sys

import pytest

from imagine_nb.nested_loops import needs_second

NESTED = """
import asyncio
from imagine_nb import allow_nested_loops

async def inner():
    await asyncio.sleep(0)
    return "inside"

async def main():
    name = allow_nested_loops()
    return name, asyncio.run(inner()), allow_nested_loops()

print(*asyncio.run(main()))
"""
MIXED = """
import asyncio, sys, types
import nest_asyncio
nest_asyncio.apply(asyncio.new_event_loop())
import ipykernel
from imagine_nb import ImagineError, allow_nested_loops
try:
    print(allow_nested_loops())
except ImagineError as error:
    print(error)
"""
FOREIGN = """
import asyncio
from imagine_nb import ImagineError, allow_nested_loops
from imagine_nb.nested_loops import is_patched

class Loop(asyncio.AbstractEventLoop):
    pass

asyncio.events._set_running_loop(Loop())
try:
    allow_nested_loops()
except ImagineError as error:
    print(error, is_patched())
"""


def said_by(program: str) -> str:
    """What a program prints in a process of its own: nesting lasts until the process ends."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    return (done.stdout + done.stderr).strip()


def test_a_program_may_run_a_loop_in_a_loop() -> None:
    name = "nest-asyncio2" if sys.version_info >= (3, 12) else "nest-asyncio"
    assert said_by(NESTED) == f"{name} inside {name}"


def test_where_nest_asyncio_is_applied_and_loses_cells_it_is_refused() -> None:
    from importlib.metadata import version

    if tuple(int(part) for part in version("ipykernel").split(".")[:2]) < (7, 1):
        pytest.skip("this ipykernel loses no cells")
    assert "restart the kernel" in said_by(MIXED)


def test_a_loop_that_cannot_be_nested_is_left_as_it_is() -> None:
    said = said_by(FOREIGN)
    assert "cannot be nested" in said
    assert said.endswith("False")


@pytest.mark.parametrize(
    ("ipykernel", "python", "second"),
    [
        (None, (3, 11), False), ((6, 31, 0), (3, 11), False), ((7, 0, 1), (3, 11), False),
        ((7, 1, 0), (3, 11), True), ((7, 4, 0), (3, 11), True), (None, (3, 12), True),
    ],
)  # fmt: skip
def test_the_second_library_is_taken_where_the_first_fails(
    ipykernel: tuple[int, ...] | None, python: tuple[int, int], second: bool
) -> None:
    assert needs_second(ipykernel, python) is second


def test_nothing_applies_it_unasked() -> None:
    assert (
        said_by("import imagine_nb, asyncio; imagine_nb.Client; print(hasattr(asyncio, '_nest_patched'))")
        == "False"
    )
