"""Magic lines: text that is a command of a notebook, and no words of a prompt."""

from __future__ import annotations

import re

from imagine_nb.errors import InputError

_MAGIC = re.compile(r"^\s*(?:%%\w|(?:[\w.\[\]]+\s*=\s*)?%(?:imagine|ask_image)(?:_\w+)?\b)", re.MULTILINE)


def magic_line(text: str) -> str:
    """The first line of a text that is a magic; empty where there is none."""
    found = _MAGIC.search(text) if "%" in text else None
    return "" if found is None else text[found.start() :].strip().partition("\n")[0]


def check_no_magic(text: str) -> None:
    """Raise InputError for a prompt in which another cell begins."""
    if line := magic_line(text):
        raise InputError(
            f"Another cell begins in the prompt: {line[:60]!r}.",
            advice="Put it into a cell of its own; --raw sends it as it stands.",
        )
