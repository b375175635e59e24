"""`%load_ext imagine_nb` in a kernel; the promise is under 30 ms, peers take 970 and more."""

from __future__ import annotations

import statistics
import subprocess
import sys

import pytest

CODE = """
import time
from IPython.core.interactiveshell import InteractiveShell
import ipykernel.zmqshell
shell = InteractiveShell.instance()
started = time.perf_counter()
shell.run_line_magic("load_ext", "imagine_nb")
print((time.perf_counter() - started) * 1000)
"""


@pytest.mark.bench
def test_the_time_to_load(record_property: pytest.RecordProperty) -> None:
    runs = [
        float(subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True).stdout)
        for _ in range(7)
    ]
    record_property("milliseconds", statistics.median(runs))
    print(f"\n%load_ext imagine_nb: median {statistics.median(runs):.1f} ms, best {min(runs):.1f} ms")
