"""Words of a prompt that seem to be none: an option, a comment, a value that was cut short. Asked about."""

from __future__ import annotations

import ast
import re
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from unicodedata import category

from imagine_nb.cells.arguments import OF_TABLES, Given
from imagine_nb.errors import InputError
from imagine_nb.magic_lines import check_no_magic
from imagine_nb.placeholders import DASHED, DASHES

_AS_TYPED = "-- before the prompt sends it as typed."
_ASSIGNED = re.compile(r"(\w+)=\S+")
# what a prompt in English begins with, before `a`
_BEFORE_ARTICLE = re.compile(
    "about|above|across|after|against|along|around|as|at|before|behind|below|beneath|beside|between|beyond|by|"
    "during|for|from|half|in|inside|into|just|like|near|not|of|on|only|over|quite|such|through|to|towards?|"
    "under|upon|what|with|within|without|"
    "add|build|create|depict|design|draw|edit|generate|give|illustrate|imagine|insert|make|paint|photograph|"
    "picture|place|put|remove|render|show|sketch|take|turn|use|visuali[sz]e|write"
)
_MOST_OF_A_NAME = 2  # words that may be meant as a name's; more are a prompt that goes on in the body
_IMPORTS = {
    "imagine": "from imagine_nb import imagine",
    "ask_image": "from imagine_nb import ask",
}  # of the functions in Python
_COMMENT = re.compile(r"^#\s|\s\s#\s")


def check_words(parser: ArgumentParser, options: Namespace, prompt: str) -> None:
    """Raise InputError for what would be paid for as a prompt and is hardly meant as one."""
    if options.is_verbatim:
        return
    check_no_magic(prompt)
    _check_no_call(prompt, parser.prog)
    beside = "".join(each for each in options.beside if category(each) != "Cf")
    if _COMMENT.search(beside) or (beside.startswith("#") and prompt != options.beside):
        comment = beside[beside.index("#") :]
        raise InputError(
            f"The comment {comment[:60]!r} would be part of the prompt.", advice=f"Take it out. {_AS_TYPED}"
        )
    _check_assigned(parser, beside)
    first = beside.split(maxsplit=1)[:1]
    for match in DASHED.finditer(prompt):
        if _is_option(parser, match.group(), has_value=bool(prompt[match.end() :].strip())):
            raise _asked(match.group())
    if first and re.match(rf"[{DASHES}]+[^\W\d_]", first[0]):
        raise _asked(first[0])


def _check_no_call(prompt: str, verb: str) -> None:
    """Raise InputError for `imagine("a red fox")`, which IPython takes for a magic's line.

    It does so while the function is not imported.
    """
    if not (prompt.startswith("(") and prompt.endswith(")")):
        return
    try:
        call = ast.parse(f"f{prompt}", mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return
    if not isinstance(call, ast.Call):
        return
    given = [*call.args, *(each.value for each in call.keywords)]
    if given and (_is_text(given[0]) or call.keywords):
        raise InputError(
            f"{verb}(...) is a call of Python, and its function is not imported.",
            advice=f"Run {_IMPORTS[verb]} first, or leave the parentheses and quotes out. {_AS_TYPED}",
        )


def _is_text(value: ast.expr) -> bool:
    return isinstance(value, ast.JoinedStr) or (
        isinstance(value, ast.Constant) and isinstance(value.value, str)
    )


def _check_assigned(parser: ArgumentParser, beside: str) -> None:
    """Raise InputError for an option that is written as Python has it."""
    if not (match := _ASSIGNED.match(beside)):
        return
    name = match[1].replace("_", "-")
    known = parser._option_string_actions
    if option := next((each for each in (f"--{name}", f"-{name}") if each in known), None):
        raise InputError(
            f"{match.group()!r} looks like an option.", advice=f"Did you mean {option}? {_AS_TYPED}"
        )


def _is_option(parser: ArgumentParser, word: str, *, has_value: bool) -> bool:
    """Whether a word within a prompt looks like an option: a long one, or a short one with a value."""
    name = re.sub(rf"^[{DASHES}]+", "", word).partition("=")[0]
    known = parser._option_string_actions
    if word.startswith("--"):
        return True
    short = name[:1] if name[1:].isdigit() else name  # as in -n2
    if f"--{name.replace('_', '-')}" in known:
        return True
    return f"-{short}" in known and (has_value or short != name)


def _asked(word: str) -> InputError:
    return InputError(
        f"{word[:40]!r} looks like an option.",
        advice=f"Options stand before the prompt and begin with hyphens. {_AS_TYPED}",
    )


def check_tables(given: Sequence[Given]) -> None:
    """Raise InputError for an option of a table where there is none."""
    if any(each.action.dest == "table" for each in given):
        return
    for each in given:
        if (flag := each.action.option_strings[0]) in OF_TABLES:
            raise InputError(f"{flag} is for the rows of a table.", advice="Name one with --table.")


def check_out(given: Sequence[Given], rest: str, cell: str | None) -> None:
    """Raise InputError where the name after `-o`, of a cell with a body, seems to go on: `-o my fox`."""
    words = rest.split()
    is_last = bool(given) and given[-1].action.dest == "out" and not given[-1].is_quoted
    if (
        is_last
        and (cell or "").strip()
        and 0 < len(words) <= _MOST_OF_A_NAME
        and all(map(str.isidentifier, words))
    ):
        typed = given[-1].value
        raise InputError(
            f"-o takes one word, {typed!r}: {rest.strip()!r} would begin the prompt.",
            advice=f"Did you mean -o {'_'.join([str(typed), *words])}? {_AS_TYPED}",
        )


def check_grid(given: Sequence[Given], rest: str, cell: str | None) -> None:
    """Raise InputError where a value of `--grid` with a blank in it, unquoted, runs on into the prompt."""
    words = rest.split()
    grids = [each for each in given if each.action.dest == "grid" and not each.is_quoted]
    if not grids or not words:
        return
    last, typed = grids[-1], next(each.value or "" for each in reversed(grids))
    ends = max((at for at, word in enumerate(words) if "|" in word), default=-1)
    # a value may go on after its bar, and is the rest of its line where the prompt has lines of its own
    if ends >= 0:
        n_more = ends + 1 + words[ends].endswith("|")
    elif typed.endswith((",", "|")) or re.match(r"\w+=", words[0]):
        n_more = 1
    elif (cell or "").strip() and last is given[-1]:
        n_more = len(words)
    elif last is given[-1] and _is_cut(words):
        n_more = 1
    else:
        return
    whole = " ".join([typed, *words[:n_more]])
    raise InputError(
        f"--grid ends at a blank: its last value would be {re.split('[|=]', typed)[-1]!r}.",
        advice=f"Quote what is meant: --grid {_quoted(whole)}, or --grid {_quoted(typed)}.",
    )


def _is_cut(words: Sequence[str]) -> bool:
    """Whether a prompt begins in the middle, as `painting a cat` does, not `paint a cat` or `in a wood`."""
    first, *more = (word.lower() for word in words[:2])
    return more in (["a"], ["an"]) and first.isalpha() and not _BEFORE_ARTICLE.fullmatch(first)


def _quoted(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'
