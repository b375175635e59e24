"""What people use instead, measured beside us in one run: `python -m bench.peers --into README.md`.

It prints a table, and writes it between the markers of that file. What else the machine does changes the
figures, so run it when it does nothing else.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench.peers.loopback import Api
from bench.peers.measuring import saved, visit
from bench.peers.peers import Peer, peers
from bench.peers.report import Column, block, into
from bench.peers.visits import Visit
from bench.photographs import photo

ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, help="write the figures between the markers of this file")
    path = parser.parse_args().into
    with Api().served() as api:
        told = block(_columns(api), len(photo()))
    print(told)
    if path:
        path.write_text(into(path.read_text("utf-8"), told), "utf-8")


def _columns(api: Api) -> list[Column]:
    """Round by round, so that what else the machine does meets them alike."""
    measured = peers(api)
    visits: dict[str, list[Visit]] = {each.package: [] for each in measured}
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", flush=True)
        for each in measured:
            with tempfile.TemporaryDirectory() as folder:
                visits[each.package].append(visit(each, api, Path(folder)))
    return [
        Column(each.heading, visits[each.package], *(_saved(each, cell, api) for cell in each.cells))
        for each in measured
    ]


def _saved(peer: Peer, cell: str, api: Api) -> int | None:
    """Bytes of a saved notebook of such cells; None where the peer has no such cell."""
    if not cell:
        return None
    with tempfile.TemporaryDirectory() as folder:
        return saved(peer, cell, api, Path(folder))


if __name__ == "__main__":
    main()
