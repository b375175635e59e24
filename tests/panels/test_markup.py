import pytest

from imagine_nb.errors import BudgetError
from imagine_nb.panels import markup
from imagine_nb.records import SourceRecord

NASTY = "</textarea><script>alert('x')</script>"


@pytest.mark.parametrize(
    "html",
    [
        markup.progress_html(NASTY),
        markup.status_html(NASTY),
        markup.hint_html(NASTY),
        markup.failure_html(ValueError(NASTY)),
        markup.failure_html(BudgetError(NASTY, price_usd=1)),
        markup.cell_html(NASTY, note=NASTY),
        markup.source_html(SourceRecord(NASTY), None, number=1),
        markup.chosen_html([(SourceRecord(NASTY), None)]),
        markup.answer_html(NASTY, [NASTY], notice=NASTY),
        markup.still_html("", NASTY),
    ],
)
def test_every_text_is_escaped(html: str) -> None:
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_an_expected_error_is_one_paragraph_and_a_bug_brings_its_traceback() -> None:
    expected = markup.failure_html(BudgetError("Too dear.", price_usd=1, advice="Ask for less."))
    assert "<b>BudgetError</b>: Too dear. Ask for less." in expected
    assert "<details>" not in expected
    assert "<details><summary>Unexpected error, KeyError" in markup.failure_html(KeyError("x"))


def test_a_bug_shows_no_key() -> None:
    shown = markup.failure_html(KeyError("xai-abcdefgh123"))
    assert "xai-****" in shown
    assert "abcdefgh" not in shown


def test_a_screen_reader_hears_how_it_ended_and_not_each_tenth_of_a_second() -> None:
    assert 'role="status"' in markup.status_html("Made 1 picture")
    assert "role=" not in markup.progress_html("Making … 0.1 s")


def test_nothing_to_say_takes_no_room() -> None:
    assert markup.status_html("") == markup.hint_html("") == markup.chosen_html([]) == ""
