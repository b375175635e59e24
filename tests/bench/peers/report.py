"""The figures as a table in Markdown, and their place between two markers of the README."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.peers.visits import PICTURES, Visit

START, END = "<!-- figures of `make bench-peers` -->", "<!-- end of the figures -->"
NONE = "makes none"
Figure = Callable[[Visit], float | None]
FIGURES: tuple[tuple[str, Figure], ...] = (
    ("loading", lambda visit: visit.load),
    ("loading and the first picture", lambda visit: visit.first),
    ("each further picture", lambda visit: visit.next),
    ("stop button until the kernel is free", lambda visit: visit.stop),
)
MEMORY: tuple[tuple[str, Figure], ...] = (
    ("memory once loaded", lambda visit: visit.loaded),
    (f"memory after {PICTURES + 1} pictures", lambda visit: visit.worked),
)


@dataclass(frozen=True, slots=True)
class Column:
    """What was measured of one peer: its visits, and the bytes of its saved notebooks."""

    heading: str
    visits: Sequence[Visit]
    whole: int | None  # with the pictures in it
    addresses: int | None  # with their temporary addresses in it

    def median(self, figure: Figure) -> float | None:
        values = [value for each in self.visits if (value := figure(each)) is not None]
        return statistics.median(values) if values else None


def seconds(value: float) -> str:
    """A time in milliseconds, or in seconds from one on."""
    return f"{value * 1000:.0f} ms" if value < 0.9995 else f"{value:.1f} s"


def size(value: float) -> str:
    """A number of bytes in as many digits as tell something."""
    if value < 999_500:
        return f"{value / 1000:.0f} kB"
    return f"{value / 1e6:.1f} MB" if value < 9_950_000 else f"{value / 1e6:.0f} MB"


def block(columns: Sequence[Column], bytes_of_picture: int) -> str:
    """All between the markers: how it was measured, and a row for each figure, the best of it in bold."""
    rows = [("", [each.heading for each in columns]), ("---", ["---"] * len(columns))]
    for figures, tell in ((FIGURES, seconds), (MEMORY, size)):
        rows += [(name, _told([each.median(of) for each in columns], tell)) for name, of in figures]
    rows.append((f"saved notebook of {PICTURES} pictures", _notebooks(columns)))
    table = [f"| {' | '.join([name, *cells])} |" for name, cells in rows]
    return "\n".join([_how(columns, bytes_of_picture), "", *table])


def into(readme: str, told: str) -> str:
    """The text with these figures between its markers."""
    pattern = re.compile(f"(?<={re.escape(START)}\n).*(?={re.escape(END)})", re.DOTALL)
    changed, count = pattern.subn(lambda _: f"\n{told}\n\n", readme)
    if count != 1:
        raise ValueError(f"There is no one place for the figures, between {START} and {END}.")
    return changed


def _told(values: Sequence[float | None], tell: Callable[[float], str]) -> list[str]:
    """Each value in words; the least, and what reads the same, in bold."""
    told = [NONE if value is None else tell(value) for value in values]
    best = tell(min(value for value in values if value is not None))
    return [f"**{each}**" if each == best else each for each in told]


def _notebooks(columns: Sequence[Column]) -> list[str]:
    """What a saved notebook weighs, and what it does where the peer can keep addresses alone."""
    told = _told([each.whole for each in columns], size)
    small = [
        f", or {size(each.addresses)} with addresses that expire" if each.addresses else ""
        for each in columns
    ]
    return [text + more for text, more in zip(told, small, strict=True)]


def _how(columns: Sequence[Column], bytes_of_picture: int) -> str:
    """When and how it was measured, and who lets a request go on that was stopped."""
    today = datetime.now(UTC)
    leaving = [each.heading for each in columns if not all(visit.is_cancelled for visit in each.visits)]
    stopped = (
        f"the stop button does not give the request up in: {', '.join(leaving)}"
        if leaving
        else "the stop button gives the request up in each"
    )
    return "\n".join([
        f"Medians of {len(columns[0].visits)} fresh kernels on {today.day} {today:%B %Y}, with Python"
        f" {platform.python_version()} on {os.cpu_count()} processors, each beside the others in one run.",
        f"Servers on loopback answer at once with a picture of {size(bytes_of_picture)}; {stopped}.",
    ])  # fmt: skip
