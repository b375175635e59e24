"""Stored files and their public addresses."""

from __future__ import annotations

import pytest

from faults_server import jpeg
from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.stored_files import MAX_PUBLISHED, PUBLISHED, StoredFiles, shown_type


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def files(clock: Clock) -> StoredFiles:
    return StoredFiles(clock=clock)


def test_the_type_is_as_told_or_as_the_name_has_it(files: StoredFiles) -> None:
    kinds = [
        files.put(b"", name=name, lifetime=None, content_type=told).content_type
        for name, told in (("a.pdf", ""), ("a.pdf", "text/plain"), ("a", ""))
    ]
    assert kinds == ["application/pdf", "text/plain", "application/octet-stream"]


def test_a_public_address_lasts_as_long_as_was_asked(files: StoredFiles, clock: Clock) -> None:
    file = files.put(jpeg(), name="a.jpg", lifetime=None)
    made = files.publish(file.id, lifetime=3600)
    assert made.path.startswith(PUBLISHED)
    assert made.path.endswith(f"{file.id}.jpeg")
    assert made.expires == 4600
    assert files.at(made.path) == file
    clock.now += 3600
    assert files.at(made.path) is None
    assert files.published(file.id) is None
    assert files.found(file.id) == file


def test_a_new_lifetime_is_for_the_same_address(files: StoredFiles) -> None:
    file = files.put(b"%PDF-1.4", name="a.pdf", lifetime=None)
    endless = files.publish(file.id, lifetime=None)
    assert endless.expires is None
    brief = files.publish(file.id, lifetime=3600)
    assert (brief.path, brief.expires) == (endless.path, 4600)
    assert files.publish(file.id, lifetime=None) == brief


def test_an_address_is_told_to_nobody_who_only_knows_the_file(files: StoredFiles) -> None:
    file = files.put(jpeg(), name="a.jpg", lifetime=None)
    made = files.publish(file.id, lifetime=None)
    assert files.at(f"{PUBLISHED}guessed/{file.id}.jpeg") is None
    assert files.at("/") is None
    assert made.path not in repr(made)


def test_no_more_are_public_than_the_api_allows(files: StoredFiles) -> None:
    ids = [files.put(b"%PDF-", name="a.pdf", lifetime=None).id for _ in range(MAX_PUBLISHED + 1)]
    for each in ids[:-1]:
        files.publish(each, lifetime=None)
    with pytest.raises(Refusal) as refused:
        files.publish(ids[-1], lifetime=None)
    assert refused.value.status == 429
    assert files.publish(ids[0], lifetime=3600).expires
    files.revoke(ids[0])
    assert files.publish(ids[-1], lifetime=None)


def test_the_address_of_a_file_that_made_room_is_nobodys(clock: Clock) -> None:
    files = StoredFiles(clock=clock, room=5)
    first = files.put(b"%PDF-", name="a.pdf", lifetime=None)
    path = files.publish(first.id, lifetime=None).path
    for _ in range(MAX_PUBLISHED + 1):
        made = files.publish(files.put(b"%PDF-", name="b.pdf", lifetime=None).id, lifetime=None)
    assert files.at(path) is None
    assert files.at(made.path)


@pytest.mark.parametrize(
    ("data", "kind"),
    [(jpeg(), "image/jpeg"), (b"%PDF-1.7", "application/pdf"), (b"<svg/>", ""), (b"<html>", ""), (b"", "")],
)
def test_only_what_runs_nothing_is_shown(data: bytes, kind: str) -> None:
    assert shown_type(data) == kind
