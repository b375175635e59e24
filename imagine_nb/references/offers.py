"""Completion of names: what may stand in braces now, what each is, and which name a wrong one is near."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from imagine_nb.errors import without_keys
from imagine_nb.placeholders import PLACEHOLDERS, text_in
from imagine_nb.printable import printable
from imagine_nb.reading import BUFFERS
from imagine_nb.records import PictureRecord, clipped
from imagine_nb.references.names import (
    Names,
    Pending,
    is_image,
    is_image_like,
    near_name,
    ready_or_none,
    visible,
)

MOST = 100  # names that are offered at once
_MOST_OF_ONE = 10  # pictures of one variable that are offered by their indexes
_CHARACTERS = 60
_READ = 2000  # characters of a text that are looked at
_SHELLS_OWN = frozenset({"In", "Out"})


@dataclass(frozen=True, slots=True)
class Offer:
    """Name that may stand in braces: what it is in a few words, and the record of the picture that it is.

    `picture` is None for an image that is not of the gallery, and for words.
    """

    name: str
    words: str
    picture: PictureRecord | None = None


def offers(names: Names, *, beginning: str = "") -> list[Offer]:
    """The names that may stand in braces in a prompt: pictures, the newest first, then words; at most 100.

    Those alone that begin as told, in capitals or not. Of several pictures, each is offered by its index.
    Nothing is waited for, and nothing that a variable holds is run or read from a file.
    """
    known = [each for each in reversed(visible(names)) if each[0] not in _SHELLS_OWN]
    begun = [each for each in known if each[0].lower().startswith(beginning.partition("[")[0].lower())]
    found = (offer for group in (_images, _texts) for name, value in begun for offer in group(name, value))
    return list(islice((each for each in found if each.name.lower().startswith(beginning.lower())), MOST))


def near_misses(prompt: str, names: Names) -> dict[str, str]:
    """The names in a prompt's braces that are not there and nearly are, each with the one that is near."""
    paths = dict.fromkeys(path for _, path in PLACEHOLDERS.findall(prompt) if path)
    return {path: near for path in paths if (near := near_name(path, names))}


def _images(name: str, value: Any) -> Iterator[Offer]:
    """The pictures that a variable holds."""
    if isinstance(value, Pending) and not value.done:
        yield Offer(name, "still being made")
        return
    value = ready_or_none(value)
    several = isinstance(value, Sequence) and not isinstance(value, (str, *BUFFERS)) and len(value) != 1
    if several:
        for index, each in enumerate(islice(value, _MOST_OF_ONE)):
            if is_image(each):
                yield _image(f"{name}[{index}]", each)
    elif is_image_like(value):
        yield _image(name, value)


def _image(name: str, value: Any) -> Offer:
    record = getattr(value, "record", None) if is_image(value) else None
    if isinstance(record, PictureRecord):
        return Offer(name, _short(record.prompt), record)
    if isinstance(value, Path):
        return Offer(name, _short(value.name))
    sides = (getattr(value, "shape", None) or getattr(value, "size", ())) if is_image(value) else ()
    size = " x ".join(map(str, sides)) if isinstance(sides, tuple) else ""
    return Offer(name, ", ".join(filter(None, [_short(type(value).__name__), size])))


def _texts(name: str, value: Any) -> Iterator[Offer]:
    """The words that a variable holds."""
    text = None if isinstance(value, Pending) or is_image_like(value) else text_in(value)
    if text:
        yield Offer(name, _short(text))


def _short(text: str) -> str:
    return printable(clipped(without_keys(text[:_READ]), _CHARACTERS))
