"""What a cell adds to the studio's call alone; the promise is 30 ms at the median."""

from __future__ import annotations

import base64
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.photographs import photo

SERVER = Path(__file__).with_name("fixed_server.py")
ROUNDS = 40

CODE = """
import json, sys, time
import ipykernel.kernelapp
app = ipykernel.kernelapp.IPKernelApp.instance()
app.initialize(["--log-level=ERROR"])
shell = app.shell
shell.run_line_magic("load_ext", "imagine_nb")
shell.run_cell("from imagine_nb.notebook import studio")

def timed(code):
    started, worked = time.perf_counter(), time.thread_time()
    shell.run_cell(code, store_history=True)
    return [(time.perf_counter() - started) * 1000, (time.thread_time() - worked) * 1000]

def pair(n):
    return timed(f"%%imagine -o fox\\na fox, {n}"), timed(f"made = studio().imagine('a fox, alone {n}')")

pair(-1)
sys.__stderr__.write("RESULT" + json.dumps([pair(n) for n in range(int(sys.argv[1]))]))
"""


@pytest.mark.bench
def test_the_overhead_of_a_cell(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    item = {"b64_json": base64.b64encode(photo()).decode(), "mime_type": "image/jpeg"}
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"data": [item], "usage": {"cost_in_usd_ticks": 200_000_000}}))
    with subprocess.Popen(
        [sys.executable, str(SERVER), str(body), "0"], stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        url = f"http://127.0.0.1:{server.stdout.readline().strip()}/v1"
        env = {**os.environ, "XAI_BASE_URL": url, "IPYTHONDIR": str(tmp_path / "ipython")}
        command = [sys.executable, "-c", CODE, str(ROUNDS)]
        done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
        server.terminate()
    pairs = json.loads(done.stderr.partition("RESULT")[2])
    (cell, cell_cpu), (alone, alone_cpu) = (
        [statistics.median(column) for column in zip(*side, strict=True)] for side in zip(*pairs, strict=True)
    )
    record_property("milliseconds", cell - alone)
    print(f"\na cell adds {cell - alone:.1f} ms (promised: 30): {cell:.1f} ms beside {alone:.1f} ms")
    print(f"  of its thread's own work {cell_cpu - alone_cpu:.1f} ms, whatever else the machine does")
