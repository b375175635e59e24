"""The magic `%imagine_alt`: one picture, one by hand, a notebook's, all of a gallery; priced before."""

from __future__ import annotations

from typing import Any

import pytest

from quick_server import QuickServer


def asked(quick: QuickServer) -> int:
    """How many questions have come."""
    return sum("prompt" not in body for body in quick.bodies)


@pytest.fixture(scope="module")
def book(api_kernel: Any) -> Any:
    """The kernel of a notebook with a fox and two owls in it."""
    api_kernel.run("%imagine -o fox --no-display a fox")
    api_kernel.run("%imagine -o owls -n 2 --no-display owls")
    return api_kernel


def test_a_picture_is_described_and_shown_so(book: Any, quick: QuickServer) -> None:
    run = book.run("%imagine_alt fox -o words")
    assert "Picture 1. Alt text by grok-4.3: A fox." in run.text
    assert "$0.0000 · 8 tokens" in run.text
    assert book.run("print(words)").text.strip() == "A fox."
    assert 'alt="A fox."' in book.run("fox").html
    assert "It had this already; --fresh asks for another." in book.run("%imagine_alt fox").text
    assert asked(quick) == 1


def test_a_text_in_quotes_is_the_users_own_and_stays(book: Any, quick: QuickServer) -> None:
    before = asked(quick)
    run = book.run("""%imagine_alt fox "the fox's {den} <b>$HOME</b>" """)
    assert "Picture 1. Alt text by hand: the fox's {den} <b>$HOME</b>" in run.text
    assert "It had this already" in book.run("%imagine_alt 1").text
    assert 'alt="the fox&#x27;s {den} &lt;b&gt;$HOME&lt;/b&gt;"' in book.run("fox").html
    assert "It has no alt text any more." in book.run('%imagine_alt fox ""').text
    assert asked(quick) == before


def test_a_gallery_is_described_at_once_once_its_price_was_told(book: Any, quick: QuickServer) -> None:
    book.run('%imagine_alt fox "mine"')
    before = asked(quick)
    plan = book.run("%imagine_alt --all --dry-run").text
    assert "2 requests for 2 rows · about $0.0" in plan
    assert asked(quick) == before
    run = book.run("%imagine_alt --all -o told")
    assert "2 of 2 rows" in run.text
    assert book.run("[each.alt for each in (*fox, *owls)]").text == "['mine', 'A fox.', 'A fox.']"
    assert book.run("[row.answer.text for row in told]").text == "['A fox.', 'A fox.']"
    assert "No picture here lacks an alt text" in book.run("%imagine_alt --all").text
    assert asked(quick) == before + 2


def test_above_a_price_it_is_asked_about_first(book: Any, quick: QuickServer) -> None:
    before = asked(quick)
    book.run("%imagine_config ask_above=0.001")
    assert "2 requests for 2 rows would cost about" in book.run("%imagine_alt owls --fresh").error
    assert asked(quick) == before
    assert not book.run("%imagine_alt owls --fresh --yes").error
    assert asked(quick) == before + 2
    book.run("%imagine_config ask_above=1")


def test_a_notebook_s_pictures_are_those_that_its_cells_showed(book: Any, quick: QuickServer) -> None:
    other = (
        "import os\nfrom imagine_nb import Studio\n"
        "here = os.environ.pop('JPY_SESSION_NAME')\n"
        "os.environ['JPY_SESSION_NAME'] = here.replace('book', 'other')\n"
        "Studio(notify=print).imagine('another notebook’s');\n"
        "os.environ['JPY_SESSION_NAME'] = here"
    )
    book.run(other)
    book.run("%imagine -o hen --no-display a hen\ndel hen")
    assert "1 request for 1 row" in book.run("%imagine_alt --notebook --dry-run").text
    assert "2 requests for 2 rows" in book.run("%imagine_alt --all --dry-run").text
    assert not book.run("%imagine_alt --notebook --max-usd 1").error
    assert "1 request for 1 row" in book.run("%imagine_alt --all --dry-run").text
    book.run("elsewhere = studio().picture(studio().gallery[4])")
    assert "1 request for 1 row" in book.run("%imagine_alt --notebook --dry-run").text


def test_what_was_stopped_is_asked_again_where_that_is_said(book: Any, quick: QuickServer) -> None:
    quick.hold()
    before, came = asked(quick), len(quick.bodies)
    book.run("%imagine -o hens -n 2 --no-display --engine print-shop two hens")
    message = book.start("%imagine_alt hens")
    quick.wait_for(came + 2)
    book.interrupt()
    assert "may have been charged" in book.wait(message).error
    quick.release()
    again = book.run("%imagine_alt hens").text
    assert "again; --retry-unknown" in again
    assert not book.run("%imagine_alt hens --retry-unknown").error
    assert book.run("[each.alt for each in hens]").text == "['A fox.', 'A fox.']"
    assert asked(quick) == before + 4


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("fox a red fox", "A text of yours stands in quotes"),
        ('owls "birds"', "An alt text by hand is for one picture."),
        ('--all "birds"', "An alt text by hand is for one picture."),
        ('fox "a" "b"', "An alt text by hand is for one picture."),
        (f'fox "{"x" * 1001}"', "The alt text has 1,001 characters."),
        ("--all fox", "%imagine_alt takes names, or --all, or --notebook."),
        ("foxx", "Did you mean 'fox'?"),
        ("quick", "There is no variable, file or picture 'quick'."),
        ("fox --fesh", "Did you mean --fresh?"),
        ("fox --engine", "--engine lacks its value."),
        ("fox --fresh --budget 0", "would cost"),
        ("fox -o 1x", "'1x' cannot be a variable's name."),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_to_do(
    book: Any, quick: QuickServer, line: str, told: str
) -> None:
    before = len(quick.bodies)
    assert told in book.run(f"%imagine_alt {line}").error
    assert len(quick.bodies) == before


def test_a_limit_of_nothing_asks_nothing(book: Any, quick: QuickServer) -> None:
    before = asked(quick)
    assert "0 of 1 row" in book.run("%imagine_alt fox --fresh --max-usd 0").text
    assert asked(quick) == before


def test_its_manual_is_shown(book: Any) -> None:
    manual = book.run("%imagine_alt --help").text
    assert '%imagine_alt fox "a red fox in fresh snow"' in manual
    assert "--notebook" in manual
    assert manual.lstrip().startswith("%imagine_alt [-o NAME]")
