"""Option parsing of a magic's line: options first, then the prompt exactly as it was typed."""

from __future__ import annotations

import json
import keyword
import re
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from IPython.core.error import UsageError

from imagine_nb.cell_text import PYTHONS
from imagine_nb.cells.arguments import Given
from imagine_nb.cells.prompts import check_grid, check_out, check_tables
from imagine_nb.errors import InputError
from imagine_nb.placeholders import DASHES, value_of

if TYPE_CHECKING:
    from imagine_nb.references.columns import Columns
    from imagine_nb.references.names import Names
    from imagine_nb.studio.studio import Studio

# a word; quotes hold one together where they begin it, or follow a = | or comma
_WORD = re.compile(r"""\s*((?:(?<![^\s=|,])(?:"[^"]*"|'[^']*')|\S)+)""")
_FILES = frozenset({"image", "mask", "save", "table"})  # options that take a file's name
_WRONG = re.compile(r"argument ([^/:]+)[^:]*: invalid (\w+) value: (.+)")  # as argparse has it
_HELP = "--help shows all options."
_KINDS = {"int": "a whole number", "float": "a number"}
_OPTION = re.compile(r"--?[A-Za-z]")


def parsed(
    parser: ArgumentParser,
    line: str,
    cell: str | None = None,
    names: Names | None = None,
    *,
    texts: str = "prompt",
) -> tuple[Namespace, str]:
    """The options that `line` begins with, and the prompt: the rest of the line and the cell's body.

    `--` ends the options. `{name}` in an option's value is the variable's text. Raises InputError for an
    option that is misspelt or lacks its value, for an `--out` that cannot be a variable's name, and for a
    value that seems to run on into the prompt. `beside` of the options is the prompt's part on their line,
    `is_verbatim` says that the prompt was said to be one, and `columns` are those of `--table`, where a list
    of texts has the one column `texts`.
    """
    given, rest, is_ended = _read(parser, line)
    raw = any(each.action.dest == "raw" for each in given)
    if not (raw or is_ended):
        check_grid(given, rest, cell)
        check_out(given, rest, cell)
    check_tables(given)
    columns = _columns(given, names, texts)
    filled = partial(_words, names={} if raw else names, columns=columns)
    options = _namespace(parser, [word for each in given for word in filled(each)])
    if columns is None:
        _check_filled(given, options)
    options.columns = columns
    options.beside, options.is_verbatim = rest.strip(), raw or is_ended
    checked_name(options.out)
    prompt = "\n".join(part for part in (options.beside, (cell or "").strip("\n")) if part.strip())
    return options, prompt


def _read(parser: ArgumentParser, line: str) -> tuple[list[Given], str, bool]:
    """The options as they were typed, what stands after them, and whether `--` ended them."""
    given, rest = [], line
    while (word := _WORD.match(rest)) and _OPTION.match(word.group(1)):
        option, equals, value = word.group(1).partition("=")
        rest = rest[word.end() :]
        action, value = _action(parser, option, value)
        if action.nargs != 0 and not (equals or value):
            value, rest = _next_value(action, option, rest)
        given.append(Given(action, None if action.nargs == 0 else value))
    is_ended = word is not None and word.group(1) == "--"
    return given, rest[word.end() :] if word and is_ended else rest, is_ended


def _columns(given: Sequence[Given], names: Names | None, texts: str) -> Columns | None:
    """The columns of the table that `--table` names."""
    found = next((each for each in reversed(given) if each.action.dest == "table"), None)
    if found is None:
        return None
    from imagine_nb.references.columns import Columns, table  # few cells have one

    (option,) = _words(found, names)
    return Columns(table(option.partition("=")[2], names or {}, texts=texts))


def _words(given: Given, names: Names | None, columns: Columns | None = None) -> list[str]:
    """The option as the parser takes it."""
    short, option, value = given.action.option_strings[0], given.action.option_strings[-1], given.value
    if value is None:
        return [option]
    text = unquoted(value)
    if names and "{" in text:
        from imagine_nb.references.references import filled_value  # few options hold a name

        fill = filled_value if columns is None else columns.value
        text = fill(short, given.action.dest, text, names)
    if text == "--":  # argparse drops it
        raise InputError(f"{short} lacks its value.", advice=_HELP)
    return [f"{option}={text}"]  # joined, for a value may begin with a dash


