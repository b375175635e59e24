"""Magic lines: text that is a command of a notebook, or is taken for one, and no words of a prompt."""

from __future__ import annotations

import re

from imagine_nb.errors import InputError
from imagine_nb.printable import printable

_MAGIC = re.compile(r"^\s*(?:%%\w|(?:[\w.\[\]]+\s*=\s*)?%(?:imagine|ask_image)(?:_\w+)?\b)", re.MULTILINE)

_PROMPT = re.compile(r"\s*(>>>|\.\.\.|In ?\[|\[(nav|ins)\])")  # what IPython takes off pasted lines


def is_plain(prompt: str) -> bool:
    """Whether a cell's body can be this text, and nothing in it is taken for something else on the way."""
    lines = prompt.split("\n")
    return (
        prompt == prompt.strip()
        and prompt.splitlines() == lines
        and not magic_line(prompt)
        and not any(line.isspace() or _PROMPT.match(line) for line in lines)
        and prompt == printable(prompt)
    )


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
