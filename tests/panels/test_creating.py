"""Pictures that a panel makes: they come as each request ends, stay whatever happens, and in order."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from desk import FORM, Desk
from faults_server import FaultServer, cut_in_body, held, jpeg, pictures, reply
from full_disk import full, posix
from imagine_nb import Studio
from quick_server import QuickServer


def test_pictures_are_told_with_their_thumbnails_and_how_it_ended(desk: Desk) -> None:
    ended, cards = desk.generate("two <b>foxes</b>", count=2)
    assert (ended["state"], ended["arrived"], ended["of"], ended["error"]) == ("done", 2, 2, None)
    assert ended["text"].startswith("Made 2 pictures · $0.00 · Drew: ")
    assert [each["prompt"] for each in cards] == ["two <b>foxes</b>"] * 2
    assert [each["number"] for each in cards] == [1, 2]
    result = [each for each in desk.heard if each["event"] == "result"][-1]
    assert [each[:2] for each in result.buffers] == [b"\xff\xd8"] * 2
    assert (result["group"]["state"], result["group"]["text"]) == ("done", ended["text"])


def test_a_print_without_a_thing_says_why(desk: Desk) -> None:
    ended, _ = desk.generate("ein roter Fuchs")
    assert "no word of the prompt is one it can draw. It knows English words" in ended["text"]


def test_earlier_results_stay_the_newest_first(desk: Desk) -> None:
    for prompt in ("a fox", "a hat"):
        desk.generate(prompt)
    assert [each["prompt"] for each in desk.results()] == ["a hat", "a fox"]


def test_what_a_click_asks_for_is_always_fresh(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    ids = {desk.generate("a fox")[1][0]["id"] for _ in range(2)}
    assert (len(ids), len(quick.bodies)) == (2, 2)


def test_pictures_appear_as_each_request_ends(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    quick.hold(after=1)
    job = desk.ask("generate", **{**FORM, "prompt": "a fox", "count": 30})["job"]
    shown = desk.event("result", lambda told: len(told["group"]["cards"]) == 10)
    assert (shown["group"]["state"], shown["group"]["of"], len(shown.buffers)) == ("running", 30, 10)
    assert desk.event("job", lambda told: told["arrived"] == 10)["state"] == "running"
    quick.release()
    assert desk.ended(job)["text"] == "Made 30 pictures · $0.60"


def test_cancel_keeps_what_came(billed: Callable[..., Desk], quick: QuickServer) -> None:
    desk = billed(quick)
    quick.hold(after=1)
    job = desk.ask("generate", **{**FORM, "prompt": "a fox", "count": 30})["job"]
    desk.event("result", lambda told: len(told["group"]["cards"]) == 10)
    desk.ask("cancel", job=job)
    ended = desk.ended(job)
    assert (ended["state"], ended["error"]) == ("cancelled", None)
    assert "10 of 30 pictures had arrived and are kept" in ended["text"]
    assert "about $0.40" in ended["text"]
    (group,) = desk.results()
    assert (group["state"], len(group["cards"]), group["text"]) == ("cancelled", 10, ended["text"])
    assert desk.ask("page")["total"] == 10
    assert desk.ask("hello")["state"]["jobs"] == []


def test_the_last_that_is_told_of_a_group_is_how_it_ended(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick)
    desk.generate("a fox", count=100)
    told = [each["group"] for each in desk.heard if each["event"] == "result"]
    arrived = [len(each["cards"]) for each in told]
    assert arrived == sorted(arrived)
    assert len(set(arrived)) >= len(arrived) - 1  # nothing is told twice but the end
    assert [each["state"] for each in told][-1:] == ["done"]


def test_a_refusal_by_moderation_is_said_in_one_sentence(
    billed: Callable[..., Desk], quick: QuickServer
) -> None:
    desk = billed(quick)
    ended, cards = desk.generate("gore")
    assert (ended["state"], cards) == ("failed", [])
    assert "moderation" in ended["error"]["text"].lower()
    assert "Traceback" not in str(ended.fields)
    assert desk.results()[0]["state"] == "failed"


def test_a_cut_connection_says_that_it_may_have_been_charged(
    billed: Callable[..., Desk], faults: FaultServer
) -> None:
    desk = billed(faults)
    faults.then(cut_in_body(pictures(jpeg())))
    ended, cards = desk.generate("a fox")
    assert (ended["state"], cards) == ("failed", [])
    assert "charged" in ended["error"]["text"]
    faults.then(reply(body=pictures(jpeg())))
    assert desk.generate("a fox")[0]["state"] == "done"


def test_of_a_call_that_fails_half_way_what_came_stays(
    billed: Callable[..., Desk], faults: FaultServer
) -> None:
    desk = billed(faults)
    faults.then(
        reply(body=pictures(*[jpeg((each, 0, 0)) for each in range(10)])), reply(400, {"error": "no"})
    )
    ended, cards = desk.generate("a fox", count=20)
    assert (ended["state"], ended["text"], len(cards)) == ("failed", "10 of 20 pictures came.", 10)


def test_without_a_gallery_pictures_are_shown_and_say_so(tmp_path: Path) -> None:
    studio = Studio(engine="print-shop", gallery=False, notify=lambda text: None)
    desk = Desk(studio)
    ended, (card,) = desk.generate("a fox")
    assert (ended["state"], card["number"]) == ("done", 0)
    assert desk.ask("image", id=card["id"]).buffers[0]
    assert desk.ask("cards", ids=[card["id"]], side=512).buffers[0]
    assert desk.ask("page").fields == {"total": 0, "offset": 0, "cards": []}
    assert desk.ask("lineage", id=card["id"])["edges"] == []
    assert desk.ask("details", id=card["id"])["recipe"] == ""
    for verb, fields in (("favourite", {"ids": [card["id"]], "on": True}), ("delete", {"ids": [card["id"]]})):
        assert "keeps nothing" in desk.refused(verb, **fields)[0]
    source = desk.ask("source", picture=card["id"])["source"]["key"]
    assert desk.generate("a hat", sources=[source])[0]["state"] == "done"
    studio.close()


@posix
def test_what_a_full_disk_does_not_take_is_shown_with_a_notice(
    billed: Callable[..., Desk], faults: FaultServer
) -> None:
    desk, gate = billed(faults), threading.Event()
    faults.then(held(gate, reply(body=pictures(jpeg()))))
    job = desk.ask("generate", **{**FORM, "prompt": "a hat"})["job"]
    faults.wait_for(1)
    with full():
        gate.set()
        ended = desk.ended(job)
        (card,) = desk.results()[0]["cards"]
        assert desk.ask("image", id=card["id"]).buffers == [jpeg()]
    assert (ended["state"], card["number"], card["thumb"]) == ("done", 0, 0)
    assert card["notice"].startswith("Paid, but not kept: ")
    assert "Paid, but not kept: " in ended["text"]


@posix
def test_nothing_is_sent_from_a_disk_that_is_full(billed: Callable[..., Desk], faults: FaultServer) -> None:
    desk = billed(faults)
    desk.ask("hello")
    with full():
        ended, cards = desk.generate("a hat")
    assert (ended["state"], cards, faults.requests) == ("failed", [], [])
    assert "gallery.db cannot be used" in ended["error"]["text"]


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "{{fox}}", "a\u202eb", "\x1b[31m"])
def test_whatever_a_prompt_holds_it_is_told_as_it_was_typed(desk: Desk, text: str) -> None:
    _, (card,) = desk.generate(text)
    assert desk.results()[0]["prompt"] == text
    assert card["prompt"] == text.replace("{{", "{").replace("}}", "}")
