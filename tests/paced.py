"""What processes ask of one server at one pace: `BASE_URL FOLDER COUNT MAX_IN_FLIGHT PER_SECOND TRIES`.

It says `ready`, begins when it is told a line, and ends by saying how many pictures it got.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from imagine_nb import loop
from imagine_nb.config import target
from imagine_nb.exchange.engine import Engine
from imagine_nb.transport.pace import Pace
from imagine_nb.wire.order import image_order


def main(base_url: str, folder: str, count: int, pace: Pace) -> int:
    to = target(engine="xai", api_key="a-key-of-the-tests", base_url=base_url)
    engine = Engine(to, gallery=folder, pace=pace)
    orders = [image_order(f"fox {index}", target=to, model="grok-imagine-image") for index in range(count)]

    async def asked() -> int:
        return len(await asyncio.gather(*map(engine.exchange.pictures, orders)))

    assert engine.gallery is not None
    print("ready", flush=True)
    sys.stdin.readline()
    return loop.run(asked())


def asking(
    n_processes: int, base_url: str, folder: Path, *, count: int, max_in_flight: int, per_second: float | None
) -> list[int]:
    """How many pictures each of so many processes got, which began together."""
    told = [base_url, str(folder), str(count), str(max_in_flight), str(per_second)]
    command = [sys.executable, __file__, *told]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    running = [subprocess.Popen(command, **pipes) for _ in range(n_processes)]  # type: ignore[call-overload]
    for each in running:
        assert each.stdout.readline() == "ready\n"
    for each in running:
        each.stdin.write("go\n")
        each.stdin.flush()
    ended = [each.communicate(timeout=120)[0] for each in running]
    return [int(each or -1) for each in ended]


if __name__ == "__main__":
    url, place, count, at_once, per_second = sys.argv[1:]
    rate = None if per_second == "None" else float(per_second)
    print(main(url, place, int(count), Pace(int(at_once), rate, tries=50)))
