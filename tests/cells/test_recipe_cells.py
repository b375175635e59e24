"""Recipes as cells: the user's names, one cell each, and nothing that is sent by mistake."""

from __future__ import annotations

from typing import Any

import pytest

from quick_server import QuickServer

WORN = "%imagine -o worn put {hat} on {fox}\n"


@pytest.fixture
def worn(api_kernel: Any) -> Any:
    api_kernel.run("%imagine -o fox a red fox of the recipe\nhat = %imagine a tall hat of the recipe\n")
    assert api_kernel.run(WORN).error == ""
    return api_kernel


def test_variables_have_the_names_that_the_user_gave(worn: Any) -> None:
    text = worn.run("%imagine_recipe worn").text
    assert [line.split()[2] for line in text.splitlines() if line.startswith("%%")] == ["fox", "hat", "worn"]
    recipe = "print(studio().gallery.recipe(worn.one))"
    assert "-o fox" in worn.run(recipe).text
    assert "-o worn" in worn.run(recipe).text
    worn.run("both = imagine_nb.imagine('two boats of the recipe', n=2)\nalias = worn")
    assert "-o both -n 2" in worn.run("%imagine_recipe both[1]").text
    assert "-o alias" in worn.run("%imagine_recipe alias").text
    worn.run("list = worn\nworn = fox = alias = None")
    assert "-o list_picture" in worn.run("%imagine_recipe list").text
    worn.run("del list")


def test_a_program_is_asked_for_before_or_after_the_picture(worn: Any) -> None:
    first, second = (
        worn.run("%imagine_recipe --python worn").text,
        worn.run("%imagine_recipe worn --python").text,
    )
    assert first == second
    assert "worn = imagine(" in first


def test_all_cells_of_it_in_one_are_refused(worn: Any, quick: QuickServer) -> None:
    cells = worn.run("%imagine_recipe worn").text
    before = len(quick.bodies)
    for cell in (
        cells.strip(),
        f"%%ask_image -i worn\nwhat?\n{cells}",
        "%%imagine\na fox\nx = %imagine a cat",
    ):
        assert "Another cell begins in the prompt: '" in worn.run(cell).error
    assert len(quick.bodies) == before
    assert worn.run("%%imagine --raw\na fox\n%%imagine -o cat\na cat").error == ""
    assert quick.bodies[-1]["prompt"] == "a fox\n%%imagine -o cat\na cat"
    assert "imagine(" in worn.run("%imagine_recipe").text


def test_an_export_is_taken_in_by_its_companion(worn: Any, new_kernel: Any) -> None:
    worn.run("%imagine_export reel.zip worn")
    new_kernel.run("%load_ext imagine_nb\nfrom imagine_nb.notebook import studio")
    run = new_kernel.run(f"%imagine_import {worn.folder / 'reel.zip'}")
    assert (run.error, "3 pictures" in run.text) == ("", True)
    assert new_kernel.run("len(studio().gallery)").text == "3"
    assert "all of it is here already" in new_kernel.run(f"%imagine_import {worn.folder / 'reel.zip'}").text
    assert "takes one file" in new_kernel.run("%imagine_import").error
    assert "GalleryError" in new_kernel.run("%imagine_import nowhere.zip").error
