"""Differences of two notebooks in normal form: texts line by line, pictures by what is seen."""

from __future__ import annotations

import base64
import difflib
import re
from collections.abc import Iterator
from io import BytesIO

from nbformat import NotebookNode
from PIL import Image, ImageChops, ImageStat

from normal_form import PICTURE

CLOSE = 6.0  # of 255: how far two renderings of one picture are apart on the average
PIXELS = 2  # by which they differ in size
_SIDE = 48
_MAY_DIFFER = (
    (re.compile(r"\b[\d,.]+ (?:kB|MB)\b"), "… kB"),  # how small a file gets is the encoder's affair
    (re.compile(r"\b\d{4,}-([a-z0-9-]+)-[0-9a-f]{4}(?=\.[a-z])"), r"…-\1"),  # pictures that are drawn at once
    (re.compile(r"(?<=#)\d+\b|(?<=\bPicture )\d+\b|(?<=>)\d+(?=</span>)"), "…"),  # are numbered as they come
    (re.compile(r" {2,}"), "  "),  # columns are as wide as what is left out was
)
_FRAME = re.compile(r"<table border=\"1\" class=\"dataframe\">.*?</table>", re.DOTALL)  # as pandas writes it
_RUNNING = {"seconds", "number", "picture"}  # its columns that tell of the run: how long, and in which turn
_IMAGES = ("image/png", "image/jpeg", "image/gif", "image/webp")


def differences(before: NotebookNode, after: NotebookNode, *, name: str) -> list[str]:
    """What has changed, in lines: a unified diff of the texts, then each picture that looks different."""
    texts = difflib.unified_diff(
        lines(before), lines(after), f"{name} (committed)", f"{name} (run now)", n=2, lineterm=""
    )
    if told := list(texts):
        return told
    pairs = zip(pictures(before), pictures(after), strict=True)
    return [
        f"{where}: the picture looks different ({apart})"
        for (where, one), (_, other) in pairs
        if (apart := unlike(one, other))
    ]


def lines(notebook: NotebookNode) -> list[str]:
    """The notebook as lines of text, in which a picture is its place and no more."""
    found = []
    for cell in notebook.cells:
        found += [f"--- {cell.cell_type} {cell.id}", *cell.source.splitlines()]
        for output in cell.get("outputs", ()):
            found += [f">>> {output.output_type}", *_lines_of(output)]
    return found


def pictures(notebook: NotebookNode) -> list[tuple[str, bytes]]:
    """Every picture of the outputs: the id of its cell, and its file."""
    return [
        (cell.id, base64.b64decode(data))
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        for data in _data_of(output)
    ]


def unlike(one: bytes, other: bytes) -> str:
    """In what two pictures differ to the eye; empty where they do not."""
    if one == other:
        return ""
    images = [Image.open(BytesIO(each)) for each in (one, other)]
    (width, height), (other_width, other_height) = (each.size for each in images)
    if max(abs(width - other_width), abs(height - other_height)) > PIXELS:
        return f"{width} x {height}, now {other_width} x {other_height}"
    small = [each.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX) for each in images]
    apart = max(ImageStat.Stat(ImageChops.difference(*small)).mean)
    return f"{apart:.1f} of 255 apart" if apart > CLOSE else ""


def _lines_of(output: NotebookNode) -> Iterator[str]:
    if "data" not in output:
        yield from _words(output.get("text") or "\n".join(output.get("traceback", ()))).splitlines()
    data = output.get("data", {})
    for kind, value in sorted(data.items()):
        if kind == "text/plain" and _FRAME.search(str(data.get("text/html"))):
            continue  # the same again
        yield f"{kind}:"
        if kind in _IMAGES:
            yield "(a picture)"
        else:
            yield from _words(str(value)).replace("><", ">\n<").splitlines()


def _words(text: str) -> str:
    text = _FRAME.sub(_frame, PICTURE.sub("(a picture)", text))
    for pattern, same in _MAY_DIFFER:
        text = pattern.sub(same, text)
    return text


def _frame(table: re.Match[str]) -> str:
    """A data frame's table, nothing in the columns that tell of the run."""
    heads = re.findall(r"<th>(.*?)</th>", table[0].partition("</thead>")[0])
    rows = [re.split(r"(<td>.*?</td>)", row) for row in table[0].split("<tr")]
    for row in rows:
        if len(row[1::2]) == len(heads[1:]):  # all but the index
            told = zip(heads[1:], row[1::2], strict=True)
            row[1::2] = ["…" if head in _RUNNING else cell for head, cell in told]
    return "<tr".join(map("".join, rows))


def _data_of(output: NotebookNode) -> Iterator[str]:
    for kind, value in sorted(output.get("data", {}).items()):
        if kind in _IMAGES:
            yield value
        elif kind.startswith("text/"):
            yield from (match[2] for match in PICTURE.finditer(str(value)) if match[1] in _IMAGES)
