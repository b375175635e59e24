"""Alt texts: what was printed, in one or two plain sentences for somebody who cannot see it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from imagine_nb.print_shop.answering.sentences import listed, things_in, with_article
from imagine_nb.print_shop.answering.statements import deeds
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts
    from imagine_nb.print_shop.reading.scene import Scene

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


def alt_text(f: Facts) -> str:
    """The alt text of a picture; of one that was not printed here, what can be measured."""
    names = listed([name for name, _ in f.colours[:3]])
    if f.scene is None:
        known = f"made from a photograph. {deeds(f)}" if f.note else "what it shows is not known"
        return f"{f.shape.capitalize()} picture, mostly {names}; {known}."
    if f.scene.empty:
        return f"An abstract print, mostly {names}."
    sentence = _scene(f.scene)
    return sentence[:1].upper() + sentence[1:]


def _scene(scene: Scene) -> str:
    things = things_in(scene.subjects)
    where = _PLACES.get(setting_of(scene), setting_of(scene))
    if not things:  # an empty place is what there is to see
        where = re.sub(r"^(?:in|at|by|on) ", "", where)
    elif any(each.to for each in scene.subjects):  # beside an owl, on a cliff
        things += ","
    told = [things, where]
    told += [_TIMES.get(scene.time, f"at {scene.time}")] if scene.time else []
    told += [_WEATHERS.get(scene.weather, f"in {scene.weather}")] if scene.weather else []
    text = " ".join(filter(None, told))
    if scene.colours:
        text += f", in {listed(list(scene.colours))}"
    if scene.style:
        style = _STYLES.get(scene.style, scene.style)
        text += f", as {with_article(style)}{' picture' if style == 'pixel' else ''}"
    text += f", {listed(list(scene.tones))}" if scene.tones else ""
    words = listed([f"“{each}”" for each in scene.lettering])
    return f"{text}. It bears the words {words}." if words else f"{text}."
