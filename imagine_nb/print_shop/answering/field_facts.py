"""Facts by the names of fields: what a schema's field asks to be told of the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from imagine_nb.print_shop.answering.schemas.schema import types_in
from imagine_nb.print_shop.drawing.finishing.captions import counted, described
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts
    from imagine_nb.print_shop.answering.schemas.filling import Known
    from imagine_nb.print_shop.answering.schemas.schema import Schema
    from imagine_nb.print_shop.reading.scene import Subject

# a count, and no country, account, discount, telephone number or total of a bill
_COUNTED = (
    r"(?<!ac)(?<!dis)counts?$|^counts?_|how_?many"
    r"|(?:^|_)(?:num|number|total)_?(?:of_?)?(?:subjects|objects|animals|things|items|figures|people)$"
)

_PICTURES = re.compile(
    r"^$|image|picture|photo|print(?!er)|page|frame|slide|descri|caption|result|answer", re.I
)
_SUBJECTS = re.compile(r"subject|object|animal|thing|detection|entit|figure|people|person", re.I)


@dataclass(frozen=True, slots=True)
class KnownPictures:
    """What is known of some pictures, and before it what is `written` beside them."""

    facts: Sequence[Facts]
    written: Known | None = None
    complete: bool = True

    def values(self, name: str, schema: Schema, /) -> Iterator[Any]:
        """What is written under this name, then the fact that it asks for, if there is one."""
        if self.written is not None:
            yield from self.written.values(name, schema)
        value = fact(name, self.facts)
        if value is not None and value != "":
            yield value

    def each(self, name: str, /) -> Sequence[Known]:
        """What is known of each picture, each colour or each subject of the first, as the name has it.

        A list of other things, as of the items of an invoice, has nothing to do with pictures.
        """
        if self.written is not None and (found := self.written.each(name)):
            return found
        first = next((f for f in self.facts if f.seen), None)
        if first and re.search(r"colou?r|palette", name, re.I):
            return [_KnownColour(*colour) for colour in first.colours]
        if first and first.scene and _SUBJECTS.search(name):
            return [_KnownSubject(subject) for subject in first.scene.subjects]
        return [KnownPictures([f]) for f in self.facts] if _PICTURES.search(name) else []


@dataclass(frozen=True, slots=True)
class _KnownSubject:
    """One kind of thing that a picture of the print shop shows, and how many of it."""

    subject: Subject
    complete: bool = True

    def values(self, name: str, _: Schema, /) -> Iterator[Any]:
        """Its noun, its number or its colour, as the name has it."""
        key = name.lower()
        if re.search(r"name|label|noun|class|kind|type|^(?:subject|object|animal|thing)$", key):
            yield self.subject.noun
        elif re.search(_COUNTED + r"|quantity|^number$", key):
            yield self.subject.count
        elif re.search(r"descri|caption", key):
            yield counted(self.subject)
        elif self.subject.colour and re.search(r"colou?r", key):
            yield self.subject.colour

    def each(self, _: str, /) -> Sequence[Known]:
        """There is nothing below a subject."""
        return ()


@dataclass(frozen=True, slots=True)
class _KnownColour:
    """A colour of a picture and its share."""

    colour: str
    share: float
    complete: bool = True

    def values(self, name: str, schema: Schema, /) -> Iterable[Any]:
        """Its share for a number, else its name."""
        if {"number", "integer"}.isdisjoint(types_in(schema.get("type", []))):
            return (self.colour,)
        return (round(self.share * (100 if "percent" in name.lower() else 1), 3),)

    def each(self, _: str, /) -> Sequence[Known]:
        """There is nothing below a colour."""
        return ()


def fact(name: str, facts: Sequence[Facts]) -> Any:
    """The fact that a field's name asks for."""
    key = name.lower()
    if re.fullmatch(r"(?:n|num|number|count)_?(?:of_?)?(?:images|pictures|photos)", key):
        return len(facts)
    f = next((f for f in facts if f.seen), None)
    if f is None:
        return None
    for pattern, value in _measures(f):
        if re.search(pattern, key):
            return value
    return _scene_fact(key, f)


def _measures(f: Facts) -> tuple[tuple[str, Any], ...]:
    return (
        (r"width", f.width),
        (r"height", f.height),
        (r"format|mime|file_?type", f.format),
        (r"ratio|aspect", f.ratio),
        (r"orientation|shape", f.shape),
        (r"(?:main|dominant|primary)_?colou?r$|^colou?r$", f.colours[0][0] if f.colours else None),
        (r"colou?r|palette", [n for n, _ in f.colours]),
        (r"is_?dark", f.brightness < 0.35),
        (r"is_?bright", f.brightness > 0.65),
        (r"bright|lightness", round(f.brightness, 3)),
        (r"contrast", round(f.contrast, 3)),
        (r"sharp", round(f.sharpness, 3)),
        (r"transparen|alpha", f.transparent > 0),
        (r"bytes|file_?size", f.size),
    )


def _scene_fact(key: str, f: Facts) -> Any:
    s = f.scene
    if s is None:
        colour = f.colours[0][0] if f.colours else "of no one colour"
        plain = f"a picture that was not printed here, {f.width} x {f.height} pixels, mostly {colour}"
        return plain if re.search(r"descri|caption|summary|alt", key) else None
    table = (
        (r"descri|caption|summary|alt_?text|content", described(s)),
        (r"title", ", ".join(counted(x) for x in s.subjects) or setting_of(s)),
        (_COUNTED, sum(x.count for x in s.subjects)),
        (r"main_?subject|^subject$|^object$|^animal$", s.subjects[0].noun if s.subjects else None),
        (r"subject|object|animal|things|items|contents|tags|keywords|labels", [x.noun for x in s.subjects]),
        (r"setting|place|location|background|scene|environment", setting_of(s)),
        (r"time", s.time or "day"),
        (r"weather", s.weather or "fair"),
        (r"style|medium|technique", s.style or "linocut"),
        (r"letter|text|words", list(s.lettering)),
        (r"prompt", s.prompt),
        (r"synthetic|generated|artificial|is_?ai", True),
    )
    return next((value for pattern, value in table if re.search(pattern, key)), None)
