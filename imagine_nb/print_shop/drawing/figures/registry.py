"""The registry of figures: a noun's art to its stamp, from an emoji, a head on a drawn body, or by hand."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.figures import (
    animals,
    buildings,
    clothes,
    furniture,
    icebergs,
    people,
    towers,
    vehicles,
    vessels,
)
from imagine_nb.print_shop.drawing.figures.glyphs import font_path, glyph, glyph_aspect

if TYPE_CHECKING:
    from PIL import Image

    from imagine_nb.print_shop.drawing.figures.glyphs import Touch
    from imagine_nb.print_shop.reading.colours import Colour

SKINS: tuple[Colour, ...] = ((246, 214, 180), (226, 180, 136), (186, 132, 92), (140, 94, 66), (104, 70, 54))
_TAILS = ("bushy", "thin", "lion", "none", "panda")

_DRAWN: dict[str, Callable[[Colour, int], Image.Image | None]] = {
    "@unicorn": animals.unicorn,
    "@zebra": animals.zebra,
    "@polarbear": animals.polar_bear,
    "@flight": animals.bird_in_flight,
    "@lighthouse": buildings.lighthouse,
    "@clocktower": buildings.clock_tower,
    "@towerbridge": buildings.tower_bridge,
    "@phonebox": buildings.phone_box,
    "@windmill": buildings.windmill,
    "@igloo": buildings.igloo,
    "@pyramid": buildings.pyramid,
    "@bridge": buildings.stone_bridge,
    "@barn": buildings.barn,
    "@cone": clothes.cone_hat,
    "@santahat": clothes.santa_hat,
    "@neckscarf": clothes.neck_scarf,
    "@bookshelf": furniture.bookshelf,
    "@fireplace": furniture.fireplace,
    "@fence": furniture.fence,
    "@bench": furniture.bench,
    "@pillow": furniture.pillow,
    "@blanket": furniture.blanket,
    "@lamp": furniture.lamp,
    "@piano": furniture.piano,
    "@iceberg": icebergs.iceberg,
    "@icebelow": icebergs.ice_below,
    "@robot": people.robot,
    "@astronaut": people.astronaut,
    "@tower": towers.stone_tower,
    "@irontower": towers.iron_tower,
    "@doubledecker": vehicles.double_decker,
    "@hotairballoon": vehicles.hot_air_balloon,
    "@drone": vehicles.drone,
    "@submarine": vehicles.submarine,
    "@airship": vehicles.airship,
    "@hull": vehicles.rowing_boat,
    "@broomstick": vehicles.broomstick,
    "@basket": vessels.basket,
    "@bowl": vessels.bowl,
    "@vase": vessels.vase,
    "@openbox": vessels.open_box,
    "@cart": vessels.barrow,
    "@flowerpot": vessels.flowerpot,
    "@barrel": vessels.barrel,
    "@plate": vessels.plate,
    "@chest": vessels.treasure_chest,
    "@fishbowl": vessels.fishbowl,
}


def figure(
    art: str,
    colour: Colour,
    height: int,
    *,
    skin: Colour = SKINS[0],
    weight: int = 450,
    touches: Sequence[Touch] = (),
) -> Image.Image | None:
    """The stamp, RGBA: `art` is an emoji, "head+tail", "head+outfit" or "@name"; None without the font."""
    if art.startswith("@"):
        return _DRAWN[art](colour, height)
    head, _, rest = art.partition("+")
    if rest in _TAILS:
        return animals.sitting(head, colour, height, tail=rest, touches=touches)
    if rest:
        return people.standing(head, colour, height, outfit=rest, skin=skin, touches=touches)
    return glyph(art, colour, height, weight=weight, touches=touches)


@functools.lru_cache(maxsize=1024)
def aspect(art: str) -> float:
    """Width by height of a stamp."""
    if not art.startswith("@") and "+" not in art:
        return glyph_aspect(art)
    stamp = figure(art, (128, 128, 128), 96)
    return stamp.width / stamp.height if stamp else 1.0


def drawable(art: str) -> bool:
    """Whether the stamp can be made here: all of it by hand or from pixels, or with the font."""
    return font_path() is not None or art[0] in "*#" or (art.startswith("@") and art not in _WITH_GLYPHS)


_WITH_GLYPHS = ("@robot", "@unicorn", "@zebra")
