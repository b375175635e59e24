"""How far one cell travels through the package: modules entered, and crossings from one to another.

    python tests/bench/trips.py            the trips of a new picture, an edit, a question, a reused picture
    python tests/bench/trips.py --pairs    and which module calls which, how often

A crossing is a call, of a function written in one module of the package, from another one of it, whatever
library stands between; that a coroutine goes on after a wait counts too, as a reader has to follow it. The
print shop, and what dataclasses generate, do not count. A cell is run several times, each time another
request, in a real kernel's shell; the shortest trip is told, since each tenth of a second of waiting adds the
progress that is shown meanwhile.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from collections import Counter
from types import FrameType
from typing import Any

# a third of them are leaves: a value, a file's place or a text that is shown is checked where it stands; of a
# question's, a quarter are fields of the events that its answer streams in
BOUNDS = {"new": (77, 332), "edit": (80, 358), "question": (88, 796), "reused": (53, 213)}
RUNS = 5
PACKAGE = f"{os.sep}imagine_nb{os.sep}"


def module_of(frame: FrameType) -> str | None:
    """The module of the package in which a frame's code is written, None for any other code."""
    _, is_ours, path = frame.f_code.co_filename.rpartition(PACKAGE)
    return None if not is_ours or path.startswith("print_shop") else path.removesuffix(".py")


class Trip:
    """The calls of one cell, from its magic on, in every thread."""

    def __init__(self) -> None:
        self.modules: set[str] = set()
        self.pairs: Counter[tuple[str, str]] = Counter()
        self.is_on = False

    def called(self, frame: FrameType, event: str, arg: object) -> None:
        module = module_of(frame) if self.is_on and event == "call" else None
        if module is None or not (self.modules or module == "cells/magics"):
            return
        self.modules.add(module)
        caller = frame.f_back
        while caller is not None and module_of(caller) is None:
            caller = caller.f_back
        if caller is not None and (origin := module_of(caller)) != module:
            self.pairs[str(origin), module] += 1

    @property
    def size(self) -> tuple[int, int]:
        return len(self.modules), self.pairs.total()


def shell_of_a_kernel() -> Any:
    import ipykernel.kernelapp

    app = ipykernel.kernelapp.IPKernelApp.instance()
    app.initialize(["--log-level=ERROR", "--quiet"])
    return app.shell


def travelled(shell: Any, cells: list[str]) -> Trip:
    """The shortest trip of these cells, which do the same with other words."""
    trips = []
    for cell in cells:
        trip = Trip()
        _follow(trip.called)
        trip.is_on = True
        done = shell.run_cell(cell, store_history=True)
        trip.is_on = False
        assert done.success, done
        trips.append(trip)
    return min(trips, key=lambda each: each.size[1])


_hooks: list[Any] = [lambda *event: None]


def _follow(hook: Any) -> None:
    """Have this called for every call; threads that run already keep theirs, which asks for the newest."""
    _hooks[:] = [hook]
    threading.setprofile(_newest)
    sys.setprofile(hook)


def _newest(*event: Any) -> None:
    _hooks[0](*event)


def trips() -> dict[str, Trip]:
    """The trip of each kind of cell, everything loaded and every connection open."""
    os.environ["IMAGINE_NB_ENGINE"] = "print-shop"
    os.chdir(tempfile.mkdtemp())
    _follow(lambda *event: None)
    shell = shell_of_a_kernel()
    shell.run_line_magic("load_ext", "imagine_nb")
    for warm in ("%%imagine -o fox\na red fox", "%%imagine -i fox\nmake it night", "%ask_image -i fox what?"):
        shell.run_cell(warm, store_history=True)
    kinds = {
        "new": [f"%%imagine -o cat\na black cat number {run}" for run in range(RUNS)],
        "edit": [f"%%imagine -i fox -o hat\nmake it {run} times darker" for run in range(RUNS)],
        "question": [f"%%ask_image -i fox\nwhat are these {run} things?" for run in range(RUNS)],
        "reused": ["%%imagine -o cat\na red fox"] * RUNS,
    }
    return {kind: travelled(shell, cells) for kind, cells in kinds.items()}


def main() -> None:
    screen, sys.stdout = sys.stdout, open(os.devnull, "w")  # noqa: SIM115, PTH123 - the cells print
    found = trips()
    sys.stdout = screen
    for kind, trip in found.items():
        modules, crossings = trip.size
        most, furthest = BOUNDS[kind]
        print(f"TRIP {kind} {modules} {crossings} (at most {most} modules, {furthest} crossings)")
        if "--pairs" in sys.argv:
            for (origin, module), count in trip.pairs.most_common():
                print(f"  {count:4} {origin} -> {module}")


if __name__ == "__main__":
    main()
