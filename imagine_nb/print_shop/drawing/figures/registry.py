"""The stamp of any noun: an emoji's print, a head on a drawn body, or a figure drawn by hand."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from imagine_nb.print_shop.drawing.figures import (
    animals,
    belongings,
    furnishings,
    landmarks,
    people,
    towers,
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
    "@lighthouse": landmarks.lighthouse,
    "@clocktower": landmarks.clock_tower,
    "@towerbridge": landmarks.tower_bridge,
    "@phonebox": landmarks.phone_box,
    "@doubledecker": landmarks.double_decker,
    "@windmill": landmarks.windmill,
    "@hotairballoon": landmarks.hot_air_balloon,
    "@igloo": landmarks.igloo,
    "@pyramid": landmarks.pyramid,
    "@bridge": landmarks.stone_bridge,
    "@barn": landmarks.barn,
    "@tower": towers.stone_tower,
    "@irontower": towers.iron_tower,
    "@iceberg": towers.iceberg,
    "@icebelow": towers.ice_below,
    "@basket": vessels.basket,
    "@bowl": vessels.bowl,
    "@vase": vessels.vase,
    "@openbox": vessels.open_box,
    "@cart": vessels.barrow,
    "@flowerpot": vessels.flowerpot,
    "@barrel": vessels.barrel,
    "@bookshelf": furnishings.bookshelf,
    "@fireplace": furnishings.fireplace,
    "@fence": furnishings.fence,
    "@bench": furnishings.bench,
    "@pillow": furnishings.pillow,
    "@blanket": furnishings.blanket,
    "@plate": vessels.plate,
    "@drone": furnishings.drone,
    "@submarine": furnishings.submarine,
    "@airship": furnishings.airship,
    "@lamp": belongings.lamp,
    "@hull": belongings.rowing_boat,
    "@cone": belongings.cone_hat,
    "@santahat": belongings.santa_hat,
    "@neckscarf": belongings.neck_scarf,
    "@piano": belongings.piano,
    "@chest": belongings.treasure_chest,
    "@broomstick": belongings.broomstick,
    "@fishbowl": belongings.fishbowl,
    "@robot": people.robot,
    "@astronaut": people.astronaut,
    "@unicorn": animals.unicorn,
    "@zebra": animals.zebra,
    "@polarbear": animals.polar_bear,
    "@flight": animals.bird_in_flight,
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
