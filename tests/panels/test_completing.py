"""Completion of names in a panel's prompt, of a real notebook's variables."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desk import Desk
from panel_kernel import LOAD, PanelKernel


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PanelKernel]:
    made = PanelKernel(tmp_path_factory.mktemp("names"), variables={"IMAGINE_NB_ENGINE": "print-shop"})
    assert made.run(LOAD).error == ""
    yield made
    made.close()


def test_names_of_the_notebook_are_offered_and_near_misses_asked_about(kernel: PanelKernel) -> None:
    kernel.run("fox = studio().imagine('a red fox').one\nfoul = 'some words'")
    comm = kernel.opens()
    names = kernel.ask(comm, "complete", text="fo")["names"]
    assert [each["name"] for each in names] == ["fox", "foul"]
    assert [bool(each["picture"]) for each in names] == [True, False]
    (problem, *_) = kernel.ask(comm, "form", prompt="a hat on {foxx}", sources=[], count=1)["problems"]
    assert (problem["field"], problem["fix"]["prompt"]) == ("prompt", "a hat on {fox}")
    refused = kernel.ask(comm, "generate", prompt="a hat on {foxx}", sources=[], count=1)
    assert (refused["ok"], refused["error"]["field"]) == (False, "prompt")
    assert kernel.prints("print(len(studio().gallery))") == "1"
    assert kernel.generate(comm, "a hat on {fox}")["state"] == "done"
    assert kernel.prints("print(panel.pictures.one.record.parents == (fox.id,))") == "True"


@pytest.mark.parametrize("text", ["", "[", "\ud800", None, 7, "x" * 200])
def test_outside_of_a_notebook_nothing_is_offered(desk: Desk, text: object) -> None:
    assert desk.ask("complete", text=text)["names"] == []