def options_first(line: str) -> str:
    """A companion's line with what it is about at its end: `12 --yes` is `--yes 12`."""
    first, _, more = line.strip().partition(" ")
    return f"{more.strip()} {first}" if more.lstrip().startswith("-") and not first.startswith("-") else line


def parted(parser: ArgumentParser, line: str) -> tuple[Namespace, list[str]]:
    """The options of a companion's line, wherever they stand, and its other words as they were typed.

    Quotes hold a word together, and stay around it. Raises InputError as `parsed` does.
    """
    typed, words = list[str](), list[str]()
    each = iter(_WORD.findall(line))
    for word in each:
        if not _OPTION.match(word):
            words.append(word)
            continue
        action = parser._option_string_actions.get(word)
        value = next(each, "") if action is not None and action.nargs != 0 else ""
        typed += [word, value]
    given, _, _ = _read(parser, " ".join(filter(None, typed)))
    options = _namespace(parser, [word for one in given for word in _words(one, None)])
    checked_name(options.out)
    return options, words


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


def _next_value(action: Action, option: str, rest: str) -> tuple[str, str]:
    """The word after an option; one that begins with a dash is its value only where a file's name may."""
    word = _WORD.match(rest)
    is_option = word is not None and action.dest not in _FILES and re.match(rf"[{DASHES}]+[A-Za-z]", word[1])
    if word is None or is_option:
        raise InputError(f"{option} lacks its value.", advice=_HELP)
    return word.group(1), rest[word.end() :]


def unquoted(value: str) -> str:
    """A word without the quotes around it."""
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
    return value[1:-1] if quoted else value


def _namespace(parser: ArgumentParser, arguments: list[str]) -> Namespace:
    try:
        return parser.parse_args(arguments)
    except UsageError as exc:
        raise InputError(_told(str(exc)), advice=_HELP) from None


def _check_filled(given: Sequence[Given], options: Namespace) -> None:
    """Raise InputError for a number that is still a name in braces: no row of a table fills it in."""
    for each in given:
        kind, value = getattr(each.action.type, "__name__", ""), getattr(options, each.action.dest)
        if kind in _KINDS and isinstance(value, str):
            flag = each.action.option_strings[0]
            raise InputError(f"{flag} takes {_KINDS[kind]}, which {value!r} is not.", advice=_HELP)


def _told(error: str) -> str:
    """What a parser has against a value, without the names of Python's types."""
    found = _WRONG.fullmatch(error)
    if found is None or found[2] not in _KINDS:
        return f"{error}."
    return f"{found[1]} takes {_KINDS[found[2]]}, which {found[3]} is not."


def checked_name(name: str | None) -> None:
    """Raise InputError where `name` cannot be a variable's, or is Python's own, which would be lost."""
    if name is not None and (not name.isidentifier() or keyword.iskeyword(name)):
        raise InputError(f"{name!r} cannot be a variable's name.", advice="Use letters, digits and _.")
    if name in PYTHONS and name != "_":
        raise InputError(
            f"{name!r} is Python's own name, and {name}(...) would not work any more.",
            advice=f"Use another, as in -o {name}_picture.",
        )


def schema(text: str, names: Names) -> Any:
    """The JSON schema that `--schema` means: a variable's value, else JSON."""
    found = value_of(text, names)
    if found is not None:
        return found
    try:
        return json.loads(text)
    except ValueError:
        raise InputError(
            f"--schema {text[:60]!r} is no variable and no JSON.", advice="Put the schema in a variable."
        ) from None


def region_options(options: Namespace, names: Names, studio: Studio) -> dict[str, Any]:
    """What `--region` (a box, or a variable that holds one) and `--mask` mean, for the studio."""
    if options.region is None and options.mask is None:
        return {}
    from imagine_nb.references.references import single

    found: dict[str, Any] = {}
    if options.region is not None:
        box = value_of(options.region, names)
        found["region"] = options.region if box is None else box
    if options.mask is not None:
        found["mask"] = single(options.mask, names, studio)
    return found


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
