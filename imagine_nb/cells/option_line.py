"""Option parsing of a magic's line: options first, then the prompt exactly as it was typed."""

from __future__ import annotations

import json
import keyword
import re
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterable, Mapping
from typing import Any

from IPython.core.error import UsageError

from imagine_nb.errors import InputError

# a word; quotes hold one together where they begin it, or follow a = | or comma
_WORD = re.compile(r"""\s*((?:(?<![^\s=|,])(?:"[^"]*"|'[^']*')|\S)+)""")
_OPTION = re.compile(r"--?[A-Za-z]")


def parsed(parser: ArgumentParser, line: str, cell: str | None = None) -> tuple[Namespace, str]:
    """The options that `line` begins with, and the prompt: the rest of the line and the cell's body.

    `--` ends the options. Raises InputError for an option that is misspelt or lacks its value, and for an
    `--out` that cannot be a variable's name.
    """
    arguments: list[str] = []
    rest = line
    while (word := _WORD.match(rest)) and _OPTION.match(word.group(1)):
        option, equals, value = word.group(1).partition("=")
        rest = rest[word.end() :]
        action, value = _action(parser, option, value)
        if action.nargs != 0 and not (equals or value):
            value, rest = _next_value(option, rest)
        name = action.option_strings[-1]
        # joined, for a value may begin with a dash
        arguments.append(name if action.nargs == 0 else f"{name}={_unquoted(value)}")
    if word and word.group(1) == "--":
        rest = rest[word.end() :]
    prompt = "\n".join(part for part in (rest.strip(), (cell or "").strip("\n")) if part.strip())
    options = _namespace(parser, arguments)
    checked_name(options.out)
    return options, prompt


def _action(parser: ArgumentParser, option: str, value: str) -> tuple[Action, str]:
    """The option's action, and the value that is attached to it as in `-n4`."""
    known = parser._option_string_actions
    name = option.replace("_", "-") if option.startswith("--") else option
    if name in known:
        return known[name], value
    if not option.startswith("--") and option[:2] in known and known[option[:2]].nargs != 0:
        return known[option[:2]], option[2:]
    from imagine_nb.suggestions import meant  # only an error needs it

    advice = f"{meant(name, known, others='Options')} (-- ends the options.)"
    raise InputError(f"There is no option {option}.", advice=advice)


def _next_value(option: str, rest: str) -> tuple[str, str]:
    word = _WORD.match(rest)
    if word is None:
        raise InputError(f"{option} lacks its value.", advice="--help shows all options.")
    return word.group(1), rest[word.end() :]


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


def _namespace(parser: ArgumentParser, arguments: list[str]) -> Namespace:
    try:
        return parser.parse_args(arguments)
    except UsageError as exc:
        raise InputError(f"{exc}.", advice="--help shows all options.") from None


def checked_name(name: str | None) -> None:
    """Raise InputError where `name` cannot be a variable's."""
    if name is not None and (not name.isidentifier() or keyword.iskeyword(name)):
        raise InputError(f"{name!r} cannot be a variable's name.", advice="Use letters, digits and _.")


def schema(text: str, names: Mapping[str, Any]) -> Any:
    """The JSON schema that `--schema` means: a variable's value, else JSON."""
    from imagine_nb.cells.references import value_of

    found = value_of(text, names)
    if found is not None:
        return found
    try:
        return json.loads(text)
    except ValueError:
        raise InputError(
            f"--schema {text[:60]!r} is no variable and no JSON.", advice="Put the schema in a variable."
        ) from None


def setting(text: str, names: Iterable[str]) -> tuple[str, str]:
    """The name and the value in `name=value`; raises InputError for a name that is not there."""
    name, equals, value = text.partition("=")
    name = name.replace("-", "_")
    known = sorted(names)
    if not equals or name not in known:
        from imagine_nb.suggestions import meant

        advice = f"Write name=value. {meant(name, known, others='Defaults')}"
        raise InputError(f"There is no default {text!r}.", advice=advice)
    return name, value
