"""The notebook around a panel: its variables, and what its cells mean that leave a setting out."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from imagine_nb.cell_text import USUAL
from imagine_nb.records import JSON
from imagine_nb.references.names import Names
from imagine_nb.settings import PICTURE


def in_notebook() -> Names:
    """The variables of the notebook; none where no shell runs here."""
    shell = _shell()
    return {} if shell is None else shell.user_ns


def usual(*, n_sources: int = 0) -> Mapping[str, JSON]:
    """The settings of a cell that names none: the defaults of the magics, where they are loaded.

    With one source it means no shape: that keeps its own.
    """
    registry = getattr(getattr(_shell(), "magics_manager", None), "registry", {})
    magics = registry.get("ImagineMagics")
    if magics is None:
        return USUAL
    meant = [row.name for row in PICTURE if row.has_default and not (row.is_shape and n_sources == 1)]
    given = {name: getattr(magics, name, "") for name in meant}
    return {**USUAL, **{name: value for name, value in given.items() if value}}


def _shell() -> Any:
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    return get_ipython()
