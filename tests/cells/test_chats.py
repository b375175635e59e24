"""A chat goes on after a restart, and a notebook of questions that runs again is paid for once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quick_server import QuickServer

FOX = "%imagine -o fox a red fox"
CAT = "%imagine -o cat a grey cat"
FIRST = "%%ask_image --chat tour -o told\nWhat is in {fox}?"
SECOND = "%ask_image --chat tour -o told And how large is it?"
THIRD = "%ask_image --chat tour -o told Which colours stand out?"
NEW = "%ask_image --chat tour -o told Is it old?"


@pytest.fixture
def kernels(new_kernels: Callable[..., Any], quick: QuickServer) -> Callable[..., Any]:
    """Starts kernels of one notebook; `asked` counts the requests, `sent` are the questions in the newest."""
    before = len(quick.bodies)

    def start(name: str = "tour.ipynb") -> Any:
        kernel = new_kernels(
            XAI_BASE_URL=quick.base_url, JPY_SESSION_NAME=f"/me/{name}", IMAGINE_NB_GALLERY="imagine_gallery"
        )
        kernel.run("%load_ext imagine_nb")
        kernel.asked = lambda: len(quick.bodies) - before
        kernel.sent = lambda: [
            part["text"]
            for message in quick.bodies[-1]["input"]
            if message["role"] == "user"
            for part in message["content"]
            if part["type"] == "input_text"
        ]
        return kernel

    return start


@pytest.mark.parametrize("named", [True, False], ids=["ids", "texts"])
def test_a_notebook_of_questions_is_paid_for_once(kernels: Callable[..., Any], named: bool) -> None:
    kernel = kernels()
    for _ in range(2):
        kernel.run_all(FOX, FIRST, SECOND, THIRD, named=named)
        assert kernel.asked() == 4
    restarted = kernels()
    for _ in range(2):
        restarted.run_all(FOX, FIRST, SECOND, THIRD, named=named)
        assert restarted.asked() == 4


def test_straight_on_after_a_restart_it_goes_on_and_says_so(kernels: Callable[..., Any]) -> None:
    kernels().run_all(FOX, FIRST, SECOND)
    restarted = kernels()
    run = restarted.run(NEW)
    assert (run.error, restarted.asked()) == ("", 4)
    assert restarted.sent() == ["What is in this image?", "And how large is it?", "Is it old?"]
    said = "The chat 'tour' goes on from the gallery, after 2 answers; --new begins it anew."
    assert said in run.text
    assert said.replace("'", "&#x27;") in run.html
    assert "from the gallery" not in restarted.run(THIRD).text
    assert len(restarted.sent()) == 4
    again = kernels()
    again.run_all(FOX, FIRST, SECOND, NEW, THIRD)
    assert again.asked() == 5


def test_a_picture_may_come_with_the_question_that_goes_on(kernels: Callable[..., Any]) -> None:
    kernels().run_all(FOX, CAT, FIRST)
    restarted = kernels()
    restarted.run(CAT)
    run = restarted.run("%ask_image --chat tour compare it with {cat}")
    assert "goes on from the gallery, after 1 answer;" in run.text
    assert restarted.sent() == ["What is in this image?", "compare it with this image"]


def test_any_one_cell_of_it_alone_shows_what_it_showed(kernels: Callable[..., Any]) -> None:
    kernels().run_all(FOX, FIRST, SECOND, THIRD)
    restarted = kernels()
    for cell in (THIRD, SECOND, THIRD, f"{FOX} ", FIRST):
        run = restarted.run(cell)
        assert (run.error, "reused" in run.html) == ("", True)
    assert restarted.asked() == 4


def test_a_new_beginning_is_one_and_the_old_one_is_still_known(kernels: Callable[..., Any]) -> None:
    anew = "%ask_image --chat tour --new what of {cat}?"
    kernel = kernels()
    kernel.run_all(FOX, CAT, FIRST, SECOND, anew)
    assert kernel.sent() == ["what of this image?"]
    restarted = kernels()
    restarted.run_all(FOX, CAT, FIRST, SECOND, anew)
    assert restarted.asked() == 5
    later = kernels()
    later.run(NEW)
    assert later.sent() == ["what of this image?", "Is it old?"]


def test_a_first_question_about_another_picture_begins_anew_and_says_so(kernels: Callable[..., Any]) -> None:
    kernels().run_all(FOX, FIRST, SECOND)
    restarted = kernels()
    restarted.run(FOX.replace("red", "white"))
    run = restarted.run(FIRST)
    assert "The chat 'tour' begins anew: its first question is asked again." in run.text
    assert restarted.sent() == ["What is in this image?"]


def test_a_cell_that_was_changed_asks_at_its_place(kernels: Callable[..., Any]) -> None:
    kernel = kernels()
    kernel.run_all(FOX, FIRST, SECOND, THIRD, named=True)
    run = kernel.run(SECOND.replace("large", "old"), cell="cell-2")
    assert kernel.sent() == ["What is in this image?", "And how old is it?"]
    assert "goes on where its cell ran again; what was asked after that (1) is left out." in run.text
    kernel.run(THIRD, cell="cell-3")
    assert len(kernel.sent()) == 3
    loop = "for _ in range(2):\n    %ask_image --chat tour and then?"
    before = kernel.asked()
    for _ in range(2):
        kernel.run(loop, cell="loop")
        assert kernel.asked() == before + 2


def test_another_notebooks_chat_is_not_gone_on_with(kernels: Callable[..., Any]) -> None:
    kernels().run_all(FOX, FIRST)
    other = kernels("other.ipynb")
    assert "There is no picture to ask about." in other.run(NEW).error
    other.run(f"{FOX}\n%ask_image --chat tour what of {{fox}}?")
    assert other.sent() == ["what of this image?"]


def test_what_it_was_about_and_is_not_here_begins_anew(kernels: Callable[..., Any]) -> None:
    photo = "from PIL import Image\nphoto = Image.new('RGB', (8, 8))\n"
    kernels().run_all(f"{photo}%ask_image --chat tour what is in {{photo}}?")
    restarted = kernels()
    run = restarted.run(NEW)
    assert "begins anew: the gallery has no copy of photo. Name one with" in run.error
    run = restarted.run(f"{photo}%ask_image --chat tour and in {{photo}}?")
    assert "begins anew: the gallery has no copy of photo." in run.text
    kernel = kernels()
    kernel.run(f"{photo}%ask_image --chat tour what is in {{photo}}?")
    assert kernel.asked() == 2
