from __future__ import annotations

import pytest

from imagine_nb.print_shop.answering.picture_requests import PictureRequest, picture_asked


@pytest.mark.parametrize(
    ("question", "prompt"),
    [
        ("Generate an image of a corgi on a wave", "a corgi on a wave"),
        ("Please draw me a red fox", "red fox"),
        ("Can you create a picture showing two cats?", "two cats?"),
        ("Generate an infographic image about tea", "infographic image about tea"),
    ],
)
def test_what_is_to_be_drawn_is_the_prompt(question, prompt):
    for action in ("auto", "generate"):
        assert picture_asked(question, has_picture=False, action=action) == PictureRequest(
            prompt, is_edit=False
        )


@pytest.mark.parametrize(
    ("question", "prompt"),
    [
        ("Edit the image you just generated: make it night", "make it night"),
        ("make it night", "make it night"),
        ("Now please add a hat", "Now please add a hat"),
    ],
)
def test_a_change_is_an_edit_where_there_is_a_picture(question, prompt):
    for action in ("auto", "edit"):
        assert picture_asked(question, has_picture=True, action=action) == PictureRequest(
            prompt, is_edit=True
        )
    assert picture_asked(question, has_picture=True, action="generate") is None
    assert picture_asked("make it night", has_picture=False) is None


@pytest.mark.parametrize(
    "question", ["What is in this image?", "How was this picture made?", "Describe the picture you made", ""]
)
def test_a_question_about_a_picture_asks_for_none(question):
    assert picture_asked(question, has_picture=True) is None


def test_what_is_forced_is_drawn():
    assert picture_asked("a red fox", has_picture=False, forced=True) == PictureRequest(
        "a red fox", is_edit=False
    )
    assert picture_asked("a red fox", has_picture=False, action="edit", forced=True) is None
