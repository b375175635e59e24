"""The setting of a scene that names none: where its subjects are at home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from imagine_nb.print_shop.reading.nouns import nouns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from imagine_nb.print_shop.reading.nouns import Noun
    from imagine_nb.print_shop.reading.scene import Scene

_HOMES = {"land": "meadow", "under": "underwater", "water": "sea", "sky": "meadow"}
_TALL = 0.5


def setting_of(scene: Scene) -> str:
    """The scene's own setting, else the one where its subjects are at home."""
    if scene.style == "stencil" and scene.subjects:
        return "wall"
    table = [nouns()[s.noun] for s in scene.subjects]
    if scene.setting == "sea" and table and all(noun.home == "under" for noun in table):
        return "underwater"
    if scene.setting:
        return scene.setting
    if scene.weather == "snowfall":
        return "snow"
    home = _home(table)
    return _HOMES.get(home, home)


def _home(table: Sequence[Noun]) -> str:
    """The home that tells most: food keeps small plants on its table, a tree keeps everything outdoors."""
    at_home = [noun for noun in table if not noun.worn and "photo" not in noun.traits] or table
    food = any("food" in noun.traits for noun in at_home)
    homes = [
        "table" if food and "plant" in noun.traits and noun.height < _TALL else noun.home for noun in at_home
    ]
    outdoors = any(_outdoors(noun) for noun in at_home)
    inside = ("room", "table") if outdoors else ("table",)
    telling = [home for home in homes if home not in ("land", "sky", *inside)]
    if telling:
        return telling[0]
    if outdoors:
        return "land"
    if "table" in homes and "land" in homes:
        return "room"
    return "land" if "land" in homes else next(iter(homes), "meadow")


def _outdoors(noun: Noun) -> bool:
    """Trees and houses, wherever else their neighbours may be at home."""
    tall = noun.traits & {"building", "plant"} and noun.height >= _TALL
    return bool(tall) and noun.home in ("land", "forest", "beach")
