"""Sentences: the subjects of a scene as they are said, `a red fox with a green scarf beside an owl`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.finishing.captions import named
from imagine_nb.print_shop.reading.nouns import nouns

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.scene import Subject

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_AN = re.compile(r"(?!uni|ufo|uk|eu|one\b)[aeiou]|hour")
_ONE = {"bread": "loaf of bread", "orange fruit": "orange"}
_MANY = {"bread": "loaves of bread"}
_NAMES = {
    "big ben": "Big Ben",
    "earth": "the earth",
    "eiffel tower": "the Eiffel Tower",
    "london eye": "the London Eye",
    "moon": "the moon",
    "mount fuji": "Mount Fuji",
    "statue of liberty": "the Statue of Liberty",
    "sun": "the sun",
    "tokyo tower": "the Tokyo Tower",
    "tower bridge": "Tower Bridge",
}
_PAIRS = {"high heels", "maracas", "skis"}
_NOT_COUNTED = frozenset({
    "bacon", "bamboo", "butter", "champagne", "cheese", "coral", "corn", "fireworks", "garlic", "ginger",
    "honey", "juice", "northern lights", "seaweed", "soap", "spaghetti", "sushi", "wheat", "yarn",
})  # fmt: skip
_MOST_IN_ONE = 20  # subjects that one phrase goes on to
_WHERE = {"before": "in front of"}


def listed(names: Sequence[str]) -> str:
    """Names as in a sentence: `a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def with_article(name: str) -> str:
    """One of it: `a fox`, `an owl`, `a unicorn`, `an hourglass`."""
    return f"{'an' if _AN.match(name) else 'a'} {name}"


def things_in(subjects: Sequence[Subject]) -> str:
    """All subjects in their order: each with what it wears, and beside what it stands, told once."""
    told: set[int] = set()
    texts = [" ".join(_told(at, subjects, told)) for at in range(len(subjects)) if at not in told]
    return listed(list(filter(None, texts)))


def _told(at: int, subjects: Sequence[Subject], told: set[int]) -> Iterator[str]:
    """One subject and what hangs on it, which then is told."""
    if at in told:
        return
    subject = subjects[at]
    told.add(at)
    group = [subject, *_in_the_same_place(at, subjects, told)]
    yield listed([" ".join(_dressed(each, subjects, told)) for each in group])
    if not (subject.relation and subject.to):
        return
    yield _WHERE.get(subject.relation, subject.relation)
    to = next((k for k, other in enumerate(subjects) if other.noun == subject.to), None)
    if to is not None and to not in told and len(told) < _MOST_IN_ONE:
        yield from _told(to, subjects, told)
    else:
        several = to is not None and subjects[to].count > 1
        yield f"{'one of the' if several else 'the'} {named(subject.to, 2 if several else 1)}"


def _in_the_same_place(at: int, subjects: Sequence[Subject], told: set[int]) -> Iterator[Subject]:
    """The subjects after this one that stand where it does: a cat `and a dog` on the sofa."""
    first = subjects[at]
    for k in range(at + 1, len(subjects)):
        other = subjects[k]
        if not first.to or k in told or (other.relation, other.to) != (first.relation, first.to):
            return
        told.add(k)
        yield other


def _dressed(subject: Subject, subjects: Sequence[Subject], told: set[int]) -> Iterator[str]:
    """A subject with what it wears, where no other of that noun may wear it."""
    yield _counted(subject)
    worn = [k for k, other in enumerate(subjects) if k not in told and _wears(subject, other)]
    told.update(worn)
    if worn:
        yield f"with {listed([_counted(subjects[k]) for k in worn])}"


def _wears(subject: Subject, other: Subject) -> bool:
    return other.relation == "on" and other.to == subject.noun and bool(nouns()[other.noun].worn)


def _counted(subject: Subject) -> str:
    """How many of what, as it is said: `a small blue cat`, `two cups of coffee`, `a pair of red glasses`."""
    if subject.noun.startswith("photograph "):
        return "a photograph"
    kind = " ".join(filter(None, [subject.size, subject.colour]))
    if subject.count == 1 and not kind and subject.noun in _NAMES:
        return _NAMES[subject.noun]
    head, of, rest = _said(subject.noun, subject.count).partition(" of ")
    name = f"{head} of {kind} {rest}" if of and kind else f"{kind} {head}{of}{rest}".strip()
    if subject.count == 1:
        return name if subject.noun in _NOT_COUNTED else with_article(name)
    return f"{_NUMBERS[subject.count] if subject.count < len(_NUMBERS) else subject.count} {name}"


def _said(noun: str, count: int) -> str:
    """The noun for so many; what comes in pairs, cups or loaves is told so where it is one, too."""
    many = f"pairs of {noun}" if noun in _PAIRS else _MANY.get(noun, named(noun, 2))
    if count != 1:
        return many
    head, of, rest = many.partition(" of ")
    if not of or noun in _ONE or " of " in noun:  # a stack of books is one already
        return _ONE.get(noun, noun)
    return f"{re.sub(r'(?<=ss|ch)es$|s$', '', head)} of {rest}"
