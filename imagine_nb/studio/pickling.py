"""Pickling of pictures: their record and where their file is, never a studio, a connection or a key.

In another process a picture finds its file in the gallery's folder, and what it is asked there goes to a
studio of that process, with the key that is set there.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import Any

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.disk import picture_data
from imagine_nb.pictures import Picture
from imagine_nb.records import PictureRecord
from imagine_nb.studio.results import held_bytes
from imagine_nb.studio.studio import Studio


def restored(record: PictureRecord, path: Path | None, data: bytes, badge: str, notice: str) -> Picture:
    """The picture that was pickled: with its file, or where it is kept in no gallery with its bytes."""
    read = partial(held_bytes, data) if path is None else partial(picture_data, path, record.number)
    return Picture(record, path, read, _studio(None if path is None else path.parent), badge, notice)


def _reduced(picture: Picture) -> tuple[Callable[..., Picture], tuple[Any, ...]]:
    data = picture.data if picture.path is None else b""
    if picture.path is not None and not picture.path.exists():
        with suppress(GalleryError):  # a gallery that lies elsewhere brings the file here
            _ = picture.data
    return restored, (picture.record, picture.path, data, picture.badge, picture.notice)


@cache
def _studio(folder: Path | None) -> Studio:
    return Studio(gallery=False if folder is None else folder)


copyreg.pickle(Picture, _reduced)
