"""Statements about one picture, each from its facts: size, colours, contents, style and the rest.

A statement goes on from "The picture ..."; `question` is in lower case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from imagine_nb.print_shop.answering.facts import data_size
from imagine_nb.print_shop.drawing.finishing.captions import counted, described, named
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scenery import as_scenery, scenery_in

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts
    from imagine_nb.print_shop.reading.scene import Scene, Subject


def size(f: Facts) -> str:
    """Width, height, shape and proportions."""
    return f"is {f.width} x {f.height} pixels, {f.shape} ({f.ratio})"


def file_format(f: Facts) -> str:
    """File format, bytes and mode."""
    return f"is a {f.format or 'picture'} of {data_size(f.size)}, mode {f.mode}"


def colours(f: Facts, question: str) -> str:
    """The main colours; of a subject that the question names, its own."""
    names = ", ".join(f"{name} ({share:.0%})" for name, share in f.colours)
    whole = f"is mostly {names}, over all its pixels, named by the nearest of {len(COLOURS)} colours"
    if f.scene is None:
        return whole
    if subject := _asked_subject(f, question):
        return f"shows {counted(subject)}{_own_colour(subject)}"
    if named_there := scenery_in(question):
        return f"{whole}; what colour {' and '.join(named_there)} got, the print shop does not know"
    asked = _asked_nouns(question)
    return f"shows no {asked[0]}" if asked else whole


def _own_colour(subject: Subject) -> str:
    """The colour of a subject that nobody asked a colour for."""
    noun = nouns()[subject.noun]
    if subject.colour:
        return ""
    if subject.count > 1 and noun.traits & {"varied", "person"}:
        return ", whose colours nobody asked for: they may differ"
    return f", drawn in {noun.colour}, since no other colour was asked for"


def brightness(f: Facts) -> str:
    """How light it is."""
    word = "dark" if f.brightness < 0.35 else "bright" if f.brightness > 0.65 else "of middle brightness"
    return f"is {word}: its mean lightness is {f.brightness:.0%}"


def contrast(f: Facts) -> str:
    """How far its lightness spreads."""
    word = "low" if f.contrast < 0.15 else "high" if f.contrast > 0.27 else "moderate"
    return f"has {word} contrast ({f.contrast:.2f}, the deviation of lightness)"


def sharpness(f: Facts) -> str:
    """How hard its edges are."""
    word = "soft" if f.sharpness < 0.12 else "crisp" if f.sharpness > 0.35 else "moderately sharp"
    return f"is {word} (mean edge {f.sharpness:.2f} of 1)"


def transparency(f: Facts) -> str:
    """How much of it is transparent."""
    return f"has {f.transparent:.0%} transparent pixels" if f.transparent else "has no transparency"


def deeds(f: Facts) -> str:
    """What was done to a photograph, as the note on it says."""
    return f.note.removeprefix("Print shop, not Grok. ").rstrip(".")


def contents(f: Facts, question: str) -> str:
    """What it shows; of a picture that was not printed here, what can be measured."""
    if f.note and f.scene is None:
        return f"was made here from a photograph, which the print shop cannot see. {deeds(f)}"
    if f.scene is None:
        measures = [size(f), colours(f, question), brightness(f), contrast(f)]
        return f"was not printed here, so what it shows is beyond the print shop; it {'; it '.join(measures)}"
    if f.scene.empty:
        return "is an abstract print: no word of its prompt was one the print shop can draw"
    return f"is a print of {described(f.scene)}"


def count(f: Facts, question: str) -> str:
    """How many of the things, animals or people that the question names it shows."""
    if f.scene is None:
        return "was not printed here, so the print shop cannot count in it"
    match = _HOW_MANY.search(question)
    what = match[1] if match else question
    for pattern, trait, called in (
        (r"\banimals?\b", "animal", ("animal", "animals")),
        (r"\b(?:people|persons?)\b", "person", ("person", "people")),
    ):
        if re.search(pattern, what):
            return _counted_with(f, trait, called)
    if asked := _asked_nouns(what):
        return "; it ".join(_counts(asked, f.scene))
    if scenery := scenery_in(what):
        return _has_scenery(scenery)
    names = ", ".join(map(counted, f.scene.subjects)) or "none"
    if set(scene_of(what).unknown) - _THINGS:
        return f"shows {names}; more than that the print shop cannot count"
    total = sum(s.count for s in f.scene.subjects)
    return f"shows {total} {'thing' if total == 1 else 'things'}: {names}"


_HOW_MANY = re.compile(
    r"\b(?:how many|number of|count)\s+(?:(?:of|up|all|the)\s+)*(.+?)(?=[?.!,;:]|$"
    r"|\s+(?:is|are|was|were|do|does|did|can|could|has|have|had|in|on|at|there|that|which|you|i|we|stand|sit|behind|beside|under|above|with)\b)"
)
_THINGS = {"objects", "items", "figures", "elements", "creatures", "different", "kinds", "total"}
_BY_ITSELF = "which the print shop draws by itself and does not count"


def _counts(asked: Sequence[str], scene: Scene) -> Iterator[str]:
    """How many there are of each noun; of what scenery may hold besides, that it is not counted."""
    numbers = {noun: sum(s.count for s in scene.subjects if s.noun == noun) for noun in asked}
    if told := [f"{n} {named(noun, n)}" for noun, n in numbers.items() if n or not as_scenery(noun)]:
        yield f"shows {' and '.join(told)}"
    if uncounted := [as_scenery(noun) for noun in asked if as_scenery(noun)]:
        yield _has_scenery(uncounted, more=any(numbers[noun] for noun in asked if as_scenery(noun)))


def _has_scenery(names: Sequence[str], *, more: bool = False) -> str:
    listed = " and ".join(dict.fromkeys(names))
    return f"has {'more ' if more else ''}{listed}, if at all, as scenery, {_BY_ITSELF}"


def _asked_nouns(question: str) -> list[str]:
    """The nouns that a question asks about: the first, and others beside it, as in "a fox and a dog"."""
    nouns_asked = list(dict.fromkeys(s.noun for s in scene_of(question).subjects))
    return nouns_asked if re.search(r",|\b(?:and|or)\b", question) else nouns_asked[:1]


def _counted_with(f: Facts, trait: str, called: tuple[str, str]) -> str:
    n = sum(s.count for s in (f.scene.subjects if f.scene else ()) if trait in nouns()[s.noun].traits)
    return f"shows {n} {called[n != 1]}"


def presence(f: Facts, question: str) -> str:
    """Whether what the question names is in it."""
    asked = scene_of(_VERB.sub("", question))
    if f.scene is None:
        return (
            "was not printed here, so the print shop cannot tell what is in it"
            if asked.subjects or asked.setting
            else ""
        )
    if asked.subjects:
        return "; it ".join(_presences(f.scene, asked, question))
    scenery = [name for name in scenery_in(question) if not name.startswith("the ")]
    for name, now in (
        ("time", f.scene.time or "day"),
        ("weather", f.scene.weather or "fair"),
        ("setting", setting_of(f.scene)),
    ):
        if getattr(asked, name):
            same = getattr(asked, name) == now
            if scenery and not same and _THERE.search(question):
                return _has_scenery(scenery)
            return f"shows {'indeed ' if same else ''}{now}" + (
                "" if same else f", not {getattr(asked, name)}"
            )
    return _has_scenery(scenery) if scenery else ""


_OF_SOMEBODY = re.compile(
    r"^\s*(?:is|are|was|were|does|do|has|have|can)\s+(?:the|its|his|her|this|that|these|those)\b"
)
_VERB = re.compile(r"^\s*(?:does|do|did|has|have)\b")  # that a question begins with
_THERE = re.compile(r"\b(?:there|see|shows?|has|have|contains?)\b")
_ASKING = {"contain", "contains", "appear", "visible"}


def _presences(scene: Scene, asked: Scene, question: str) -> Iterator[str]:
    """Which of the subjects asked for it shows; what is asked of them besides cannot be told."""
    wanted = dict.fromkeys(s.noun for s in asked.subjects)
    there = {s.noun: counted(s) for s in reversed(scene.subjects)}
    if told := [there.get(noun, f"no {noun}") for noun in wanted if noun in there or not as_scenery(noun)]:
        yield f"shows {' and '.join(told)}"
    if scenery := [as_scenery(noun) for noun in wanted if noun not in there and as_scenery(noun)]:
        yield _has_scenery(scenery)
    odd = [word for word in asked.unknown if word not in _ASKING]
    if odd and _OF_SOMEBODY.match(question) and not there.keys().isdisjoint(wanted):
        yield f"says nothing of “{' '.join(odd)[:60]}”, so the print shop cannot tell whether that is so"


def whereabouts(f: Facts, question: str) -> str:
    """Where in it the subject that the question names is."""
    subject = _asked_subject(f, question)
    if f.scene is None or subject is None:
        return contents(f, question)
    if subject.relation and subject.to:
        return f"shows {counted(subject)} {subject.relation} the {subject.to}"
    return f"shows {counted(subject)}" + (
        f" at the {subject.place}" if subject.place else f", in the setting {setting_of(f.scene)}"
    )


def setting(f: Facts) -> str:
    """Its place, time of day and weather."""
    if f.scene is None:
        return "was not printed here, so its place, time and weather are unknown"
    time, weather = f.scene.time or "day", f.scene.weather or "fair"
    return f"shows this place: {setting_of(f.scene)}; time: {time}; weather: {weather}"


def lettering(f: Facts) -> str:
    """The words on it."""
    if f.scene is None:
        return "was not printed here, and the print shop cannot read"
    return (
        f"bears the words {' / '.join(f'“{t}”' for t in f.scene.lettering)}"
        if f.scene.lettering
        else "bears no lettering"
    )


def style(f: Facts) -> str:
    """Its style."""
    return (
        f"is in the style {f.scene.style or 'linocut'}"
        if f.scene
        else "was not printed here, so its style is unknown"
    )


def making(f: Facts) -> str:
    """Who made it, from which prompt."""
    if f.scene is None:
        return "was not made by the print shop; how it was made is not known"
    return f"was made by the print shop from the prompt “{f.scene.prompt}”"


def _asked_subject(f: Facts, question: str) -> Subject | None:
    nouns = {s.noun for s in scene_of(question).subjects}
    return next((s for s in (f.scene.subjects if f.scene else ()) if s.noun in nouns), None)
