"""A picture's file as it is saved for others: in the format that its name tells, with its facts or bare."""

from __future__ import annotations

from pathlib import Path

from imagine_nb.errors import InputError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.metadata import without_metadata
from imagine_nb.picture_files.stamp import facts_in, facts_of, stamped
from imagine_nb.recipes import Recipe, recipe
from imagine_nb.records import PictureRecord

_TYPES = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}


def copy_of(record: PictureRecord, data: bytes, path: Path, *, metadata: bool = True) -> bytes:
    """The bytes to be saved at `path`. Raises InputError for a format that is none of three.

    Where the picture is of that format already, its pixels stay as they came; a name without a suffix means
    that. `metadata` puts its prompt, model, parents and parameters in; without, nothing but pixels is left.
    """
    given = pixels.mime_type(data)
    wanted = type_named(path) or given
    if wanted is None:
        raise InputError(f"Picture {record.number} is no picture any more.", advice="Was its file altered?")
    if wanted != given:
        data = without_metadata(_converted(data, wanted, record))
    return stamped(data, facts_of(record)) if metadata else without_metadata(data)


def type_named(path: Path) -> str | None:
    """The MIME type that a file's name asks for, None without a suffix; raises InputError for another."""
    if path.suffix and path.suffix.lower() not in _TYPES:
        raise InputError(
            f"Pictures are not saved as {path.suffix}.",
            advice="Use a name that ends with .png, .jpg or .webp.",
        )
    return _TYPES.get(path.suffix.lower())


def recipe_in(data: bytes) -> Recipe | None:
    """The recipe that a saved picture holds, None where it holds none; its sources are named, not made."""
    facts = facts_in(data)
    if facts is None:
        return None
    recorded = facts.recorded
    return recipe(recorded.pictures[0], [], {recorded.id: recorded})


def _converted(data: bytes, mime_type: str, record: PictureRecord) -> bytes:
    image = pixels.upright(pixels.decoded(data, name=f"Picture {record.number}"))
    if mime_type == "image/jpeg":
        return pixels.jpeg(image)
    return pixels.png(image) if mime_type == "image/png" else pixels.webp(image)
