"""References in a cell: `{name}` in a prompt, and what `-i` names. Looked up, never run as code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from glob import glob
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from imagine_nb.cell_text import n_given
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.holders import pictures_in
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.placeholders import PLACEHOLDERS, Word, all_of, takes_several, text_in, value_of
from imagine_nb.reading import BUFFERS
from imagine_nb.references.names import (
    AS_TYPED,
    MISSING,
    Names,
    check_braces,
    check_is_words,
    check_missing,
    image_names,
    is_image_like,
    near_name,
    ready,
    ready_or_none,
    require_text,
    visible,
    within,
)
from imagine_nb.sources import Source, file_named, path_named, source
from imagine_nb.values import in_short

if TYPE_CHECKING:
    from imagine_nb.records import PictureRecord
    from imagine_nb.studio.studio import Studio

DATA: Any = (str, *BUFFERS)  # sequences that are one thing
_LAST = re.compile(r"(?<!\{)\{last\b")
_VARIABLES = frozenset({"image", "mask", "region", "schema", "table", "how"})  # options that take a variable
_SHORTEST_ID = 4  # digits that an id may be called by


def resolved(
    prompt: str, names: Names, studio: Studio, *, given: Sequence[str], word: Word | None
) -> tuple[str, tuple[Source, ...]]:
    """A cell's prompt with its names filled in, and its sources: those that `-i` gives, then those named.

    With no `word` the prompt stays as it was typed.
    """
    before = [found for each in references(given) for found in referred(each, names, studio)]
    if word is None:
        return prompt, tuple(before)
    return filled(prompt, with_last(prompt, names, studio), before=before, word=word)


def with_last(prompt: str, names: Names, studio: Studio) -> Names:
    """The names that a prompt may mean, `last` among them where it says so and no variable is called that.

    Raises InputError where nothing is the last.
    """
    return names if "last" in names or not _LAST.search(prompt) else {**names, "last": _above(studio)}


def n_to_give(prompt: str, names: Names, before: Sequence[Source], *, word: Word) -> int:
    """How many of the sources `before` a prompt its cell has to give with `-i`: it names the others."""
    whole, named = (filled(prompt, names, before=given, word=word)[1] for given in (before, ()))
    return n_given([each.record.identity for each in whole], [each.record.identity for each in named])


def filled(
    prompt: str, names: Names, *, before: Sequence[Source] = (), word: Word
) -> tuple[str, tuple[Source, ...]]:
    """`prompt` with each `{name}` that exists filled in, in one pass, and its sources after those `before`.

    A name of an image becomes a source, the same one once, and `word(k, of)` in the text, k from 0.
    `{{name}}` is `{name}` as it stands. A name of several pictures is all of them in a question. Raises
    InputError for one elsewhere, for a name of neither text nor an image, for text that stands for a picture,
    and for what nearly is a name.
    """
    order = {each.record.identity: each for each in before}
    places: dict[str, list[str]] = {}
    check_braces(prompt, names)
    for _, path in PLACEHOLDERS.findall(prompt):
        value = value_of(path, names, MISSING) if path and path not in places else None
        if value is MISSING:
            check_missing(path, names)
        elif isinstance(value, str):
            check_is_words(path, value)
        elif is_image_like(value):
            found = _held(path, value) if takes_several(word) else [source(_single(value, path), name=path)]
            places[path] = [order.setdefault(each.record.identity, each).record.identity for each in found]
    numbers = {identity: number for number, identity in enumerate(order)}

    def put(match: re.Match[str]) -> str:
        literal, path = match.groups()
        value = MISSING if literal else value_of(path, names, MISSING)
        if value is MISSING:
            return f"{{{literal or path}}}"
        if path in places:
            return all_of([word(numbers[each], len(order)) for each in dict.fromkeys(places[path])])
        return require_text(path, ready(value))

    return PLACEHOLDERS.sub(put, prompt), tuple(order.values())


def filled_value(option: str, dest: str, text: str, names: Names) -> str:
    """The value of an option with each `{name}` in it replaced by the variable's text, as if typed.

    Where a variable itself may stand, it does. Raises InputError for a name that there is not: a value with
    braces left in it would be sent.
    """

    def put(match: re.Match[str]) -> str:
        literal, path = match.groups()
        if literal:
            return f"{{{literal}}}"
        value = ready(value_of(path, names, MISSING))
        if value is MISSING:
            check_missing(path, names)
            raise InputError(f"{option} {text}: there is no variable {path!r}.", advice=AS_TYPED)
        if dest in _VARIABLES and text_in(value) is None:
            return path
        if dest == "save" and isinstance(value, PurePath):
            return str(value)
        return require_text(path, value, where=f"{option} takes text: ")

    return PLACEHOLDERS.sub(put, text)


def references(given: Sequence[str]) -> list[str]:
    """The single references of all `-i`; a URL, a data URI or a file that is there is one, commas and all.

    Raises InputError for one that names nothing: without its source an edit would be a new picture.
    """
    whole = ("http://", "https://", "data:")
    return [each for text in given for each in ([text] if text.startswith(whole) else _named(text))]


def _named(text: str) -> list[str]:
    parts = [each.strip() for each in _split(text)]
    if not all(parts):
        raise InputError(
            f"-i {text!r} leaves a source unnamed.",
            advice="Name each, as in -i fox,cat with no space between.",
        )
    return parts


def _split(text: str) -> Iterator[str]:
    """What stands between commas; a file whose name has commas in it is not taken apart."""
    parts = text.split(",")
    while parts:
        joined = (",".join(parts[:count]) for count in range(len(parts), 1, -1))
        found = next((each for each in joined if file_named(each.strip())), parts[0])
        yield found
        parts = parts[found.count(",") + 1 :]


def _single(value: Any, name: str) -> Any:
    value = ready(value)
    if isinstance(value, Sequence) and not isinstance(value, DATA) and len(value) > 1:
        raise InputError(f"{name} holds {len(value)} pictures.", advice=f"Pick one, as in {{{name}[0]}}.")
    return value


def referred(reference: str, names: Names, studio: Studio) -> list[Source]:
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
        return [source(kept, name=f"picture {kept.number}")]
    path = path_named(reference)
    if found := [path] if file_named(str(path)) else [Path(match) for match in sorted(glob(str(path)))]:  # noqa: PTH207
        return [source(each) for each in found]
    told = f"There is no variable, file or picture {in_short(reference, 120)}."
    raise InputError(told, advice=_near(reference, names))


def single(reference: str, names: Names, studio: Studio) -> Source:
    """The one source that a reference stands for. Raises InputError for several."""
    found, *more = referred(reference, names, studio)
    if more:
        raise InputError(f"{reference} is several pictures.", advice="Pick one, as in name[0].")
    return found


def _held(reference: str, value: Any) -> list[Source]:
    """A variable's image, or its several images, as results and a grid hold them."""
    value = ready(value)
    if (held := pictures_in(value)) is not None:
        value = held
    if not isinstance(value, Sequence) or isinstance(value, DATA):
        return [source(value, name=reference)]
    if not value:
        raise InputError(f"{reference} holds no picture.", advice="Leave -i out for a new one.")
    if len(value) == 1:
        return [source(value[0], name=reference)]
    return [source(each, name=f"{reference}[{index}]") for index, each in enumerate(value)]


