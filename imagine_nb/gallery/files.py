"""Files of the gallery: where a record's file lies inside the folder, and nowhere else.

A record may be a stranger's. What it calls a file is only ever a name in the folder, or in one of the two
folders in it; whoever reads, writes or removes a file of a record asks here where it is.
"""

from __future__ import annotations

import re
import stat
from contextlib import suppress
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.disk import HALF

PARTS = "parts"  # the sub-folder of bodies that are still coming, or not yet dealt with
PREVIEWS = "previews"  # the sub-folder of thumbnails
SOURCES = "sources"  # the sub-folder of sources that are kept
WHOLE = ".body"  # how the name of a body ends that came whole

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif"}
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".img"})

# A picture's suffix keeps the database and .gitignore out. Some names are devices on Windows.
_PICTURE = re.compile(
    r"(?!(?:con|prn|aux|nul|com\d|lpt\d)\.)[a-z0-9][a-z0-9._-]{0,115}\.(?:jpg|jpeg|png|webp|gif|img)",
    re.IGNORECASE | re.ASCII,
)
OUR_NAME = re.compile(r"\d{4,}-[a-z0-9-]+-[0-9a-f]{4}\.(jpg|png|webp|gif|img)")  # that is given here
SHA256 = re.compile(r"[0-9a-f]{64}")
_REQUEST = re.compile(r"[0-9a-f]{16}")


def is_picture_name(path: object) -> bool:
    """Whether this can be the name of a picture's file."""
    return isinstance(path, str) and _PICTURE.fullmatch(path) is not None


def picture_path(folder: Path, path: str) -> Path:
    """The file of a picture whose record has this `path`. Raises GalleryError where that leads elsewhere."""
    if not is_picture_name(path):
        raise _outside(f"a picture at {str(path)[:100]!r}")
    return folder / path


def thumbnail_path(folder: Path, sha256: str) -> Path:
    """Where the small copy of the picture with these bytes is kept. Raises GalleryError."""
    if not isinstance(sha256, str) or not SHA256.fullmatch(sha256):
        raise _outside(f"a picture with the hash {str(sha256)[:100]!r}")
    return subfolder(folder, PREVIEWS) / f"{sha256}.jpg"


def files_of(folder: Path, path: str, sha256: str) -> list[Path]:
    """The file and the thumbnail of a picture, those of them that can be the gallery's."""
    found = []
    for where, name in ((picture_path, path), (thumbnail_path, sha256)):
        with suppress(GalleryError):
            found.append(where(folder, name))
    return found


def suffix_of(mime_type: str | None) -> str:
    """How the name of a file of this kind ends."""
    return _SUFFIXES.get(mime_type or "", ".img")


def body_paths(folder: Path, request_id: str) -> tuple[Path, Path]:
    """Where the body of a request is while it comes, and once it has come whole. Raises GalleryError."""
    if not isinstance(request_id, str) or not _REQUEST.fullmatch(request_id):
        raise _outside(f"a request with the id {str(request_id)[:100]!r}")
    parts = subfolder(folder, PARTS)
    return parts / f"{request_id}{HALF}", parts / f"{request_id}{WHOLE}"


def bodies_in(folder: Path) -> list[Path]:
    """The bodies that lie in the folder, whole ones and others. Raises GalleryError."""
    return [each for each in files_in(folder, PARTS) if each.suffix in {HALF, WHOLE}]


def files_in(folder: Path, name: str) -> list[Path]:
    """The plain files in a folder of the gallery's, none where it is not there. Raises GalleryError."""
    try:
        found = sorted(subfolder(folder, name).iterdir())
    except FileNotFoundError:  # of a gallery that is only looked at, or has none of these
        return []
    except OSError as exc:
        raise GalleryError(
            f"{name} in the gallery cannot be read: {exc.strerror}.", advice=f"Look at {folder}."
        ) from exc
    return [each for each in found if is_plain(each)]


def subfolder(folder: Path, name: str) -> Path:
    """A folder in the gallery's, which need not be there. Raises GalleryError for a link to another."""
    path = folder / name
    try:
        is_folder = stat.S_ISDIR(path.lstat().st_mode)
    except OSError:  # not there, or nobody may look: whoever uses it is told
        return path
    if not is_folder:
        raise GalleryError(
            f"{name} in the gallery is no folder but a link or a file.",
            advice=f"Look at {path}, and remove it: the gallery makes it anew.",
        )
    return path


def is_plain(path: Path) -> bool:
    """Whether this is a file, and no link to one."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):
        return False


def prepare(folder: Path) -> None:
    """Make the folder of a gallery, with what has to be in it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        subfolder(folder, PARTS).mkdir(mode=0o700, exist_ok=True)
        ignore = folder / ".gitignore"
        # another kernel may make it now; a link that leads nowhere is there too
        with suppress(FileExistsError), ignore.open("xb") as file:
            file.write(b"*\n")
    except OSError as exc:
        raise GalleryError(
            f"The gallery cannot be made at {folder}: {exc.strerror}.",
            advice="Set IMAGINE_NB_GALLERY to a folder that can be written.",
        ) from exc


def _outside(what: str) -> GalleryError:
    return GalleryError(
        f"The gallery names {what}, which it cannot have kept; no such file is touched.",
        advice="gallery.verify() names all such records. Was the gallery made by somebody else?",
    )
