"""The state of a mirror: it may be lost, and nobody else does the same meanwhile."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.remote.segments import Segment
from imagine_nb.gallery.remote.state import FOLDER, Lying, State, alone

A, B = "a" * 16, "b" * 16


def test_facts_stay(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.begin_writer(A)
    state.was_read(Segment(B, 0, 10))
    state.was_read(Segment(B, 0, 30))
    lying = Lying("0001-fox.jpg", f"pictures/{B}/0007-fox.jpg", "c" * 64, "c" * 64, 9)
    own = Lying("0001-fox.jpg", f"pictures/{A}/0001-fox.jpg", "c" * 64, "c" * 64, 9)
    state.lies(lying, own)
    state.close()
    again = State(tmp_path)
    assert again.fact("writer") == A
    assert again.read() == [Segment(B, 0, 30)]
    assert again.lying("0001-fox.jpg") == [own, lying]
    again.begin_writer("c" * 16)
    assert again.is_own(own.file)  # what it wrote under another name is its own still
    again.close()


def test_covered_segments_are_named_once(tmp_path: Path) -> None:
    state = State(tmp_path)
    state.begin_writer(A)
    assert state.was_sent(Segment(A, 0, 10, "d" * 16), 10, "m") == []
    assert state.was_sent(Segment(A, 0, 30, "e" * 16), 30, "n") == [Segment(A, 0, 10, "d" * 16)]
    assert state.sent() == [Segment(A, 0, 30, "e" * 16)]
    state.close()


def test_all_is_kept_together_or_nothing_is(tmp_path: Path) -> None:
    state = State(tmp_path)
    with pytest.raises(AttributeError), state.together():
        state.lies(Lying("0001-fox.jpg", "f", "c", "c", 9), None)  # type: ignore[arg-type]
    assert state.all_lying() == []
    state.close()


def test_a_state_that_is_broken_begins_anew(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "state.db").write_bytes(b"no database at all, but long enough to be taken for one")
    state = State(tmp_path)
    assert state.fact("writer") == ""
    state.keep(writer=A)
    assert state.fact("writer") == A
    state.close()


def test_a_state_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_bytes(b"")
    with pytest.raises(GalleryError, match=r"The state of the mirror at .* cannot be used"):
        State(tmp_path).fact("writer")


def test_one_at_a_time(tmp_path: Path) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with alone(tmp_path, "sending", seconds=5) as is_alone:
            assert is_alone
            held.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(30)
    with alone(tmp_path, "sending", seconds=0.1) as is_alone:
        assert not is_alone
    with alone(tmp_path, "receiving", seconds=0.1) as is_alone:
        assert is_alone
    done.set()
    other.join()
    with alone(tmp_path, "sending", seconds=5) as is_alone:
        assert is_alone
