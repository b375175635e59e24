"""Progress of a table: what has come, what failed in words that nobody obeys, and never much of it."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb import Studio
from imagine_nb.live.progress import MOST_FAILURES, BulkProgress, ended
from imagine_nb.studio.bulk.job import BulkJob

HOSTILE = "<b>x</b> \x1b[2J \u202e {missing[0]}"


def done(studio: Studio, table: list[Any], prompt: str, **options: Any) -> tuple[BulkProgress, BulkJob]:
    """The progress of a table that was gone through."""
    progress = BulkProgress()
    plan = studio.plan_imagine_many(table, prompt, on_row=progress.arrive, **options)
    job = studio.start_many(plan)
    assert isinstance(job, BulkJob)
    job.result()
    return progress.of(job), job


def test_what_came_is_a_sheet_and_what_failed_is_told(studio: Studio) -> None:
    progress, job = done(studio, [{"a": "fox"}, {"a": ""}], "a {a}")
    bundle = progress.shown(progress.doing)
    assert "Contact sheet: the newest 2 rows" in str(bundle["text/html"])
    assert "Row 1: InputError: {a} is empty in this row." in str(bundle["text/html"])
    assert str(bundle["text/plain"]).splitlines()[-1] == job.standing.line
    assert "<progress" not in str(bundle["text/html"])  # it is over


def test_the_plan_stands_there_until_a_row_has_ended(studio: Studio) -> None:
    progress = BulkProgress()
    assert progress.plan == ""
    plan = studio.plan_imagine_many(["a fox"], on_row=progress.arrive)
    assert plan.line.startswith("1 request for 1 row")


def test_only_the_newest_failures_are_told(studio: Studio) -> None:
    progress, _ = done(studio, [{"a": ""} for _ in range(40)] + [{"a": "fox"}], "a {a}")
    assert str(progress.shown("")["text/html"]).count("is empty in this row") == MOST_FAILURES


@pytest.mark.parametrize("kind", ["text/html", "text/plain"])
def test_words_of_a_table_are_shown_and_not_obeyed(studio: Studio, kind: str) -> None:
    progress, job = done(
        studio,
        [{"a": "fox", "p": HOSTILE}, {"a": "cat", "p": studio.imagine("a cat").one}],
        "a {a}",
        images="p",
    )
    for bundle in (progress.shown(progress.doing), ended(job.results, job.standing.line)):
        text = str(bundle[kind])
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert kind == "text/plain" or "<b>x" not in text
