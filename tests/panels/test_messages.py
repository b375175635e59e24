"""What a page may say: read where it is a message, refused by our one error where it is none."""

from __future__ import annotations

import math
from typing import Any

import pytest

from imagine_nb.errors import InputError
from imagine_nb.panels.messages import (
    MAX_LISTED,
    MAX_NAME,
    MAX_TEXT,
    VERSION,
    Message,
    UnknownMessageError,
    id_in,
    message_of,
)

PICTURE = "0123456789abcdef"


def said(**fields: Any) -> Message:
    return message_of({"v": VERSION, "msg": "a-1", "do": "form", **fields}, [])


def test_a_message_has_an_id_a_verb_fields_and_bytes() -> None:
    message = message_of(
        {"v": VERSION, "msg": "a-1", "do": "piece", "index": 3}, [b"x", memoryview(b"y"), 5, "z"]
    )
    assert (message.id, message.verb, message.buffers) == ("a-1", "piece", (b"x", b"y"))
    assert message.count("index", most=9) == 3


@pytest.mark.parametrize(
    "content",
    [
        None, "x", [], 7, {}, {"v": VERSION}, {"v": 2, "msg": "a-1", "do": "x"},
        {"v": VERSION, "msg": 1, "do": "x"}, {"v": [], "msg": "a-1", "do": "x"},
        {"v": VERSION, "msg": "a b", "do": "x"}, {"v": VERSION, "msg": "a", "do": {}},
        {"v": VERSION, "msg": "a" * 81, "do": "x"}, {"v": VERSION, "msg": "", "do": "x"},
    ],
)  # fmt: skip
def test_what_is_no_message_is_refused(content: object) -> None:
    with pytest.raises(UnknownMessageError):
        message_of(content, None)


@pytest.mark.parametrize(
    ("content", "id_"),
    [({"msg": "a-1", "v": 9}, "a-1"), ({"msg": 1}, ""), ({"msg": "<b>"}, ""), (None, ""), ({}, "")],
)
def test_the_id_of_a_broken_message_is_found_where_it_has_one(content: object, id_: str) -> None:
    assert id_in(content) == id_


@pytest.mark.parametrize("value", [None, 7, [], {}, True, ""])
def test_text_that_is_none_is_empty(value: object) -> None:
    assert said(prompt=value).text("prompt") == ""
    assert said(prompt=value).or_none("prompt") is None


def test_text_has_an_end_and_whole_characters() -> None:
    assert said(prompt="a\ud800b").text("prompt") == "a?b"
    with pytest.raises(InputError, match="more than 100,000 characters") as caught:
        said(prompt="x" * (MAX_TEXT + 1)).text("prompt")
    assert caught.value.field == "prompt"


@pytest.mark.parametrize("value", [None, "5", -1, 11, math.nan, math.inf, 10**400, True, [], {}])
def test_a_count_that_is_none_is_refused_or_what_is_usual(value: object) -> None:
    with pytest.raises(UnknownMessageError):
        said(index=value).count("index", most=10)
    assert said(index=value).count("index", most=10, default=4) == 4


def test_zero_is_a_count() -> None:
    assert said(index=0).count("index", most=10, default=4) == 0


@pytest.mark.parametrize(
    "value", [None, "x", {}, 7, ["x", 1], [None], [""], ["x" * (MAX_NAME + 1)], ["x"] * (MAX_LISTED + 1)]
)
def test_a_list_of_names_is_read_whole_or_refused(value: object) -> None:
    with pytest.raises(UnknownMessageError):
        said(sources=value).names("sources")


def test_names_and_pictures_are_read_in_order_and_pictures_once() -> None:
    assert said(sources=["b", "a", "b"]).names("sources") == ("b", "a", "b")
    other = "f" * 16
    assert said(ids=[other, PICTURE, other]).pictures() == (other, PICTURE)
    assert said().names("sources") == said().pictures() == ()


@pytest.mark.parametrize(
    "value", [None, "x", PICTURE, {}, 7, [1], [[PICTURE]], ["../x"], [PICTURE] * (MAX_LISTED + 1)]
)
def test_pictures_are_ids_or_refused(value: object) -> None:
    with pytest.raises(UnknownMessageError):
        said(ids=value).pictures()


@pytest.mark.parametrize("value", [None, "x", 7, [], {}, PICTURE.upper(), PICTURE + "0", PICTURE + "\n"])
def test_a_picture_is_an_id_or_refused(value: object) -> None:
    with pytest.raises(UnknownMessageError):
        said(id=value).picture()


def test_flags_are_true_and_false_alone() -> None:
    assert [said(on=each).flag("on") for each in (True, 1, "true", None)] == [True, False, False, False]
    assert [said(on=each).tristate("on") for each in (True, False, 1, None)] == [True, False, None, None]


def test_a_part_is_a_message_of_its_own() -> None:
    assert said(query={"text": "fox"}).part("query").text("text") == "fox"
    assert said(query=[1]).part("query").text("text") == ""
