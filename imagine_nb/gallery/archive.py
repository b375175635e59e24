"""Archive of a gallery for another machine: a zip of a manifest and the pictures it names, nothing else."""

from __future__ import annotations

import hashlib
import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.disk import drop, half_of
from imagine_nb.gallery.long_work import LongWork
from imagine_nb.gallery.manifest import FILE, SOURCE, Manifest, manifest_in, refused
from imagine_nb.picture_files import pixels

MANIFEST = "manifest.json"
LARGEST_MANIFEST = 128 * 2**20
LARGEST_PICTURE = 64 * 2**20
MOST_FILES = 200_000
MOST_PACKED = 20  # times that pictures may be larger than the archive; they hardly compress
_BROKEN = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError,
    ValueError, RuntimeError,
)  # fmt: skip


def packed(path: Path, contents: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive; what was at `path` stays until it is whole. Raises GalleryError."""
    half = half_of(path)
    try:
        with zipfile.ZipFile(half, "w") as archive:
            for name, data in contents:
                archive.writestr(name, data, zipfile.ZIP_DEFLATED if name == MANIFEST else zipfile.ZIP_STORED)
        half.replace(path)
    except OSError as exc:
        drop(half)
        raise GalleryError(
            f"{path} cannot be written: {exc.strerror}.", advice="Choose another place for the archive."
        ) from exc
    except BaseException:
        drop(half)
        raise


def importable(manifest: Manifest) -> bytes:
    """The manifest as a file; raises GalleryError where no import would take an archive of so much."""
    if len(manifest.files) >= MOST_FILES:
        raise _too_much(f"The files are more than an import takes ({MOST_FILES:,}).")
    told = manifest.json()
    if len(told) > LARGEST_MANIFEST:
        most = LARGEST_MANIFEST >> 20
        raise _too_much(f"The records of so many pictures are larger than an import takes ({most} MB).")
    return told


def _too_much(text: str) -> GalleryError:
    return GalleryError(
        text, advice="No archive was written. Export them in parts: export(path, pictures=...)."
    )


class Archive:
    """Validated archive: checked whole, and found to be what it says. Its files are read one by one."""

    def __init__(self, archive: zipfile.ZipFile, size: int, work: LongWork) -> None:
        self._archive = archive
        self._require_plain(size)
        self.manifest = manifest_in(self._read(MANIFEST, LARGEST_MANIFEST))
        self._hashes = self.manifest.files
        if {MANIFEST, *self._hashes} != set(archive.namelist()):
            raise refused("its files are not those that its manifest names")
        kinds = {row["file"]: row for row in self.manifest.pictures if row["file"]}
        work.total = len(kinds) + len(self.manifest.pictures)
        for name, row in kinds.items():
            data = self.data(name)
            work.did(len(data))
            if row["thumbnail"] is None:
                _require_same(data, row["mime_type"], (row["width"], row["height"]))
            elif pixels.mime_type(data) != "image/jpeg":
                raise refused(f"{name} is no thumbnail")
        for row in self.manifest.kept_sources:
            self.data(row["file"])

    def data(self, name: str) -> bytes:
        """The bytes of a picture's file; raises GalleryError where they are not what the manifest says."""
        data = self._read(name, LARGEST_PICTURE)
        if hashlib.sha256(data).hexdigest() != self._hashes[name]:
            raise refused(f"{name} is not the file that was exported")
        return data

    def _require_plain(self, size: int) -> None:
        """Raise GalleryError for names that lead elsewhere, links, doubles, and what is too large."""
        infos = self._archive.infolist()
        names = [info.filename for info in infos]
        if len(infos) > MOST_FILES or len(set(names)) != len(names) or MANIFEST not in names:
            raise refused("it holds a file twice, too many files, or no manifest")
        for info in infos:
            if not (
                info.filename == MANIFEST or any(each.fullmatch(info.filename) for each in (FILE, SOURCE))
            ):
                raise refused(f"it holds a file by the name of {info.filename[:100]!r}")
            if not _is_plain(info):
                raise refused(f"{info.filename} is no plain file")
        pictures = sum(info.file_size for info in infos if info.filename != MANIFEST)
        if sum(info.compress_size for info in infos) > size or pictures > MOST_PACKED * size:
            raise refused("it claims to hold more than it can")

    def _read(self, name: str, limit: int) -> bytes:
        info = self._archive.getinfo(name)
        if info.file_size > limit:
            raise refused(f"{name} is larger than {limit // 2**20} MB")
        try:
            with self._archive.open(info) as file:
                data = file.read(limit + 1)
        except (*_BROKEN, OSError) as exc:
            raise refused(f"{name} cannot be read ({exc})") from exc
        if len(data) != info.file_size:
            raise refused(f"{name} is not as large as it claims to be")
        return data


@contextmanager
def opened(path: Path, work: LongWork) -> Iterator[Archive]:
    """The archive at `path`, checked whole. Raises GalleryError for one that cannot be trusted."""
    try:
        size = path.stat().st_size
        archive = zipfile.ZipFile(path)
    except OSError as exc:
        raise GalleryError(f"{path} cannot be read: {exc.strerror}.", advice="Check the path.") from exc
    except _BROKEN as exc:
        raise refused("it is no zip file, or a broken one") from exc
    with archive:
        yield Archive(archive, size, work)


def _is_plain(info: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    is_encrypted = info.flag_bits & 0x1
    return kind in {0, stat.S_IFREG} and not is_encrypted and not info.is_dir()


def _require_same(data: bytes, mime_type: str, size: tuple[int, int]) -> None:
    try:
        found = pixels.mime_type(data), pixels.size(data)
    except (OSError, ValueError, SyntaxError) as exc:
        raise refused("a picture in it cannot be read") from exc
    if found != (mime_type, size):
        raise refused("a picture in it is not of the kind or size that the manifest says")
