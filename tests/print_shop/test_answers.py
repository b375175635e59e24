from __future__ import annotations

import io
from time import monotonic

import pytest
from PIL import Image

from imagine_nb.print_shop.answering.answers import answer
from imagine_nb.print_shop.answering.facts import Facts, facts_of
from imagine_nb.print_shop.press import Document, Source, edited, generated
from imagine_nb.print_shop.reading.parser import scene_of

FOX = generated("two red foxes in the snow at sunset", width=160, height=128).data


def png(colour: str, size: tuple[int, int] = (60, 40), mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(scope="module")
def fox() -> Facts:
    return facts_of(FOX)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("What is in this picture?", ["2 red foxes", "snow", "sunset"]),
        ("Describe the image", ["2 red foxes"]),
        ("How many foxes are there?", ["2 fox"]),
        ("How many animals do you see?", ["2 animals"]),
        ("How many trees are there?", ["trees, if at all, as scenery", "does not count"]),
        ("Is there a tree?", ["trees, if at all, as scenery", "does not count"]),
        ("How many clouds are in the sky?", ["clouds, if at all, as scenery"]),
        ("Are there clouds?", ["clouds, if at all, as scenery"]),
        ("Is it cloudy?", ["fair, not cloudy"]),
        ("Count the foxes and the trees", ["2 foxes", "trees, if at all, as scenery"]),
        ("How many legs do the foxes have?", ["2 red foxes; more than that", "cannot count"]),
        ("How many things are there?", ["2 things: 2 red foxes"]),
        ("Are the foxes happy?", ["2 red foxes", "nothing of “happy”", "cannot tell"]),
        ("Does the fox have a hat?", ["shows 2 red foxes and no hat"]),
        ("What colour is the dog?", ["no dog"]),
        ("What colour is the sky?", ["over all its pixels", "what colour the sky got", "does not know"]),
        ("Is there a dog?", ["no dog"]),
        ("Is it night?", ["sunset, not night"]),
        ("What time of day is it?", ["sunset"]),
        ("What size is it?", ["160 x 128", "5:4", "landscape"]),
        ("Which format does the file have?", ["JPEG"]),
        ("What are the main colours?", ["%"]),
        ("Which colours does it have?", ["over all its pixels"]),
        ("What colour is the fox?", ["red fox"]),
        ("Is the image dark or bright?", ["lightness"]),
        ("What style is it?", ["linocut"]),
        ("Which text is written on it?", ["no lettering"]),
        ("Is this a photograph?", ["made by the print shop"]),
        ("Who painted this?", ["made by the print shop"]),
        ("Suggest a title", ["2 red foxes"]),
        ("What was the prompt?", ["two red foxes in the snow"]),
        ("What is in this picture, and what colours stand out?", ["2 red foxes, snow", "%"]),
        ("What is in it? Which colours stand out?", ["2 red foxes", "%"]),
        ("How many foxes and how many dogs are there?", ["2 fox", "0 dog"]),
        ("How big is it, and is there a dog?", ["160 x 128", "no dog"]),
        ("Is there a fox or a dog?", ["2 red foxes and no dog"]),
        ("How large is it? What does it mean?", ["160 x 128", "To “What does it mean” it has no answer"]),
    ],
)
def test_questions_are_answered_from_facts(question: str, words: list[str], fox: Facts) -> None:
    text = answer(question, [fox])
    assert all(word in text for word in words), text
    assert text.startswith("Print shop, not Grok")


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of France?",
        "Do you like jazz?",
        "What is the mood of this image?",
        "Why is the sky blue there?",
    ],
)
def test_anything_else_is_said_to_be_unknown(question: str, fox: Facts) -> None:
    assert "cannot tell" in answer(question, [fox])


def test_a_colour_that_nobody_asked_for_is_the_one_that_was_drawn() -> None:
    def told(prompt: str, question: str) -> str:
        return answer(question, [Facts("", seen=True, scene=scene_of(prompt))])

    elephants = told("five elephants", "What colour are the elephants?")
    assert "5 elephants, drawn in grey" in elephants
    assert "they may differ" in told("five balloons", "What colour are the balloons?")


