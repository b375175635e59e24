"""IPython extension: `load` gives a shell the cell magics, `unload` removes them."""

from imagine_nb.cells.loading import load, unload

__all__ = ["load", "unload"]
