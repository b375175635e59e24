"""The page of a panel: replies to one view, events for all, errors in words and without a key."""

from __future__ import annotations

from typing import Any

import pytest

from desk import KEY
from imagine_nb.errors import InputError
from imagine_nb.panels.messages import VERSION, FieldError, Reply
from imagine_nb.panels.page import Page, error_json


@pytest.fixture
def sent() -> list[tuple[dict[str, Any], list[bytes]]]:
    return []


@pytest.fixture
def page(sent: list[tuple[dict[str, Any], list[bytes]]]) -> Page:
    made = Page()
    made.send = lambda content, buffers: sent.append((content, buffers))
    return made


def test_a_reply_names_its_message_and_an_event_its_name(page: Page, sent: list[Any]) -> None:
    page.reply("a-1", Reply({"total": 3}, (b"x",)))
    page.tell("added", {"total": 4}, (b"y", b"z"))
    assert sent == [
        ({"v": VERSION, "re": "a-1", "ok": True, "total": 3}, [b"x"]),
        ({"v": VERSION, "event": "added", "total": 4}, [b"y", b"z"]),
    ]


def test_a_refusal_says_why_and_beside_which_field(page: Page, sent: list[Any]) -> None:
    page.refuse("a-2", FieldError("There is no source.", advice="Add one.", field="sources"))
    error = {"text": "There is no source. Add one.", "field": "sources"}
    assert sent == [({"v": VERSION, "re": "a-2", "ok": False, "error": error}, [])]


def test_without_a_widget_nothing_is_heard_and_nothing_fails() -> None:
    page = Page()
    page.reply("a-1", Reply())
    page.tell("reset", {"total": 0})


def test_notes_on_an_error_are_told_with_it() -> None:
    error = InputError("It failed.")
    error.add_note("Its picture is kept.")
    assert error_json(error) == {"text": "It failed. Its picture is kept.", "field": ""}


def broken() -> None:
    raise RuntimeError(f"no {KEY}\x1b[31m")


def test_of_a_bug_the_trace_goes_along_without_a_key() -> None:
    with pytest.raises(RuntimeError) as caught:
        broken()
    told = error_json(caught.value)
    assert told["text"].startswith("Unexpected error, RuntimeError: no ")
    assert ("test_page.py" in told["trace"], "\x1b" in told["trace"]) == (True, False)
    assert KEY not in f"{told}"
