"""Thumbnail cache: small copies of pictures, made when first asked for, kept from then on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.disk import write_durably
from imagine_nb.picture_files import pixels
from imagine_nb.records import PictureRecord

FOLDER = "previews"
SIDE = 256  # pixels
MAX_BYTES = 16_000


def thumbnail_path(folder: Path, sha256: str) -> Path:
    """Where a gallery keeps the small copy of the picture with these bytes."""
    return folder / FOLDER / f"{sha256}.jpg"


class Thumbnails:
    """Thumbnail cache of one gallery, by the hash of the picture's bytes; any of them may be removed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def of(self, picture: PictureRecord, data: Callable[[], bytes]) -> bytes:
        """A JPEG of at most 256 pixels and 16 kB; raises SourceError for a picture that cannot be read."""
        path = thumbnail_path(self._folder, picture.sha256)
        with suppress(OSError):
            return path.read_bytes()
        image = pixels.decoded(data(), name=f"Picture {picture.number}", side=2 * SIDE)
        made = pixels.thumbnail(image, side=SIDE, max_bytes=MAX_BYTES)
        with suppress(OSError, GalleryError):  # in a folder that cannot be written it is made each time
            path.parent.mkdir(mode=0o700, exist_ok=True)
            write_durably(path, made)
        return made
