"""How fast the print shop draws, on one press at a time, and what memory it takes."""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import time

import pytest
from matplotlib.cbook import get_sample_data
from PIL import Image

from imagine_nb.print_shop import press

PROMPTS = (
    "a red fox in the snow at sunset",
    "a lighthouse on a cliff at night",
    "three sheep under a rainbow",
    "a bowl of ramen on a wooden table",
    "a city street in the rain",
)
COLD = "from imagine_nb.print_shop import press; press.generated('a red fox', width=1024, height=1024)"

pytestmark = pytest.mark.bench


def median_of(draw: list[float]) -> str:
    return f"median {statistics.median(draw):.2f} s, longest {max(draw):.2f} s"


def seconds(side: int) -> list[float]:
    found = []
    for prompt in PROMPTS:
        started = time.perf_counter()
        press.generated(prompt, width=side, height=side)
        found.append(time.perf_counter() - started)
    return found


def test_pictures() -> None:
    seconds(256)  # fonts and tables
    encoded = []
    for _ in PROMPTS:
        started = time.perf_counter()
        Image.effect_noise((1024, 1024), 64).convert("RGB").save(io.BytesIO(), "JPEG", quality=92)
        encoded.append(time.perf_counter() - started)
    print(f"\na JPEG of 1k, for comparison: {median_of(encoded)}")
    print(f"1k: {median_of(seconds(1024))} (promise: 0.4)")
    print(f"2k: {median_of(seconds(2048))} (promise: 1.5)")


def test_edits_of_a_photograph() -> None:
    with get_sample_data("grace_hopper.jpg") as file:
        source = press.Source(file.read())
    found = []
    for prompt in ("as a pencil sketch", "as a watercolour", "in sepia", "as a stencil on a wall"):
        started = time.perf_counter()
        press.edited(prompt, [source])
        found.append(time.perf_counter() - started)
    print(f"\nan edit of a photograph: {median_of(found)} (promise: 0.6)")


def test_a_cold_start_and_its_memory() -> None:
    found = []
    for _ in range(3):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", COLD], check=True)
        found.append(time.perf_counter() - started)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"\ncold start, interpreter and all: {median_of(found)}; peak of any child {peak:.0f} MB")
