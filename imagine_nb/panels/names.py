"""Names in a panel: the notebook's variables, as cells see them."""

from __future__ import annotations

import sys

from imagine_nb.references.names import Names


def in_notebook() -> Names:
    """The variables of the notebook; none where no shell runs here."""
    if "IPython" not in sys.modules:
        return {}
    from IPython import get_ipython

    shell = get_ipython()
    return {} if shell is None else shell.user_ns
