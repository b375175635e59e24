"""Pages of the manuals: each magic with its options, the settings, and the errors with what to do."""

from __future__ import annotations

from argparse import Action, ArgumentParser
from collections.abc import Iterable, Sequence
from html import escape
from inspect import cleandoc
from typing import Any

from imagine_nb import errors
from imagine_nb.cells.companions import CompanionMagics
from imagine_nb.cells.defaults import Default, Defaults
from imagine_nb.cells.loading import COMPANIONS
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.settings import PICTURE, QUESTION, Setting

_VERBS = "manuals/{}.md"


def manual_pages() -> dict[str, str]:
    """The Markdown of each manual, by where it is."""
    verbs = {
        _VERBS.format(name): f"# `%%{name}`, `%{name}`\n\n{_manual(getattr(ImagineMagics, name))}"
        for name in ImagineMagics.magics["cell"]
    }
    lines = [
        f"## `%{name}`\n\n{_manual(getattr(magics, name))}"
        for magics in COMPANIONS
        for name in magics.magics["line"]
    ]
    companions = "\n\n".join([f"# Line magics\n\n{cleandoc(CompanionMagics.__doc__ or '')}", *lines])
    return {
        **verbs,
        "manuals/companions.md": companions,
        "manuals/settings.md": _settings(),
        "errors.md": _errors(),
    }


def _manual(magic: Any) -> str:
    """The manual of one magic: its docstring, and a table of its options where it has some."""
    parser = getattr(magic, "parser", None)
    if parser is None:
        return _markdown(magic.__doc__ or "")
    rows = [(_flags(action), _help(parser, action)) for action in parser._actions]
    return f"{_markdown(parser.description or '')}\n\n{_table(('Option', 'What it does'), rows)}"


def _markdown(docstring: str) -> str:
    """A docstring as Markdown: what is in angle brackets is text, and its blocks are cells."""
    lines = cleandoc(docstring).splitlines()
    return "\n".join(line if line.startswith(" ") else escape(line, quote=False) for line in lines)


def _flags(action: Action) -> str:
    value = f" {action.metavar}" if action.metavar else ""
    return ", ".join(f"`{flag}{value}`" for flag in action.option_strings)


def _help(parser: ArgumentParser, action: Action) -> str:
    return parser._get_formatter()._expand_help(action)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(text: str) -> str:
    """Text of one cell; a bar outside of code would end it."""
    parts = " ".join(text.split()).split("`")
    return "`".join(part if at % 2 else part.replace("|", "&#124;") for at, part in enumerate(parts))


def _settings() -> str:
    """Settings of requests, and the other defaults of cells, as their tables have them."""
    pictures = _table(_SETTING_HEADS, map(_setting, PICTURE))
    questions = _table(_SETTING_HEADS, map(_setting, QUESTION))
    traits = Defaults.class_traits(config=True)
    defaults = _table(_DEFAULT_HEADS, [_default(name, trait) for name, trait in traits.items()])
    told = _markdown(Defaults.__doc__ or "")
    return (
        f"# Settings and defaults\n\n## Of pictures\n\n{pictures}\n\n## Of questions\n\n{questions}\n\n"
        f"## Defaults\n\n{told}\n\n{defaults}\n"
    )


_SETTING_HEADS = ("In a cell", "Name", "What it is", "Left out")
_DEFAULT_HEADS = ("Default", "What it is", "As it is", "Environment")


def _setting(row: Setting) -> tuple[str, ...]:
    flags = ", ".join(f"`{flag} {row.metavar}`" for flag in row.flags)
    return flags, f"`{row.name}`", row.manual, "" if row.default is None else f"`{row.default}`"


def _default(name: str, trait: Any) -> tuple[str, ...]:
    value = trait.default_value
    variable = f"`IMAGINE_NB_{name.upper()}`" if isinstance(trait, Default) else ""
    return f"`{name}`", trait.help, f"`{value}`" if value else "", variable


def _errors() -> str:
    """Every error: when it is raised, and what to do."""
    doc = cleandoc(errors.__doc__ or "")
    title, tree, rest = (part.strip() for part in doc.split("\n\n", 2))
    found = [
        each for each in vars(errors).values() if isinstance(each, type) and each.__name__ in errors.__all__
    ]
    told = [_error(each) for each in found]
    return "\n\n".join([f"# Errors\n\n{title}\n\n```text\n{tree}\n```\n\n{rest}", *told])


def _error(kind: Any) -> str:
    advice = getattr(kind, "usual_advice", "")
    to_do = f"\n\n**What to do:** {escape(advice, quote=False)}" if advice else ""
    base = kind.__bases__[0].__name__
    above = f"A kind of [`{base}`](#{_anchor(base)}). " if base in errors.__all__ else ""
    heading = f"## {kind.__name__} {{#{_anchor(kind.__name__)}}}"
    return f"{heading}\n\n{above}{_markdown(kind.__doc__)}{to_do}"


def _anchor(name: str) -> str:
    """Where the reference finds an error."""
    return f"{errors.__name__}.{name}"
