"""Run the notebooks again, and write those that have changed: `python notebooks/rerun.py [--check] [01]`."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError

from faults import faults
from normal_form import normal_form
from runs import NOTEBOOKS, run
from staleness import differences

AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What running a notebook again has shown."""

    path: Path
    text: str  # of the file as it would be committed; empty where a cell failed
    changes: list[str]
    faults: list[str]
    seconds: float = 0.0

    def __str__(self) -> str:
        facts = [self.path.name, f"{self.seconds:.1f} s", f"{len(self.text.encode()) / 1000:.0f} kB"]
        facts += ["has changed"] if self.changes else []
        return "\n  ".join([" · ".join(facts), *self.faults])


def rerun(path: Path) -> Outcome:
    """Run a notebook in a fresh folder, and compare it with what is committed."""
    with tempfile.TemporaryDirectory(prefix="notebook", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        try:
            done = run(path, folder)
        except CellExecutionError as error:
            return Outcome(path, "", [], [f"a cell failed:\n{error}"])
        now = normal_form(done.notebook, folder=folder)
    changes = differences(nbformat.read(path, as_version=4), now, name=path.name)
    return Outcome(
        path, nbformat.writes(now) + "\n", changes, faults(now, seconds=done.seconds), done.seconds
    )


def main() -> int:
    """Run all, or those that are named; 1 where one has a fault, or with --check is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="01", help="how the notebooks' names begin; all without")
    parser.add_argument("--check", action="store_true", help="write nothing; show what has changed")
    asked = parser.parse_args()
    chosen = [path for path in NOTEBOOKS if not asked.names or path.name.startswith(tuple(asked.names))]
    started, is_well = time.monotonic(), True
    with ThreadPoolExecutor(min(AT_ONCE, os.cpu_count() or 1)) as pool:
        for outcome in pool.map(rerun, chosen):
            print(outcome, flush=True)
            is_well &= not outcome.faults and not (asked.check and outcome.changes)
            if asked.check:
                print(*outcome.changes, sep="\n")
            elif outcome.changes and outcome.text:
                outcome.path.write_text(outcome.text, "utf-8")
    print(f"{len(chosen)} notebooks · {time.monotonic() - started:.0f} s")
    return int(not is_well)


if __name__ == "__main__":
    sys.exit(main())
