import asyncio
import html
import re
import threading
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import ipywidgets as w
import pytest

from imagine_nb.loop import Job
from imagine_nb.panels.work import Work


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    w.Widget.close_all()


async def fox() -> str:
    return "a fox"


async def broken() -> str:
    raise RuntimeError("out of ink")


async def endless() -> str:
    await asyncio.Event().wait()
    return "never"


def work(made: Callable[[], Coroutine[Any, Any, str]], *, is_billed: bool = False, **options: Any) -> Work:
    return Work(
        "Go",
        begin=lambda: ("Making", Job(made())),
        end=lambda result, seconds: f"Made {result}",
        billed=lambda: is_billed,
        **options,
    )


def button(of: Work, label: str) -> w.Button:
    return next(each for each in of.children[0].children if each.description == label)


def status(of: Work) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", of.children[1].value))


def run(of: Work, *, meanwhile: Callable[[], object] = lambda: None) -> str:
    """Press start; the status when the work has ended."""
    ended = threading.Event()
    start = button(of, "Go")
    start.observe(lambda change: change["new"] or ended.set(), "disabled")
    start.click()
    meanwhile()
    assert ended.wait(30), status(of)
    return status(of)


def test_the_status_says_how_it_ended_and_the_button_is_free_again() -> None:
    made = work(fox)
    assert run(made) == "Made a fox"
    assert not made.busy
    assert button(made, "Cancel").disabled
    assert run(made) == "Made a fox"


@pytest.mark.parametrize(
    ("is_billed", "charge"), [(True, "It may have been charged."), (False, "Nothing was charged.")]
)
def test_a_cancelled_job_says_whether_it_may_cost(is_billed: bool, charge: str) -> None:
    left: list[str] = []
    made = work(endless, is_billed=is_billed, broken=lambda: left.append("broken"))

    def cancel() -> None:
        assert made.busy
        button(made, "Cancel").click()

    assert re.fullmatch(rf"Cancelled after \d+\.\d s\. {re.escape(charge)}", run(made, meanwhile=cancel))
    assert left == ["broken"]


def test_an_error_of_the_job_is_in_the_status() -> None:
    left: list[str] = []
    assert "Unexpected error, RuntimeError: out of ink" in run(work(broken, broken=lambda: left.append("x")))
    assert left == ["x"]


def test_what_cannot_begin_is_told_and_starts_nothing() -> None:
    def refuse() -> Coroutine[Any, Any, str]:
        raise ValueError("no prompt")

    made = work(refuse)
    button(made, "Go").click()
    assert "no prompt" in status(made)
    assert not made.busy
    assert not button(made, "Go").disabled


def test_a_second_press_starts_no_second_job() -> None:
    started: list[int] = []

    def begun() -> Coroutine[Any, Any, str]:
        started.append(1)
        return endless()

    made = work(begun)

    def press_and_cancel() -> None:
        button(made, "Go").click()
        button(made, "Cancel").click()

    run(made, meanwhile=press_and_cancel)
    assert started == [1]
