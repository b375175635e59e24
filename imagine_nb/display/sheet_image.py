"""Contact sheet as a PIL image, which a notebook shows small and with an alt text."""

from __future__ import annotations

import base64

from PIL.Image import Image

from imagine_nb.display.details import QUIET
from imagine_nb.display.escaping import OURS, escape
from imagine_nb.display.html import ALONE, CAPTION, HTML_BYTES, RASTER_BYTES, RASTER_SIDE, Bundle
from imagine_nb.picture_files import pixels
from imagine_nb.printable import printable


class SheetImage(Image):
    """A PIL image like any other; `told` says what is on it, where it is shown and where it is read out.

    PIL's own display would put all of it into the notebook, as a PNG and again as a JPEG.
    """

    told = "Contact sheet"

    def __repr__(self) -> str:
        return printable(f"<{self.told} · {self.width} x {self.height}>")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        thumb = pixels.thumbnail(self, side=ALONE, max_bytes=HTML_BYTES * 3 // 4)
        small = pixels.decoded(thumb)
        raster = pixels.thumbnail(small, side=RASTER_SIDE, max_bytes=RASTER_BYTES * 3 // 4)
        facts = f'{repr(self)[1:-1]}, shown small; .save("sheet.png") writes all of it'
        html = (
            f'<figure class="{OURS}" style="margin:0;max-width:{small.width}px">'
            f'<img src="data:image/jpeg;base64,{_base64(thumb)}" alt="{escape(self.told)}" '
            f'width="{small.width}" height="{small.height}" style="display:block;width:100%;height:auto">'
            f'<figcaption dir="auto" style="{CAPTION};{QUIET}">{escape(facts)}</figcaption></figure>'
        )
        return {"text/html": html, "image/jpeg": _base64(raster), "text/plain": repr(self)[1:-1]}

    def _repr_png_(self) -> None:
        """Nothing besides."""

    def _repr_jpeg_(self) -> None:
        """Nothing besides."""


def sheet_image(image: Image, told: str) -> SheetImage:
    """The same image, with what is on it in words."""
    made = SheetImage()
    vars(made).update(vars(image))  # a copy would hold its pixels twice
    made.told = told
    return made


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
