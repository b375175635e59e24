import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imagine_nb import Gallery
from imagine_nb.errors import InputError
from imagine_nb.gallery.counts import ORDERS
from imagine_nb.gallery.journalled import begin
from imagine_nb.gallery.search import Sort, moment
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Request, SourceRecord
from imagine_nb.usage import Usage


def keep(
    gallery: Gallery, prompt: str, *, engine: str = "xai", model: str = "m", ticks: int | None = None
) -> str:
    request = Request(engine, "u", "/images/generations", model, prompt, prompt, {"n": 1})
    outcome = Outcome("done", model=f"{model}-2026", usage=Usage(ticks))
    data = NewPicture(prompt.encode(errors="replace"), "image/jpeg", 1, 1)
    return begin(gallery, request).finish(outcome, pictures=[data]).pictures[0].id


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    made = Gallery(tmp_path_factory.mktemp("g"))
    fox = keep(made, "A red fox in the snow", ticks=2 * 10**8)
    keep(made, "Ein Füchslein im Schnee", engine="print-shop", ticks=0)
    keep(made, "雪の中の赤い狐", model="other")
    keep(made, "three foxes", ticks=6 * 10**8)
    source = SourceRecord("fox", sha256="s", picture_id=fox)
    asked = Request("xai", "u", "/responses", "grok-4.3", "What is it?", "What is it?", sources=(source,))
    begin(made, asked).finish(Outcome("done"), answer=NewAnswer("A vixen, I believe.", "resp_1"))
    edit = Request("xai", "u", "/images/edits", "m", "at dusk", "at dusk", {"n": 1}, (source,))
    begin(made, edit).finish(Outcome("done"), pictures=[NewPicture(b"dusk", "image/jpeg", 1, 1)])
    yield made
    made.close()


def found(gallery: Gallery, text: str = "", **wanted: object) -> list[int]:
    return [each.number for each in gallery.find(text, **wanted)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("", [5, 4, 3, 2, 1]),
        ("fox", [4, 1]),
        ("FOX snow", [1]),
        ("snow fox", [1]),
        ("fuchs", [2]),
        ("狐", [3]),
        ("赤い 雪", [3]),
        ("vixen", [1]),
        ("what is", [1]),
        ("dusk", [5]),
        ("wolf", []),
        ("fox wolf", []),
    ],
)
def test_words_of_prompts_and_answers_find_pictures_newest_first(
    gallery: Gallery, text: str, numbers: list[int]
) -> None:
    assert found(gallery, text) == numbers


@pytest.mark.parametrize(
    "text",
    ['"', '""', "fox OR cat", "fox*", "text:fox", "NEAR(fox", "fox'; DROP TABLE words; --", "(",
     "^fox", "-fox", "\x00", "\ud800", "!!!", "%", "_", "\\", "x " * 5000, "x" * 100_000],
)  # fmt: skip
def test_no_text_is_an_error(gallery: Gallery, text: str) -> None:
    assert isinstance(found(gallery, text), list)
    assert len(gallery) == 5


def test_words_of_the_query_language_are_words(gallery: Gallery) -> None:
    assert found(gallery, "fox OR foxes") == []
    assert found(gallery, "NOT fox") == []


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None)))
def test_whatever_is_typed_is_looked_up(gallery: Gallery, text: str) -> None:
    assert set(found(gallery, text)) <= {1, 2, 3, 4, 5}


def test_model_engine_and_cost_narrow_it_down(gallery: Gallery) -> None:
    assert found(gallery, model="m") == [5, 4, 2, 1]
    assert found(gallery, model="m-2026") == [4, 2, 1]
    assert found(gallery, model="other") == found(gallery, model="other-2026") == [3]
    assert found(gallery, engine="print-shop") == [2]
    assert found(gallery, min_usd=0.01) == [4, 1]
    assert found(gallery, "fox", max_usd=0.05) == [1]
    assert found(gallery, min_usd=0.06, max_usd=0.06) == [4]


def test_times_narrow_it_down(gallery: Gallery) -> None:
    today, now = datetime.now(UTC).astimezone().date(), time.time()
    assert found(gallery, since=today) == found(gallery, until=today) == [5, 4, 3, 2, 1]
    assert found(gallery, since=str(today), until=str(today)) == [5, 4, 3, 2, 1]
    assert found(gallery, until=today - timedelta(days=1)) == found(gallery, since=now + 60) == []
    assert found(gallery, since=datetime.now(UTC) - timedelta(hours=1)) == [5, 4, 3, 2, 1]
    with pytest.raises(InputError, match="no date"):
        gallery.find(since="last tuesday")


def test_a_date_is_a_whole_local_day() -> None:
    day = date(2026, 3, 1)
    assert moment(day, end=True) - moment(day) == 86_400
    assert moment("2026-03-01") == moment(day) == datetime(2026, 3, 1).astimezone().timestamp()
    assert moment("2026-03-01T00:00", end=True) == moment(day)


def test_pages_turn(gallery: Gallery) -> None:
    assert [found(gallery, limit=2, offset=at) for at in (0, 2, 4, 6)] == [[5, 4], [3, 2], [1], []]
    assert found(gallery, limit=0) == found(gallery, limit=-1) == []


def test_no_file_is_opened(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    keep(gallery, "a fox")
    gallery.path(gallery[1]).unlink()
    assert found(gallery, "fox") == [1]


def test_pictures_that_were_made_from_sources_are_told_apart(gallery: Gallery) -> None:
    assert found(gallery, edited=True) == [5]
    assert found(gallery, edited=False) == [4, 3, 2, 1]
    assert found(gallery, edited=None) == [5, 4, 3, 2, 1]
    assert found(gallery, "dusk", edited=False) == []


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [("newest", [5, 4, 3, 2, 1]), ("oldest", [1, 2, 3, 4, 5]), ("dearest", [4, 1, 2, 5, 3])],
)
def test_pages_are_sorted(gallery: Gallery, sort: str, numbers: list[int]) -> None:
    assert found(gallery, sort=sort) == numbers
    assert found(gallery, sort=sort, limit=2, offset=1) == numbers[1:3]


def test_the_largest_has_the_most_pixels(tmp_path: Path) -> None:
    gallery = Gallery(tmp_path)
    for size in ((4, 4), (1, 9), (5, 5)):
        picture = NewPicture(str(size).encode(), "image/png", *size)
        begin(gallery, Request("xai", "u", "/images/generations", "m", "a", "a")).finish(
            Outcome("done"), pictures=[picture]
        )
    assert found(gallery, sort="largest") == [3, 1, 2]


def test_the_table_of_sorts_is_their_type() -> None:
    assert tuple(ORDERS) == get_args(Sort)


@pytest.mark.parametrize("sort", ["latest", "", 3, []])
def test_a_sort_that_there_is_not_is_refused(gallery: Gallery, sort: object) -> None:
    with pytest.raises(InputError, match="There is no sort"):
        gallery.find(sort=sort)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("", {}), ("fox", {}), ("wolf", {}), ("", {"edited": True}), ("", {"engine": "xai", "model": "m"}),
     ("fox", {"max_usd": 0.05}), ("", {"favourites": True})],
)  # fmt: skip
def test_the_count_of_a_search_is_of_all_its_pages(
    gallery: Gallery, text: str, wanted: dict[str, Any]
) -> None:
    assert gallery.count(text, **wanted) == len(found(gallery, text, **wanted))


def test_deleted_pictures_are_not_counted(three: Gallery) -> None:
    three.delete(2)
    assert three.count() == three.count("fox") == 2
