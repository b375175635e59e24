"""Requests of batches in the journal: written together, found by their ids, begun once by however many."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from imagine_nb import Gallery
from imagine_nb.errors import InputError
from imagine_nb.gallery.batched import InBatch, Of
from imagine_nb.gallery.journalled import Journalled, is_worth_waiting_for
from imagine_nb.records import NewAnswer, Outcome, Request
from imagine_nb.usage import Usage
from left_behind import HERE, NO_MORE, written

BATCH = Of("batch_1", "xai", HERE)


@pytest.fixture
def gallery(tmp_path: Path) -> Gallery:
    return Gallery(tmp_path / "gallery")


def asked(name: str, batch_id: str = "batch_1", base_url: str = HERE) -> Request:
    ids = {"batch_id": batch_id, "batch_request_id": name}
    return Request("xai", base_url, "/chat/completions", "grok-4.3", name, name, ids)


def test_the_requests_of_a_batch_are_found_by_their_ids(gallery: Gallery) -> None:
    gallery.batched.begin(BATCH, [asked("a"), asked("b")])
    gallery.batched.begin(Of("batch_2", "xai", HERE), [asked("a", "batch_2")])
    gallery.batched.begin(Of("batch_1", "xai", "u"), [asked("c", base_url="u")])
    found = gallery.batched.of(BATCH)
    assert list(found) == ["a", "b"]
    assert (found["a"].status, found["a"].is_done, found["a"].begun.request.sent) == (None, False, "a")


def test_what_came_of_them_is_told(gallery: Gallery) -> None:
    gallery.batched.begin(BATCH, [asked("a"), asked("b")])
    begun = gallery.batched.of(BATCH)["a"].begun
    told = Outcome("done", usage=Usage(7))
    Journalled(gallery.journal, begun.request, begun=begun).finish(told, answer=NewAnswer("Yes.", None))
    found = gallery.batched.of(BATCH)
    assert (found["a"].status, found["a"].is_done, found["a"].begun.n_endings) == ("done", True, 1)
    assert not found["b"].is_done
    assert gallery.batched.cost_ticks(BATCH) == 7


def test_none_is_begun_where_one_has_an_id_that_is_used(gallery: Gallery) -> None:
    begun = gallery.batched.begin(BATCH, [asked("a")])
    with pytest.raises(InputError, match="'a' already"):
        gallery.batched.begin(BATCH, [asked("b"), asked("a")])
    assert list(gallery.batched.of(BATCH)) == ["a"]
    gallery.batched.end(begun, Outcome("failed"))  # it never came to the batch
    gallery.batched.begin(BATCH, [asked("b"), asked("a")])
    assert gallery.batched.of(BATCH)["a"].status is None


def test_an_ending_is_written_once(gallery: Gallery) -> None:
    begun = gallery.batched.begin(BATCH, [asked("a")])
    gallery.batched.end(begun, Outcome("failed"))
    gallery.batched.end(begun, Outcome("unknown"))
    assert (gallery.batched.of(BATCH)["a"].status, gallery.batched.of(BATCH)["a"].begun.n_endings) == (
        "failed",
        1,
    )


def test_one_of_elsewhere_is_begun_once(gallery: Gallery) -> None:
    first = gallery.batched.found_or_begun(BATCH, asked("a"))
    second = gallery.batched.found_or_begun(BATCH, asked("a"))
    assert first.begun.id == second.begun.id
    assert len(gallery.ledger()) == 1


@pytest.mark.parametrize(
    "odd", ["", "{", "5", "[]", json.dumps({"batch_id": "batch_1"}), json.dumps({"batch_id": ["batch_1"]}),
            json.dumps({"batch_id": "batch_1", "batch_request_id": 5})]
)  # fmt: skip
def test_broken_rows_cost_the_others_nothing(gallery: Gallery, odd: str) -> None:
    begun = gallery.batched.begin(BATCH, [asked("a"), asked("b")])
    written(gallery, "UPDATE requests SET parameters = ? WHERE id = ?", odd, begun[0].id)
    assert list(gallery.batched.of(BATCH)) == ["b"]


def test_what_a_dead_kernel_added_stays_open_until_it_is_asked_for(gallery: Gallery) -> None:
    (begun,) = gallery.batched.begin(BATCH, [asked("a")])
    written(gallery, "UPDATE requests SET session = 'rebuilt:0:0' WHERE id = ?", begun.id)
    assert gallery.settled().startswith("Results of batch_1 have not been read: studio.collect(batch_id)")
    assert gallery.batched.of(BATCH)["a"].status is None
    assert gallery.ledger().total.unknown == 1


def test_the_batch_that_holds_a_request_is_known_until_its_result_is_read(gallery: Gallery) -> None:
    first, second = asked("a"), asked("b", "batch_2")
    second = replace(second, prompt=first.prompt, sent=first.sent)  # the same, in another batch
    gallery.batched.begin(BATCH, [first])
    gallery.batched.begin(Of("batch_2", "xai", HERE), [second])
    assert first.key == second.key
    assert gallery.batched.holding(first.key, 1) == InBatch("batch_2", "b")  # the newer one
    assert gallery.batched.holding(first.key, 2) is None
    gallery.batched.end([gallery.batched.of(BATCH)["a"].begun], Outcome("done"))
    gallery.batched.end([gallery.batched.of(Of("batch_2", "xai", HERE))["b"].begun], Outcome("unknown"))
    assert gallery.batched.holding(first.key, 1) is None
    assert gallery.batched.holding(first.key, 1, lost=True) == InBatch("batch_2", "b")


def test_only_some_of_a_batch_are_looked_up(gallery: Gallery) -> None:
    gallery.batched.begin(BATCH, [asked("a"), asked("b"), asked("c")])
    assert list(gallery.batched.of(BATCH, ["c", "a", "d"])) == ["a", "c"]


def test_those_that_are_known_are_told_as_they_stand_now(gallery: Gallery) -> None:
    gallery.batched.begin(BATCH, [asked("a"), asked("b"), asked("c")])
    known = gallery.batched.of(BATCH)
    gallery.batched.end([known["b"].begun], Outcome("failed"))
    found = gallery.batched.now([known["b"], known["c"]])
    assert found == gallery.batched.of(BATCH, ["b", "c"])
    assert {name: each.status for name, each in found.items()} == {"b": "failed", "c": None}
    assert gallery.batched.now([]) == {}


def test_nobody_waits_for_a_request_that_is_in_a_batch(gallery: Gallery) -> None:
    gallery.batched.begin(BATCH, [asked("a")])
    alone = replace(asked("a"), parameters={})
    assert gallery.journal.begin(alone, alone_since=0, is_under_way=is_worth_waiting_for).request is alone


def test_one_whose_sender_lives_may_still_be_sent(gallery: Gallery) -> None:
    gallery.batched.begin(BATCH, [asked("a")])
    assert gallery.batched.of(BATCH)["a"].is_young
    written(gallery, "UPDATE requests SET session = ?", NO_MORE)
    assert not gallery.batched.of(BATCH)["a"].is_young
