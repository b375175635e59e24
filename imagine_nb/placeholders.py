"""Placeholders in a prompt, `{fox}`, `{fox.prompt}`, `{foxes[0]}`, and words in it that look like options."""

from __future__ import annotations

import re
from collections.abc import Callable

Word = Callable[[int, int], str]  # what a text calls its k-th source of so many, k from 0

# a name, then any of .attribute and [index]; an index is a number or a quoted word
STEP = r"\.[^\W\d]\w*|\[(?:-?\d+|'[^'\]]*'|\"[^\"\]]*\")\]"
PATH = rf"[^\W\d]\w*(?:{STEP})*"
PLACEHOLDERS = re.compile(rf"\{{\{{({PATH})\}}\}}|\{{({PATH})\}}")

DASHES = "-\u00ad\u2010-\u2015\u2212\ufe58\ufe63\uff0d"  # what is typed, or made of, a hyphen; for a class
# a word that begins like an option, whatever dash it has
DASHED = re.compile(rf"(?:(?<=\s)|^)[{DASHES}]+[^\W\d_][\w-]*(?:=\S*)?(?=\s|$)", re.MULTILINE)


def ending(text: str) -> list[str]:
    """What ends the options before a prompt: `--` where a word of it would be taken for one."""
    return ["--"] if DASHED.search(text) else []


def literal(text: str) -> str:
    """Escaped text: filling it in gives it back as it is, whatever names there are."""
    return re.sub(rf"\{{({PATH})\}}", r"{{\1}}", text)


def in_edit(number: int, of: int) -> str:
    """What the prompt of an edit calls its source of this number, from 0."""
    return "this image" if of == 1 else f"<IMAGE_{number}>"


def in_question(number: int, of: int) -> str:
    """What a question calls its source of this number, from 0."""
    return "this image" if of == 1 else f"image {number + 1}"
