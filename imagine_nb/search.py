"""Live search: what a chat may look up on the web, in the news and on X, as `search_parameters`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal, TypeAlias, get_args

from imagine_nb.errors import InputError
from imagine_nb.protobuf import Message
from imagine_nb.records import JSON
from imagine_nb.suggestions import checked
from imagine_nb.values import count_given, flag_given, in_short, kind_of, listed, text_given

SearchMode: TypeAlias = Literal["auto", "on", "off"]
MODES = get_args(SearchMode)
MOST_SITES = 5
MOST_RESULTS = 30
_SOURCES = "Use web_source, news_source, x_source or rss_source."
_MOST_COUNT = 2**31 - 1  # what the API counts with


@dataclass(frozen=True, slots=True, repr=False)
class SearchSource(Message):
    """A place to search in: its `type` (`web`, `news`, `x` or `rss`), and its fields as the API has them."""

    type: str
    fields: Mapping[str, JSON] = field(default_factory=dict)

    def wire(self) -> dict[str, JSON]:
        """The source as the API's body has it."""
        return {"type": self.type, **self.fields}


@dataclass(slots=True)
class SearchParameters:
    """Live search of a chat: where, when (`auto`, `on`, `off`), from which day to which, and how much.

    The API has taken it out of use: the tools `web_search` and `x_search` are what it offers now.
    """

    sources: Sequence[SearchSource] | None = None
    mode: str = "auto"
    from_date: date | None = None
    to_date: date | None = None
    return_citations: bool = True
    max_search_results: int | None = None

    def wire(self) -> dict[str, JSON]:
        """The parameters as the API's body has them. Raises InputError for what would be refused."""
        most = count_given(self.max_search_results, of="max_search_results", least=1, most=MOST_RESULTS)
        sources = () if self.sources is None else listed(self.sources, of="sources", advice=_SOURCES)
        return given(
            mode=checked("search mode", self.mode, MODES),
            return_citations=flag_given(self.return_citations, of="return_citations"),
            from_date=day(self.from_date, of="from_date"),
            to_date=day(self.to_date, of="to_date"),
            max_search_results=most,
            sources=[_source(each).wire() for each in sources] or None,
        )


def web_source(
    country: str | None = None,
    excluded_websites: Sequence[str] | None = None,
    allowed_websites: Sequence[str] | None = None,
    *,
    safe_search: bool = True,
) -> SearchSource:
    """The web: of one country (`US`), without some sites, or on some alone (5 at most of either)."""
    require_one_list(excluded_websites=excluded_websites, allowed_websites=allowed_websites)
    return SearchSource(
        "web",
        given(
            country=text_given(country, of="country"),
            excluded_websites=texts(excluded_websites, of="excluded_websites", most=MOST_SITES),
            allowed_websites=texts(allowed_websites, of="allowed_websites", most=MOST_SITES),
            safe_search=flag_given(safe_search, of="safe_search"),
        ),
    )


def news_source(
    country: str | None = None,
    excluded_websites: Sequence[str] | None = None,
    *,
    safe_search: bool = True,
) -> SearchSource:
    """The news: of one country (`US`), without some sites (5 at most)."""
    sites = texts(excluded_websites, of="excluded_websites", most=MOST_SITES)
    place, safe = text_given(country, of="country"), flag_given(safe_search, of="safe_search")
    return SearchSource("news", given(country=place, excluded_websites=sites, safe_search=safe))


def x_source(
    included_x_handles: Sequence[str] | None = None,
    excluded_x_handles: Sequence[str] | None = None,
    post_favorite_count: int | None = None,
    post_view_count: int | None = None,
) -> SearchSource:
    """Posts on X: of some accounts or without some, with at least so many favourites or views."""
    require_one_list(included_x_handles=included_x_handles, excluded_x_handles=excluded_x_handles)
    return SearchSource(
        "x",
        given(
            included_x_handles=texts(included_x_handles, of="included_x_handles"),
            excluded_x_handles=texts(excluded_x_handles, of="excluded_x_handles"),
            post_favorite_count=_least(post_favorite_count, of="post_favorite_count"),
            post_view_count=_least(post_view_count, of="post_view_count"),
        ),
    )


def rss_source(links: Sequence[str]) -> SearchSource:
    """An RSS feed, by its address."""
    return SearchSource("rss", given(links=texts(links, of="links", most=1)))


def given(**fields: JSON) -> dict[str, JSON]:
    """The fields that are not None."""
    return {name: value for name, value in fields.items() if value is not None}


def texts(values: Sequence[str] | None, *, of: str, most: int | None = None) -> list[str] | None:
    """A list of texts, None where there are none. Raises InputError for anything else or too many."""
    if values is None:
        return None
    advice = "It is a list of texts."
    found = [values] if isinstance(values, str) else listed(values, of=of, advice=advice)
    if not all(isinstance(each, str) and each for each in found):
        raise InputError(f"{of} is {in_short(found)}.", advice=advice)
    if most is not None and len(found) > most:
        raise InputError(f"{of} has {len(found)} entries.", advice=f"The API takes {most} at most.")
    return found or None


def require_one_list(**lists: Sequence[str] | None) -> None:
    """Raise InputError where two lists are given that exclude each other."""
    if not any(each is None or (isinstance(each, (list, tuple)) and not each) for each in lists.values()):
        names = " and ".join(lists)
        raise InputError(f"{names} do not go together.", advice="Give one of them.")


def day(value: date | None, *, of: str) -> str | None:
    """The day of a date or a datetime as the API wants it, `2026-11-27`. Raises InputError."""
    if value is None:
        return None
    if not isinstance(value, date):
        raise InputError(f"{of} is {in_short(value)}.", advice="It is a date or a datetime.")
    return (value.date() if isinstance(value, datetime) else value).isoformat()


def _least(value: int | None, *, of: str) -> int | None:
    return count_given(value, of=of, least=0, most=_MOST_COUNT)


def _source(value: object) -> SearchSource:
    if isinstance(value, SearchSource):
        return value
    told = f"{kind_of(value, is_first=True)} is no source of a search."
    raise InputError(told, advice=_SOURCES)


__all__ = ["SearchMode", "SearchParameters", "news_source", "rss_source", "web_source", "x_source"]
