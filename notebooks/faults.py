"""Faults of a notebook as it is committed: what a reader without a kernel or elsewhere would meet."""

from __future__ import annotations

import getpass
import re
import socket
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from normal_form import ELSEWHERE, HERE, PICTURE

BYTES = 1_000_000
SECONDS = 60
_PATH = re.compile(
    r"(?<![\w:/.<])(?:/(?:tmp|home|root|usr|var|opt|private|Users|work|builds?)/|[A-Z]:\\)[^\s\"'<>]*"
)
_KEY = re.compile(r"\bxai-[A-Za-z0-9]{8,}")
_IMAGE = "image/"
_TARGET = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]+)[^)]*\)")
_SHORT_NAME = 5  # letters; of a shorter user's or machine's name, a word of the text may be the same


def faults(notebook: NotebookNode, *, seconds: float = 0.0) -> list[str]:
    """What is wrong with a notebook in normal form, which ran for `seconds`; each in a line."""
    return [*_of_whole(notebook, seconds), *(each for cell in notebook.cells for each in _of_cell(cell))]


def _of_whole(notebook: NotebookNode, seconds: float) -> Iterator[str]:
    if (size := len(nbformat.writes(notebook).encode())) > BYTES:
        yield f"it has {size / 1000:.0f} kB, at most {BYTES / 1000:.0f}"
    if seconds > SECONDS:
        yield f"it ran for {seconds:.0f} s, at most {SECONDS}"
    if "widgets" in notebook.metadata:
        yield "it holds the state of widgets"


def _of_cell(cell: NotebookNode) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield from (f"{cell.id}: {each}" for each in _of_prose(cell.source))
    for output in cell.get("outputs", ()):
        if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", ()):
            yield f"{cell.id}: {output.ename}: {output.evalue}"
        data = output.get("data", {})
        html = data.get("text/html", "")
        if not html and any(kind.startswith((_IMAGE, "application/vnd.jupyter.widget")) for kind in data):
            yield f"{cell.id}: {' and '.join(sorted(data))} without HTML that has alt text"
        for each in _Images.of(html):
            yield f"{cell.id}: {each}"
        for each in _names_of_the_machine(_words(output)):
            yield f"{cell.id}: it names {each}"


def _of_prose(text: str) -> Iterator[str]:
    """What is wrong with the images and the links of a cell's Markdown."""
    for is_image, words, target in _TARGET.findall(text):
        if is_image and not words.strip():
            yield f"an image without alt text: {target!r}"
        if not ELSEWHERE.match(target) and not Path(HERE, target.partition("#")[0]).exists():
            yield f"nothing is at {target!r}"
    yield from _Images.of(text)


def _words(output: NotebookNode) -> str:
    texts = [str(value) for kind, value in output.get("data", {}).items() if not kind.startswith(_IMAGE)]
    told = [output.get("text", ""), output.get("evalue", ""), *output.get("traceback", ())]
    return PICTURE.sub("", "\n".join([*texts, *told]))


def _names_of_the_machine(text: str) -> list[str]:
    found = [*_PATH.findall(text), *_KEY.findall(text)]
    names = {getpass.getuser(), socket.gethostname()}
    return found + [
        name for name in names if len(name) >= _SHORT_NAME and re.search(rf"\b{re.escape(name)}\b", text)
    ]


class _Images(HTMLParser):
    """Reads HTML for its images, and notes what is wrong with one."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    @classmethod
    def of(cls, html: str) -> list[str]:
        reader = cls()
        reader.feed(html)
        return reader.faults

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag != "img":
            return
        said = dict(attrs)
        if not (said.get("alt") or "").strip():
            self.faults.append("an image without alt text")
        source = said.get("src") or ""
        if not source.startswith("data:image/") and not Path(HERE, source).is_file():
            self.faults.append(f"an image that is not in the notebook: {source[:60]!r}")
