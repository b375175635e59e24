"""Every notebook, run headless from its first cell to its last, and read without a kernel."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter, MarkdownExporter

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
KILOBYTES = 700


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Notebook 01, executed and saved."""
    folder = tmp_path_factory.mktemp("first")
    notebook = nbformat.read(NOTEBOOKS / "01_first_picture.ipynb", as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}}).execute()
    nbformat.write(notebook, folder / "01_first_picture.ipynb")
    return folder / "01_first_picture.ipynb"


def made(path: Path) -> list[str]:
    """The prompts of the pictures that the executed notebook made, one an `%%imagine`."""
    cells = nbformat.read(path, as_version=4).cells
    return [cell.source for cell in cells if cell.cell_type == "code" and "%imagine" in cell.source]


def test_notebook_01_is_small(first: Path) -> None:
    assert first.stat().st_size < KILOBYTES * 1000


def test_notebook_01_keeps_its_pictures_beside_itself(first: Path) -> None:
    assert len(list((first.parent / "imagine_gallery").glob("*.jpg"))) == len(made(first)) == 5


def answers(path: Path) -> list[str]:
    """The answers' texts, one a `%%ask_image`."""
    cells = nbformat.read(path, as_version=4).cells
    found = [cell.outputs[-1].data["text/plain"] for cell in cells if cell.source.startswith("%%ask_image")]
    assert len(found) == 2
    return found


@pytest.mark.parametrize("exporter", [HTMLExporter, MarkdownExporter])
def test_without_a_kernel_every_picture_is_there_once_with_words(
    first: Path, exporter: type[HTMLExporter | MarkdownExporter]
) -> None:
    body, _ = exporter().from_filename(str(first))
    figures = re.findall(r"<figure class=\"imagine-nb[ \"].*?</figure>", body, flags=re.DOTALL)
    assert len(figures) == len(made(first))
    for figure in figures:
        assert figure.count("<img ") == 1
        assert re.search(r"alt=\"[^\"]{10,}\"", figure)
        assert "print shop, not Grok" in figure
    assert len({re.search(r"base64,([^\"]+)", figure).group(1) for figure in figures}) == len(figures)  # type: ignore[union-attr]
    assert not re.search(r"No description has been provided|imgen\.x\.ai|<Picture", body)
    assert all(answer in body for answer in answers(first))
