"""PDF of pages that are images, of which a few at a time are in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING

from imagine_nb.printable import printable
from imagine_nb.records import clipped

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST_TITLE = 300  # characters in the metadata, which readers show in the bar of a window
_PIXELS = 16_000_000  # of the pages that are in memory


def write_pdf(pages: Iterable[Image], file: IO[bytes], *, dpi: int, title: str) -> None:
    """Write pages of so many pixels an inch into a file, and close them; `title` goes into its metadata."""
    about = {"title": printable(clipped(title, _LONGEST_TITLE))}
    with tempfile.TemporaryFile() as whole:
        for first, *others in _gathered(pages):  # for each of these it reads again what it appends to
            first.save(
                whole, "PDF", save_all=True, append_images=others, append=whole.tell() > 0, resolution=dpi,
                quality=88, **about,
            )  # fmt: skip
            about = {}
            for page in (first, *others):  # Pillow makes a circle of them, which would keep them
                page.close()
        whole.seek(0)
        shutil.copyfileobj(whole, file)


def _gathered(pages: Iterable[Image]) -> Iterator[list[Image]]:
    """The pages, as many together as there is room for, one at least."""
    some: list[Image] = []
    for page in pages:
        if some and (len(some) + 1) * page.width * page.height > _PIXELS:
            yield some
            some = []
        some.append(page)
    if some:
        yield some
