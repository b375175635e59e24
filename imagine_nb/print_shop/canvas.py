"""The sheet that a scene is drawn on: flat layers with an ink line, hatching, and stamps with their shadows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from imagine_nb.print_shop.chance import chance, wavering
from imagine_nb.print_shop.palette import Colour
from imagine_nb.print_shop.pen import INK

Point = tuple[float, float]


class Cancelled(Exception):
    """Raised inside drawing when nobody waits for the picture any more."""


def never() -> bool:
    """A `stop` that never asks to stop."""
    return False


class Canvas:
    """A picture in the making; positions are fractions of its width and height, lengths of its shorter side."""

    def __init__(self, width: int, height: int, *, key: str, stop: Callable[[], bool] = never) -> None:
        self.width, self.height, self.key, self.stop = width, height, key, stop
        self.unit = min(width, height)
        self.image = Image.new("RGB", (width, height))
        self.line = max(1, round(self.unit / 330))

    def chance(self, *words: object) -> np.random.Generator:
        """Random choices for one part of the picture; the other parts do not disturb them."""
        return chance(self.key, *words)

    def step(self) -> None:
        """A place between two steps of drawing where a cancelled request stops."""
        if self.stop():
            raise Cancelled

    @property
    def draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self.width, y * self.height) for x, y in points]

    def fill(self, colour: Colour) -> None:
        self.image.paste(colour, (0, 0, self.width, self.height))

    def shape(self, points: Sequence[Point], colour: Colour, *, ink: float = 1.0) -> None:
        """A closed flat shape; `ink` is the width of its outline, 0 for none."""
        pixels = self.pixels(points)
        self.draw.polygon(pixels, fill=colour)
        if ink:
            self.draw.line([*pixels, pixels[0]], fill=INK, width=max(1, round(self.line * ink)), joint="curve")

    def stroke(self, points: Sequence[Point], colour: Colour = INK, *, ink: float = 1.0) -> None:
        self.draw.line(self.pixels(points), fill=colour, width=max(1, round(self.line * ink)), joint="curve")

    def disc(self, x: float, y: float, radius: float, colour: Colour, *, ink: float = 1.0) -> None:
        cx, cy, r = x * self.width, y * self.height, radius * self.unit
        width = max(1, round(self.line * ink)) if ink else 0
        self.draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=colour, outline=INK if ink else None, width=width)

    def band(
        self, y: float, swell: float, colour: Colour, *, name: object,
        waves: Sequence[tuple[int, float]] = ((4, 1.0), (11, 0.3)), ink: float = 1.0,
    ) -> NDArray[np.float64]:
        """Everything below a swelling line in one colour; answers the line, in fractions of the height."""
        edge = y + wavering(self.chance("band", name), self.width, [(k, a * swell) for k, a in waves])
        pixels = [(float(x), float(edge[x] * self.height)) for x in [*range(0, self.width, 4), self.width - 1]]
        self.draw.polygon([(0, self.height), *pixels, (self.width, self.height)], fill=colour)
        if ink:
            self.draw.line(pixels, fill=INK, width=max(1, round(self.line * ink)), joint="curve")
        return edge

    def hatch(
        self, top: float, bottom: float, colour: Colour, *, name: object, n: int = 60, length: float = 0.06,
        slant: float = 0.0, left: float = 0.0, right: float = 1.0,
    ) -> None:
        """Short carved strokes strewn over a band of the picture, longer towards its bottom."""
        random = self.chance("hatch", name)
        draw, wide = self.draw, max(1, round(self.unit / 400))
        for _ in range(n):
            depth = random.uniform()
            x, y = random.uniform(left, right) * self.width, (top + depth * (bottom - top)) * self.height
            reach = random.uniform(0.3, 1) * length * self.unit * (0.5 + 0.7 * depth)
            draw.line([(x, y), (x + reach, y + reach * slant)], fill=colour, width=wide)

    def shadow(self, x0: float, y: float, x1: float, *, depth: float, strength: int = 96) -> None:
        """A cast shadow on the ground: a flat ellipse in pixels, drawn out to the right."""
        half = max(2.0, (x1 - x0) * depth)
        box = (round(x0 - half), round(y - 2 * half), round(x1 + 3 * half), round(y + 2 * half))
        mask = Image.new("L", (max(1, box[2] - box[0]), max(1, box[3] - box[1])), 0)
        draw = ImageDraw.Draw(mask)
        draw.ellipse((half, half, mask.width - 1, mask.height - half), fill=strength)
        self.image.paste(INK, box[:2], mask)

    def stamp(self, art: Image.Image, left: float, top: float) -> None:
        """A stamp on the sheet at this pixel."""
        self.image.paste(art, (round(left), round(top)), art)


def finished(canvas: Canvas, size: tuple[int, int], *, paper: Colour, margin: float = 0.04) -> Image.Image:
    """The pulled print: ink that did not quite take, paper grain, and the ragged edge of the block."""
    image = canvas.image.resize(size, Image.Resampling.BOX) if canvas.image.size != size else canvas.image
    canvas.step()
    width, height = size
    random = chance(canvas.key, "grain", width, height)
    sheet = np.asarray(image, np.float32)
    coarse = random.standard_normal((height // 2 + 1, width // 2 + 1), np.float32)
    grain = np.kron(coarse, np.ones((2, 2), np.float32))[:height, :width, None]
    canvas.step()
    specks = Image.fromarray((random.random((height, width), np.float32) > 0.985).astype(np.uint8) * 255)
    bare = np.asarray(specks.filter(ImageFilter.GaussianBlur(0.8)), np.float32)[..., None] * (0.45 / 255)
    canvas.step()
    sheet = (sheet + grain * 4) * (1 - bare) + np.array(paper, np.float32) * bare
    printed = Image.fromarray(sheet.clip(0, 255).astype(np.uint8))
    canvas.step()
    return _on_paper(printed, random, paper=paper, margin=margin)


def _on_paper(printed: Image.Image, random: np.random.Generator, *, paper: Colour, margin: float) -> Image.Image:
    width, height = printed.size
    inset = round(min(width, height) * margin)
    block = Image.new("L", printed.size, 0)
    ImageDraw.Draw(block).rounded_rectangle((inset, inset, width - inset, height - inset), radius=inset // 6, fill=255)
    soft = np.asarray(block.filter(ImageFilter.GaussianBlur(max(1.0, inset / 18))), np.float32)
    ragged = soft + random.standard_normal((height, width), np.float32) * 55
    mask = Image.fromarray((ragged > 128).astype(np.uint8) * 255).filter(ImageFilter.GaussianBlur(0.7))
    mask = ImageChops.darker(mask, block.filter(ImageFilter.MaxFilter(5)))
    tooth = random.standard_normal((height // 2 + 1, width // 2 + 1), np.float32) * 3 + 128
    rough = Image.fromarray(tooth.clip(0, 255).astype(np.uint8)).resize(printed.size, Image.Resampling.BILINEAR)
    sheet = ImageChops.add(Image.new("RGB", printed.size, paper), Image.merge("RGB", (rough,) * 3), 1, -128)
    sheet.paste(printed, (0, 0), mask)
    return sheet
