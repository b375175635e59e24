"""Thumbnail cache: small copies of pictures, made when first asked for, kept from then on."""

from __future__ import annotations

from contextlib import suppress

from imagine_nb.errors import GalleryError, ImagineError
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import picture_data, plain_bytes, replace_durably
from imagine_nb.gallery.files import picture_path, thumbnail_path
from imagine_nb.picture_files import pixels
from imagine_nb.records import PictureRecord

SIDE = 256  # pixels
MAX_BYTES = 16_000
_BEGINS, _ENDS = b"\xff\xd8", b"\xff\xd9"  # of a JPEG; half of one may be left by a power cut


class Thumbnails:
    """Thumbnail cache of one gallery, by the hash of the picture's bytes; any of them may be removed."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, picture: PictureRecord) -> bytes:
        """A JPEG of at most 256 pixels and 16 kB; raises SourceError for a picture that cannot be read."""
        kept = self._kept(picture.sha256)
        if kept is None and self._db.elsewhere is not None:
            self._db.elsewhere.bring_preview(picture.path)
            kept = self._kept(picture.sha256)
        if kept is not None:
            return kept
        self._db.bring(picture.path)
        data = picture_data(picture_path(self._db.folder, picture.path), picture.number)
        image = pixels.decoded(data, name=f"Picture {picture.number}", side=SIDE)
        made = pixels.thumbnail(image, side=SIDE, max_bytes=MAX_BYTES)
        if self._db.is_read_only:
            return made
        with suppress(OSError, GalleryError):  # where it cannot be kept it is made each time
            path = thumbnail_path(self._db.folder, picture.sha256)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            replace_durably(path, made, mode=0o600, is_cache=True)
        return made

    def or_none(self, picture: PictureRecord) -> bytes | None:
        """The same, None for a picture that cannot be read."""
        try:
            return self.of(picture)
        except ImagineError:
            return None

    def _kept(self, sha256: str) -> bytes | None:
        with suppress(OSError, GalleryError):
            found = plain_bytes(thumbnail_path(self._db.folder, sha256), most=MAX_BYTES)
            return found if is_thumbnail(found) else None
        return None


def is_thumbnail(data: bytes) -> bool:
    """Whether these can be the bytes of a thumbnail: a whole JPEG that is small enough."""
    return len(data) <= MAX_BYTES and data.startswith(_BEGINS) and data.endswith(_ENDS)
