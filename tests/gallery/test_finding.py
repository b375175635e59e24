"""Pages and counts of a gallery that is large enough for every way to find them: what comparing all gives."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gallery.large import write_large_gallery
from imagine_nb import Gallery
from imagine_nb.gallery.journalled import begin
from imagine_nb.records import NewAnswer, NewPicture, Outcome, PictureRecord, Request, SourceRecord
from imagine_nb.usage import Usage

PICTURES = 3000
KEYS: dict[str, Callable[[PictureRecord], Any]] = {
    "newest": lambda each: -each.number,
    "oldest": lambda each: each.number,
    "dearest": lambda each: (-(-1 if each.cost_ticks is None else each.cost_ticks), -each.number),
    "largest": lambda each: (-each.width * each.height, -each.number),
}


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gallery]:
    """Thousands of pictures, some deleted, dearer, larger or made late, and a question about an old one."""
    folder = tmp_path_factory.mktemp("large")
    write_large_gallery(folder, PICTURES, side=16)
    made = Gallery(folder)
    late = begin(made, Request("xai", "u", "/images/generations", "m", "a late fox", "a late fox"))
    for number in range(30):
        entry = begin(made, Request("xai", "u", "/images/generations", "other", "fox", f"fox {number}"))
        picture = NewPicture(b"%d" % number, "image/png", 1 + number % 7, 1 + number % 3)
        ticks = None if number % 4 == 0 else number * 10**8
        entry.finish(Outcome("done", usage=Usage(ticks)), pictures=[picture])
    late.finish(Outcome("done", usage=Usage(5)), pictures=[NewPicture(b"late", "image/png", 99, 99)])
    source = SourceRecord("old", sha256="s", picture_id=made[7].id)
    asked = Request("xai", "u", "/responses", "grok-4.3", "a fox?", "a fox?", sources=(source,))
    begin(made, asked).finish(Outcome("done"), answer=NewAnswer("No fox at all.", "r"))
    for number in (1, 2, 500, 1024, 2047, 2048, 2990, 3000, 3010):
        made.delete(number)
    yield made
    made.close()


@pytest.fixture(scope="module")
def kept(gallery: Gallery) -> list[PictureRecord]:
    """All pictures, one by one."""
    return list(gallery)


def holds(word: str) -> Callable[[PictureRecord], bool]:
    return lambda each: word in each.sent.split() or (word == "fox" and each.number == 7)


WAYS: list[tuple[str, dict[str, Any], Callable[[PictureRecord], bool]]] = [
    ("", {}, lambda each: True),
    ("fox", {}, holds("fox")),
    ("fox snow", {}, lambda each: {"fox", "snow"} <= {*each.sent.split()}),
    ("number2999", {}, holds("number2999")),
    ("late", {}, holds("late")),
    ("zebra", {}, lambda each: False),
    ("", {"model": "m"}, lambda each: each.model == "m"),
    ("", {"model": "other"}, lambda each: each.model == "other"),
    ("fox", {"model": "other"}, lambda each: each.model == "other"),
    ("fox", {"edited": False, "engine": "xai"}, lambda each: holds("fox")(each) and not each.parents),
    ("", {"edited": True}, lambda each: bool(each.parents)),
    ("", {"min_usd": 0.03}, lambda each: (each.cost_ticks or 0) >= 3 * 10**8),
    ("", {"max_usd": 0.01}, lambda each: each.cost_ticks is not None and each.cost_ticks <= 10**8),
]


@pytest.mark.parametrize("sort", KEYS)
@pytest.mark.parametrize(("text", "wanted", "fulfils"), WAYS, ids=[f"{text} {w}" for text, w, _ in WAYS])
def test_every_page_is_what_comparing_all_pictures_gives(
    gallery: Gallery, kept: list[PictureRecord], text: str, wanted: dict[str, Any],
    fulfils: Callable[[PictureRecord], bool], sort: Any,
) -> None:  # fmt: skip
    expected = sorted(filter(fulfils, kept), key=KEYS[sort])
    assert gallery.count(text, **wanted) == len(expected)
    assert gallery.count(text, most=10, **wanted) == min(10, len(expected))
    for offset in {0, 3, len(expected) // 2, max(len(expected) - 20, 0), len(expected) + 5}:
        page = gallery.find(text, sort=sort, limit=50, offset=offset, **wanted)
        assert [each.number for each in page] == [each.number for each in expected[offset : offset + 50]]


def test_the_beginning_of_many_words_finds_all_of_them(gallery: Gallery, kept: list[PictureRecord]) -> None:
    expected = [each for each in kept if " number1" in each.sent]
    assert gallery.count("number1") == len(expected)
    assert gallery.find("number1", limit=3) == sorted(expected, key=KEYS["newest"])[:3]
