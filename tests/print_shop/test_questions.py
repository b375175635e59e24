from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.formats import Format
from imagine_nb.print_shop.counter.questions import answer_to, question_in, tokens_in
from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.turns import MadeCall, Turn
from imagine_nb.print_shop.press import Result, Source

FOX, CAT = Source(None, "fox"), Source(None, "cat")
CALLS = Turn(
    "assistant", "", calls=(MadeCall("c1", "weather", '{"city": "Oslo"}'), MadeCall("c2", "time", "{}"))
)


def test_the_last_message_of_the_user_is_the_question() -> None:
    turns = [Turn("user", "one"), Turn("assistant", "two"), Turn("user", "three"), Turn("assistant", "four")]
    question = question_in(turns, instructions="")
    assert question.text == "three"
    assert question.history == (("user", "one"), ("assistant", "two"))


def test_a_question_without_a_picture_is_about_the_last_one_shown() -> None:
    turns = [Turn("user", "this", (FOX,)), Turn("user", "or this", (CAT,)), Turn("user", "what is it?")]
    assert question_in(turns, instructions="").sources == (CAT,)


def test_a_picture_that_was_drawn_counts_as_shown() -> None:
    turns = [Turn("user", "draw a cat"), Turn("assistant", "", (CAT,)), Turn("user", "what is it?")]
    assert question_in(turns).sources == (CAT,)


def test_rules_come_from_instructions_and_from_every_system_message() -> None:
    turns = [Turn("system", "be brief"), Turn("user", "what?"), Turn("developer", "in JSON")]
    question = question_in(turns, instructions="be kind")
    assert question.system == "be kind\nbe brief\nin JSON"
    assert question.history == ()


def test_a_conversation_in_which_nobody_asks_or_rules_is_refused() -> None:
    for turns in ([], [Turn("assistant", "hello")]):
        with pytest.raises(Refusal, match="user"):
            question_in(turns)
    assert question_in([Turn("system", "be brief")]).text == ""


def test_results_carry_the_names_of_their_functions_by_id_or_in_order() -> None:
    asked = Turn("user", "the weather and the time?")
    by_id = [asked, CALLS, Turn("tool", "12:00", call_id="c2"), Turn("tool", "sunny", call_id="c1")]
    assert question_in(by_id).results == (Result("time", "12:00"), Result("weather", "sunny"))
    in_order = [asked, CALLS, Turn("tool", "sunny"), Turn("tool", "12:00"), Turn("tool", "more")]
    assert [each.name for each in question_in(in_order).results] == ["weather", "time", ""]


def test_results_of_an_earlier_question_are_none_of_this_one() -> None:
    turns = [
        Turn("user", "?"),
        CALLS,
        Turn("tool", "sunny"),
        Turn("assistant", "Sunny."),
        Turn("user", "thanks"),
    ]
    assert question_in(turns).results == ()


def test_tokens_are_those_of_texts_and_arguments_and_a_plain_count_for_each_picture() -> None:
    plain = tokens_in([Turn("user", "one two")])
    assert (plain.text, plain.images, plain.total) == (2, 0, 2)
    shown = tokens_in([Turn("user", "one two", (FOX, CAT)), CALLS])
    assert shown.text > 2
    assert shown.images == 2 * tokens_in([Turn("user", "", (FOX,))]).images


def test_a_schema_that_nothing_fits_is_refused() -> None:
    question = question_in([Turn("user", "?")], form=Format(is_json=True, schema={"enum": []}))
    with pytest.raises(Refusal, match="cannot be satisfied") as caught:
        answer_to(question)
    assert caught.value.status == 400
