"""Function calls: which functions a question asks for, and arguments that fit their schemas."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from imagine_nb.print_shop.answering.question_words import KnownWords, several_names
from imagine_nb.print_shop.answering.schemas.candidates import kinds_in
from imagine_nb.print_shop.answering.schemas.filling import filled_value
from imagine_nb.print_shop.answering.schemas.schema import Schema
from imagine_nb.print_shop.drawing.canvas import never

_MOST_CALLS = 8
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_SAY_NOTHING = frozenset(
    re.findall(
        r"\w+",
        "a an the of for to in on at by with from and or is are be this that it its as into given current"
        " what which who how when where do does can you me my i please your name string value type use used",
    )
)
_VERBS = frozenset(
    re.findall(
        r"\w+",
        "get set find list fetch look search query calculate compute run make create send update delete add"
        " show return tell give check read write call convert",
    )
)
_RELATED = tuple(
    frozenset(words.split())
    for words in (
        "weather temperature forecast rain sunny snow hot cold degree celsius fahrenheit umbrella",
        "stock share price ticker market",
        "time clock hour timezone",
        "calculate calculator math arithmetic expression evaluate compute sum plus minus multiply divide",
    )
)
_ARITHMETIC = re.compile(r"(?<![\d-])\d+\s*[-+*/x^×÷]\s*\d+(?![\d-])")
_LONGEST = 2_000  # characters of a question that are looked at


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the asking program: its name, what it is for, and the schema of its arguments."""

    name: str
    description: str = ""
    parameters: Schema = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function; `arguments` are JSON as text."""

    name: str
    arguments: str


def calls_of(
    question: str,
    functions: Sequence[Function],
    *,
    forced: bool = False,
    several: bool = True,
    stop: Callable[[], bool] = never,
) -> tuple[Call, ...]:
    """The calls that a question asks for, at least one where that is `forced`.

    Raises Unsatisfied where no arguments fit a function's schema.
    """
    chosen = _asked_for(question, functions)
    if forced and not chosen:
        chosen = [max(functions, key=lambda each: _score(question, each)[1])]
    calls = [
        call for function in chosen for call in _calls_of(question, function, several=several, stop=stop)
    ]
    return tuple(calls[: _MOST_CALLS if several else 1])


def _asked_for(question: str, functions: Sequence[Function]) -> list[Function]:
    """The functions whose names a question says best; else the one that it describes best, if it does."""
    scores = [_score(question, function) for function in functions]
    best_name = max((named for named, _ in scores), default=0.0)
    if best_name:
        return [each for each, (named, _) in zip(functions, scores, strict=True) if named == best_name]
    best = max(range(len(scores)), key=lambda at: scores[at][1], default=None)
    return [functions[best]] if best is not None and scores[best][1] >= 2 else []


def _score(question: str, function: Function) -> tuple[float, int]:
    """The share of the name's words that a question has, and how many words of the rest it has."""
    asked = words_in(question[:_LONGEST]) | (
        {"calculate"} if _ARITHMETIC.search(question[:_LONGEST]) else set()
    )
    name = words_in(function.name) - _VERBS or words_in(function.name)
    rest = words_in(function.name) | words_in(function.description)
    for key, part in _properties(function).items():
        description = part.get("description") if isinstance(part, dict) else None
        rest |= words_in(key) | words_in(description if isinstance(description, str) else "")
    about = [topic for topic in _RELATED if not topic.isdisjoint(asked)]
    named = len(name & asked) or int(any(not topic.isdisjoint(words_in(function.name)) for topic in about))
    return named / max(1, len(name)), len(rest & asked)


def _properties(function: Function) -> Schema:
    found = function.parameters.get("properties")
    return found if isinstance(found, dict) else {}


def words_in(text: str) -> set[str]:
    """The words that say what a text is about, in lower case and without the s of a plural."""
    words = {word.lower() for word in _WORD.findall(text)}
    return {word[:-1] if len(word) > 3 and word.endswith("s") else word for word in words - _SAY_NOTHING}


def _calls_of(question: str, function: Function, *, several: bool, stop: Callable[[], bool]) -> list[Call]:
    names = several_names(question) if several and _takes_one_name(function) else []
    asked = [KnownWords(question, function.parameters, name=name) for name in names]
    asked = asked or [KnownWords(question, function.parameters)]
    schema = {"type": "object", **function.parameters}
    return [
        Call(function.name, json.dumps(filled_value(schema, known, stop=stop), ensure_ascii=False))
        for known in asked
    ]


def _takes_one_name(function: Function) -> bool:
    """Whether exactly one argument that must be there is a text of no fixed form."""
    required = function.parameters.get("required", [])
    free = [
        name
        for name, part in _properties(function).items()
        if name in required and isinstance(part, dict) and "enum" not in part and kinds_in(part) == ["string"]
    ]
    return len(free) == 1
