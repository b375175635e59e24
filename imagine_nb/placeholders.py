"""Placeholders in a prompt, `{fox}`, `{fox.prompt}`, `{foxes[0]}`, and words in it that look like options."""

from __future__ import annotations

import re

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
