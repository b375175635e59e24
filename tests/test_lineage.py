from dataclasses import replace

import pytest

from imagine_nb.lineage import ancestors, by_id, chain, descendants, differences, graph_text, in_order, roots
from imagine_nb.records import Outcome, PictureRecord, Recorded, Request, SourceRecord


def picture(
    number: int, *parents: int, prompt: str = "", sources: tuple[SourceRecord, ...] = ()
) -> PictureRecord:
    return PictureRecord(
        id=f"{number:016x}",
        number=number,
        request_id=f"r{number}",
        index=0,
        sha256=f"{number:064x}",
        path=f"{number:04d}.jpg",
        mime_type="image/jpeg",
        width=4,
        height=3,
        n_bytes=1,
        prompt=prompt,
        sent=prompt or f"prompt {number}",
        model="m",
        engine="xai",
        endpoint="/images/edits" if parents else "/images/generations",
        created=float(number),
        parents=tuple(f"{each:016x}" for each in parents),
        sources=sources,
    )


FAMILY = [picture(1), picture(2, 1), picture(3), picture(4, 3, 2), picture(5, 1), picture(6, 4)]
KNOWN = by_id(FAMILY)


def numbers(records: list[PictureRecord]) -> list[int]:
    return [each.number for each in records]


def test_ancestors_stand_after_their_own_parents() -> None:
    assert numbers(ancestors(FAMILY[5], KNOWN)) == [1, 2, 3, 4]
    assert ancestors(FAMILY[0], KNOWN) == []


def test_descendants_and_roots() -> None:
    assert numbers(descendants(FAMILY[0], KNOWN)) == [2, 4, 5, 6]
    assert numbers(roots(FAMILY[5], KNOWN)) == [1, 3]
    assert roots(FAMILY[2], KNOWN) == [FAMILY[2]]


def test_numbers_out_of_order_do_not_matter() -> None:
    late = [picture(1, 9), picture(9, 5), picture(5)]
    assert numbers(in_order(late)) == [5, 9, 1]


def test_a_chain_follows_first_parents_from_the_oldest() -> None:
    assert numbers(chain(FAMILY[5], KNOWN)) == [3, 4]
    assert numbers(chain(FAMILY[1], KNOWN)) == [1]
    assert chain(FAMILY[0], KNOWN) == []
    assert chain(picture(7, 99), KNOWN) == []
    circle = by_id([picture(1, 3), picture(2, 1), picture(3, 2)])
    assert numbers(chain(picture(3, 2), circle)) == [1, 2]


def test_a_circle_ends() -> None:
    circle = by_id([picture(1, 2), picture(2, 1)])
    assert numbers(ancestors(circle[f"{1:016x}"], circle)) == [2]
    assert sorted(numbers(in_order(circle.values()))) == [1, 2]
    assert "#2" in graph_text(circle.values())


def test_a_long_chain_is_no_deep_recursion() -> None:
    chain = [picture(1), *(picture(number, number - 1) for number in range(2, 5001))]
    assert len(ancestors(chain[-1], by_id(chain))) == 4999
    assert len(graph_text(chain).splitlines()) == 5000


def test_the_graph_as_text() -> None:
    assert graph_text(FAMILY, focus=FAMILY[3].id).splitlines() == [
        "○      #1 prompt 1",
        "├─●    #2 prompt 2",
        "│ │ ○  #3 prompt 3",
        "│ ●─╯  #4 prompt 4  ←",
        "● │    #5 prompt 5",
        "  ●    #6 prompt 6",
    ]


def test_the_graph_names_what_is_not_of_the_gallery() -> None:
    sources = (SourceRecord("hopper.jpg", sha256="a"), SourceRecord("x", picture_id="feedbeef00000000"))
    text = graph_text([picture(7, prompt="as\nHopper would", sources=sources)])
    assert text == "○  #7 as Hopper would · with hopper.jpg, picture feed, not here"
    assert graph_text([]) == ""


def recorded(**changes: object) -> Recorded:
    request = Request("xai", "https://api.x.ai/v1", "/images/generations", "m", "a fox", "a fox", {"n": 1})
    return Recorded("r", replace(request, **changes), Outcome("done", model="m-1"), 0.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, []),
        ({"sent": "a cat", "prompt": "{x}"}, ["prompt: a fox → a cat"]),
        ({"parameters": {"n": 1, "aspect_ratio": "3:2"}}, ["aspect ratio: - → 3:2"]),
        ({"take": 2, "engine": "print-shop"}, ["engine: xai → print-shop", "take: 1 → 2"]),
        ({"sources": (SourceRecord("fox", sha256="ab" * 32),)}, ["source 1: - → fox (abababab)"]),
    ],
)
def test_what_differs_between_two_requests(changes: dict[str, object], told: list[str]) -> None:
    assert [str(each) for each in differences(recorded(), recorded(**changes))] == told
