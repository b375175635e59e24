"""Alt texts: what was printed, in one or two plain sentences for somebody who cannot see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imagine_nb.print_shop.answering.statements import deeds
from imagine_nb.print_shop.drawing.finishing.captions import counted, named, relation_words
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts
    from imagine_nb.print_shop.reading.scene import Scene, Subject

ASKED = re.compile(r"\balt(?:ernative)?[ -]?text\b", re.IGNORECASE)

_PLACES = {
    "meadow": "in a meadow",
    "mountains": "in the mountains",
    "lake": "at a lake",
    "river": "by a river",
    "sea": "at sea",
    "beach": "on a beach",
    "snow": "in the snow",
    "city": "in a city",
    "forest": "in a forest",
    "desert": "in a desert",
    "table": "on a table",
    "room": "in a room",
    "space": "in space",
    "wall": "on a wall",
    "cliff": "on a cliff",
}
_TIMES = {"day": "by day"}
_WEATHERS = {
    "cloudy": "under clouds",
    "snowfall": "in falling snow",
    "leaf fall": "among falling leaves",
    "storm": "in a storm",
}
_STYLES = {"pencil": "pencil drawing", "oil": "oil painting", "charcoal": "charcoal drawing"}
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def alt_text(f: Facts) -> str:
    """The alt text of a picture; of one that was not printed here, what can be measured."""
    names = _listed([name for name, _ in f.colours[:3]])
    if f.scene is None:
        known = f"made from a photograph. {deeds(f)}" if f.note else "what it shows is not known"
        return f"{f.shape.capitalize()} picture, mostly {names}; {known}."
    if f.scene.empty:
        return f"An abstract print, mostly {names}."
    sentence = _scene(f.scene)
    return sentence[:1].upper() + sentence[1:]


def _scene(scene: Scene) -> str:
    several = {each.noun for each in scene.subjects if each.count > 1}
    things = _listed([_subject(each, several) for each in scene.subjects])
    where = _PLACES.get(setting_of(scene), setting_of(scene))
    if not things:  # an empty place is what there is to see
        where = re.sub(r"^(?:in|at|by|on) ", "", where)
    told = [things, where]
    told += [_TIMES.get(scene.time, f"at {scene.time}")] if scene.time else []
    told += [_WEATHERS.get(scene.weather, f"in {scene.weather}")] if scene.weather else []
    text = " ".join(filter(None, told))
    if scene.colours:
        text += f", in {_listed(list(scene.colours))}"
    if scene.style:
        style = _STYLES.get(scene.style, scene.style)
        text += f", as {'an' if style[0] in 'aeiou' else 'a'} {style}{' picture' if style == 'pixel' else ''}"
    text += f", {_listed(list(scene.tones))}" if scene.tones else ""
    words = _listed([f"“{each}”" for each in scene.lettering])
    return f"{text}. It bears the words {words}." if words else f"{text}."


def _subject(subject: Subject, several: set[str]) -> str:
    """A subject and where it is: `a small cat on the chair`."""
    if subject.noun.startswith("photograph "):
        return "a photograph"
    _, _, name = counted(subject).partition(" ")
    if subject.count == 1:
        text = f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
    else:
        text = f"{_NUMBERS[subject.count] if subject.count < len(_NUMBERS) else subject.count} {name}"
    if not (subject.relation and subject.to):
        return text
    other = f"one of the {named(subject.to, 2)}" if subject.to in several else f"the {subject.to}"
    return f"{text} {relation_words(subject)} {other}"


def _listed(names: list[str]) -> str:
    """Names as in a sentence: `a, b and c`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
