"""What the companions show: the table of the defaults, the graph of a lineage."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imagine_nb.cells.defaults import Defaults
    from imagine_nb.display import Bundle
    from imagine_nb.gallery.family import Family


@dataclass(frozen=True, slots=True)
class DefaultsTable:
    """Each default with its value and what it is; shows as a table."""

    rows: tuple[tuple[str, str, str], ...]

    def __repr__(self) -> str:
        width = max(len(name) for name, _, _ in self.rows)
        return "\n".join(f"{name:{width}}  {value or '-':24}  {told}" for name, value, told in self.rows)

    def _repr_html_(self) -> str:
        body = "".join(
            f"<tr>{_cell(name)}{_cell(value or '–')}{_cell(told)}</tr>" for name, value, told in self.rows
        )
        return f"<table><tr><th>option</th><th>default</th><th>what it is</th></tr>{body}</table>"


def _cell(text: str) -> str:
    return f'<td style="text-align:left">{escape(text)}</td>'


def defaults_table(defaults: Defaults) -> DefaultsTable:
    """The defaults as they are now."""
    traits: dict[str, Any] = defaults.traits(config=True)
    return DefaultsTable(
        tuple((name, str(getattr(defaults, name)), trait.help) for name, trait in sorted(traits.items()))
    )


def lineage_bundle(family: Family) -> Bundle:
    """A picture's kin as a figure, told in words to who cannot see it."""
    words = str(family)
    png = base64.b64encode(family.figure()._repr_png_()).decode()
    alt = escape(f"Lineage: {words}", quote=True)
    return {
        "text/html": f'<img class="imagine-nb" src="data:image/png;base64,{png}" alt="{alt}">',
        "text/plain": words,
    }
