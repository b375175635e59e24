"""Errors: one short paragraph, once, in text and in HTML; they fail the cell, and no key is in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter, MarkdownExporter

from faults_server import FaultServer, answer, cut_in_body, jpeg, pictures, reply
from quick_server import QuickServer

KEY = "xai-" + "k3y0f4t3st" * 4
TROUBLES = {
    "gore": (
        "ModeratedError",
        reply(400, {"error": "Content moderation refused it.", "code": "content_moderation"}),
    ),
    "key": (
        "AuthenticationError",
        reply(401, {"error": f"Incorrect API key provided: {KEY}.", "code": "auth"}),
    ),
    "credit": ("PermissionDeniedError", reply(403, {"error": "No credit.", "code": "forbidden"})),
    "model": ("NotFoundError", reply(404, {"error": "No such model.", "code": "not_found"})),
    "cut": ("APIConnectionError", cut_in_body(pictures(jpeg()))),
    "nonsense": ("ProtocolError", reply(200, b"<html>no</html>")),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_failure_is_one_paragraph(new_kernel: Any, faults: FaultServer, trouble: str) -> None:
    kind, act = TROUBLES[trouble]
    faults.then(act)
    new_kernel.run(f"%env XAI_BASE_URL={faults.base_url}\n%load_ext imagine_nb\n%xmode Verbose")
    run = new_kernel.run("%imagine a fox")
    assert run.error.startswith(f"{kind}: ")
    assert "\n" not in run.error
    assert len(run.error) < 500
    assert "Failed after" in run.html
    message = run.error.removeprefix(f"{kind}: ").split(".")[0]
    assert message not in run.html
    assert KEY not in run.error + run.html + run.text


def executed(folder: Path, *cells: str) -> tuple[Any, str]:
    """A notebook run to its first failure, and what its runner was told."""
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(each) for each in cells])
    with pytest.raises(CellExecutionError) as failure:
        NotebookClient(book, timeout=60, resources={"metadata": {"path": str(folder)}}).execute()
    return book, str(failure.value)


def test_a_failure_ends_the_run_and_reads_well_in_every_export(
    tmp_path: Path, quick: QuickServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XAI_BASE_URL", quick.base_url)
    book, told = executed(tmp_path, "%load_ext imagine_nb", "%imagine gore", "ran = True\nprint(ran)")
    assert "ModeratedError" in told
    assert book.cells[2].outputs == []
    for exporter in (HTMLExporter(), MarkdownExporter()):
        page, _ = exporter.from_notebook_node(book)
        assert page.count("Content moderation refused it") == 1
        assert page.count("Failed after") == 1
        assert "Traceback" not in page


def test_a_failure_of_some_keeps_and_names_what_arrived(new_kernel: Any, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(*[jpeg()] * 10)), reply(400, {"error": "No.", "code": "invalid"}))
    new_kernel.run(f"%env XAI_BASE_URL={faults.base_url}\n%load_ext imagine_nb")
    run = new_kernel.run("%imagine -n 20 -o foxes a fox")
    assert run.error.startswith("BadRequestError: ")
    assert run.images == 10
    assert new_kernel.run("len(foxes)").text == "10"


def test_no_key_is_in_a_verbose_traceback_of_a_bug(new_kernel: Any, faults: FaultServer) -> None:
    faults.then(reply(200, answer()))
    new_kernel.run(f"%env XAI_BASE_URL={faults.base_url}\n%load_ext imagine_nb\n%xmode Verbose")
    new_kernel.run("%imagine_key", typed=KEY)
    bug = "from imagine_nb.notebook import studio\ndef broken(on, key): 1 / 0\n"
    run = new_kernel.run(f"{bug}broken(studio(), studio()._key)")
    assert "ZeroDivisionError" in run.error
    assert KEY not in run.error
    assert "Key(****" in run.error
    broken = new_kernel.run("import imagine_nb\nimagine_nb.imagine('a fox', on_pictures=1 / 0)")
    assert KEY not in broken.error
    called = new_kernel.run(
        "imagine_nb.ask('what?', images='https://x.org/a.jpg', on_text=lambda text: 1 / 0)"
    )
    assert "ZeroDivisionError" in called.error
    assert KEY not in called.error


def test_a_moderated_prompt_is_refused_again_at_no_cost(api_kernel: Any, quick: QuickServer) -> None:
    first = api_kernel.run("%imagine gore again")
    before = len(quick.bodies)
    second = api_kernel.run("%imagine gore again")
    assert first.error.startswith("ModeratedError: ")
    assert second.error.startswith("ModeratedError: ")
    assert "As before: not sent, $0 now." in second.error
    assert len(quick.bodies) == before


def test_a_broken_variable_is_told_by_its_name(api_kernel: Any) -> None:
    api_kernel.run("import numpy as np; strange = np.zeros((2, 3, 9)); (open('not.png', 'w').write('x'))")
    assert api_kernel.run("%imagine make {strange} blue").error.startswith("SourceError: ")
    assert "not.png" in api_kernel.run("%imagine -i not.png blue").error
