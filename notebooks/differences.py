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
_BY_LIBRARY = re.compile(r"\b[\d,.]+ (?:kB|MB)\b")  # how small a file gets is the encoder's affair
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
        told = output.get("text") or "\n".join(output.get("traceback", ()))
        yield from told.splitlines()
        return
    for kind, value in sorted(output.data.items()):
        yield f"{kind}:"
        if kind in _IMAGES:
            yield "(a picture)"
        else:
            text = PICTURE.sub("(a picture)", str(value)).replace("><", ">\n<")
            yield from _BY_LIBRARY.sub("… kB", text).splitlines()


def _data_of(output: NotebookNode) -> Iterator[str]:
    for kind, value in sorted(output.get("data", {}).items()):
        if kind in _IMAGES:
            yield value
        elif kind.startswith("text/"):
            yield from (match[2] for match in PICTURE.finditer(str(value)) if match[1] in _IMAGES)
