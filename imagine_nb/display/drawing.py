"""Drawings: figures of matplotlib that show themselves in a notebook, with an alt text."""

from __future__ import annotations

import io
import warnings
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from imagine_nb.display.escaping import escape
from imagine_nb.printable import printable
from imagine_nb.records import clipped

if TYPE_CHECKING:
    from imagine_nb.records import JSON

_LONGEST_ALT = 400  # characters
_DPI, _SMALL_DPI = 110, 60  # of the picture in a page, and of the one for what shows no page


class Drawing(Figure):
    """A figure that shows itself in a notebook, whichever backend matplotlib has there.

    `alt` says in words what it shows, to those who cannot see it and where nothing is drawn.
    """

    def __init__(self, *args: Any, alt: str = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.alt = alt

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, JSON]:  # noqa: ARG002
        alt = printable(clipped(self.alt or "A figure.", _LONGEST_ALT))
        whole, look = self._png(_DPI), "max-width:100%;height:auto"
        html = f'<img alt="{escape(alt)}" style="{look}" src="data:image/png;base64,{whole}">'
        return {"text/html": html, "image/png": self._png(_SMALL_DPI), "text/plain": f"<{alt}>"}

    def _png(self, dpi: int) -> str:
        out = io.BytesIO()
        self.savefig(out, format="png", dpi=dpi)
        return b64encode(out.getvalue()).decode()

    def draw(self, renderer: Any) -> None:
        """Draw; a letter that the font lacks is drawn as a box, and not warned of again and again."""
        with _boxes_for_unknown_letters():
            super().draw(renderer)

    def get_tightbbox(self, *args: Any, **options: Any) -> Any:
        """The box around everything, measured with the same patience."""
        with _boxes_for_unknown_letters():
            return super().get_tightbbox(*args, **options)


@contextmanager
def _boxes_for_unknown_letters() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing from font")
        yield
