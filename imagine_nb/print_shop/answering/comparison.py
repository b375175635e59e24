"""Comparison of pictures: what two or more have in common, and what changed from one to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from imagine_nb.print_shop.drawing.finishing.captions import counted
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts
    from imagine_nb.print_shop.reading.scene import Scene


def compared(pictures: Sequence[tuple[int, Facts]]) -> str:
    """Sentences on every picture against the first of them."""
    seen = [(k, f) for k, f in pictures if f.seen]
    unseen = [f"Image {k + 1} was not seen ({f.name or 'no name'})." for k, f in pictures if not f.seen]
    if len(seen) < 2:
        return " ".join([*unseen, "There are no two pictures here that the print shop has seen."])
    first, *others = seen
    return " ".join([*unseen, *(_pair(first, other) for other in others)])


def _pair(a: tuple[int, Facts], b: tuple[int, Facts]) -> str:
    (i, x), (j, y) = a, b
    far = difference(x, y)
    word = (
        "the same, pixel for pixel as far as measured"
        if far < 0.004
        else "much alike"
        if far < 0.08
        else "different"
    )
    apart = f"on average their pixels are {far:.0%} as far apart in colour as black is from white"
    parts = [f"Images {i + 1} and {j + 1} look {word}: {apart}."]
    if x.scene and y.scene:
        parts.append(scene_difference(x.scene, y.scene, (i + 1, j + 1)))
    elif x.scene or y.scene:
        parts.append(f"Only image {(i if x.scene else j) + 1} was printed here.")
    same_size = (x.width, x.height) == (y.width, y.height)
    parts.append(
        f"Both are {x.width} x {x.height} pixels."
        if same_size
        else f"Image {i + 1} is {x.width} x {x.height} pixels, image {j + 1} {y.width} x {y.height}."
    )
    if abs(x.brightness - y.brightness) > 0.03:
        (bright, more), (dark, less) = sorted(((i, x.brightness), (j, y.brightness)), key=lambda p: -p[1])
        parts.append(f"Image {bright + 1} is brighter than image {dark + 1} ({more:.0%} against {less:.0%}).")
    parts.append(f"Image {i + 1} is mostly {_main(x)}; image {j + 1} is mostly {_main(y)}.")
    return " ".join(parts)


def _main(f: Facts) -> str:
    return ", ".join(f"{name} ({share:.0%})" for name, share in f.colours[:3])


def difference(x: Facts, y: Facts) -> float:
    """The mean difference of two pictures at a small size, 0 to 1."""
    return 1.0 if x.small is None or y.small is None else float(np.abs(x.small - y.small).mean())


def scene_difference(a: Scene, b: Scene, names: tuple[int, int] = (1, 2)) -> str:
    """What the second scene has and the first had not, and the other way round."""
    changes = []
    for label, x, y in (
        ("setting", setting_of(a), setting_of(b)),
        ("time", a.time or "day", b.time or "day"),
        ("weather", a.weather or "fair", b.weather or "fair"),
        ("style", a.style or "linocut", b.style or "linocut"),
    ):
        if x != y:
            changes.append(f"{label} from {x} to {y}")
    old, new = {counted(s) for s in a.subjects}, {counted(s) for s in b.subjects}
    changes += [f"gone: {s}" for s in sorted(old - new)] + [f"new: {s}" for s in sorted(new - old)]
    if a.lettering != b.lettering:
        changes.append(
            f"lettering from {' / '.join(a.lettering) or 'none'} to {' / '.join(b.lettering) or 'none'}"
        )
    changes += [f"treated: {t}" for t in b.tones if t not in a.tones]
    related = "the same scene" if a.key == b.key else "scenes of their own"
    what = "; ".join(changes) or "nothing in what they show"
    return f"They are prints of {related}; from image {names[0]} to image {names[1]} changed: {what}."
