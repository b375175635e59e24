from __future__ import annotations

import json

import pytest

from imagine_nb.print_shop.counter.questions import Turn, format_rule_in, question_in, turn_in
from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.press import Source

FOX, CAT = Source(None, "fox"), Source(None, "cat")


def test_the_last_message_of_the_user_is_the_question() -> None:
    turns = [Turn("user", "one"), Turn("assistant", "two"), Turn("user", "three"), Turn("assistant", "four")]
    question = question_in(turns, instructions="")
    assert question.text == "three"
    assert question.history == (("user", "one"), ("assistant", "two"))


def test_a_question_without_a_picture_is_about_the_last_one_shown() -> None:
    turns = [Turn("user", "this", (FOX,)), Turn("user", "or this", (CAT,)), Turn("user", "what is it?")]
    assert question_in(turns, instructions="").sources == (CAT,)


def test_rules_come_from_instructions_and_from_every_system_message() -> None:
    turns = [Turn("system", "be brief"), Turn("user", "what?"), Turn("developer", "in JSON")]
    question = question_in(turns, instructions="be kind")
    assert question.system == "be kind\nbe brief\nin JSON"
    assert question.history == ()


def test_a_conversation_without_the_user_is_refused() -> None:
    with pytest.raises(Refusal):
        question_in([Turn("system", "be brief")], instructions="")


def test_parts_become_text_and_pictures() -> None:
    readers = {"text": lambda part, _: part["text"], "image": lambda part, _: Source(None, part["name"])}
    parts = [{"type": "text", "text": "a"}, {"type": "image", "name": "fox"}, {"type": "text", "text": "b"}]
    assert turn_in({"role": "user", "content": parts}, "m", readers=readers) == Turn("user", "a\nb", (FOX,))


def test_an_unknown_part_is_refused_by_its_place() -> None:
    with pytest.raises(Refusal, match=r"m\.content\[0\]\.type: unknown variant `audio`"):
        turn_in({"role": "user", "content": [{"type": "audio"}]}, "m", readers={})


def test_a_response_format_becomes_a_rule() -> None:
    schema = {"type": "json_schema", "json_schema": {"schema": {"type": "object"}}}
    assert json.loads(format_rule_in(schema)) == schema
    assert "JSON" in format_rule_in({"type": "json_object"})
    assert format_rule_in({"type": "text"}) == format_rule_in(None) == ""
