from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from imagine_nb.errors import InputError
from imagine_nb.search import SearchParameters, news_source, rss_source, web_source, x_source


def test_search_parameters_go_out_as_the_api_has_them() -> None:
    sought = SearchParameters(
        sources=[
            web_source("US", allowed_websites=["x.ai"], safe_search=False),
            news_source(excluded_websites=["a.example", "b.example"]),
            x_source(["xai"], post_favorite_count=5, post_view_count=7),
            rss_source(["https://x.ai/feed.xml"]),
        ],
        mode="on",
        from_date=datetime(2026, 1, 2, 23, 59, tzinfo=UTC),
        to_date=date(2026, 1, 3),
        return_citations=False,
        max_search_results=10,
    )
    assert sought.wire() == {
        "mode": "on",
        "return_citations": False,
        "from_date": "2026-01-02",
        "to_date": "2026-01-03",
        "max_search_results": 10,
        "sources": [
            {"type": "web", "country": "US", "allowed_websites": ["x.ai"], "safe_search": False},
            {"type": "news", "excluded_websites": ["a.example", "b.example"], "safe_search": True},
            {"type": "x", "included_x_handles": ["xai"], "post_favorite_count": 5, "post_view_count": 7},
            {"type": "rss", "links": ["https://x.ai/feed.xml"]},
        ],
    }


def test_what_is_not_given_is_left_to_the_api() -> None:
    assert SearchParameters().wire() == {"mode": "auto", "return_citations": True}
    assert web_source().wire() == {"type": "web", "safe_search": True}


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: SearchParameters(mode="of").wire(), "Did you mean 'of"),
        (lambda: SearchParameters(max_search_results=31).wire(), "1 to 30"),
        (lambda: SearchParameters(from_date="yesterday").wire(), "from_date"),
        (lambda: SearchParameters(sources=["web"]).wire(), "web_source"),
        (lambda: web_source(excluded_websites=["a"], allowed_websites=["b"]), "do not go together"),
        (lambda: web_source(allowed_websites=[str(each) for each in range(6)]), "5 at most"),
        (lambda: x_source(included_x_handles=[7]), "list of texts"),
        (lambda: rss_source(["a", "b"]), "1 at most"),
    ],
)
def test_what_would_be_refused_is_told(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(InputError) as caught:
        make()
    assert words in str(caught.value)
