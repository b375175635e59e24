"""What the client costs beside a bare call that does the same: in time and in memory."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import shutil
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image

from imagine_nb import Client, Studio
from imagine_nb.gallery.disk import write_durably

pytestmark = pytest.mark.bench
MODEL = "grok-imagine-image"
SERVER = Path(__file__).with_name("fixed_server.py")


def noise(n_bytes: int, side: int) -> bytes:
    """A JPEG of about this many bytes."""
    pixels = np.random.default_rng(side).integers(0, 255, (side, side, 3), np.uint8)
    found = b""
    for quality in range(5, 96, 5):
        file = io.BytesIO()
        Image.fromarray(pixels).save(file, "JPEG", quality=quality)
        found = file.getvalue()
        if len(found) >= n_bytes:
            break
    return found


def body_of(picture: bytes, count: int) -> bytes:
    item = {"b64_json": base64.b64encode(picture).decode(), "mime_type": "image/jpeg", "revised_prompt": ""}
    return json.dumps({"data": [item] * count, "usage": {"cost_in_usd_ticks": 200_000_000}}).encode()


@contextmanager
def serving(body: bytes, seconds: float, folder: Path) -> Iterator[str]:
    path = folder / "body.json"
    path.write_bytes(body)
    command = [sys.executable, str(SERVER), str(path), str(seconds)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}/v1"
        finally:
            process.terminate()


def bare(http: httpx.Client, url: str, folder: Path) -> None:
    """What anybody would write: ask, decode, write."""
    order = {"model": MODEL, "prompt": "x", "n": 4, "response_format": "b64_json"}
    parsed = http.post(f"{url}/images/generations", json=order).json()
    for index, item in enumerate(parsed["data"]):
        (folder / f"bare-{index}.jpg").write_bytes(base64.b64decode(item["b64_json"]))


def saved(client: Client, folder: Path) -> None:
    for index, each in enumerate(client.image.sample_batch("x", MODEL, 4, image_format="base64")):
        each.save(folder / f"ours-{index}.jpg")


def kept(client: Client) -> None:
    client.image.sample_batch("x", MODEL, 4, image_format="base64")


def best(*runs: Callable[[], Any], rounds: int = 25) -> list[float]:
    """The least milliseconds of each, the runs in turn, after one of each to warm up.

    What else the machine does only adds to a time, and adds more to what takes longer.
    """
    times: list[list[float]] = [[] for _ in runs]
    for number in range(rounds + 1):
        for run, spent in zip(runs, times, strict=True):
            start = time.perf_counter()
            run()
            if number:
                spent.append((time.perf_counter() - start) * 1000)
    return [min(spent) for spent in times]


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, where fsync takes no time; on the disk where there is none."""
    shm = Path("/dev/shm")
    made = Path(tempfile.mkdtemp(dir=shm if shm.is_dir() else None))
    yield made
    shutil.rmtree(made)


def test_four_pictures_of_800_kb(
    tmp_path: Path, memory: Path, record_property: Callable[[str, object], None]
) -> None:
    picture = noise(800_000, 1024)
    with serving(body_of(picture, 4), 0, tmp_path) as url, httpx.Client() as http:
        plain = Client(api_key="k", base_url=url, gallery=False)
        quick = Client(api_key="k", base_url=url, gallery=memory / "gallery")
        slow = Client(api_key="k", base_url=url, gallery=tmp_path / "gallery")
        yardstick, without, within, on_disk = best(
            lambda: bare(http, url, memory),
            lambda: saved(plain, memory),
            lambda: kept(quick),
            lambda: kept(slow),
        )
        for client in (plain, quick, slow):
            client.close()
    record_property("ratio without a gallery", without / yardstick)
    record_property("ratio with a gallery", within / yardstick)
    print(f"\n4 pictures of {len(picture) / 1e6:.2f} MB: bare httpx {yardstick:.1f} ms")
    print(f"  gallery=False         {without:6.1f} ms, {without / yardstick:.2f} times (promised: 1.15)")
    print(f"  gallery, no fsync     {within:6.1f} ms, {within / yardstick:.2f} times (promised: 1.6)")
    print(f"  gallery on this disk  {on_disk:6.1f} ms, of which fsync {on_disk - within:.1f} ms")


def peak_of(run: Callable[[], Any]) -> int:
    """The most bytes that Python holds while this runs, above what it held before."""
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    result = run()
    peak = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    del result
    return peak


def loaded(body: bytes) -> tuple[bytes, Any]:
    """A body and what json.loads makes of it, both held, as a response of httpx does."""
    return body, json.loads(body)


