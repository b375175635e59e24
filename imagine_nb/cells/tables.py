"""The table of `%imagine_config`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imagine_nb.display.escaping import escape
from imagine_nb.printable import printable

if TYPE_CHECKING:
    from imagine_nb.cells.defaults import Defaults


@dataclass(frozen=True, slots=True)
class DefaultsTable:
    """Table of defaults: each with its value and what it is."""

    rows: tuple[tuple[str, str, str], ...]

    def __repr__(self) -> str:
        width = max(len(name) for name, _, _ in self.rows)
        lines = (f"{name:{width}}  {value or '-':24}  {told}" for name, value, told in self.rows)
        return printable("\n".join(lines))

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr>{_cell(name)}{_cell(value or '–')}{_cell(told)}</tr>" for name, value, told in self.rows
        )
        head = "".join(_cell(each, "th") for each in ("option", "default", "what it is"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(text: str, element: str = "td") -> str:
    return f'<{element} style="text-align:left">{escape(text)}</{element}>'


def _told(value: Any) -> str:
    """A default as it is typed."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:.2f}" if isinstance(value, float) else str(value)


def defaults_table(defaults: Defaults) -> DefaultsTable:
    """The defaults as they are now."""
    traits: dict[str, Any] = defaults.traits(config=True)
    return DefaultsTable(
        tuple((name, _told(getattr(defaults, name)), trait.help) for name, trait in sorted(traits.items()))
    )