def test_what_was_asked_for_is_counted_beside_scenery() -> None:
    two = Facts("", seen=True, scene=scene_of("two trees"))
    assert "shows 2 trees; it has more trees, if at all, as scenery" in answer("How many trees?", [two])


def test_a_part_of_a_question_that_asks_nothing_is_not_answered(fox: Facts) -> None:
    whole = answer("Look at it closely. What size is it? Answer briefly.", [fox])
    assert whole == answer("What size is it?", [fox])


def test_what_answers_two_parts_is_said_once() -> None:
    text = answer("What is in the picture, and what are its colours?", [facts_of(png("navy"))])
    assert (text.count("mostly"), "beyond the print shop" in text) == (1, True)


def test_a_photograph_is_measured_and_not_interpreted() -> None:
    text = answer("Who is this person?", [facts_of(png("navy"))])
    assert "not printed here" in text
    assert "60 x 40" in text


def test_what_was_made_from_a_photograph_is_told_by_what_was_done() -> None:
    park = edited("<IMAGE_0> and <IMAGE_1> in a park", [Source(FOX), Source(png("navy"))]).data
    text = answer("What is in this picture?", [facts_of(park)])
    assert "made here from a photograph" in text
    assert "2 red foxes, photograph 1" in text
    assert "not printed here" not in text
    sketch = edited("as a stencil", [Source(png("navy"))]).data
    assert "stencil" in answer("What is in this picture?", [facts_of(sketch)])


def test_an_unseen_picture_is_said_to_be_unseen() -> None:
    assert "not seen" in answer("What is this?", [facts_of(None, "man")])


def test_a_comparison_names_what_changed() -> None:
    night = edited("make it night and add an owl", [Source(FOX)]).data
    text = answer("What changed between these two?", [facts_of(FOX), facts_of(night)])
    assert "same scene" in text
    assert "time from sunset to night" in text
    assert "new: 1 owl" in text


def test_identical_pictures_are_the_same() -> None:
    assert "the same" in answer("Are they identical?", [facts_of(FOX), facts_of(FOX)])


def test_one_of_several_is_meant_by_its_number() -> None:
    facts = [facts_of(FOX), facts_of(png("red"))]
    assert answer("What size is image 2?", facts).count("pixels") == 1
    assert "60 x 40" in answer("What size is the second one?", facts)


def test_a_follow_up_takes_up_the_question_before() -> None:
    history = [("user", "What size is the first picture?"), ("assistant", "Print shop, not Grok: 160 x 128")]
    text = answer("and the second one?", [facts_of(FOX), facts_of(png("red"))], history=history)
    assert "60 x 40" in text
    assert not text.startswith("Print shop, not Grok")


def test_an_answer_of_somebody_else_does_not_say_who_answers_now() -> None:
    history = [("user", "What is it?"), ("assistant", "A fox.")]
    assert answer("What size is it?", [facts_of(FOX)], history=history).startswith("Print shop, not Grok: ")


@pytest.mark.parametrize("words", ["which ", "is what is this ", "make image 1 the other ", '{"a":'])
def test_a_long_question_takes_no_longer_than_a_short_one(words: str) -> None:
    question = words * (500_000 // len(words))
    begun = monotonic()
    answer(question, [facts_of(FOX)])
    answer(question, [], documents=[Document(b"hello\nworld", "a.txt")])
    assert monotonic() - begun < 20  # seconds: some patterns would take hours for all of it


def test_which_of_several_shows_it() -> None:
    text = answer(
        "Which of these shows a fox?", [facts_of(FOX), facts_of(png("red")), facts_of(None, "puppy")]
    )
    assert "Image 1 shows 2 red foxes" in text
    assert "Image 2 was not printed here" in text
    assert "Image 3 was not seen" in text


def test_transparency_is_measured() -> None:
    assert "100% transparent" in answer("Is it transparent?", [facts_of(png("#ff000000", mode="RGBA"))])
