"""PDF of pages that are images, of which one at a time is in memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image


def write_pdf(pages: Iterable[Image], file: IO[bytes], *, dpi: int, title: str) -> None:
    """Write pages of so many pixels an inch into a file opened for that; `title` goes into its metadata."""
    with tempfile.TemporaryFile() as whole:  # Pillow reads again what it appends to
        for number, page in enumerate(pages):
            about = {} if number else {"title": title}
            page.save(whole, "PDF", append=number > 0, resolution=dpi, quality=88, **about)
        whole.seek(0)
        shutil.copyfileobj(whole, file)