def _in_gallery(reference: str, studio: Studio) -> Any:
    if reference == "last":
        return _above(studio)
    if reference.isdigit():
        try:
            return studio.picture(studio.gallery[int(reference)])
        except GalleryError:
            if len(reference) < _SHORTEST_ID:
                raise
    if re.fullmatch(rf"[0-9a-f]{{{_SHORTEST_ID},16}}", reference):  # digits alone begin an id, too
        with suppress(GalleryError):
            return studio.picture(studio.gallery[reference])
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


def _near(reference: str, names: Names) -> str:
    head = re.match(r"[^\W\d]\w*(?=[.\[])", reference)
    if head and head[0] in names:
        told = within(head[0], reference[head.end() :], ready(names[head[0]]), as_typed="'{}'")
        if told:
            return told
    if near := near_name(reference, names):
        return f"Did you mean {near!r}?"
    images = image_names(names)
    known = f" Pictures here: {', '.join(images[-6:])}." if images else ""
    return f"Name a variable, a path, a URL or a number of the gallery.{known}"


def variables(names: Names, *, first: str = "") -> dict[str, str]:
    """The variables that hold what a request brought, by the request's id; `first` wins over others."""
    found: dict[str, str] = {}
    for name, value in sorted(visible(names), key=lambda each: each[0] != first):
        ids = {each.request_id for each in _records(ready_or_none(value))}
        if len(ids) == 1:
            found.setdefault(ids.pop(), name)
    return found


def pictures_held(names: Names) -> list[Picture]:
    """The pictures of the gallery that variables hold."""
    held = [ready_or_none(value) for _, value in visible(names)]
    several = (each if isinstance(each, list) else pictures_in(each) or () for each in held)
    found = (each for some in several for each in some)
    return [each for each in found if isinstance(each, Picture) and each.path is not None]


def _records(value: Any) -> list[PictureRecord]:
    """The records of a variable that holds all the pictures of a request, in their order."""
    if isinstance(value, Picture):
        return [value.record] if value.record.n == 1 else []
    records = [each.record for each in value] if isinstance(value, Pictures) else []
    is_whole = records and [each.index for each in records] == list(range(records[0].n))
    return records if is_whole else []