def test_memory_for_ten_2k_pictures(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    picture = noise(3_000_000, 2048)
    total, body = len(picture) * 10, body_of(picture, 10)
    with serving(body, 0, tmp_path) as url:
        yardstick = peak_of(lambda: loaded((tmp_path / "body.json").read_bytes()))
        clients = [
            Client(api_key="k", base_url=url, gallery=where) for where in (False, tmp_path / "gallery")
        ]
        without, within = [
            peak_of(lambda client=client: client.image.sample_batch("x", MODEL, 10, image_format="base64"))
            for client in clients
        ]
        for client in clients:
            client.close()
    record_property("times their bytes", without / total)
    print(f"\n10 pictures of {len(picture) / 1e6:.1f} MB: json.loads alone {yardstick / total:.2f} times")
    print(f"  gallery=False {without / total:.2f} times, with one {within / total:.2f} (promised: 4.5)")


def test_200_calls_with_16_in_flight(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    latency, count, width = 0.2, 200, 16
    prompts = [str(each) for each in range(count)]
    with serving(body_of(noise(20_000, 128), 1), latency, tmp_path) as url:
        client = Client(api_key="k", base_url=url, gallery=False, max_in_flight=width)
        client.image.sample("warm up", MODEL, image_format="base64")
        yardstick = seconds(lambda: asyncio.run(bare_calls(url, count, width)))
        spent = seconds(lambda: client.image.sample_each(prompts, MODEL, image_format="base64"))
        client.close()
    ideal = latency * count / width
    record_property("times the ideal", spent / ideal)
    print(f"\n{count} calls of {latency * 1000:.0f} ms, {width} at once: ideal {ideal:.2f} s, ", end="")
    print(f"bare httpx {yardstick:.2f} s, {yardstick / ideal:.2f} times")
    print(f"  ours {spent:.2f} s, {spent / ideal:.2f} times (promised: 1.15)")


def test_pictures_a_second_with_32_in_flight(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    latency, count, width = 0.2, 640, 32
    picture = noise(2_000, 64)
    numbered = picture + bytes(-len(picture) % 3) + b"0" * 9  # aligned, as base64 is
    prompts = [f"a fox, {number}" for number in range(count)]
    with serving(body_of(numbered, 1), latency, tmp_path) as url:
        studio = Studio(engine="xai", api_key="k", base_url=url, gallery=tmp_path / "gallery")
        studio.imagine("warm up")
        begun = time.process_time()
        yardstick = seconds(lambda: asyncio.run(bare_calls(url, count, width, folder=tmp_path)))
        bare_ms = 1000 * (time.process_time() - begun) / count
        begun = time.process_time()
        spent = seconds(
            lambda: studio.imagine_many(prompts, max_in_flight=width, requests_per_second=None, yes=True)
        )
        our_ms = 1000 * (time.process_time() - begun) / count
        assert len(studio.gallery) == count + 1
        assert len({each.sha256 for each in studio.gallery}) == count + 1
    ideal = latency * count / width
    record_property("times the ideal", spent / ideal)
    record_property("milliseconds of the processor", our_ms)
    print(
        f"\n{count} pictures of {latency * 1000:.0f} ms, {width} at once: ideal {count / ideal:.0f} a second"
    )
    print(f"  bare httpx and files {count / yardstick:.0f} a second, {yardstick / ideal:.2f} times, ", end="")
    print(f"{bare_ms:.1f} ms of the processor each")
    print(
        f"  ours, planned, journalled and kept {count / spent:.0f} a second, {spent / ideal:.2f} times ",
        end="",
    )
    print(f"(promised: 1.15), {our_ms:.1f} ms of the processor each (promised: 5)")


def seconds(run: Callable[[], Any]) -> float:
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


async def bare_calls(url: str, count: int, width: int, *, folder: Path | None = None) -> None:
    """What anybody would write; with a `folder` each picture is a file there, on the disk before the next."""
    turns = asyncio.Semaphore(width)

    async def one(http: httpx.AsyncClient, number: int) -> None:
        async with turns:
            response = await http.post(f"{url}/images/generations", json={"model": MODEL, "prompt": "x"})
            data = base64.b64decode(response.json()["data"][0]["b64_json"])
            if folder is not None:
                await asyncio.to_thread(write_durably, folder / f"{number}.jpg", data)

    async with httpx.AsyncClient(timeout=60) as http:
        await asyncio.gather(*(one(http, number) for number in range(count)))
