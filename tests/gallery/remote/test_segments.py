"""Segments: their names, which of them are to be read, and that they stay few."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imagine_nb.gallery.remote.segments import (
    FILE,
    WHOLE,
    Segment,
    digest_of,
    is_read,
    joined_start,
    longest,
    preview_name,
    segment_named,
)

A, B = "a" * 16, "b" * 16


def test_a_name_tells_a_segment() -> None:
    segment = Segment(A, 0, 4096, digest_of(b"lines"))
    assert segment_named(segment.name) == segment
    assert segment.name.startswith(f"manifests/{A}/000000000000-000000004096-")
    assert segment.holds(b"lines")
    assert not segment.holds(b"line")


@pytest.mark.parametrize(
    "name",
    [
        "manifests/../gallery.db", f"manifests/{A}/x.jsonl", f"manifests/{A}/.000000000000-000000000009.part",
        f"manifests/{A}/000000000009-000000000009-{B}.jsonl",
        f"manifests/A/000000000000-000000000009-{B}.jsonl",
        f"manifests/{A}/000000000000-000000000009-{B}.jsonl\n",
    ],
)  # fmt: skip
def test_other_names_are_none(name: str) -> None:
    assert segment_named(name) is None


@pytest.mark.parametrize(
    "file", [f"pictures/{A}/../x.jpg", "pictures/x.jpg", f"pictures/{A}/x.py", f"/pictures/{A}/x.jpg"]
)
def test_a_file_lies_below_its_writer_alone(file: str) -> None:
    assert FILE.fullmatch(file) is None


def test_a_small_copy_lies_beside_its_writers_others() -> None:
    assert preview_name(f"pictures/{A}/0001-fox-3fa9.jpg", "f" * 64) == f"previews/{A}/{'f' * 64}.jpg"


def test_what_another_covers_is_not_read() -> None:
    small, joined, other = Segment(A, 0, 10), Segment(A, 0, 30), Segment(B, 0, 10)
    assert longest([small, Segment(A, 10, 30), joined, other]) == [joined, other]
    assert longest([Segment(A, 10, 30), small]) == [small, Segment(A, 10, 30)]


def test_what_was_read_in_pieces_is_read() -> None:
    read = [Segment(A, 10, 30), Segment(A, 0, 10), Segment(B, 0, 99)]
    assert is_read(Segment(A, 0, 30), read)
    assert is_read(Segment(A, 5, 25), read)
    assert not is_read(Segment(A, 0, 31), read)
    assert not is_read(Segment(A, 0, 5), [Segment(A, 5, 30)])


@given(st.lists(st.integers(1, 5000), min_size=1, max_size=400))
def test_segments_stay_few_and_lose_nothing(sizes: list[int]) -> None:
    kept: list[tuple[int, int]] = []
    end = uploaded = 0
    for size in sizes:
        start, end = end, end + size
        first = joined_start(kept, start, end)
        kept = [each for each in kept if each[1] <= first]
        kept.append((first, end))
        uploaded += end - first
    assert [stop for _, stop in kept[:-1]] == [start for start, _ in kept[1:]]
    assert (kept[0][0], kept[-1][1]) == (0, end)
    assert len(kept) <= end.bit_length() + 1
    assert uploaded <= end * (end.bit_length() + 1)


def test_a_long_segment_is_left_as_it_is() -> None:
    assert joined_start([(0, WHOLE)], WHOLE, 3 * WHOLE) == WHOLE
    assert joined_start([(0, 10)], 20, 90) == 20  # what is not next to it is not joined
