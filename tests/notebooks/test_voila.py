"""Notebooks as Voila shows them: all outputs and no code, the panels alive."""

from __future__ import annotations

import json
import re
import shutil
import urllib.request
from collections.abc import Iterator

import nbformat
import pytest

from browser.servers import VOILA, Server, serving
from runs import HERE, INPUTS

SHOWN = ("01_first_picture", "05_panels")  # those that are worth a page of their own
OUTPUT = re.compile(r"<script type=\"application/vnd\.voila\.cell-output\+json\">(.*?)</script>", re.DOTALL)
WIDGET = "application/vnd.jupyter.widget-view+json"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Voila, beside copies of the notebooks and their inputs."""
    base = tmp_path_factory.mktemp("voila")
    with serving(VOILA, base) as running:
        for name in SHOWN:  # each in a folder of its own, with its own gallery
            shutil.copytree(HERE / INPUTS, running.root / name / INPUTS)
            shutil.copy(HERE / f"{name}.ipynb", running.root / name)
        yield running


def committed(name: str) -> str:
    """The HTML of the outputs that are committed of a notebook."""
    cells = nbformat.read(HERE / f"{name}.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", ())]
    return "".join(output.get("data", {}).get("text/html", "") for output in outputs)


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_shows_the_pictures_with_words_and_no_code(server: Server, name: str) -> None:
    with urllib.request.urlopen(f"{server.url}voila/render/{name}/{name}.ipynb", timeout=60) as response:
        page = response.read().decode()
    bundles = [json.loads(output).get("data", {}) for output in OUTPUT.findall(page)]
    images = re.findall(r"<img\b[^>]*>", "".join(bundle.get("text/html", "") for bundle in bundles))
    assert len(images) == committed(name).count("<img ") > 2
    assert [image for image in images if not re.search(r"alt=\"[^\"]+\"", image)] == []
    assert any(WIDGET in bundle for bundle in bundles) == (name == "05_panels")
    assert "Traceback" not in page
    assert 'class="highlight' not in page
