"""What a button asks belongs to no cell until its cell is pasted, which then shows the same for nothing."""

from __future__ import annotations

from ast import literal_eval
from collections.abc import Callable
from typing import Any

import pytest

from quick_server import QuickServer

LOAD = """
%load_ext imagine_nb
import ipywidgets as w
from imagine_nb.gallery.places import outside_cells
from imagine_nb.notebook import studio
from imagine_nb.studio.showing import cell_of, show_in_cells
made = {}
def button(name, click):
    def clicked(_):
        with outside_cells():
            made[name] = click()
    each = w.Button()
    each.on_click(clicked)
    print(each.model_id)
def imagine(prompt, **options):
    return lambda: studio().imagine(prompt, fresh=True, **options)
def ask(question, **options):
    return lambda: studio().ask(question, fresh=True, **options)
def copied(name):
    given = made[name]
    records = [given.record] if hasattr(given, "text") else [each.record for each in given]
    print(show_in_cells(studio().gallery, [each.request_id for each in records]))
def same(name, result):
    ids = lambda given: [given.record.id] if hasattr(given, "text") else [each.id for each in given]
    print("the same" if ids(made[name]) == ids(result) else (ids(made[name]), ids(result)))
"""
HERE, SERVED = "print-shop", "xai"


class Notebook:
    """A kernel whose buttons are pressed as a front end presses them."""

    def __init__(self, kernel: Any, asked: Callable[[], int]) -> None:
        self.kernel, self.asked = kernel, asked
        self.does(LOAD)

    def does(self, *cells: str) -> str:
        return str(self.kernel.run_all(*cells)[-1].text)

    def click(self, name: str, call: str) -> None:
        model = self.does(f"button({name!r}, {call})").strip()
        press = {"comm_id": model, "data": {"method": "custom", "content": {"event": "click"}}}
        message = self.kernel.client.session.msg("comm_msg", press)
        self.kernel.client.shell_channel.send(message)
        self.kernel.wait(message["header"]["msg_id"])
        assert self.does(f"print({name!r} in made)").strip() == "True"

    def copy(self, name: str) -> None:
        assert self.does(f"copied({name!r})").strip() == "True"

    def cell_of(self, name: str) -> str:
        """The cell of a picture that a click made, its result in `x`."""
        picture = f"made[{name!r}][-1].record"
        text = self.does(f"print(repr(cell_of(studio().gallery, {picture}, variable='x')))")
        return str(literal_eval(text.strip()))

    def is_shown(self, name: str, cell: str) -> bool:
        """Whether a cell that puts its result in `x` shows what a click made."""
        return self.does(cell, f"same({name!r}, x)").strip() == "the same"


@pytest.fixture
def notebooks(new_kernels: Callable[..., Any], quick: QuickServer) -> Callable[..., Notebook]:
    """Starts kernels of one notebook, one after the other, on an engine."""
    before = len(quick.bodies)

    def start(engine: str = SERVED, name: str = "foxes") -> Notebook:
        served = {"XAI_BASE_URL": quick.base_url} if engine == SERVED else {"IMAGINE_NB_ENGINE": engine}
        kernel = new_kernels(**served, JPY_SESSION_NAME=f"/me/{name}.ipynb", IMAGINE_NB_GALLERY="g")
        return Notebook(kernel, lambda: len(quick.bodies) - before)

    return start


@pytest.mark.parametrize("engine", [HERE, SERVED])
def test_a_pasted_cell_shows_what_the_click_made(notebooks: Callable[..., Notebook], engine: str) -> None:
    notebook = notebooks(engine)
    fox = "%imagine -o x a red fox"
    notebook.does(fox, "older = x")
    for name in ("first", "second"):
        notebook.click(name, "imagine('a red fox')")
    notebook.copy("first")
    assert notebook.is_shown("first", fox)
    notebook.copy("second")
    notebook.does("1 + 1")
    assert notebook.is_shown("second", fox)
    assert notebook.is_shown("second", fox)  # the older cell is the same cell, and shows it too
    again = notebooks(engine)
    again.does("made['second'] = [studio().picture(studio().gallery[3])]")
    assert again.is_shown("second", fox)
    assert again.asked() == (3 if engine == SERVED else 0)


