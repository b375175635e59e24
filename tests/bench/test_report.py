"""The table of what people use instead says what was measured, in the README's place for it."""

from __future__ import annotations

import pytest

from bench.peers.report import END, START, Column, block, into, seconds, size
from bench.peers.visits import Visit

OURS = Visit(0.02, 0.4, 0.04, 0.05, is_cancelled=True, loaded=900_000, worked=32_000_000)
PEER = Visit(0.4, 0.5, 0.02, 0.7, is_cancelled=False, loaded=37_000_000, worked=45_000_000)
TEXTS = Visit(4.2, None, None, 4.0, is_cancelled=True, loaded=186_000_000, worked=None)


def table() -> list[str]:
    columns = [
        Column("ours", [OURS], 460_000, None),
        Column("peer", [PEER], 4_320_000, 9_200),
        Column("texts", [TEXTS], None, None),
    ]
    return block(columns, 300_000).splitlines()


def test_the_best_of_each_row_is_bold_whoever_it_is() -> None:
    rows = table()
    assert "| loading | **20 ms** | 400 ms | 4.2 s |" in rows
    assert "| each further picture | 40 ms | **20 ms** | makes none |" in rows
    kept = "| saved notebook of 10 pictures | **460 kB** | 4.3 MB, or 9 kB with addresses that expire"
    assert f"{kept} | makes none |" in rows


def test_it_is_said_who_lets_a_stopped_request_go_on() -> None:
    assert any(row.endswith("the stop button does not give the request up in: peer.") for row in table())


@pytest.mark.parametrize(("value", "told"), [(0.0204, "20 ms"), (0.9996, "1.0 s"), (4.19, "4.2 s")])
def test_a_time_is_told_in_milliseconds_or_seconds(value: float, told: str) -> None:
    assert seconds(value) == told


@pytest.mark.parametrize(("value", "told"), [(9_202, "9 kB"), (999_600, "1.0 MB"), (37_000_000, "37 MB")])
def test_a_size_is_told_in_kilobytes_or_megabytes(value: float, told: str) -> None:
    assert size(value) == told


def test_only_what_is_between_the_markers_changes() -> None:
    before = f"a\n{START}\nold\n{END}\nb\n"
    once = into(before, "new")
    assert once == f"a\n{START}\n\nnew\n\n{END}\nb\n"
    assert into(once, "new") == once
    with pytest.raises(ValueError, match="no one place"):
        into("a\n", "new")
