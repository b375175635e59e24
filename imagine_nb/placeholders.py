"""Placeholders in a prompt: `{fox}`, `{fox.prompt}`, `{foxes[0]}`; doubled braces are an escape."""

from __future__ import annotations

import re

# a name, then any of .attribute and [index]; an index is a number or a quoted word
STEP = r"\.[^\W\d]\w*|\[(?:-?\d+|'[^'\]]*'|\"[^\"\]]*\")\]"
PATH = rf"[^\W\d]\w*(?:{STEP})*"
PLACEHOLDERS = re.compile(rf"\{{\{{({PATH})\}}\}}|\{{({PATH})\}}")


def literal(text: str) -> str:
    """Escaped text: filling it in gives it back as it is, whatever names there are."""
    return re.sub(rf"\{{({PATH})\}}", r"{{\1}}", text)
