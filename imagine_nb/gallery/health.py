"""Integrity check: whether all that the gallery's records name is there and unaltered, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from imagine_nb.gallery.database import Database
from imagine_nb.gallery.disk import HALF, digest, drop
from imagine_nb.gallery.files import OUR_NAME, SUFFIXES, bodies_in, is_picture_name
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.kept_sources import altered_sources, source_files
from imagine_nb.gallery.rows import KEPT
from imagine_nb.gallery.unfinished import unfinished
from imagine_nb.printable import counted, printable
from imagine_nb.records import PictureRecord

_OUR_HALF = re.compile(rf"\.{OUR_NAME.pattern}{re.escape(HALF)}")
_TAKES_IN = " (rebuild() takes pictures in)"
_NO_PICTURES = re.compile(
    r"gallery\.(db|jsonl)(\.broken-[0-9-]+)?(-wal|-shm|-journal)?|\.gitignore|rates\.json"
)


@dataclass(frozen=True, slots=True)
class Health:
    """Result of an integrity check, as `verify` finds it. It is true where all is well.

    `missing` and `altered` are pictures whose file is gone or is not what came; `sources` are kept sources
    that are not what came, and `orphaned` files that no record names, relative to the folder; `unfinished`
    are ids of requests that `recover` brings to an end; `database` is what SQLite finds wrong with its file.
    """

    n_files: int = 0
    missing: tuple[PictureRecord, ...] = ()
    altered: tuple[PictureRecord, ...] = ()
    sources: tuple[str, ...] = ()
    orphaned: tuple[str, ...] = ()
    unfinished: tuple[str, ...] = ()
    database: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        wrong = self.missing or self.altered or self.sources or self.orphaned
        return not (wrong or self.unfinished or self.database)

    def __repr__(self) -> str:
        facts = [
            f"{counted(self.n_files, 'file')} checked",
            _named("missing", (f"{each.number} ({each.path})" for each in self.missing)),
            _named("altered", [*(f"{each.number} ({each.path})" for each in self.altered), *self.sources]),
            _named("in no record", self.orphaned) + (_TAKES_IN if self.orphaned else ""),
            f"{len(self.unfinished)} unfinished: recover() ends them" if self.unfinished else "",
            _named("database", self.database),
        ]
        return printable(f"<Health {' · '.join(filter(None, facts))}{' · all is well' if self else ''}>")


def _named(what: str, names: Iterable[str]) -> str:
    each = list(names)
    more = f" and {len(each) - 10} more" if len(each) > 10 else ""
    return f"{what}: {', '.join(each[:10])}{more}" if each else ""


def health(database: Database, folder: Path) -> Health:
    """Check a gallery: every file is read and hashed again."""
    records = Journal(database).pictures(f"WHERE {KEPT} ORDER BY p.number")
    thumbs = {row["picture_id"]: row["sha256"] for row in database.all("SELECT * FROM thumbnails")}
    database.bring(*(each.path for each in records))
    found = {path: _sha256(folder, path) for path in sorted({each.path for each in records})}
    told = [row[0] for row in database.all("PRAGMA integrity_check") if row[0] != "ok"]
    n_rows = database.value(f"SELECT count(*) FROM pictures p WHERE {KEPT}")  # noqa: S608 - a constant
    if n_rows > len(records):
        told.append(f"{n_rows - len(records)} rows of pictures cannot be read")
    told += [
        f"a row of {row['table']} lacks its {row['parent']}"
        for row in database.all("PRAGMA foreign_key_check")
    ]
    return Health(
        sum(sha256 is not None for sha256 in found.values()) + len(source_files(folder)),
        missing=tuple(each for each in records if found[each.path] is None),
        altered=tuple(
            each for each in records if found[each.path] not in {None, thumbs.get(each.id, each.sha256)}
        ),
        sources=tuple(each.relative_to(folder).as_posix() for each in altered_sources(folder)),
        orphaned=tuple(sorted(str(each.relative_to(folder)) for each in _orphans(database, folder, found))),
        unfinished=tuple(each.id for each in unfinished(database, folder) if each.is_open),
        database=tuple(told),
    )


def _orphans(database: Database, folder: Path, kept: Iterable[str]) -> Iterator[Path]:
    """The files and bodies that no record names, but for what is in `kept`; folders in it are the user's."""
    expected = set(kept)
    for each in folder.iterdir():
        if each.is_file() and each.name not in expected and not _NO_PICTURES.fullmatch(each.name):
            yield each
    for each in bodies_in(folder):
        if database.one("SELECT 1 FROM requests WHERE id = ?", each.stem) is None:
            yield each


def strangers(database: Database, folder: Path) -> list[Path]:
    """The pictures and bodies of a gallery that no record names, kept or deleted, by what they are called."""
    kept = [row["path"] for row in database.all("SELECT path FROM pictures")]
    found = _orphans(database, folder, kept)
    return sorted(each for each in found if each.parent != folder or each.suffix.lower() in SUFFIXES)


def tidied(database: Database, folder: Path) -> int:
    """Remove leftovers of a crash between two writes, and nothing that holds the only copy; the bytes freed.

    These are files half written, files of deleted pictures, and pictures that are kept under another name.
    """
    with database.transaction() as db:  # nobody else is between two writes now
        kept = {row["path"]: row["sha256"] for row in db.execute(_KEPT_FILES)}
        deleted = {row["path"] for row in db.execute("SELECT path FROM pictures")} - kept.keys()
        paths = {sha256: path for path, sha256 in kept.items()}

        def is_useless(path: Path) -> bool:
            if (path.name in deleted and is_picture_name(path.name)) or _OUR_HALF.fullmatch(path.name):
                return True
            if path.name in kept or not OUR_NAME.fullmatch(path.name):
                return False
            sha256 = _sha256(folder, path.name) or ""
            return sha256 in paths and _sha256(folder, paths[sha256]) == sha256

        return drop(*filter(is_useless, folder.iterdir()))


def _sha256(folder: Path, path: str) -> str | None:
    """The hash of the bytes of a record's file, None where it cannot be read or is none of the gallery's."""
    if not is_picture_name(path):
        return None
    try:
        return digest(folder / path)
    except OSError:
        return None


_KEPT_FILES = f"""
SELECT p.path, coalesce(t.sha256, p.sha256) AS sha256
FROM pictures p LEFT JOIN thumbnails t ON t.picture_id = p.id WHERE {KEPT}
"""  # noqa: S608 - constants
