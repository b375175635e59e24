"""Cards of pictures: facts and small JPEGs, also of what no gallery keeps, from several threads at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from desk import Desk
from imagine_nb import Studio
from imagine_nb.errors import InputError
from imagine_nb.panels.cards import SIDES, Cards, facts
from imagine_nb.picture_files import pixels


@pytest.mark.parametrize("side", SIDES)
def test_a_thumbnail_is_a_small_jpeg(studio: Studio, side: int) -> None:
    cards = Cards(studio)
    picture = studio.imagine("a fox").one
    thumb = cards.thumbnail(picture, side=side)
    assert thumb is not None
    assert (thumb[:2], max(pixels.decoded(thumb, side=2000).size), len(thumb) < 60_000) == (
        b"\xff\xd8",
        side,
        True,
    )
    assert cards.thumbnail(picture, side=side) == thumb


def test_facts_are_plain_text(studio: Studio) -> None:
    told = facts(studio.imagine("a <b>fox</b>").one)
    assert (told["prompt"], told["who"], told["cost"]) == ("a <b>fox</b>", "print shop, not Grok", "$0.00")
    assert told["alt"] == "Picture: a <b>fox</b>"
    assert (told["n"], told["index"], told["edited"], told["parents"]) == (1, 0, False, [])


def test_places_of_thumbnails_begin_where_they_are_told_to(studio: Studio) -> None:
    made = studio.imagine("a fox", n=3)
    cards, buffers = Cards(studio).cards(made, start=5)
    assert ([each["thumb"] for each in cards], len(buffers)) == ([5, 6, 7], 3)


def test_pictures_are_given_in_the_order_of_their_ids_or_refused(studio: Studio) -> None:
    made = studio.imagine("a fox", n=3)
    cards, ids = Cards(studio), [each.id for each in made][::-1]
    assert [each.id for each in cards.pictures(ids)] == ids
    assert [each.id for each in cards.known(["0" * 16, *ids])] == ids
    with pytest.raises(InputError, match="not in the gallery any more"):
        cards.pictures([*ids, "0" * 16])


def test_what_no_gallery_keeps_is_held(billed_nothing: Desk) -> None:
    cards = billed_nothing.core.cards
    made = billed_nothing.core.studio.imagine("a fox")
    assert not list(cards.known([made.one.id]))
    cards.hold(made)
    assert cards.picture(made.one.id) is made.one
    assert cards.gallery is None


@pytest.fixture
def billed_nothing() -> Desk:
    """A panel that keeps nothing."""
    return Desk(Studio(engine="print-shop", gallery=False, notify=lambda text: None))


def test_many_threads_make_and_look_at_cards_at_once(billed_nothing: Desk) -> None:
    cards = billed_nothing.core.cards
    made = billed_nothing.core.studio.imagine("a fox", n=10)
    started = threading.Barrier(6)

    def look(number: int) -> list[int]:
        started.wait(30)
        found = []
        for each in made:
            if number % 2:
                cards.hold([each])
                cards.going.add(each.id)
            found.append(len(cards.known([other.id for other in made])))
            cards.thumbnail(each, side=SIDES[1])
            cards.going.discard(each.id)
        return found

    with ThreadPoolExecutor(6) as pool:
        for found in pool.map(look, range(6)):
            assert found == sorted(found)
    assert cards.going == set()


def test_thumbnails_that_are_not_made_in_time_are_left_for_the_page_to_ask_for(desk: Desk) -> None:
    made = desk.core.studio.imagine("a fox", n=2)
    told = desk.core.cards.reply(made, seconds=0)
    assert ([each["thumb"] for each in told.fields["cards"]], told.buffers) == ([-1, -1], ())
    told = desk.core.cards.reply(made)
    assert ([each["thumb"] for each in told.fields["cards"]], len(told.buffers)) == ([0, 1], 2)
