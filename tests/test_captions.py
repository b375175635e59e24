from __future__ import annotations

from dataclasses import replace

import pytest

from imagine_nb.captions import caption_of
from imagine_nb.display.alt_texts import alt_text
from imagine_nb.records import PictureRecord, SourceRecord

GENERATION, EDIT = "/images/generations", "/images/edits"


def record(typed: str, sent: str, *names: str) -> PictureRecord:
    sources = tuple(SourceRecord(name, sha256=name) for name in names)
    return PictureRecord(
        "a" * 16, 1, "r", 0, "", "", "image/png", 1, 1, 1, typed, sent, "m", "xai",
        EDIT if names else GENERATION, 0.0, sources=sources,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sent", "names", "caption"),
    [
        ("a fox", "a fox", (), "a fox"),
        ("a fox as a {style}", "a fox as a linocut", (), "a fox as a linocut"),
        (
            "put the hat from {hat} on {fox}, {style}",
            "put the hat from <IMAGE_1> on <IMAGE_0>, inked",
            ("fox", "hat"),
            "put the hat from {hat} on {fox}, inked",
        ),
        ("make {fox} run", "make this image run", ("fox",), "make {fox} run"),
        ("{a[0]} beside {last}", "<IMAGE_0> beside <IMAGE_1>", ("a[0]", "last"), "{a[0]} beside {last}"),
        ("<IMAGE_0> on <IMAGE_1>", "<IMAGE_0> on <IMAGE_1>", ("fox", "hat"), "<IMAGE_0> on <IMAGE_1>"),
        ("{fox} of this image", "this image of this image", ("fox",), "this image of this image"),
        ("make it night", "make it night", ("fox",), "make it night"),
    ],
)
def test_a_caption_says_the_names_that_were_typed(
    typed: str, sent: str, names: tuple[str, ...], caption: str
) -> None:
    assert caption_of(record(typed, sent, *names)) == caption


def test_an_alt_text_of_a_prompt_has_no_braces_and_is_numbered_where_several_share_it() -> None:
    edit = record("the hat of {hat} on {a[0]}", "the hat of <IMAGE_0> on <IMAGE_1>", "hat", "a[0]")
    assert alt_text(edit) == "Edited picture: the hat of hat on a[0]"
    assert alt_text(replace(edit, index=1, n=4)) == "Edited picture, 2 of 4: the hat of hat on a[0]"
    assert alt_text(record("a {set}", "a {set}")) == "Picture: a {set}"
    assert alt_text(replace(edit, alt="A fox.", n=4)) == "A fox."
