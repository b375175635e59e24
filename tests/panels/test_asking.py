"""The conversation of a panel: streamed, stopped, gone on with, and paid for once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from desk import Desk
from faults_server import FaultServer, answer, deltas, held, jpeg, pictures, reply, silent, stream
from quick_server import QuickServer


def newest(desk: Desk) -> list[str]:
    return [each["id"] for each in desk.ask("page", limit=1)["cards"]]


@pytest.fixture
def served(billed: Callable[..., Desk], faults: FaultServer) -> Desk:
    """A panel on a server whose answers the test scripts, with one picture."""
    desk = billed(faults)
    faults.then(reply(body=pictures(jpeg())))
    desk.generate("a fox")
    return desk


def asked(desk: Desk, question: str, **fields: Any) -> dict[str, Any]:
    """The turn of a question, once it has ended; it is about the newest picture unless it says otherwise."""
    told = desk.ask("ask", question=question, **{"pictures": newest(desk), "new": False, **fields})
    desk.ended(told["job"])
    (turn,) = [each for each in desk.ask("hello")["state"]["turns"] if each["id"] == told["turn"]]
    return dict(turn)


def test_an_answer_streams_in_and_is_told_whole(desk: Desk) -> None:
    _, (card,) = desk.generate("a red fox")
    turn = asked(desk, "What is <b>it</b>?", pictures=[card["id"]])
    pieces = [each for each in desk.heard if each["event"] == "text"]
    assert "".join(each["piece"] for each in pieces) == turn["text"]
    assert [each["pieces"] for each in pieces] == list(range(1, len(pieces) + 1))
    assert (turn["state"], turn["error"], turn["question"]) == ("done", "", "What is <b>it</b>?")
    assert [each["id"] for each in turn["pictures"]] == [card["id"]]
    assert turn["text_html"].startswith("<")
    turns = [each for each in desk.heard if each["event"] in {"turn", "text"}]
    assert (turns[0]["event"], turns[-1]["event"]) == ("turn", "turn")
    assert (turns[-1]["turn"]["state"], turns[-1]["turn"]["text"]) == ("done", turn["text"])


def test_markup_in_an_answer_is_shown_as_text(served: Desk, faults: FaultServer) -> None:
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    faults.then(reply(body=answer(hostile)))
    turn = asked(served, "What?")
    assert turn["text"] == hostile
    assert "<script" not in turn["text_html"]
    assert "<img" not in turn["text_html"]
    assert 'href="javascript' not in turn["text_html"]


def test_a_conversation_goes_on_and_sends_a_picture_once(served: Desk, faults: FaultServer) -> None:
    desk = served
    faults.then(*[reply(body=answer(f"{each}.")) for each in range(3)])
    first = asked(desk, "What?")
    second = asked(desk, "How large?")
    assert (len(first["pictures"]), len(second["pictures"])) == (1, 0)
    assert [each.body.count(b"input_image") for each in faults.requests[1:]] == [1, 1]
    assert len(desk.ask("hello")["state"]["turns"]) == 2
    third = asked(desk, "And now?", new=True)
    assert len(third["pictures"]) == 1
    assert b"How large?" not in faults.requests[-1].body
    assert [each["question"] for each in desk.ask("hello")["state"]["turns"]] == ["And now?"]


@pytest.mark.parametrize("question", ["", "  ", None, 7, "\n"])
def test_a_question_that_is_none_is_refused_beside_it(desk: Desk, question: object) -> None:
    text, field = desk.refused("ask", question=question, pictures=[])
    assert (text, field) == ("There is no question. Write one about the pictures.", "question")


def test_a_name_that_is_nothing_stands_beside_the_question(desk: Desk) -> None:
    text, field = desk.refused("ask", question="What is {last}?", pictures=[])
    assert ("no picture" in text, field) == (True, "question")


@pytest.mark.parametrize(
    ("question", "pictures"),
    [("x" * 100_001, []), ("say xai-" + "k" * 30, []), ("What?", ["0" * 16]), ("What?", "x")],
)
def test_what_cannot_be_asked_is_refused_and_leaves_no_turn(
    billed: Callable[..., Desk], quick: QuickServer, question: str, pictures: Any
) -> None:
    desk = billed(quick)
    assert "Unexpected" not in desk.refused("ask", question=question, pictures=pictures)[0]
    assert desk.ask("hello")["state"]["turns"] == []
    assert not quick.bodies


def test_a_question_about_no_picture_is_refused(desk: Desk) -> None:
    assert desk.refused("ask", question="What?", pictures=[]) == (
        "There is no picture to ask about. Choose one in the gallery.",
        "question",
    )


def test_stop_keeps_what_came_and_the_next_question_may_be_asked(served: Desk, faults: FaultServer) -> None:
    faults.then(stream(*deltas("A ", "fox"), done=False, ending="wait"), reply(body=answer("A hat.")))
    told = served.ask("ask", question="What?", pictures=newest(served))
    served.event("text", lambda each: each["pieces"] == 2)
    assert served.refused("ask", question="And?", pictures=newest(served)) == (
        "The answer before is still coming. Wait, or stop it.",
        "question",
    )
    served.ask("cancel", job=told["job"])
    assert served.ended(told["job"])["state"] == "cancelled"
    (turn,) = served.ask("hello")["state"]["turns"]
    assert (turn["state"], turn["text"]) == ("cancelled", "A fox")
    assert turn["error"].startswith("Stopped. ")
    assert asked(served, "And?")["text"] == "A hat."


def test_a_question_that_fails_says_why_in_its_turn(served: Desk, faults: FaultServer) -> None:
    faults.then(reply(400, {"error": "No <b>such</b> thing."}))
    turn = asked(served, "What?")
    assert (turn["state"], turn["text"]) == ("failed", "")
    assert "No <b>such</b> thing" in turn["error"]
    faults.then(reply(body=answer("A fox.")))
    assert asked(served, "What?")["state"] == "done"


def test_forget_begins_anew(desk: Desk) -> None:
    desk.generate("a fox")
    asked(desk, "What?")
    desk.ask("forget", what="turns")
    state = desk.ask("hello")["state"]
    assert (state["turns"], len(state["results"])) == ([], 1)
    desk.ask("forget", what="results")
    assert desk.ask("hello")["state"]["results"] == []
    assert desk.ask("page")["total"] == 1


def test_what_is_under_way_is_not_forgotten(served: Desk, faults: FaultServer) -> None:
    gate = threading.Event()
    faults.then(held(gate, reply(body=pictures(jpeg()))))
    job = served.ask("generate", prompt="a hat", count=1)["job"]
    served.ask("forget", what="results")
    gate.set()
    assert served.ended(job)["state"] == "done"
    assert [each["prompt"] for each in served.results()] == ["a hat"]


def test_a_conversation_that_is_forgotten_while_an_answer_comes_takes_no_more(
    served: Desk, faults: FaultServer
) -> None:
    faults.then(silent(), reply(body=answer("A hat.")))
    told = served.ask("ask", question="What?", pictures=newest(served))
    faults.wait_for(2)
    served.ask("forget", what="turns")
    assert asked(served, "And?")["text"] == "A hat."
    assert [each["question"] for each in served.ask("hello")["state"]["turns"]] == ["And?"]
    served.ask("cancel", job=told["job"])
