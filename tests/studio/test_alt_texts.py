"""Alt texts that are asked for: priced, kept with the picture and its author, never over a user's own."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, answer, jpeg, pictures, reply
from imagine_nb import Gallery, Picture, Studio
from imagine_nb.errors import BudgetError, GalleryError, ImagineError, InputError
from imagine_nb.grid import Grid
from imagine_nb.records import Author
from imagine_nb.studio.alt_texts import QUESTION, cleaned
from quick_server import QuickServer

Make = Callable[..., Studio]
GROK = Author("xai", "grok-4.3")


def asked(quick: QuickServer) -> int:
    """How many questions have come."""
    return sum("prompt" not in body for body in quick.bodies)


@pytest.fixture
def fox(make: Make) -> Picture:
    return make().imagine("a fox").one


def test_a_picture_is_described_once_and_shown_so_from_then_on(fox: Picture, quick: QuickServer) -> None:
    before = fox.shown()
    assert (fox.describe(), fox.describe(), fox.alt) == ("A fox.", "A fox.", "A fox.")
    assert asked(quick) == 1
    assert (before.record.alt, fox.record.alt) == ("", "")
    assert fox.described.alt_by == GROK
    html = fox._repr_mimebundle_()["text/html"]
    assert 'alt="A fox."' in html
    assert "Alt text by grok-4.3: A fox." in html
    assert repr(fox).endswith("Alt text by grok-4.3: A fox.>")
    assert pickle.loads(pickle.dumps(fox)).alt == "A fox."


def test_the_question_is_one_like_any_other(fox: Picture, make: Make, quick: QuickServer) -> None:
    fox.describe()
    told = make().ask(QUESTION, images=fox)
    assert (told.text, told.badge != "") == ("A fox.", True)
    assert (asked(quick), [each.question for each in make().gallery.answers()]) == (1, [QUESTION])


def test_two_who_ask_for_one_alt_text_share_its_answer(make: Make, fox: Picture, quick: QuickServer) -> None:
    texts = make().alt_texts
    quick.hold()
    jobs = [texts.begun(fox, {}) for _ in range(2)]
    quick.release()
    assert [job.result().text for job in jobs] == ["A fox.", "A fox."]
    assert asked(quick) == 1


def test_a_function_for_the_rows_that_is_none_is_refused_unsent(
    make: Make, fox: Picture, quick: QuickServer
) -> None:
    given: Any = 5
    with pytest.raises(InputError, match="on_row is 5"):
        make().describe(fox, on_row=given)
    assert asked(quick) == 0


def test_a_text_by_hand_stays_until_another_is_asked_for(
    fox: Picture, make: Make, quick: QuickServer
) -> None:
    studio = make()
    studio.gallery.describe(fox, "My own words")
    assert (fox.describe(), asked(quick)) == ("My own words", 0)
    assert len(studio.describe()) == len(studio.describe(fox)) == 0
    assert "Alt text by hand: My own words" in repr(fox)
    assert (fox.describe(fresh=True), fox.described.alt_by) == ("A fox.", GROK)
    studio.gallery.describe(fox, "My own words again")
    assert fox.described.alt_by is None
    studio.gallery.describe(fox, "")
    later = make().picture(fox.record)
    assert (later.describe(), asked(quick)) == ("A fox.", 1)  # what was asked before is not paid again


def test_what_is_free_gives_way_to_the_api_and_never_the_other_way(
    make: Make, fox: Picture, quick: QuickServer
) -> None:
    assert fox.describe(engine="print-shop")
    assert (fox.described.alt_by, asked(quick)) == (Author("print-shop", "print-shop"), 0)
    assert (fox.describe(), fox.described.alt_by) == ("A fox.", GROK)
    for engine in ("print-shop", "replay"):
        assert fox.describe(engine=engine) == "A fox."
    assert (fox.described.alt_by, asked(quick)) == (GROK, 1)


def test_the_print_shop_names_itself_beside_its_text_and_not_in_it(studio: Studio) -> None:
    fox = studio.imagine("two red foxes in the snow at sunset, watercolour").one
    assert fox.describe() == "Two red foxes in the snow at sunset, as a watercolour."
    assert "Alt text by print shop, not Grok: Two red foxes" in fox._repr_mimebundle_()["text/html"]


def test_all_without_one_are_asked_about_and_the_rest_is_left(make: Make, quick: QuickServer) -> None:
    studio = make()
    fox, owl, hen = studio.imagine("birds", n=3)
    studio.gallery.describe(owl, "An owl")
    plan = studio.describe(dry_run=True)
    assert (plan.n_rows, plan.n_requests, asked(quick)) == (2, 2, 0)
    results = studio.describe()
    assert [row.values["picture"] for row in results] == [fox, hen]
    assert [each.alt for each in studio.gallery] == ["A fox.", "An owl", "A fox."]
    assert [each.alt_by for each in studio.gallery] == [GROK, None, GROK]
    assert (len(studio.describe()), asked(quick)) == (0, 2)


def test_a_run_that_was_stopped_goes_on(make: Make, quick: QuickServer) -> None:
    studio = make()
    made = studio.imagine("birds", n=3)
    first = studio.describe(made[:1])
    quick.hold()
    job: Any = studio.describe(background=True)
    quick.wait_for(3)
    job.cancel()
    quick.release()
    job.result()
    assert (first[0].status, made[0].alt) == ("done", "A fox.")
    studio.describe(retry_unknown=True)
    assert [each.alt for each in studio.gallery] == ["A fox."] * 3


def test_the_price_is_agreed_to_first(make: Make, quick: QuickServer) -> None:
    studio = make(budget=0.041)
    made = studio.imagine("a fox", n=2)
    with pytest.raises(BudgetError):
        studio.describe(made)
    with pytest.raises(BudgetError):
        made[0].describe()
    assert ([each.alt for each in made], asked(quick)) == (["", ""], 0)


def test_equal_pictures_share_a_question_and_each_has_its_text(studio: Studio) -> None:
    first = studio.imagine("a fox").one
    archive = studio.gallery.export(studio.gallery.folder.parent / "one.zip")
    other = Gallery(studio.gallery.folder.parent / "other")
    other.import_(archive)
    seen: list[str] = []
    results = Studio(engine="print-shop", gallery=other, notify=seen.append).describe(
        [first, first], on_row=lambda row: seen.append(row.status)
    )
    assert (len(results), seen[-1]) == (1, "done")
    assert other[1].alt
    assert first.alt == ""


def test_hand_written_meanwhile_it_stays(make: Make, quick: QuickServer) -> None:
    studio = make()
    fox = studio.imagine("a fox").one
    quick.hold()
    job: Any = studio.describe(background=True)
    quick.wait_for(2)
    studio.gallery.describe(fox, "By hand meanwhile")
    quick.release()
    assert job.result()[0].answer.text == "A fox."
    assert fox.alt == "By hand meanwhile"


def test_results_a_row_and_a_grid_are_their_pictures(studio: Studio) -> None:
    book = studio.imagine_many(["a fox", "an owl", "a hen"])
    grid = Grid({"bird": ("owl", "none")}, {("owl",): book[1].pictures, ("none",): ImagineError("Cut off.")})
    assert [len(studio.describe(each)) for each in (book[0], grid, [grid, book[2]], book)] == [1, 1, 1, 0]
    assert all(each.alt for each in book.pictures)


@pytest.mark.parametrize("given", [5, "fox", b"fox", {"a": 1}, [1], [None]])
def test_what_is_no_picture_is_refused(studio: Studio, given: Any) -> None:
    with pytest.raises(InputError, match="is no picture"):
        studio.describe(given)


def test_a_picture_of_another_gallery_is_refused_unsent(
    studio: Studio, make: Make, quick: QuickServer
) -> None:
    fox = studio.imagine("a fox").one
    with pytest.raises(InputError, match="not in the gallery of this studio"):
        make(gallery=studio.gallery.folder.parent / "another").describe(fox)
    loose = Studio(engine="print-shop", gallery=False, notify=lambda text: None)
    with pytest.raises(GalleryError, match="keeps nothing"):
        loose.imagine("a fox").one.describe()
    assert (loose.imagine("a fox").one.alt, asked(quick)) == ("", 0)


def test_a_picture_has_one_alt_text(studio: Studio) -> None:
    with pytest.raises(InputError, match="no option takes="):
        studio.describe(studio.imagine("a fox"), takes=2)  # a TypedDict knows it, of tables


@pytest.mark.parametrize("text", ["", " \u200b\n", "“”"])
def test_an_answer_without_words_is_not_kept(tmp_path: Path, faults: FaultServer, text: str) -> None:
    faults.then(reply(body=pictures(jpeg())), reply(body=answer(text or " ")))
    studio = Studio(base_url=faults.base_url, api_key="k", gallery=tmp_path, notify=lambda told: None)
    fox = studio.imagine("a fox").one
    with pytest.raises(ImagineError, match="no alt text"):
        fox.describe()
    assert (fox.alt, fox.described.alt_by) == ("", None)
    studio.close()


@pytest.mark.parametrize(
    ("text", "alt"),
    [
        ("A red fox\nin snow.", "A red fox in snow."),
        ('"A red fox."', "A red fox."),
        ("**Alt text:** A red fox.", "A red fox."),
        ("Alternative text — “A red fox.”", "A red fox."),
        ("“Open” and “closed”", "“Open” and “closed”"),
        ("Print shop, not Grok: A fox.", "Print shop, not Grok: A fox."),  # another's words
        ("Alt text on a sign that is read aloud", "Alt text on a sign that is read aloud"),
        ("a\x00b\u202ec\ud800", "a b c"),
        ("x" * 5_000, "x" * 999 + "…"),
        ('"', '"'),
        ("", ""),
    ],
)
def test_an_answer_becomes_one_clean_line(text: str, alt: str) -> None:
    assert cleaned(text, "xai") == alt


def test_the_engines_label_is_no_part_of_its_text() -> None:
    assert cleaned("Print shop, not Grok: A fox.", "print-shop") == "A fox."
