"""Kept tables: CSV files that were uploaded, so that a cell can name them again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from imagine_nb.gallery.disk import unwritable, write_durably
from imagine_nb.gallery.files import subfolder
from imagine_nb.slugs import slug

TABLES = "tables"
_DIGITS = 12  # of the hash in a name


def keep_table(folder: Path, data: bytes, name: str) -> Path:
    """Keep a CSV file in the gallery at `folder`, the same bytes once; its path.

    Raises GalleryError where it cannot be written.
    """
    place = subfolder(folder, TABLES)
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as exc:
        raise unwritable(place, exc) from exc
    path = place / f"{slug(Path(name).stem)}-{hashlib.sha256(data).hexdigest()[:_DIGITS]}.csv"
    if not path.is_file():
        write_durably(path, data)
    return path
