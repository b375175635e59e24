"""The cell magics, given to a shell and taken away again."""

from imagine_nb.cells.loading import load, unload

__all__ = ["load", "unload"]
