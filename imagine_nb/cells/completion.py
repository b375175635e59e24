"""Tab completion in a cell of the magics: options, their values, pictures, chats."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from imagine_nb.cells.arguments import NO_LIMIT
from imagine_nb.cells.syntax import VERBS
from imagine_nb.engines import CHOICES
from imagine_nb.settings import BATCH, PICTURE, QUESTION

if TYPE_CHECKING:
    from imagine_nb.cells.magics import ImagineMagics

_LINE = re.compile(rf"(?:^|=\s*)\s*%%?({'|'.join(VERBS)}|imagine_\w+)\s+(.*)$")
_BODY = re.compile(rf"\s*%%(?:{'|'.join(VERBS)})\b")
_TABLE = re.compile(r"""\s--table[\s=]+("[^"]+"|'[^']+'|\S+)""")
_REFERRING = frozenset({"imagine_alt", "imagine_recipe", "imagine_lineage", "imagine_again"})
_COMPANIONS = {"imagine_cost": ("day", "model", "request", "session"), "imagine_key": ("--forget",)}


class Completer:
    """Custom matcher for IPython's completer, of one shell."""

    def __init__(self, magics: ImagineMagics) -> None:
        self._magics = magics
        self._columns: list[str] = []  # of the table that the cell names

    def __call__(self, context: Any) -> dict[str, Any]:
        """The completions at the cursor, none outside of the option line of a verb."""
        from IPython.core.completer import SimpleCompletion

        line = context.line_with_cursor[: context.cursor_position]
        self._columns = self._columns_in(context.full_text.lstrip().partition("\n")[0] or line)
        word = re.split(r"[\s,=|]", line)[-1]
        in_prompt = context.cursor_line > 0 and _BODY.match(context.full_text) is not None
        offered = self._names_in_braces(word) if in_prompt else self.words(line)
        found = [each for each in offered if each.startswith(word)]
        return {
            "completions": [SimpleCompletion(text=each, type="magic") for each in found],
            "suppress": in_prompt or bool(found),  # a prompt is no Python
            "matched_fragment": word,
        }

    def words(self, line: str) -> list[str]:
        """All that may stand at the end of an option line."""
        match = _LINE.search(line)
        if match is None:
            return []
        verb, typed = match.groups()
        if verb not in VERBS:
            return self._of_companion(verb, typed)
        *before, word = re.split(r"[\s=]+", typed)
        if before and (values := self._values(before[-1])) is not None:
            return values
        return self._options(verb) if word.startswith("-") else self._names_in_braces(word)

    def _of_companion(self, verb: str, typed: str) -> list[str]:
        """What may follow one of the companions."""
        if re.split(r"\s", typed)[-1].startswith("-") and (options := self._options(verb)):
            return options
        if verb in _REFERRING:
            return self._pictures()
        if verb == "imagine_config":
            return [f"{name}=" for name in sorted(self._magics.trait_names(config=True))]
        return list(_COMPANIONS.get(verb, ()))

    def _options(self, verb: str) -> list[str]:
        """The options of a magic; none for a companion without a parser of its own."""
        parser = getattr(self._magics.shell.find_line_magic(verb), "parser", None)
        known = () if parser is None else parser._option_string_actions
        return sorted(option for option in known if option.startswith("--"))

    def _values(self, option: str) -> list[str] | None:
        """What may follow an option; None where it takes no value from a list."""
        known: Mapping[str, Callable[[], Iterable[str]]] = {
            "-i": self._sources,
            "--image": self._sources,
            "--table": self._tables,
            "--how": lambda: (BATCH,),
            "--per-second": lambda: (NO_LIMIT,),
            "--mask": self._pictures,
            "--chat": lambda: self._magics.studio.chats,
            "--engine": lambda: CHOICES,
        }
        name = option.replace("_", "-")
        if name in known:
            return list(known[name]())
        values = [value for row in (*PICTURE, *QUESTION) if name in row.flags for value in row.values]
        return values or None

    def _sources(self) -> list[str]:
        """Columns of the table, where there is one, before pictures."""
        return [*self._columns, *self._pictures()]

    def _tables(self) -> list[str]:
        """Variables that hold tables."""
        from imagine_nb.references.columns import table_names

        return table_names(self._magics.shell.user_ns)

    def _columns_in(self, line: str) -> list[str]:
        """The columns of the table that a cell's first line names."""
        if (named := _TABLE.search(line)) is None:
            return []
        from imagine_nb.references.columns import columns_named

        return columns_named(named[1].strip("'\""), self._magics.shell.user_ns)

    def _pictures(self) -> list[str]:
        """Variables that hold pictures, `last`, and the newest numbers of the gallery."""
        from imagine_nb.references.names import image_names

        held = image_names(self._magics.shell.user_ns)
        numbers = [str(record.number) for record in self._magics.studio.gallery.newest(9)]
        return [*held, *(["last"] if numbers else []), *numbers]

    def _names_in_braces(self, word: str) -> list[str]:
        """`{fox}` where a brace was opened."""
        head, brace, _ = word.rpartition("{")
        if not brace:
            return []
        names = [*self._columns, *(name for name in self._pictures() if name.isidentifier())]
        return [f"{head}{{{name}}}" for name in dict.fromkeys(names) if name != "last"]
