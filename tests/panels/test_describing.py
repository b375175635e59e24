"""Alt texts that a panel asks for: told to the page, kept with the picture, its failure beside the button."""

from __future__ import annotations

from collections.abc import Callable

from desk import Desk
from faults_server import FaultServer, answer, jpeg, pictures, reply


def test_an_alt_text_is_asked_for_and_told_to_the_page(desk: Desk) -> None:
    _, (card,) = desk.generate("a red fox in the snow")
    assert card["alt_by"] == ""
    job = desk.ask("describe", id=card["id"])["job"]
    told = desk.ended(job)
    assert (told["kind"], told["id"], told["state"]) == ("describe", card["id"], "done")
    assert told["text"] == "Alt text by print shop, not Grok: A red fox in the snow."
    (now,) = desk.ask("cards", ids=[card["id"]])["cards"]
    assert (now["alt"], now["alt_by"]) == ("A red fox in the snow.", "print shop, not Grok")
    desk.ask("alt", id=card["id"], text="My fox")
    (now,) = desk.ask("cards", ids=[card["id"]])["cards"]
    assert (now["alt"], now["alt_by"]) == ("My fox", "hand")


def test_what_another_panel_describes_is_told_too(desk: Desk) -> None:
    desk.generate("a red fox in the snow")
    desk.ask("hello")
    desk.core.studio.picture(desk.core.studio.gallery[1]).describe()
    told = desk.event("changed", lambda each: each["cards"][0]["alt_by"] != "")
    assert told["cards"][0]["alt"] == "A red fox in the snow."


def test_one_that_fails_says_why_and_keeps_what_was_there(
    billed: Callable[..., Desk], faults: FaultServer
) -> None:
    faults.then(reply(body=pictures(jpeg())), reply(401, {"error": "no"}), reply(body=answer("“”")))
    desk = billed(faults)
    _, (card,) = desk.generate("a fox")
    for why in ("key", "no alt text"):
        told = desk.ended(desk.ask("describe", id=card["id"])["job"])
        assert told["state"] == "failed"
        assert why in told["error"]["text"]
    assert desk.ask("cards", ids=[card["id"]])["cards"][0]["alt_by"] == ""


def test_what_is_written_by_hand_meanwhile_stays(billed: Callable[..., Desk], faults: FaultServer) -> None:
    faults.then(reply(body=pictures(jpeg())), reply(body=answer("A fox.")))
    desk = billed(faults)
    _, (card,) = desk.generate("a fox")
    desk.core.studio.gallery.describe(1, "By hand")
    desk.ended(desk.ask("describe", id=card["id"])["job"])
    assert desk.ask("cards", ids=[card["id"]])["cards"][0]["alt"] == "By hand"
