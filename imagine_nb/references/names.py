"""Variables of a notebook by the names in a cell: looked up, never run, and told image, text or neither."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from io import IOBase
from pathlib import Path
from typing import Any, Protocol, runtime_checkable
from unicodedata import category, normalize

from imagine_nb.errors import ImagineError, InputError
from imagine_nb.picture_files.base64_text import encoded_picture
from imagine_nb.placeholders import BRACED, PATH, text_in
from imagine_nb.reading import BUFFERS
from imagine_nb.sources import Source, file_named, is_picture, is_upload
from imagine_nb.suggestions import nearest
from imagine_nb.values import kind_of

MISSING = object()
Names = Mapping[str, Any]

AS_TYPED = "--raw, or double braces, send it as typed."
_NEAR_IMAGE, _NEAR_TEXT = 0.6, 0.75  # a picture's name is more often meant than a word's
# of files that can only be meant as pictures; checked before anything is looked up
_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic")


@runtime_checkable
class Pending(Protocol):
    """What is still being made in the background, and is waited for where it is read."""

    @property
    def done(self) -> bool: ...

    def result(self) -> Any: ...

    def as_source(self) -> Source: ...


def ready(value: Any) -> Any:
    """The value itself; waits for one that is still being made."""
    return value.result() if isinstance(value, Pending) else value


def ready_or_none(value: Any) -> Any:
    """The value itself; None where one would have to wait for it, or where it was never made."""
    if not isinstance(value, Pending):
        return value
    try:
        return value.result() if value.done else None
    except ImagineError:  # which its cell has told
        return None


def is_image(value: Any) -> bool:
    """Whether a variable is an image: pictures, a PIL image, a figure, an array of 2 or 3 dimensions."""
    numpy = sys.modules.get("numpy")
    return is_picture(value) or (
        numpy is not None and isinstance(value, numpy.ndarray) and value.ndim in {2, 3}
    )


def is_image_like(value: Any) -> bool:
    """Whether a variable can only be meant as an image: also bytes, a path, an open file, an upload."""
    return isinstance(value, (*BUFFERS, Path, IOBase)) or is_upload(value) or is_image(value)


def require_text(path: str, value: Any, *, where: str = "") -> str:
    """The text at a name; raises InputError where there is none."""
    found = text_in(value)
    if found is None:
        kind = "None" if value is None else kind_of(value)
        raise InputError(
            f"{where}{{{path}}} is {kind}, which is no text.", advice=f"Name its text. {AS_TYPED}"
        )
    return found


def check_missing(path: str, names: Names) -> None:
    """Raise InputError for a name that is not there and nearly is: what is meant would not be sent."""
    head = path[: re.match(r"\w+", path).end()]  # type: ignore[union-attr] # a path begins with a name
    step = path[len(head) :]
    if head in names:
        if step.startswith("[") or is_image(names[head]):
            advice = f"{within(head, step, ready(names[head]))} {AS_TYPED}".lstrip()
            raise InputError(f"There is no {{{path}}}.", advice=advice)
        return
    if near := near_name(path, names):
        raise InputError(f"There is no variable {head!r}.", advice=f"Did you mean {{{near}}}? {AS_TYPED}")


def near_name(path: str, names: Names) -> str:
    """What was most likely meant by a name that is not there: a picture, or words; empty for none."""
    head = re.match(r"\w+", path)
    if head is None or head.group() in names:
        return ""
    word, known = head.group(), {name: ready_or_none(value) for name, value in visible(names)}
    texts = (name for name, value in known.items() if text_in(value) is not None)
    near = nearest(word, image_names(known), cutoff=_NEAR_IMAGE) or nearest(word, texts, cutoff=_NEAR_TEXT)
    return near and near + path[head.end() :]


def visible(names: Names) -> list[tuple[str, Any]]:
    """The variables that a user has named, and their values, the oldest first."""
    return [(name, value) for name, value in names.items() if not name.startswith("_")]


def image_names(names: Names) -> list[str]:
    """The names of the variables that can only be meant as images."""
    return [name for name, value in visible(names) if is_image_like(value)]


def check_is_words(path: str, text: str) -> None:
    """Raise InputError for text in a prompt that stands for a picture: its path, data URI or base64.

    Its words would be sent, and paid for, and the picture would not; and not every text that happens to be
    the name of a file is meant to send that file.
    """
    if kind := _kind_of_picture(text):
        raise InputError(
            f"{{{path}}} is the {kind} of a picture, as text.",
            advice=f"Name it with -i {path}, or type its words.",
        )


def _kind_of_picture(text: str) -> str:
    """How text stands for a picture; empty for words."""
    if text.startswith("data:image/"):
        return "data URI"
    if text.lower().endswith(_ENDINGS) and file_named(text):
        return "path"
    return "base64" if encoded_picture(text, name="The text") is not None else ""


def places(name: str, count: int) -> str:
    """`foxes has 4: foxes[0] to foxes[3].`: how each of several is named."""
    of = {0: "", 1: f": {name}[0]"}.get(count, f": {name}[0] to {name}[{count - 1}]")
    return f"{name} has {count or 'none'}{of}."


def check_braces(prompt: str, names: Names) -> None:
    """Raise InputError for a picture's name in braces that is written in a way that is not read."""
    for inner in BRACED.findall(prompt):
        if re.fullmatch(PATH, inner):
            continue
        clean = normalize("NFKC", "".join(each for each in inner if category(each) != "Cf")).strip()
        head = re.match(r"[^\W\d]\w*", clean)
        if head is not None and is_image(names.get(head.group())):
            raise InputError(
                f"{{{inner}}} is not read as a name.", advice=f"Did you mean {{{head.group()}}}? {AS_TYPED}"
            )


def within(head: str, step: str, value: Any, *, as_typed: str = "{{{}}}") -> str:
    """What there is under a name, of which something else was asked for; empty where nobody knows.

    `as_typed` is how a name stands there.
    """
    if step.startswith("."):
        known: Iterable[str] = (each for each in dir(value) if not each.startswith("_"))
        near = nearest(re.split(r"[.\[]", step[1:])[0], known)
        meant = as_typed.format(f"{head}.{near}" if near else head)
        return f"Did you mean {meant}?" if near else f"{meant} is the picture."
    if isinstance(value, Sequence) and not isinstance(value, str):
        return places(head, len(value))
    return ""
