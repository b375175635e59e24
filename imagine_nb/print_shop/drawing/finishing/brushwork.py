"""Oil paint: layers of brush strokes laid along the edges of a picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from imagine_nb.print_shop.drawing.chance import chance

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.chance import Floats

Step = Callable[[], None]


def oil(image: Image.Image, step: Step) -> Image.Image:
    """Three coats of brush strokes, each finer, laid along the forms, with the relief of thick paint."""
    scale = max(image.size) / 1024
    random = chance("oil", image.size)
    canvas = image.filter(ImageFilter.GaussianBlur(12 * scale))
    for radius, share in ((13, 1.0), (8, 1.3), (4.6, 1.1)):
        canvas = _coat(image, canvas, radius * scale, share, random, step)
    relief = canvas.filter(ImageFilter.Kernel((3, 3), (-2, -1, 0, -1, 1, 1, 0, 1, 2), 1, 0))
    return Image.blend(canvas, relief, 0.3)


def _coat(
    image: Image.Image,
    canvas: Image.Image,
    radius: float,
    share: float,
    random: np.random.Generator,
    step: Step,
) -> Image.Image:
    """One coat: strokes on a loose grid, mostly where the canvas is still unlike the picture."""
    soft = image.filter(ImageFilter.GaussianBlur(radius * 0.5))
    colours = np.asarray(soft)
    step()
    off: Floats = np.abs(np.asarray(canvas, np.float32) - colours).sum(axis=2)
    mesh = max(2.0, radius * 1.05)
    grid: Floats = np.mgrid[0 : image.height : mesh, 0 : image.width : mesh]
    limit = ((image.height - 1), (image.width - 1))
    ys, xs = (
        np.clip(g.ravel() + random.uniform(-mesh, mesh, g.size) / 2, 0, m).astype(int)
        for g, m in zip(grid, limit, strict=True)
    )
    keep = (off[ys, xs] > 26) | (random.random(ys.size) > 0.8 * share)
    order = random.permutation(int(keep.sum()))
    ys, xs = ys[keep][order], xs[keep][order]
    reach = radius * random.uniform(1.4, 2.6, ys.size)
    turn = _along_forms(soft, radius, ys, xs, random)
    dx, dy = np.cos(turn) * reach, np.sin(turn) * reach
    step()
    tones = np.clip(colours[ys, xs].astype(np.int32) + random.integers(-9, 10, (ys.size, 1)), 0, 255)
    out = canvas.copy()
    draw, width = ImageDraw.Draw(out), max(2, round(radius))
    lines = np.stack([xs - dx, ys - dy, xs + dx, ys + dy], axis=1).tolist()
    for k, (line, tone) in enumerate(zip(lines, tones.tolist(), strict=True)):
        if k % 2000 == 0:
            step()
        draw.line(line, fill=tuple(tone), width=width)
    return out.filter(ImageFilter.GaussianBlur(0.6))


def _along_forms(
    image: Image.Image, radius: float, ys: Floats, xs: Floats, random: np.random.Generator
) -> Floats:
    """The direction of a stroke at each place: along the edge there, or with the hand where all is flat."""
    calm = np.asarray(image.convert("L").filter(ImageFilter.GaussianBlur(radius)), np.float32)
    slopes: Floats = np.stack(list(np.gradient(calm)))
    gy, gx = slopes[0][ys, xs], slopes[1][ys, xs]
    along = np.arctan2(gx, -gy) + random.normal(0, 0.25, ys.size)
    turn: Floats = np.where(np.hypot(gx, gy) < 0.35, 0.3 + random.normal(0, 0.35, ys.size), along)
    return turn
