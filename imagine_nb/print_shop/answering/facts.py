"""Facts about a picture: measures, colours by name and share, and the Scene that it records."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFilter

from imagine_nb.print_shop.drawing.finishing.metadata import recorded_note, recorded_scene
from imagine_nb.print_shop.drawing.photographs.decoding import decoded, upright
from imagine_nb.print_shop.reading.colours import COLOURS

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.chance import Floats
    from imagine_nb.print_shop.reading.scene import Scene

_SIDE = 96


@dataclass(frozen=True, slots=True)
class Facts:
    """One picture's facts; of one that was not seen only its name's words are known."""

    name: str
    seen: bool = False
    width: int = 0
    height: int = 0
    format: str = ""
    mode: str = ""
    size: int = 0  # bytes
    transparent: float = 0.0  # the share of pixels that are not opaque
    colours: tuple[tuple[str, float], ...] = ()  # names and shares, the largest first
    brightness: float = 0.0  # 0 black, 1 white
    contrast: float = 0.0  # the deviation of lightness, 0 to 0.5
    sharpness: float = 0.0  # the mean edge, 0 to 1
    scene: Scene | None = None
    note: str = ""  # what was done, of a picture of the print shop that no scene makes again
    small: Floats | None = None  # the picture at 96 x 96, for comparison

    @property
    def ratio(self) -> str:
        """The proportions, as small whole numbers where there are some."""
        common = math.gcd(self.width, self.height) or 1
        across, down = self.width // common, self.height // common
        if max(across, down) <= 32:
            return f"{across}:{down}"
        return f"{self.width / max(1, self.height):.2f}:1"

    @property
    def shape(self) -> str:
        """One of "square", "landscape" and "portrait"."""
        return (
            "square" if self.width == self.height else "landscape" if self.width > self.height else "portrait"
        )


def facts_of(data: bytes | None, name: str = "") -> Facts:
    """The facts of a picture's bytes; raises Unreadable where they are none."""
    if data is None:
        return Facts(name)
    image = decoded(data)
    format_, mode, scene = image.format or "", image.mode, recorded_scene(image)
    plain = upright(image)
    small = plain.resize((_SIDE, _SIDE), Image.Resampling.BOX)
    grey = np.asarray(small.convert("L"), np.float32) / 255
    edges = (
        plain.convert("L")
        .resize((512, 512), Image.Resampling.BILINEAR)
        .filter(ImageFilter.FIND_EDGES)
        .crop((2, 2, 510, 510))
    )
    return Facts(
        name=name,
        seen=True,
        width=plain.width,
        height=plain.height,
        format=format_,
        mode=mode,
        size=len(data),
        transparent=_transparency(image),
        colours=colours_of(small),
        brightness=float(grey.mean()),
        contrast=float(grey.std()),
        sharpness=min(1.0, float(np.asarray(edges, np.float32).mean()) / 40),
        scene=scene,
        note=recorded_note(image),
        small=np.asarray(small, np.float32) / 255,
    )


def _transparency(image: Image.Image) -> float:
    if image.mode in ("RGBA", "LA", "PA"):
        return float((np.asarray(image.getchannel("A")) < 250).mean())
    if "transparency" in image.info:
        return float((np.asarray(image.convert("RGBA").getchannel("A")) < 250).mean())
    return 0.0


def colours_of(image: Image.Image) -> tuple[tuple[str, float], ...]:
    """The named colours of a picture with their shares, the largest first, at most six."""
    few = image.convert("RGB").quantize(16, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    table = few.getpalette() or []
    shares: dict[str, float] = {}
    for count, index in few.getcolors() or []:
        at = int(index) * 3  # type: ignore[arg-type]
        name = colour_name((table[at], table[at + 1], table[at + 2]))
        shares[name] = shares.get(name, 0.0) + count / (image.width * image.height)
    ranked = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
    return tuple((name, share) for name, share in ranked if share >= 0.02)[:6]


def colour_name(colour: tuple[int, int, int]) -> str:
    """The nearest of the colour names, greys by lightness alone."""
    if max(colour) - min(colour) < 22:
        light = sum(colour) / 3
        return "black" if light < 70 else "grey" if light < 205 else "white"
    return min(
        COLOURS,
        key=lambda name: (
            _distance(colour, COLOURS[name]) if name not in ("silver", "white", "black", "grey") else 1e9
        ),
    )


def _distance(a: tuple[int, int, int], b: tuple[int, int, int]) -> float:
    """A cheap perceptual distance (the weighted RGB of "redmean")."""
    red = (a[0] + b[0]) / 2
    dr, dg, db = (x - y for x, y in zip(a, b, strict=True))
    return (2 + red / 256) * dr * dr + 4 * dg * dg + (2 + (255 - red) / 256) * db * db


def data_size(size: int) -> str:
    """A number of bytes for people."""
    return f"{size / 1024:.0f} kB" if size < 1_048_576 else f"{size / 1_048_576:.1f} MB"
