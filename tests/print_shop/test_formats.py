from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.formats import Format, format_of_chat, format_of_responses
from imagine_nb.print_shop.counter.refusals import Refusal

SCHEMA = {"type": "object"}


def test_a_schema_is_read_from_where_each_endpoint_has_it() -> None:
    chat = {"response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": SCHEMA}}}
    responses = {"text": {"format": {"type": "json_schema", "name": "a", "schema": SCHEMA}}}
    assert format_of_chat(chat).schema == format_of_responses(responses).schema == SCHEMA
    assert format_of_responses(responses).body == responses["text"]["format"]


def test_plain_forms() -> None:
    assert format_of_chat({}) == format_of_responses({"text": {}}) == Format()
    assert Format().body == {"type": "text"}
    assert format_of_chat({"response_format": {"type": "json_object"}}).is_json
    assert not format_of_chat({"response_format": {"type": "text"}}).is_json


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (7, "struct"),
        ({}, r"format\.type"),
        ({"type": "xml"}, "`json_schema`"),
        ({"type": "json_schema"}, "json_schema"),
        ({"type": "json_schema", "json_schema": {}}, "schema"),
        ({"type": "json_schema", "json_schema": {"schema": "x"}}, "struct"),
    ],
)
def test_other_forms_are_refused(given, words) -> None:
    with pytest.raises(Refusal, match=words) as caught:
        format_of_chat({"response_format": given})
    assert caught.value.status == 422
