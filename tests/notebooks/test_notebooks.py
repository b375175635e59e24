"""Every notebook, run once from its first cell to its last: as it is committed, exported, and played back."""

from __future__ import annotations

import ast
import base64
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbclient.exceptions import CellExecutionError
from nbconvert import HTMLExporter, MarkdownExporter

from faults import faults
from imagine_nb import Gallery
from normal_form import PICTURE, normal_form
from runs import HERE, INPUTS, NOTEBOOKS, run
from staleness import differences, pictures, unlike

SERVES_ITSELF = {"08_cost_and_limits"}  # it starts a server on this machine, and asks there
IS_FULLER = {"02_edit_and_vary", "05_panels", "10_large_job"}  # what came last is there from the start
NO_NETWORK = Path(__file__).with_name("no_network")


@dataclass(frozen=True, slots=True)
class Ran:
    """A notebook that was run, and what is committed of it."""

    path: Path
    folder: Path
    now: nbformat.NotebookNode
    seconds: float

    @property
    def committed(self) -> nbformat.NotebookNode:
        return nbformat.read(self.path, as_version=4)


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Each notebook, run once for all tests."""
    folder = tmp_path_factory.mktemp("ran").resolve()
    try:
        done = run(request.param, folder)
    except CellExecutionError as error:
        pytest.fail(f"A cell of {request.param.name} failed:\n{error}", pytrace=False)
    return Ran(request.param, folder, normal_form(done.notebook, folder=folder), done.seconds)


def test_they_are_numbered_from_one_without_a_gap() -> None:
    assert [int(path.name[:2]) for path in NOTEBOOKS] == list(range(1, len(NOTEBOOKS) + 1))


def test_what_is_committed_is_what_a_run_shows(ran: Ran) -> None:
    name = ran.path.name
    if told := differences(ran.committed, ran.now, name=name):
        pytest.fail(f"{name} is stale: `make notebooks N={name[:2]}`\n" + "\n".join(told), pytrace=False)


def test_what_is_committed_has_no_faults(ran: Ran) -> None:
    assert faults(ran.committed, seconds=ran.seconds) == []


def shown(notebook: nbformat.NotebookNode) -> list[str]:
    """The pictures in the HTML of a notebook's outputs, as their addresses."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    texts = [output.get("data", {}).get("text/html", "") for output in outputs]
    return [picture[0] for text in texts for picture in PICTURE.finditer(text)]


@pytest.mark.parametrize("exporter", [HTMLExporter, MarkdownExporter])
def test_an_export_shows_every_picture_offline_and_with_words(
    ran: Ran, exporter: type[HTMLExporter | MarkdownExporter]
) -> None:
    body, _ = exporter().from_notebook_node(ran.now)
    images = re.findall(r"<img\b[^>]*>", body)
    assert shown(ran.now) == [picture[0] for image in images for picture in PICTURE.finditer(image)]
    assert [image for image in images if not re.search(r"\balt=\"[^\"]+\"", image)] == []
    assert [image for image in images if not re.search(r"\bsrc=\"(data:|inputs/)", image)] == []
    assert not re.search(r"No description has been provided|imgen\.x\.ai|<Picture ", body)


def parameters(notebook: nbformat.NotebookNode) -> dict[str, object]:
    """What the cell that is tagged `parameters` sets."""
    found = [cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    assigned = [each for source in found for each in ast.parse(source).body if isinstance(each, ast.Assign)]
    return {ast.unparse(each.targets[0]): ast.literal_eval(each.value) for each in assigned}


def under_papermill(path: Path, folder: Path, given: dict[str, object], **env: str) -> nbformat.NotebookNode:
    """The notebook as papermill leaves it, run in `folder` with these parameters."""
    if (HERE / INPUTS).is_dir():
        shutil.copytree(HERE / INPUTS, folder / INPUTS, dirs_exist_ok=True)
    encoded = base64.b64encode(json.dumps(given).encode()).decode()
    out = folder / path.name
    command = [sys.executable, "-m", "papermill", str(path), str(out), "--cwd", str(folder), "-b", encoded]
    command += ["--no-progress-bar", "--kernel", "python3"]
    done = subprocess.run(command, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return normal_form(nbformat.read(out, as_version=4), folder=folder)


def test_a_parameter_of_papermill_s_is_what_the_notebook_goes_by(tmp_path: Path) -> None:
    given, shop = {"prompt": "put a red hat on the fox"}, {"IMAGINE_NB_ENGINE": "print-shop"}
    shown = under_papermill(HERE / "05_panels.ipynb", tmp_path, given, **shop)
    cells = [cell for cell in shown.cells if "injected-parameters" not in cell.metadata.get("tags", ())]
    assert given["prompt"] in str([cell.get("outputs") for cell in cells])


def test_where_a_notebook_is_played_back_no_address_is_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        program = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}))"
        command = [sys.executable, "-c", program]
        blocked = {"PYTHONPATH": str(NO_NETWORK)}
        ways = (blocked, {**blocked, "NO_NETWORK_BUT": "loopback"})
        told = [subprocess.run(command, env=way, capture_output=True, check=False) for way in ways]
    assert [done.returncode for done in told] == [1, 0]
    assert b"there is no network here" in told[0].stderr


def test_what_was_exported_is_played_back_without_a_network(ran: Ran, tmp_path: Path) -> None:
    kept = Gallery(ran.folder / "imagine_gallery")
    kept.export(tmp_path / "kept.zip")
    folder = (tmp_path / "class").resolve()
    Gallery(folder / "imagine_gallery").import_(tmp_path / "kept.zip")
    env = {"PYTHONPATH": str(NO_NETWORK), "IMAGINE_NB_ENGINE": "replay"}
    env |= {"NO_NETWORK_BUT": "loopback"} if ran.path.stem in SERVES_ITSELF else {}
    replayed = under_papermill(ran.path, folder, parameters(ran.now), **env)
    before, after = pictures(ran.now), pictures(replayed)
    if ran.path.stem in IS_FULLER:
        before, after = before[-1:], after[-1:]
    pairs = list(zip(before, after, strict=True))
    assert pairs
    assert [where for (where, one), (_, other) in pairs if unlike(one, other)] == []
