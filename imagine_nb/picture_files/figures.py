"""Figures of matplotlib as pictures."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

from imagine_nb.errors import SourceError


def figure_in(value: Any) -> Any | None:
    """The figure of matplotlib that a value is, or that axes are drawn in; None for anything else."""
    matplotlib = sys.modules.get("matplotlib.artist")  # a figure that is there has loaded it
    is_drawn = matplotlib is not None and isinstance(value, matplotlib.Artist)
    return value.get_figure() if is_drawn else None


def png_of_figure(figure: Any) -> bytes:
    """A figure as it would be saved, a PNG. Raises SourceError where it cannot be drawn."""
    file = BytesIO()
    try:
        figure.savefig(file, format="png")
    except Exception as exc:  # whatever drawing it raises: a formula that cannot be read, no font
        told = f"The figure cannot be drawn ({type(exc).__name__}: {str(exc).strip()[:120]})."
        raise SourceError(told, advice="See that it can be saved as a PNG.") from exc
    return file.getvalue()
