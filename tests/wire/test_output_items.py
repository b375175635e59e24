"""What the items of an answer tell is read as far as it has its form, and the rest is left out."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.wire.output_items import addresses_in, cited_in, logprobs_in, reply_of, urls_in
from imagine_nb.wire.replies import MAX_URL

WEB = {"type": "url_citation", "url": "https://example.com/a", "title": "1", "start_index": 4, "end_index": 9}
POST = {"type": "url_citation", "url_citation": {"url": "https://www.x.com/i/1", "start_index": 0}}
ODD = [None, 7, "x", [], {}, [None, 7, "x", [[]], {}, {"type": "url_citation"}]]


def test_a_citation_has_its_place_in_the_whole_answer_and_its_kind() -> None:
    web, post = cited_in([WEB, POST], start=10)
    assert (web.id, web.start_index, web.end_index) == ("1", 14, 19)
    assert web.web_citation is not None
    assert (web.web_citation.url, web.x_citation) == (WEB["url"], None)
    assert (post.id, post.start_index, post.end_index, post.web_citation) == ("", 10, None, None)
    assert post.x_citation is not None
    assert urls_in([WEB, POST]) == [WEB["url"], "https://www.x.com/i/1"]


def test_an_address_that_is_none_or_too_long_is_left_out() -> None:
    assert addresses_in(["https://a", 7, None, "x" * (MAX_URL + 1), "https://b"]) == [
        "https://a",
        "https://b",
    ]
    assert cited_in([{**WEB, "url": "http://["}])[0].x_citation is None


@pytest.mark.parametrize("odd", ODD)
def test_what_has_not_the_form_tells_nothing(odd: Any) -> None:
    assert urls_in(odd) == cited_in(odd) == logprobs_in(odd) == []


def test_a_token_has_its_probability_and_those_that_were_likely() -> None:
    likely = {"token": "b", "logprob": -2, "top_logprobs": [{"token": "c", "logprob": -3}]}
    (found,) = logprobs_in([{"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": [likely]}])
    assert (found.token, found.logprob, found.bytes) == ("a", -0.5, b"a")
    assert [(each.token, each.top_logprobs) for each in found.top_logprobs] == [("b", ())]


@pytest.mark.parametrize("number", [None, "x", 1e300, float("nan"), [1]])
def test_a_probability_that_is_none_is_left_out(number: Any) -> None:
    assert logprobs_in([{"token": "a", "logprob": number}]) == []


@pytest.mark.parametrize("raw", [None, "a", [256], [-1], ["a"], [1.5]])
def test_bytes_that_are_none_are_empty(raw: Any) -> None:
    assert logprobs_in([{"token": "a", "logprob": -1, "bytes": raw}])[0].bytes == b""


def test_thoughts_are_those_told_else_their_summary() -> None:
    summary = {"type": "reasoning", "summary": [{"text": "short"}], "encrypted_content": "sealed"}
    told = {"type": "reasoning", "content": [{"text": "long"}], "summary": [{"text": "short"}]}
    found = reply_of([summary, told, {"type": "a_future_kind"}, 7])
    assert (found.text, found.reasoning, found.encrypted_content) == ("", "short\n\nlong", "sealed")
