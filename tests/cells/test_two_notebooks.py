"""Two notebooks in one folder: what both ask is paid for once, and each goes on showing what it showed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quick_server import QuickServer

FOX = "%imagine -o fox a red fox"
NIGHT = "%imagine -o night -i fox make it night"
IDS = "print(fox.id, night.id)"


@pytest.fixture
def notebook(new_kernels: Callable[..., Any], quick: QuickServer) -> Callable[..., Any]:
    """Starts a kernel of the notebook of this name; one without a name is run by a program."""
    before = len(quick.bodies)

    def start(name: str = "") -> Any:
        told = {"JPY_SESSION_NAME": f"/home/me/{name}.ipynb"} if name else {}
        kernel = new_kernels(XAI_BASE_URL=quick.base_url, IMAGINE_NB_GALLERY="imagine_gallery", **told)
        kernel.run("%load_ext imagine_nb")
        kernel.asked = lambda: len(quick.bodies) - before
        return kernel

    return start


@pytest.mark.parametrize("names", [("a", "b"), ("a", "a"), ("", "")], ids=["two", "one twice", "no names"])
def test_what_two_kernels_ask_at_once_is_paid_for_once(
    notebook: Callable[..., Any], quick: QuickServer, names: tuple[str, str]
) -> None:
    both = [notebook(name) for name in names]
    quick.hold()
    came = len(quick.bodies)
    messages = [kernel.start(FOX) for kernel in both]
    quick.wait_for(came + 1)
    for kernel, message in zip(both, messages, strict=True):
        kernel.wait(message, until="Making")
    quick.release()
    runs = [kernel.wait(message) for kernel, message in zip(both, messages, strict=True)]
    assert sorted("reused" in run.html for run in runs) == [False, True]
    shown = {kernel.run_all(FOX, NIGHT, IDS)[-1].text for kernel in both}
    assert (len(shown), both[0].asked()) == (1, 2)
    again = notebook(names[1])
    assert ({again.run_all(FOX, NIGHT, IDS)[-1].text}, again.asked()) == (shown, 2)


def test_a_question_of_two_kernels_is_heard_in_both(notebook: Callable[..., Any], quick: QuickServer) -> None:
    both = [notebook("a"), notebook("b")]
    for kernel in both:
        kernel.run(FOX)
    quick.hold()
    came = len(quick.bodies)
    messages = [kernel.start("%ask_image -i fox -o told what is this?") for kernel in both]
    quick.wait_for(came + 1)
    quick.release()
    runs = [kernel.wait(message) for kernel, message in zip(both, messages, strict=True)]
    assert [run.error for run in runs] == ["", ""]
    assert all("A fox." in kernel.run("print(told)").text for kernel in both)
    assert both[0].asked() == 2


def test_whoever_waits_can_stop_and_asks_alone_where_the_other_failed(
    notebook: Callable[..., Any], quick: QuickServer
) -> None:
    first, second = notebook("a"), notebook("b")
    quick.hold()
    came = len(quick.bodies)
    message = first.start(FOX)
    quick.wait_for(came + 1)
    for _ in range(2):
        other = second.start(FOX)
        second.wait(other, until="Making")
        if _ == 0:
            second.interrupt()
            assert second.wait(other).error.startswith("Stopped: ")
    first.interrupt()
    first.wait(message)
    quick.wait_for(came + 2)
    quick.release()
    run = second.wait(other)
    assert (run.error, "reused" in run.html, first.asked()) == ("", False, 2)


def test_what_each_paid_for_itself_it_goes_on_showing(notebook: Callable[..., Any]) -> None:
    first, second = notebook("a"), notebook("b")
    first.run_all(FOX, NIGHT)
    second.run_all(FOX.replace("-o", "--fresh -o"), NIGHT)
    gallery = "from imagine_nb.notebook import studio\ngallery = studio().gallery\n"
    # as it is where both had asked at once, and both had paid
    first.run(f"{gallery}gallery._database.all('UPDATE requests SET take = 1')")
    each = {name: kernel.run(IDS).text for name, kernel in (("a", first), ("b", second))}
    assert len(set(each.values())) == 2
    for name, ids in each.items():
        again = notebook(name)
        assert (again.run_all(FOX, NIGHT, IDS)[-1].text, again.asked()) == (ids, 4)


def test_again_in_one_notebook_changes_no_other(notebook: Callable[..., Any]) -> None:
    first, second = notebook("a"), notebook("b")
    for kernel in (first, second):
        shown = kernel.run_all(FOX, NIGHT, IDS)[-1].text
    first.run_all(FOX, "%imagine_again", FOX, NIGHT)
    changed = first.run(IDS).text
    assert (changed == shown, first.asked()) == (False, 4)
    for name, ids in (("a", changed), ("b", shown)):
        again = notebook(name)
        assert (again.run_all(FOX, NIGHT, IDS)[-1].text, again.asked()) == (ids, 4)


def test_a_notebook_that_was_renamed_or_copied_shows_what_was_shown(
    notebook: Callable[..., Any],
) -> None:
    first = notebook("Untitled")
    first.run_all(FOX, "%imagine_again", FOX, NIGHT)
    ids = first.run(IDS).text
    copy = notebook("fox")
    assert (copy.run_all(FOX, NIGHT, IDS)[-1].text, copy.asked()) == (ids, 3)
    first.run_all(FOX, "%imagine_again")
    later = notebook("fox")
    assert (later.run_all(FOX, NIGHT, IDS)[-1].text, later.asked()) == (ids, 4)
