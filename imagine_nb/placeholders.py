"""Placeholders in a prompt, `{fox}`, `{fox.prompt}`, `{foxes[0]}`, their values, and words like options."""

from __future__ import annotations

import datetime
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from numbers import Number
from typing import Any

Word = Callable[[int, int], str]  # what a text calls its k-th source of so many, k from 0

_NO_NUMBER = frozenset({"nan", "nat", "<na>"})  # what a table has where nothing is

# a name, then any of .attribute and [index]; an index is a number or a quoted word
STEP = r"\.[^\W\d]\w*|\[(?:-?\d+|'[^'\]]*'|\"[^\"\]]*\")\]"
PATH = rf"[^\W\d]\w*(?:{STEP})*"
# braces around anything, also what is no name by the rules, such as `{ fox }` or `{fox!r}`
BRACED = re.compile(r"(?<!\{)\{([^{}\n]{1,80})\}(?!\})")
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


def takes_several(word: Word) -> bool:
    """Whether a name of several pictures means all: in a question, not in an edit, which pays for each."""
    return word is in_question


def all_of(words: Sequence[str]) -> str:
    """Words side by side: `image 1, image 2 and image 3`."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def several_of(names: Iterable[str]) -> str:
    """The variable that more than one of these names are of: `foxes` of `foxes[0]` and `foxes[1]`."""
    seen: set[str] = set()
    for variable in (name.partition("[")[0] for name in names if "[" in name):
        if variable in seen:
            return variable
        seen.add(variable)
    return ""


def value_of(path: str, names: Mapping[str, Any], default: Any = None) -> Any:
    """The value at `name`, `name.attribute` or `name[0]`; `default` where there is none."""
    head = re.match(r"\w+", path)
    if head is None or not re.fullmatch(PATH, path):
        return default
    value = names.get(head.group(), default)
    for step in re.findall(STEP, path[head.end() :]):
        try:
            value = _stepped(value, step)
        except (AttributeError, LookupError, TypeError):
            return default
    return value


def _stepped(value: Any, step: str) -> Any:
    if step.startswith("."):
        return getattr(value, step[1:])
    index = step[1:-1]
    return value[index[1:-1] if index[0] in "'\"" else int(index)]


def text_in(value: Any) -> str | None:
    """The text that a variable holds: words, a number, a date, an answer; None where it is none.

    Anything else has only its repr, which is for programmers and may hold a path of this machine.
    """
    if isinstance(value, str):
        return str.__str__(value)  # of an enumeration, the word and not the member's name
    if _is_a(value, "imagine_nb.pictures", "Answer") or _is_a(value, "imagine_nb.responses", "Response"):
        return str(value.content)
    dates = (datetime.date, datetime.time, datetime.timedelta)
    if not isinstance(value, (Number, *dates)) and not _is_a(value, "numpy", "bool_", "datetime64"):
        return None
    try:
        text = str(value)
    except ValueError:  # a number of more digits than Python writes out
        return None
    return None if text.lower() in _NO_NUMBER else text


def _is_a(value: Any, module: str, *classes: str) -> bool:
    """Whether it is of one of these classes, none of which is loaded for that."""
    loaded = sys.modules.get(module)
    return loaded is not None and isinstance(value, tuple(getattr(loaded, name) for name in classes))
