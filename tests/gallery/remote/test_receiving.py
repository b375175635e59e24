"""What strangers write at an address: it is taken in where it can be what it says, and harms nothing else."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elsewhere import jpeg, keep, view
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.remote.address import address_of
from imagine_nb.gallery.remote.lines import lines_in
from imagine_nb.gallery.remote.segments import Segment, digest_of, segment_named
from imagine_nb.gallery.remote.state import MOST_ORPHANS, State
from imagine_nb.gallery.remote.store import Store

Opens = Callable[..., Gallery]
Change = Callable[[dict[str, object]], object]
STRANGER = "e" * 16


def store_of(address: str) -> Store:
    return Store(address_of(address))


def said(address: str) -> dict[str, bytes]:
    """All segments at an address, by their names."""
    store = store_of(address)
    return {name: bytes(store.read({name: size})[name]) for name, size in store.sizes("manifests").items()}


def rewritten(address: str, table: str, change: Change) -> None:
    """Have a stranger say what another wrote, with a change in each row of a table."""
    ((name, data),) = said(address).items()
    entries = [json.loads(line) for line in data.splitlines()]
    for entry in entries:
        if table in entry:
            change(entry[table])
    speak(address, b"".join(json.dumps(each).encode() + b"\n" for each in entries))
    store_of(address).remove([name])


def speak(address: str, data: bytes, *, start: int = 0, writer: str = STRANGER) -> Segment:
    """Write a segment as a stranger does."""
    segment = Segment(writer, start, start + max(len(data), 1), digest_of(data))
    store_of(address).write({segment.name: data})
    return segment


@pytest.fixture
def written(on: Opens, address: str) -> str:
    """An address at which a machine has written one picture."""
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    mine.close()
    return address


ODD: list[tuple[str, dict[str, object]]] = [
    ("pictures", {"file": "../../gallery.db"}),
    ("pictures", {"file": f"pictures/{STRANGER}/../../../x.jpg"}),
    ("pictures", {"file": 7}),
    ("pictures", {"id": "../x"}),
    ("pictures", {"sha256": "x" * 64}),
    ("pictures", {"width": 10**9}),
    ("pictures", {"position": True, "n_bytes": "many"}),
    ("pictures", {"path": "x.jpg"}),
    ("pictures", {"request_id": "f" * 16}),
    ("requests", {"engine": "somebody"}),
    ("requests", {"sources": [{"name": "x"}]}),
    ("requests", {"parameters": {"a": float("1e400")}}),
    ("requests", {"session": None}),
    ("outcomes", {"status": "won"}),
    ("outcomes", {"cost_ticks": 10**30}),
    ("outcomes", {"usage": []}),
]


@pytest.mark.parametrize(("table", "change"), ODD)
def test_a_record_that_cannot_be_what_it_says_is_left_out(
    on: Opens, written: str, table: str, change: Mapping[str, object]
) -> None:
    rewritten(written, table, lambda row: row.update(change))
    yours = on("yours", written)
    assert len(yours) == 0
    keep(yours, "blue", prompt="a hat")
    assert len(yours) == 1
    assert yours.verify()


def test_lines_that_are_no_records_are_counted_and_left_out(on: Opens, written: str) -> None:
    ((name, data),) = said(written).items()
    odd = [
        b"{",
        b"[]",
        b"7",
        b'{"pictures": []}',
        b'{"words": {}}',
        b"[" * 99_999,
        b"\xff\xfe",
        b"{}",
        b"null",
    ]
    speak(written, data + b"\n".join(odd) + b"\n")
    store_of(written).remove([name])
    yours = on("yours", written)
    assert len(yours) == 1
    speak(written, b"\n".join(odd), start=len(data) + 5000)
    assert yours.refresh().n_refused == len(odd)
    assert yours.refresh().n_refused == 0


def test_a_segment_that_is_half_there_gives_what_it_can_and_is_read_again(on: Opens, written: str) -> None:
    ((name, data),) = said(written).items()
    store = store_of(written)
    store.write({name: data[:-20]})
    yours = on("yours", written)
    assert len(yours) == 0
    told = yours.refresh()
    assert (told.broken, told.n_refused) == ((name,), 0)
    assert "1 segment broken" in repr(told)
    store.write({name: data})
    assert yours.refresh().n_received == 1
    assert yours.refresh().broken == ()


def test_a_segment_that_claims_to_be_empty_is_told(on: Opens, address: str) -> None:
    segment = speak(address, b"")
    assert on("yours", address).refresh().broken == (segment.name,)


def test_other_files_at_the_address_are_left_alone(on: Opens, written: str) -> None:
    other = {"notes.txt": b"mine", "manifests/readme.md": b"x", f"manifests/{STRANGER}/x.jsonl": b"{}"}
    store_of(written).write(other)
    yours = on("yours", written)
    assert len(yours) == 1
    keep(yours, "blue", prompt="a hat")
    yours.sync()
    assert other.keys() < store_of(written).sizes("").keys()


def test_a_file_that_is_not_what_was_uploaded_is_not_taken(on: Opens, written: str) -> None:
    store = store_of(written)
    ((file, size),) = store.sizes("pictures").items()
    for data in (jpeg("green"), b"x" * (size + 10_000), b""):
        store.write({file: data})
        yours = on("yours", written)
        with pytest.raises(GalleryError, match="is not the one that was uploaded"):
            yours.data(yours[1])
        assert not yours.path(yours[1]).exists()
    store.remove([file])
    with pytest.raises(GalleryError, match="there is no such bucket, folder or file"):
        yours.data(yours[1])
    assert yours.thumbnail(1)


def test_a_small_copy_that_is_none_is_made_from_the_picture(on: Opens, written: str) -> None:
    store = store_of(written)
    ((name, _),) = store.sizes("previews").items()
    for data in (b"<html>", b"\xff\xd8" + b"x" * 90_000 + b"\xff\xd9"):
        store.write({name: data})
        yours = on("yours" + str(len(data)), written)
        assert yours.thumbnail(1).startswith(b"\xff\xd8")
        assert yours.path(yours[1]).exists()


def test_a_request_that_another_id_has_is_left_out(on: Opens, written: str) -> None:
    yours = on("yours", written)
    before = view(yours)
    rewritten(written, "requests", lambda row: row.update(prompt="a lie", sent="a lie"))
    assert yours.refresh().n_refused == 1
    assert view(yours) == before


def test_what_is_said_of_a_picture_waits_for_it(on: Opens, written: str) -> None:
    mine = on("mine", written)
    before = said(written)
    yours = on("yours", written)
    yours.label(1, "hat")
    yours.sync()
    store_of(written).remove(before)
    third = on("third", written)
    assert (len(third), third.labels()) == (0, ())
    store_of(written).write(before)
    third.refresh()
    assert third.labels(1) == ("hat",)
    mine.refresh()
    assert mine.labels(1) == ("hat",)


@pytest.mark.parametrize("writer", ["0" * 16, "f" * 16], ids=["read-before-them", "read-after-them"])
def test_all_that_is_said_of_pictures_comes_however_much_it_is(on: Opens, written: str, writer: str) -> None:
    about = {"picture_id": on("mine", written)[1].id, "kind": "label", "created": time.time(), "is_on": 1}
    lines = (json.dumps({"marks": {**about, "value": f"l{number}"}}) for number in range(MOST_ORPHANS + 10))
    speak(written, "\n".join(lines).encode() + b"\n", writer=writer)
    assert len(on("yours", written).labels(1)) == MOST_ORPHANS + 10


def test_of_what_is_said_of_pictures_that_never_come_no_more_than_so_much_waits(
    on: Opens, written: str
) -> None:
    about = {"kind": "label", "value": "hat", "created": time.time(), "is_on": 1}
    lines = (json.dumps({"marks": {**about, "picture_id": f"{n:016x}"}}) for n in range(MOST_ORPHANS + 10))
    speak(written, "\n".join(lines).encode() + b"\n")
    yours = on("yours", written)
    for _ in range(2):
        with closing(State(yours.folder)) as state:
            assert [len(each) for each in state.orphans()] == [MOST_ORPHANS]
        yours.refresh()


def test_a_word_after_another_wins_though_its_clock_is_late(on: Opens, written: str) -> None:
    mine, yours = on("mine", written), on("yours", written)
    fast = {"created": time.time() + 9000, "picture_id": mine[1].id, "kind": "favourite", "value": ""}
    speak(written, json.dumps({"marks": {**fast, "is_on": 1}}).encode() + b"\n")
    mine.refresh()
    yours.refresh()
    assert mine.is_favourite(1)
    yours.favourite(1, on=False)
    yours.sync()
    mine.refresh()
    assert not yours.is_favourite(1)
    assert not mine.is_favourite(1)


def test_a_deletion_comes_with_the_picture_or_after_it(on: Opens, written: str) -> None:
    mine = on("mine", written)
    yours = on("yours", written)
    yours.data(yours[1])
    mine.delete(1)
    mine.sync()
    assert store_of(written).sizes("pictures") == {}
    yours.refresh()
    assert len(yours) == 0
    assert not list(yours.folder.glob("0001-*"))
    third = on("third", written)
    assert len(third) == 0
    assert third.journal.recorded(yours.journal.endings(key=None, content=content(third))[0].id)


def content(gallery: Gallery) -> str:
    row = gallery._database.one("SELECT content FROM requests")
    assert row is not None
    return str(row["content"])


def test_a_copy_of_a_mirror_becomes_a_writer_of_its_own(on: Opens, address: str, tmp_path: Path) -> None:
    import shutil

    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    mine.close()
    shutil.copytree(tmp_path / "mine", tmp_path / "copy")
    one, other = on("mine", address), on("copy", address)
    keep(one, "blue", prompt="one")
    keep(other, "green", "white", prompt="other")
    for each in (one, other, one, other):
        each.sync()
    assert view(one) == view(other) == view(on("third", address))
    assert len(one) == 4


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda each: st.lists(each, max_size=3) | st.dictionaries(st.text(), each, max_size=3),
    max_leaves=12,
)
TABLES = st.sampled_from(["requests", "outcomes", "pictures", "answers", "marks", "choices", "words"])


@given(st.lists(st.dictionaries(TABLES, JSON, max_size=1) | JSON, max_size=9))
def test_whatever_lines_hold_they_are_records_or_counted(entries: list[object]) -> None:
    records, n_refused = lines_in(b"\n".join(json.dumps(each).encode() for each in entries))
    assert len(records) + n_refused == len(entries)


def test_a_segment_that_its_writer_has_joined_meanwhile_is_read_joined(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    yours = on("yours", address)
    keep(mine, "blue", "green", prompt="a long prompt of many words " * 90)
    mine.sync()
    (joined,) = said(address)
    assert (found := segment_named(joined)) is not None
    assert found.start == 0
    assert yours.refresh().n_received == 2
