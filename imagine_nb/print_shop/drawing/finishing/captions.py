"""Captions: what was drawn, in words, and what was not understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.figures.registry import drawable
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.reading.nouns import nouns, plural
from imagine_nb.print_shop.reading.words import irregular_plurals

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.scene import Scene, Subject


def described(scene: Scene) -> str:
    """What was drawn, in a few words: "1 red fox, snow, sunset"."""
    several = {s.noun for s in scene.subjects if s.count > 1}
    parts = [_related(subject, several) for subject in scene.subjects]
    parts += [word for word in (setting_of(scene), scene.time, scene.weather, scene.style) if word]
    parts += [f"the words “{text}”" for text in scene.lettering]
    parts += list(scene.tones)
    return ", ".join(parts)


def counted(subject: Subject) -> str:
    """A subject with its count, colour and size: "3 small blue elephants"."""
    if subject.noun.startswith("photograph "):
        return subject.noun
    name = named(subject.noun, subject.count)
    return " ".join(word for word in (str(subject.count), subject.size, subject.colour, name) if word)


def named(noun: str, count: int) -> str:
    """What so many of it are called: `fox`, `foxes`."""
    return noun if count == 1 else irregular_plurals().get(noun) or plural(noun)


def relation_words(subject: Subject) -> str:
    """How it stands to another, in words: `in front of`."""
    return {"before": "in front of"}.get(subject.relation, subject.relation)


def _related(subject: Subject, several: set[str]) -> str:
    """A subject and where it is: "1 cat on the chair"."""
    text = counted(subject)
    if subject.relation and subject.to:
        text += f" {relation_words(subject)} the {named(subject.to, 2 if subject.to in several else 1)}"
    return text + (f" ({_PLACES.get(subject.place, subject.place)})" if subject.place else "")


_PLACES = {
    "front": "in front",
    "back": "at the back",
    "above": "above",
    "around": "all around",
    "left": "left",
    "right": "right",
}


_WORDS = "It knows English words; python -m imagine_nb.print_shop --words lists them."


def note(scene: Scene) -> str:
    """The caption of a scene's print."""
    drawn = (
        "an abstract print, since no word of the prompt is one it can draw"
        if scene.empty
        else described(scene)
    )
    text = f"Print shop, not Grok. Drew: {drawn}."
    if scene.empty:
        text += f" {_WORDS}"
    if missing := [s.noun for s in scene.subjects if not drawable(nouns()[s.noun].art)]:
        text += f" Left out, since the font of manimgx-fonts is not installed: {', '.join(missing)}."
    for remark in scene.remarks:
        text += f" {remark}"
    return text + (f" Not understood: {', '.join(scene.unknown)}." if scene.unknown else "")
