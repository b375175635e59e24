"""A cell enters few modules and crosses between them seldom: whoever follows one has a short way."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench.trips import BOUNDS


@pytest.mark.bench
def test_a_cell_travels_no_further_than_it_has_to(tmp_path: Path) -> None:
    script = Path(__file__).with_name("trips.py")
    env = {**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")}
    done = subprocess.run([sys.executable, str(script)], env=env, capture_output=True, text=True, check=True)
    print(f"\n{done.stdout}")
    trips = {kind: (int(m), int(c)) for kind, m, c in re.findall(r"TRIP (\w+) (\d+) (\d+)", done.stdout)}
    assert trips.keys() == BOUNDS.keys()
    for kind, (modules, crossings) in trips.items():
        assert 10 < modules <= BOUNDS[kind][0]
        assert 10 < crossings <= BOUNDS[kind][1]
