from dataclasses import replace

from imagine_nb.records import Request, SourceRecord
from imagine_nb.usage import Usage

ASKED = Request("xai", "https://api.x.ai/v1", "/images/edits", "m", "Add {hat}", "Add <IMAGE_0>", {"n": 2})


def test_the_key_is_all_that_was_sent_and_to_whom() -> None:
    source = SourceRecord("hat.png", sha256="aa")
    others = [
        replace(ASKED, engine="print-shop"),
        replace(ASKED, base_url="http://127.0.0.1:1/v1"),
        replace(ASKED, endpoint="/images/generations"),
        replace(ASKED, model="m2"),
        replace(ASKED, sent="Add a hat"),
        replace(ASKED, parameters={"n": 3}),
        replace(ASKED, sources=(source,)),
        replace(ASKED, sources=(replace(source, sha256="bb"),)),
        replace(ASKED, history="cc"),
    ]
    assert len({ASKED.key, *(each.key for each in others)}) == len(others) + 1


def test_the_key_leaves_out_how_it_was_typed_and_which_take_it_is() -> None:
    assert replace(ASKED, prompt="Add {cap}", take=2, cell="7", notebook="a.ipynb").key == ASKED.key


def test_a_source_is_known_by_its_bytes_and_not_by_its_name() -> None:
    assert SourceRecord("a.png", sha256="aa").identity == SourceRecord("b.png", sha256="aa").identity
    assert (
        SourceRecord("a", url="https://x.org/1.png").identity
        != SourceRecord("a", url="https://x.org/2.png").identity
    )


def test_ticks_are_dollars() -> None:
    assert Usage(400_000_000).cost_usd == 0.04
    assert Usage().cost_usd is None
