"""References in a cell: `{name}` in a prompt, and what `-i` names. Looked up, never run as code."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING, Any

from imagine_nb.cells.background import Pending
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.placeholders import PATH, PLACEHOLDERS, STEP
from imagine_nb.sources import BUFFERS, Source, file_named, path_named, source
from imagine_nb.suggestions import nearest

if TYPE_CHECKING:
    from imagine_nb.studio.studio import Studio

MISSING = object()
Word = Callable[[int, int], str]  # what a text calls its k-th source of so many


def resolved(
    prompt: str, names: Mapping[str, Any], studio: Studio, *, given: Sequence[str], word: Word | None
) -> tuple[str, tuple[Source, ...]]:
    """A cell's prompt with its names filled in, and its sources: those that `-i` gives, then those named.

    With no `word` the prompt stays as it was typed.
    """
    before = [found for each in references(given) for found in referred(each, names, studio)]
    return (prompt, tuple(before)) if word is None else filled(prompt, names, before=before, word=word)


def filled(
    prompt: str, names: Mapping[str, Any], *, before: Sequence[Source] = (), word: Word
) -> tuple[str, tuple[Source, ...]]:
    """`prompt` with each `{name}` that exists filled in, in one pass, and its sources after those `before`.

    A name of an image becomes a source, the same one once, and `word(k, of)` in the text, k from 0.
    `{{name}}` is `{name}` as it stands. Raises InputError for a name of several pictures.
    """
    order = {each.record.identity: each for each in before}
    places: dict[str, str] = {}
    for _, path in PLACEHOLDERS.findall(prompt):
        value = value_of(path, names, MISSING)
        if path not in places and is_image(value):
            found = source(_single(value, path), name=path)
            places[path] = order.setdefault(found.record.identity, found).record.identity
    numbers = {identity: number for number, identity in enumerate(order)}

    def put(match: re.Match[str]) -> str:
        literal, path = match.groups()
        value = MISSING if literal else value_of(path, names, MISSING)
        if value is MISSING:
            return f"{{{literal or path}}}"
        return word(numbers[places[path]], len(order)) if path in places else str(value)

    return PLACEHOLDERS.sub(put, prompt), tuple(order.values())


def references(given: Sequence[str]) -> list[str]:
    """The single references of all `-i`; a URL, a data URI or a file that is there is one, commas and all."""
    whole = ("http://", "https://", "data:")
    split = (([text] if text.startswith(whole) else _split(text)) for text in given)
    return [each.strip() for texts in split for each in texts if each.strip()]


def _split(text: str) -> Iterator[str]:
    """What stands between commas; a file whose name has commas in it is not taken apart."""
    parts = text.split(",")
    while parts:
        joined = (",".join(parts[:count]) for count in range(len(parts), 1, -1))
        found = next((each for each in joined if file_named(each.strip())), parts[0])
        yield found
        parts = parts[found.count(",") + 1 :]


def is_image(value: Any) -> bool:
    """Whether a variable is an image: pictures, a PIL image, a numpy array of two or three dimensions."""
    pillow, numpy = sys.modules.get("PIL.Image"), sys.modules.get("numpy")
    return (
        hasattr(value, "as_source")
        or (pillow is not None and isinstance(value, pillow.Image))
        or (numpy is not None and isinstance(value, numpy.ndarray) and value.ndim in {2, 3})
    )


def _single(value: Any, name: str) -> Any:
    value = _ready(value)
    if isinstance(value, Sequence) and len(value) > 1:
        raise InputError(f"{name} holds {len(value)} pictures.", advice=f"Pick one, as in {{{name}[0]}}.")
    return value


def _ready(value: Any) -> Any:
    """The value itself; waits for one that is still being made."""
    return value.result() if isinstance(value, Pending) else value


def referred(reference: str, names: Mapping[str, Any], studio: Studio) -> list[Source]:
    """The sources that one `-i` stands for.

    A variable (or `name[0]`, `name.attribute`), `last`, a number of the gallery, a URL, a path, a pattern
    of paths, or the beginning of an id. Raises InputError that says what is near.
    """
    value = value_of(reference, names, MISSING)
    if value is not MISSING:
        return _held(reference, value)
    if reference.startswith(("http://", "https://", "data:")):
        return [source(reference)]
    if (kept := _in_gallery(reference, studio)) is not None:
        return [source(kept)]
    path = path_named(reference)
    if found := [path] if file_named(str(path)) else [Path(match) for match in sorted(glob(str(path)))]:  # noqa: PTH207
        return [source(each) for each in found]
    raise InputError(f"There is no variable, file or picture {reference!r}.", advice=_near(reference, names))


def _held(reference: str, value: Any) -> list[Source]:
    """A variable's image, or its several images."""
    value = _ready(value)
    if not isinstance(value, Sequence) or isinstance(value, (str, *BUFFERS)):
        return [source(value, name=reference)]
    if len(value) == 1:
        return [source(value[0], name=reference)]
    return [source(each, name=f"{reference}[{index}]") for index, each in enumerate(value)]


def _in_gallery(reference: str, studio: Studio) -> Any:
    if reference == "last":
        return _above(studio)
    if reference.isdigit():
        return studio.picture(studio.gallery[int(reference)])
    if re.fullmatch(r"[0-9a-f]{4,16}", reference):
        try:
            return studio.picture(studio.gallery[reference])
        except GalleryError:
            return None
    return None


def _above(studio: Studio) -> Any:
    """What `last` is: never a picture of another session, or another run would edit another picture."""
    if (found := studio.above) is not None:
        return found
    if (newest := studio.gallery.last) is None:
        raise InputError("The gallery holds no picture yet.", advice="Make one with %%imagine first.")
    raise InputError(
        "No cell above has made or shown a picture since this kernel started: nothing is the last.",
        advice=f"Run the cell above first, or name a picture: {newest.number} is the newest of the gallery.",
    )


def _near(reference: str, names: Mapping[str, Any]) -> str:
    images = [name for name, value in names.items() if not name.startswith("_") and is_image(value)]
    if near := nearest(reference, images, cutoff=0.6):
        return f"Did you mean {near!r}?"
    known = f" Pictures here: {', '.join(images[-6:])}." if images else ""
    return f"Name a variable, a path, a URL or a number of the gallery.{known}"


def value_of(path: str, names: Mapping[str, Any], default: Any = None) -> Any:
    """The value at `name`, `name.attribute` or `name[0]`; `default` where there is none."""
    head = re.match(r"\w+", path)
    if head is None or not re.fullmatch(PATH, path):
        return default
    value = names.get(head.group(), default)
    for step in re.findall(STEP, path[head.end() :]):
        try:
            value = _stepped(value, step)
        except (AttributeError, LookupError, TypeError):
            return default
    return value


def _stepped(value: Any, step: str) -> Any:
    if step.startswith("."):
        return getattr(value, step[1:])
    index = step[1:-1]
    return value[index[1:-1] if index[0] in "'\"" else int(index)]
