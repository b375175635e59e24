"""Normal form of a notebook that was run: what differs from run to run is left out or made the same."""

from __future__ import annotations

import hashlib
import re
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from grid_numbers import GridNumbers

HERE = Path(__file__).parent
PICTURE = re.compile(r"data:(image/[a-z+.-]+);base64,([A-Za-z0-9+/=]+)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#|//", re.IGNORECASE)  # no file beside the notebook
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
OF_CELL = {"tags", "jupyter"}  # what an author says of a cell; the rest is a front end's or a run's
DAY = "2026-01-01"

_WIDGET = "application/vnd.jupyter.widget-view+json"
_LINK = re.compile(r"<a\b[^>]*?\bhref=([\"'])(.*?)\1[^>]*>(.*?)</a>", re.DOTALL)
_ID = re.compile(
    r"(?<![#0-9A-Za-z])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{8,64})(?![0-9A-Za-z])"
)
_SAME: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r" · [\d.,]+ (?:s|min|a second)(?![A-Za-z])"), ""),
    (re.compile(r"(?<![\w.])\d+(?:\.\d+)? (?:ns|[µμu]s|ms)\b|(?<![\w.])\d+\.\d+ s\b"), "… s"),
    (re.compile(r"\b(at 0x)[0-9a-f]+"), r"\g<1>0"),
    (re.compile(r"/\S*/ipykernel_\d+/\d+\.py"), "<cell>"),
    (re.compile(rf"\b{re.escape(socket.gethostname())}:\d+"), "kernel:1"),
    (
        re.compile(r"\b(\d{4,}-[a-z0-9-]+-)[0-9a-f]{4}(?=\.[a-z]{3,4}\b)"),
        lambda match: match[1] + _hexadecimal(match[1], 4),
    ),
)


def normal_form(notebook: NotebookNode, *, folder: Path) -> NotebookNode:
    """The notebook, changed in place: as it is committed after a run in `folder`."""
    notebook.metadata = NotebookNode(METADATA)
    notebook.nbformat_minor = 5
    settled = Settled(folder)
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number:02d}")
        cell.metadata = NotebookNode({name: cell.metadata[name] for name in OF_CELL & cell.metadata.keys()})
        if "outputs" in cell:
            cell.outputs = [_settled(each, settled) for each in cell.outputs if not _is_only_alive(each)]
    return notebook


class Settled:
    """Texts of one notebook without what changes; an id goes by its place among the ids."""

    def __init__(self, folder: Path) -> None:
        self._folder = re.compile(f"(?:file://)?{re.escape(str(folder))}/?")
        self._today = re.compile(f"(?:{'|'.join(_days())})" + r"(?:([ T])\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?")
        self._ids: dict[str, str] = {}
        self.numbers = GridNumbers()

    def __call__(self, text: str) -> str:
        """The text; pictures that are in it as data are left alone."""
        pieces, at = [], 0
        for picture in PICTURE.finditer(text):
            pieces += [self._words(text[at : picture.start()]), picture[0]]
            at = picture.end()
        return "".join([*pieces, self._words(text[at:])])

    def _words(self, text: str) -> str:
        text = self.numbers.settled(self._folder.sub("", text))
        for pattern, same in _SAME:
            text = pattern.sub(same, text)
        text = self._today.sub(lambda match: f"{DAY}{match[1]}12:00" if match[1] else DAY, text)
        return _ID.sub(self._id, text)

    def _id(self, match: re.Match[str]) -> str:
        plain = match[0].replace("-", "")
        new = _hexadecimal(str(len(self._ids)), len(plain))
        if "-" in match[0]:
            new = "-".join((new[:8], new[8:12], new[12:16], new[16:20], new[20:]))
        return self._ids.setdefault(match[0], new)


def unlinked(html: str) -> str:
    """The HTML without links to files that are not committed: what they were around stays."""

    def kept(match: re.Match[str]) -> str:
        is_there = ELSEWHERE.match(match[2]) or (HERE / match[2]).is_file()
        return match[0] if is_there else match[3]

    return _LINK.sub(kept, html)


def _is_only_alive(output: Any) -> bool:
    """Whether an output is a widget without words: no state of it is kept, and a still stands before it."""
    data = output.get("data", {})
    return _WIDGET in data and data.keys() <= {_WIDGET, "text/plain"} and not data.get("text/plain")


def _settled(output: Any, settled: Settled) -> Any:
    data = output.get("data", {})
    if "text/html" in data:
        data.pop(_WIDGET, None)
    settled.numbers.see(data.get("text/plain", ""))
    for kind, value in data.items():
        if kind.startswith("text/") and isinstance(value, str):
            data[kind] = settled(unlinked(value) if kind == "text/html" else value)
    for name in ("text", "evalue"):
        if name in output:
            output[name] = settled(output[name])
    if "traceback" in output:
        output["traceback"] = list(map(settled, output["traceback"]))
    return output


def _days() -> Iterator[str]:
    """The day of the run, here and in UTC; it may have begun before midnight."""
    for now in (datetime.now(UTC), datetime.now().astimezone()):
        yield from (f"{now - timedelta(days=days):%Y-%m-%d}" for days in (0, 1))


def _hexadecimal(of: str, length: int) -> str:
    return hashlib.sha512(of.encode()).hexdigest()[:length]
