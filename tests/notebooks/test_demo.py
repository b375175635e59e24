"""The demo, as a newcomer runs it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from runs import HERE


def test_the_demo_tells_paths_sizes_prompts_answer_cost_and_time(tmp_path: Path) -> None:
    ours = {
        "XAI_API_KEY": "xai-a-key-that-must-not-be-used",
        "PYTHONSAFEPATH": "",
    }  # it has modules beside it
    command = [sys.executable, str(HERE / "demo.py"), str(tmp_path)]
    done = subprocess.run(command, env=os.environ | ours, capture_output=True, text=True, check=True)
    made = re.findall(r"imagine_gallery.\d{4}-[a-z-]+-[0-9a-f]{4}\.jpg\n  \d+ x \d+ · ", done.stdout)
    assert len(made) == 5
    assert "What is in" in done.stdout
    assert re.search(r"\$0\.00 · \d+\.\d s · ", done.stdout)
