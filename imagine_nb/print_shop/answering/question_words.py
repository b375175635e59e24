"""Arguments from a question: the names, numbers, words and addresses in it, by what a field is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from imagine_nb.print_shop.answering.schemas.candidates import kinds_in

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.schemas.filling import Known
    from imagine_nb.print_shop.answering.schemas.schema import Schema

_LONGEST = 2_000  # characters of a question that are looked at
_FORMATS = {
    "email": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "uri": re.compile(r"https?://[^\s\"'<>]+[^\s\"'<>.,;:?!)]"),
    "date": re.compile(r"\b\d{4}-\d\d-\d\d\b"),
    "date-time": re.compile(r"\b\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)"),
    "uuid": re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"),
}
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w]*-\d)")
_QUOTED = re.compile(r"\"([^\"]{1,500})\"|“([^”]{1,500})”|(?<!\w)'([^']{2,500})'(?!\w)")
_NAME = re.compile(r"[A-Z][\w’'.-]*[\w’'](?:\s+(?:(?:de|of|the|upon|am|la|del)\s+)?[A-Z][\w’'-]+)*")
_NO_NAMES = re.compile(
    r"^(?:What|How|Is|Are|Do|Does|Can|Could|Would|Will|Which|Who|Whose|Where|When|Why|Please|Tell|Give|Show|Get|Find"
    r"|Search|Look|Call|Use|Calculate|Compute|Convert|Add|Book|Send|Set|Create|Make|Translate|The|An|And|In|It"
    r"|Compare|Check|Hey|Hi|Hello|Also|Now|Then|Should|Did|Has|Have|My)\b\W*"
)
_EXPRESSION = re.compile(r"[-(\d][-+\d\s.*/^()%×÷]*[\d)]")
_DAYS = re.compile(
    r"\b(?:today|tomorrow|yesterday|tonight|(?:next |this |last )?"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:next|this|last) (?:week|month|year|weekend))\b",
    re.I,
)
_END = r"(?=[?.!,;:]|\s+(?:today|tomorrow|now|right|please|and|or|with|using|by|to|in|on|at|for|from)\b|$)"
_PHRASES = {
    re.compile(r"from|origin|depart|start"): re.compile(rf"\bfrom\s+(.+?){_END}", re.I),
    re.compile(r"^to$|^to_|destination|arriv|target"): re.compile(rf"\bto\s+(.+?){_END}", re.I),
    re.compile(r"city|location|place|country|state|town|region|address|where"): re.compile(
        rf"\b(?:in|at|near|for|of)\s+(.+?){_END}", re.I
    ),
    re.compile(r"dates?$|day|when"): _DAYS,
    re.compile(r"expression|formula|equation|calculation"): _EXPRESSION,
    re.compile(r"symbol|ticker|currency|code|base|quote"): re.compile(r"\b[A-Z]{2,5}\b"),
}
_WHOLE = re.compile(
    r"query|question|prompt|text|message|search|input|content|topic|^q$|keyword|request|instruction|sentence"
)
_PHRASE = re.compile(r"\b(?:for|of|about|in|on|named|called)\s+(.+?)(?=[?.!;]|$)", re.I)
_NUMERIC = frozenset({"number", "integer"})


@dataclass(frozen=True, slots=True)
class KnownWords:
    """What a question says for the fields of a function; `name` is the one of several names to use."""

    question: str
    parameters: Schema = field(default_factory=dict)
    name: str | None = None

    @property
    def complete(self) -> bool:
        """What the question does not say is left out where it may be."""
        return False

    def each(self, _: str, /) -> Sequence[Known]:
        """Nothing: a question is not read for lists of objects."""
        return ()

    def values(self, name: str, schema: Schema, /) -> Iterator[Any]:
        """What the question says for this field, then the default of the schema."""
        yield from self._said(name, schema)
        if "default" in schema:
            yield schema["default"]

    def _said(self, name: str, schema: Schema) -> Iterator[Any]:
        text = self.question[:_LONGEST]
        kinds = kinds_in(schema)
        if "enum" in schema:
            yield from (option for option in schema["enum"] if _says(text, option))
        elif "array" in kinds:
            yield self._list(schema.get("items"))
        elif not _NUMERIC.isdisjoint(kinds):
            yield from self._numbers(name)
        elif "boolean" in kinds:
            yield from _flags(text, name)
        elif "string" in kinds:
            yield from self._texts(name, schema)

    def _list(self, items: Any) -> list[Any]:
        if isinstance(items, dict) and not _NUMERIC.isdisjoint(kinds_in(items)):
            return _numbers_in(self.question[:_LONGEST])
        return _quotes_in(self.question[:_LONGEST]) or names_in(self.question[:_LONGEST])

    def _numbers(self, name: str) -> Iterator[float]:
        """The number beside the field's name; else the one in the field's turn."""
        text = self.question[:_LONGEST]
        for word in re.findall(r"[a-z]{3,}", name.lower()):
            stem = re.escape(word.removesuffix("s"))
            beside = rf"(-?\d+(?:\.\d+)?)[\s-]*{stem}|\b{stem}\w*\D{{0,12}}?(-?\d+(?:\.\d+)?)"
            if found := re.search(beside, text, re.I):
                yield _number(found[1] or found[2])
        numbers, turn = _numbers_in(text), self._turn(name, _NUMERIC)
        yield from [*numbers[turn : turn + 1], *numbers[-1:]]

    def _turn(self, name: str, kinds: Iterable[str]) -> int:
        """How many fields of these kinds come before this one."""
        properties = self.parameters.get("properties", {})
        alike = [
            key
            for key, part in properties.items()
            if isinstance(part, dict) and not set(kinds).isdisjoint(kinds_in(part)) and "enum" not in part
        ]
        return alike.index(name) if name in alike else 0

    def _texts(self, name: str, schema: Schema) -> Iterator[str]:
        text, low = self.question[:_LONGEST], name.lower()
        if form := _FORMATS.get(schema.get("format", "")):
            yield from form.findall(text)
        if self.name is not None:
            yield self.name
        turn = self._turn(name, ("string",))
        yield from _quotes_in(text)[turn : turn + 1]
        for pattern, phrase in _PHRASES.items():
            if pattern.search(low) and (found := phrase.search(text)):
                yield found[found.re.groups].strip()
        if _WHOLE.search(low):
            yield text.strip().rstrip("?!.")
        names = names_in(text)
        yield from [*names[turn : turn + 1], *names[:1]]
        if found := _PHRASE.search(text):
            yield found[1].strip()


def several_names(question: str) -> list[str]:
    """The names that a question lists side by side: "Paris, Rome and Oslo"; none for fewer than two."""
    text = question[:_LONGEST]
    names = names_in(text)
    listed = [name for name in names if re.search(rf"(?:,|\band\b|\bor\b|&)\s*{re.escape(name)}", text)]
    return names[-len(listed) - 1 :] if listed and len(names) > len(listed) else []


def names_in(text: str) -> list[str]:
    """The words that are written like names, but for those that only begin a sentence."""
    found: list[str] = []
    for sentence in re.split(r"(?<=[?.!])\s+", text):
        plain = _NO_NAMES.sub("", sentence.strip())
        found += [name.removesuffix("'s").removesuffix("’s").rstrip(".") for name in _NAME.findall(plain)]
    return list(dict.fromkeys(name for name in found if name not in {"I", "I'm", "I’m"}))


def _quotes_in(text: str) -> list[str]:
    return ["".join(found) for found in _QUOTED.findall(text)]


def _numbers_in(text: str) -> list[float]:
    return [_number(found) for found in _NUMBER.findall(text)]


def _number(text: str) -> float:
    return float(text) if "." in text else int(text[:18])


def _flags(text: str, name: str) -> Iterator[bool]:
    for word in re.findall(r"[a-z]{3,}", name.lower()):
        if re.search(rf"\b(?:no|not|without|don't)\s+(?:\w+\s+)?{re.escape(word)}", text, re.I):
            yield False
        elif word not in {"include", "the", "use"} and re.search(rf"\b{re.escape(word)}", text, re.I):
            yield True


def _says(text: str, option: Any) -> bool:
    """Whether a text has an option among its words; one of a letter or two as it is written."""
    word = str(option)
    if not word or word.lower() not in text.lower():
        return False
    flags = re.I if len(word) > 2 else 0
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, flags) is not None
