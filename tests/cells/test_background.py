"""`--background`: the cell is through at once, fills in later, and its variable waits where it is read."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from quick_server import QuickServer


def test_a_cell_returns_at_once_and_fills_in_later(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold()
    message = api_kernel.start("%imagine --background -o fox a fox", may_ask=True)
    run = api_kernel.wait(message)
    assert "Making a picture in the background … %imagine_wait 1 waits for it." in run.text
    assert (run.images, len(run.outputs)) == (0, 1)
    assert "<Pending 1: Making a picture>" in api_kernel.run("[fox]").text
    quick.release()
    filled = api_kernel.shown(message, until="<img ")
    assert (filled.images, len(filled.outputs)) == (1, 1)
    assert "Picture 1: a fox" in filled.text
    assert api_kernel.run("fox").images == 1
    assert "background" not in api_kernel.run("[fox]").text


@pytest.mark.parametrize(
    ("cell", "shows"),
    [
        ("wolf.size", "(64, 48)"),
        ("len(wolf), wolf[0].prompt", "'a wolf 1'"),
        ("import numpy; numpy.asarray(wolf).shape", "(48, 64, 3)"),
        ("%imagine -i wolf make it night", "make it night"),
        ("%imagine make {wolf} blue", "make {wolf} blue"),
        ("imagine_nb.imagine('make it red', images=wolf)", "make it red"),
        ("%ask_image -i wolf what is it?", "A fox."),
    ],
)
def test_reading_the_variable_waits_for_it(
    api_kernel: Any, quick: QuickServer, cell: str, shows: str
) -> None:
    quick.hold()
    api_kernel.run("%imagine --background --fresh -o wolf a wolf 1", is_watched=True)
    message = api_kernel.start(cell)
    quick.release()
    run = api_kernel.wait(message)
    assert run.error == ""
    assert shows in run.text


def test_wait_waits_for_all_and_raises_what_one_of_them_met(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold()
    good = api_kernel.start("%imagine --background -o one a hen", may_ask=True)
    api_kernel.wait(good)
    bad = api_kernel.start("%imagine --background -o two gore on a hen", may_ask=True)
    api_kernel.wait(bad)
    waiting = api_kernel.start("%imagine_wait")
    quick.release()
    run = api_kernel.wait(waiting)
    assert run.error.startswith("ModeratedError: ")
    assert api_kernel.shown(good, until="<img ").images == 1
    assert "Failed after" in api_kernel.shown(bad, until="ModeratedError").text
    assert api_kernel.run("two.size").error.startswith("ModeratedError: ")


def test_cancel_hangs_up_and_says_so(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    quick.hold()
    message = api_kernel.start("job = %imagine --background a duck", may_ask=True)
    api_kernel.wait(message)
    quick.wait_for(before + 1)
    assert api_kernel.run("%imagine_cancel").error == ""
    assert quick.left.wait(5)
    cancelled = api_kernel.shown(message, until="Cancelled after")
    assert "it may have been charged" in cancelled.text
    assert "was cancelled" in api_kernel.run("job.size").error
    quick.release()


def test_saving_waits_for_the_picture_and_not_the_cell(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold()
    message = api_kernel.start("%imagine --background -n 2 --save owl.jpg an owl", may_ask=True)
    api_kernel.wait(message)
    quick.release()
    api_kernel.shown(message, until="<img ")
    assert {each.name for each in api_kernel.folder.glob("owl*")} == {"owl-1.jpg", "owl-2.jpg"}


def test_a_grid_may_be_made_in_the_background(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold()
    message = api_kernel.start(
        "%imagine --background -o g --grid time=day|night a bee at {time}", may_ask=True
    )
    assert "Making a grid of 2 pictures" in api_kernel.wait(message).text
    quick.release()
    assert api_kernel.run("g['night'].size").text == "(64, 48)"
    assert api_kernel.shown(message, until="<img ").images == 2


def test_no_number_of_a_job_is_answered_with_those_that_there_are(api_kernel: Any) -> None:
    assert "There is no background job '99'. Jobs: 1, 2" in api_kernel.run("%imagine_wait 99").error


@pytest.mark.parametrize("front_end", ["", "book.ipynb"])
def test_run_by_a_program_it_is_finished_before_the_notebook_ends(
    tmp_path: Any, quick: QuickServer, monkeypatch: pytest.MonkeyPatch, front_end: str
) -> None:
    monkeypatch.setenv("XAI_BASE_URL", quick.base_url)
    monkeypatch.setenv("JPY_SESSION_NAME", front_end and str(tmp_path / front_end))
    cells = ["%load_ext imagine_nb", "%imagine --background -o fox a fox in the background"]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (output,) = [each for each in book.cells[1].outputs if "<img " in each.data.get("text/html", "")]
    assert "a fox in the background" in output.data["text/plain"]
    shown = " ".join(each.data["text/plain"] for each in book.cells[1].outputs)
    assert "so --background waits here" in shown
