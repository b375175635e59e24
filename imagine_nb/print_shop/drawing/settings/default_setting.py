"""The default setting of a scene that names none: where its subjects are at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.reading.nouns import nouns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imagine_nb.print_shop.reading.nouns import Noun
    from imagine_nb.print_shop.reading.scene import Scene, Subject

_HOMES = {"land": "meadow", "under": "underwater", "water": "sea", "sky": "meadow"}
_TALL = 0.5


def setting_of(scene: Scene) -> str:
    """The scene's own setting, else the one where its subjects are at home."""
    if scene.style == "stencil" and scene.subjects:
        return "wall"
    table = [nouns()[s.noun] for s in scene.subjects if not _contained(s)]
    if scene.setting in ("sea", "lake", "river") and table and all(noun.home == "under" for noun in table):
        return "underwater"
    if scene.setting == "room" and table and all(noun.home == "table" for noun in table):
        return "table"  # in the kitchen, but not on its floor
    houses = [noun for noun in table if "building" in noun.traits and noun.home not in ("room", "table")]
    if scene.setting and not (scene.setting == "room" and houses):  # no house stands in a room
        return scene.setting
    if scene.weather == "snowfall":
        return "snow"
    home = _home(table, outdoors=bool(scene.weather) or any(_outdoors(noun) for noun in table))
    return _HOMES.get(home, home)


def _contained(subject: Subject) -> bool:
    """Whether it is in a vessel, which is what has a home then: a fish in a bowl."""
    return subject.relation == "in" and bool(subject.to) and "vessel" in nouns()[subject.to].traits


def _home(table: Sequence[Noun], *, outdoors: bool) -> str:
    """The home that tells most: food keeps small plants on its table, a tree keeps everything outdoors."""
    at_home = [noun for noun in table if not noun.worn and "photo" not in noun.traits] or table
    food = any("food" in noun.traits for noun in at_home)
    homes = [
        "table" if food and "plant" in noun.traits and noun.height < _TALL else noun.home for noun in at_home
    ]
    inside = ("room", "table") if outdoors else ("table",)
    telling = [home for home in homes if home not in ("land", "sky", *inside)]
    if any("surfaces" in noun.traits for noun in at_home):
        return "under" if "under" in homes else "sea"
    if telling:
        return telling[0]
    if outdoors:
        return "land"
    if "table" in homes and "land" in homes:
        return "room"
    return "land" if "land" in homes else next(iter(homes), "meadow")


def _outdoors(noun: Noun) -> bool:
    """Trees and houses, wherever else their neighbours may be at home."""
    tall = "building" in noun.traits or ("plant" in noun.traits and noun.height >= _TALL)
    return "outdoors" in noun.traits or (tall and noun.home in ("land", "forest", "beach"))