def test_a_click_is_no_cells_first_take(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.click("clicked", "imagine('a red fox')")
    assert notebook.is_shown("clicked", "%imagine -o x a red fox")  # it is the first take there is
    cell = "studio().gallery.recorded(made['clicked'].record.request_id).request.cell"
    assert notebook.does(f"print({cell})").strip() == "None"
    assert notebook.asked() == 1


def test_a_callback_of_the_users_own_counts_for_no_cell_either(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.does("outside_cells = __import__('contextlib').nullcontext")
    notebook.click("clicked", "imagine('a red fox')")
    notebook.click("again", "lambda: studio().imagine('a red fox')")
    assert notebook.is_shown("again", "%imagine -o x a red fox")
    assert notebook.asked() == 1


def test_a_click_beside_a_cell_that_runs_is_not_of_that_cell(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.does(
        "import threading, contextvars\n"
        "def beside():\n"
        "    with outside_cells():\n"
        "        made['beside'] = studio().imagine('a red fox', fresh=True)\n"
        "thread = threading.Thread(target=beside); thread.start(); thread.join()\n"
        "x = studio().imagine('a red fox')\n",
    )
    assert (
        notebook.does("print(studio().gallery.recorded(x.record.request_id).request.cell)").strip() == "None"
    )
    assert notebook.does("print([each.n_kept for each in studio().latest])").strip() == "[1]"
    assert notebook.asked() == 1


def test_last_and_again_are_of_cells(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.does("%imagine -o cat a cat")
    notebook.click("dog", "imagine('a dog')")
    notebook.does("again = %imagine_again")
    assert notebook.does("print(f'{again.prompt} {again.id != cat.id}')").strip() == "a cat True"


def test_all_requests_of_one_call_are_shown_each_in_its_place(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    for name in ("first", "second"):
        notebook.click(name, "imagine('a red fox', n=25)")
    cell = "%imagine -n 25 -o x --yes a red fox"
    for name in ("first", "second", "first"):
        notebook.copy(name)
        assert notebook.is_shown(name, cell)
    assert notebook.asked() == 6
    again = notebooks()
    ids = notebook.does("print([each.number for each in made['first']])").strip()
    again.does(f"made['first'] = [studio().picture(studio().gallery[each]) for each in {ids}]")
    assert (again.is_shown("first", cell), again.asked()) == (True, 6)


def test_an_edit_of_the_gallerys_pictures_is_shown_again(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.does("%imagine -o fox a fox", "%imagine -o hat a hat", "%imagine -i 2,1 put it on")
    for name in ("first", "second"):
        notebook.click(name, "imagine('put it on', images=[fox, hat])")
    notebook.copy("first")
    assert notebook.is_shown("first", "%%imagine -o x -i 1 -i 2\nput it on")
    assert notebook.asked() == 5


def test_questions_are_shown_again_and_so_is_a_conversation(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.does("%imagine -o fox a fox", "%ask_image -i fox What?")
    notebook.click("alone", "ask('What?', images=[fox])")
    notebook.click("one", "ask('What is it?', images=[fox], chat='tour')")
    notebook.click("two", "ask('How large?', chat='tour')")
    notebook.click("three", "ask('How large?', chat='tour')")
    cells = {
        "alone": "%%ask_image -o x -i 1\nWhat?",
        "one": "%%ask_image -o x -i 1 --chat tour\nWhat is it?",
        "two": "%%ask_image -o x --chat tour\nHow large?",
        "three": "%%ask_image -o x --chat tour\n\nHow large?",
    }
    for name in cells:
        notebook.copy(name)
    assert [notebook.is_shown(name, cell) for name, cell in cells.items()] == [True] * 4
    assert notebook.asked() == 6
    again = notebooks()
    again.does(*cells.values())
    assert again.asked() == 6


def test_what_a_notebook_copies_of_another_is_its_own_affair(notebooks: Callable[..., Notebook]) -> None:
    first, fox = notebooks(), "%imagine -o x a red fox"
    first.does(fox, "plain = x", "made['chosen'] = %imagine_again")
    second = notebooks(name="other")
    second.does("made['plain'] = studio().picture(studio().gallery[1])", fox, "made['own'] = %imagine_again")
    second.does("made['plain'] = [made['plain']]")
    assert second.is_shown("own", fox)
    second.copy("plain")
    assert second.is_shown("plain", fox)
    assert first.is_shown("chosen", fox)
    assert first.asked() == 3


def test_what_is_not_whole_is_not_promised(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.click("clicked", "imagine('a red fox', n=12)")
    part = "[each.record.request_id for each in made['clicked'][:10]]"
    assert notebook.does(f"print(show_in_cells(studio().gallery, {part}, n=12))").strip() == "False"
    notebook.does(
        "%imagine -n 12 --yes -o x a red fox", "assert [e.id for e in x] == [e.id for e in made['clicked']]"
    )


FILES = """
from PIL import Image
path = hat.save("hat and fox.png")
mask = Image.new("L", fox.size)
mask.paste(255, (10, 10, 30, 30))
mask.save("mask.png")
"""
MAKES = {
    "plain": "imagine('a red fox')",
    "settings": "imagine('a {fox}, --fresh or not', aspect_ratio='9:19.5', resolution='2k', n=2, user='a b')",
    "model": "imagine('a fox', model='grok-imagine-image-2.0', quality='low')",
    "combined": "imagine('<IMAGE_1> on <IMAGE_0>', images=[hat, fox])",
    "address": "imagine('on <IMAGE_1>', images=[fox, 'https://example.org/a,{b}.png'])",
    "file": "imagine('as a sketch', images=['hat and fox.png'])",
    "box": "imagine('blue', images=[fox], region=(10, 20, 30, 20), n=2)",
    "mask": "imagine('blue', images=[fox], mask='mask.png')",
    "python": "imagine('  >>> a fox  ')",
    "python_of_sources": "imagine('  >>> a fox  ', images=[fox, 'hat and fox.png'])",
}


@pytest.mark.parametrize("engine", [HERE, SERVED])
def test_the_cell_of_a_picture_shows_that_picture(notebooks: Callable[..., Notebook], engine: str) -> None:
    notebook = notebooks(engine)
    notebook.does("%imagine -o fox a fox", "%imagine -o hat a hat", FILES)
    for name, call in MAKES.items():
        notebook.does(f"{call}()")  # as a cell had it before
        notebook.click(name, call)
    asked, cells = notebook.asked(), {name: notebook.cell_of(name) for name in MAKES}
    for name, cell in cells.items():
        notebook.copy(name)
        assert cell.startswith("from imagine_nb") == name.startswith("python"), cell
        assert notebook.is_shown(name, cell), cell
    assert cells["combined"] == "%%imagine -o x -i 2 -i 1\n<IMAGE_1> on <IMAGE_0>"
    assert cells["box"] == "%%imagine -o x -i 1 -n 2 --region 10,20,30,20\nblue"
    assert notebook.asked() == asked
    again = notebooks(engine)
    again.does(*cells.values())
    assert again.asked() == asked


def test_a_region_that_a_click_made_is_what_its_cell_shows(notebooks: Callable[..., Notebook]) -> None:
    notebook = notebooks()
    notebook.does("%imagine -o fox a red fox")
    for name in ("first", "second"):
        notebook.click(name, "imagine('make it blue', images=fox, n=2, region=(4, 4, 30, 20))")
    cell = "%imagine -o x -i fox -n 2 --region 4,4,30,20 make it blue"
    for name in ("second", "first"):
        notebook.copy(name)
        assert notebook.is_shown(name, cell)
    assert notebook.asked() == 3
