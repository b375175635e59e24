"""Input transformer: reads as meant a question that ends with `?`, and a cell magic without a body."""

from __future__ import annotations

import re
from tokenize import DEDENT, INDENT, NEWLINE, NL, TokenError

from IPython.core.inputtransformer2 import make_tokens_by_line

VERBS = ("imagine", "ask_image")

_VERB = rf"(?:{'|'.join(VERBS)})"
_BODILESS = re.compile(rf"\s*%%({_VERB})(?:[ \t]+(.*))?")
# `%ask_image what is this?`, `x = %ask_image what?`; `%ask_image?` alone is a call for help
_CALL = re.compile(rf"(\s*(?:[^%#'\"]+=\s*)?)%({_VERB})[ \t]+(?!\?+\s*$)(\S.*?)\s*$")
_LAYOUT = frozenset({NEWLINE, NL, INDENT, DEDENT})


def read_as_meant(lines: list[str]) -> list[str]:
    """Input transformer for IPython: the cell's lines, with calls where it would misread the two magics."""
    text = "".join(lines)
    if not re.search(rf"%{_VERB}", text):
        return lines
    if whole := _BODILESS.fullmatch(text.rstrip()):
        return [_call("", whole.group(1), (whole.group(2) or "").strip())]
    if text.lstrip().startswith("%%"):
        return lines
    read = list(lines)
    for row, line in enumerate(lines):  # in order: a prompt's quotes are a riddle to what follows
        if (call := _CALL.match(line)) and not _goes_on(line) and row in _statements(read):
            read[row] = _call(*call.groups())
    return read


def _goes_on(line: str) -> bool:
    """Whether IPython takes the next line with this one."""
    return line.rstrip("\n").endswith("\\")


def _call(before: str, verb: str, rest: str) -> str:
    return f"{before}get_ipython().run_line_magic({verb!r}, {rest!r})\n"


def _statements(lines: list[str]) -> set[int]:
    """The rows on which a statement begins; a row inside of a string begins none."""
    try:
        tokens = make_tokens_by_line(lines)
    except (TokenError, SyntaxError):
        return set()
    firsts = (next((token for token in line if token.type not in _LAYOUT), None) for line in tokens)
    return {first.start[0] - 1 for first in firsts if first is not None}
