"""Segmentation of a photograph: its subject cut out, and how clean the cut is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from imagine_nb.print_shop.drawing.regions import components

if TYPE_CHECKING:
    from imagine_nb.print_shop.drawing.chance import Floats

_SIDE = 224  # the subject is looked for at this size
_BINS = 16
_ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Cut:
    """A mask of the subject at the photograph's size, and how clean it is: 0 (a guess) to 1."""

    mask: Image.Image
    clean: float


def cut_of(photo: Image.Image) -> Cut:
    """The subject in the middle of a photograph, told from its border by colour, in a few rounds."""
    scale = _SIDE / max(photo.size)
    small = photo.resize(
        (max(8, round(photo.width * scale)), max(8, round(photo.height * scale))), Image.Resampling.LANCZOS
    )
    prior = _prior(small.height, small.width)
    chance_of = _settled(small, prior)
    body = _one_body(chance_of > 0.5)
    clean = _cleanness(small, body, chance_of)
    edge = Image.fromarray((body * 255).astype(np.uint8)).resize(photo.size, Image.Resampling.BICUBIC)
    soft = edge.filter(ImageFilter.GaussianBlur(max(photo.size) / 300))
    return Cut(soft.point(lambda v: min(255, max(0, (v - 96) * 4))), clean)


def _prior(height: int, width: int) -> Floats:
    """Where a subject mostly is: the middle and what is below it; never the upper corners."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    u, v = (x / width - 0.5) * 2, (y / height - 0.5) * 2
    head = np.exp(-(((u / 0.44) ** 2 + ((v + 0.28) / 0.68) ** 2) ** 2))
    trunk = np.exp(-((u / np.interp(v, [0.0, 1.0], [0.4, 0.85])) ** 4)) * (v > 0)
    prior = 0.06 + 0.84 * np.maximum(head, trunk * 0.95)
    edge = max(2, round(0.035 * min(height, width)))
    border = np.zeros_like(prior, dtype=bool)
    border[:edge] = border[:, :edge] = border[:, -edge:] = True
    out: Floats = np.where(border, np.minimum(prior, 0.1), prior).astype(np.float32)
    return out


def _settled(small: Image.Image, prior: Floats) -> Floats:
    lab = np.asarray(small.filter(ImageFilter.GaussianBlur(0.7)).convert("LAB"), np.int32)
    ab = (((lab[..., 1:] + 128) % 256) - 128) * 1.6 + 128
    bins = np.concatenate(
        [lab[..., :1] * _BINS // 256, np.clip(ab * _BINS / 256, 0, _BINS - 1).astype(np.int32)], axis=2
    )
    index = ((bins[..., 0] * _BINS + bins[..., 1]) * _BINS + bins[..., 2]).ravel()
    grey = np.asarray(small.convert("L"), np.float32) / 255
    chance_of = prior.copy()
    lean = np.log(prior / (1 - prior)) * 0.75
    for _ in range(_ROUNDS):
        inside, outside = _histogram(index, chance_of), _histogram(index, 1 - chance_of)
        ratio = np.clip(np.log(inside[index] / outside[index]), -4, 4).reshape(prior.shape) * 0.8
        chance_of = _guided(grey, 1 / (1 + np.exp(-(lean + ratio))), 6, 0.003).clip(0.001, 0.999)
    return chance_of.astype(np.float32)


def _histogram(index: Floats, weight: Floats) -> Floats:
    counts = np.bincount(index, weight.ravel(), _BINS**3).reshape((_BINS,) * 3)
    for axis in range(3):
        counts = 0.25 * np.roll(counts, 1, axis) + 0.5 * counts + 0.25 * np.roll(counts, -1, axis)
    shares: Floats = counts.ravel() / counts.sum() + 2e-5
    return shares


def _box(values: Floats, r: int) -> Floats:
    total = np.pad(values, ((r + 1, r), (r + 1, r)), mode="edge").cumsum(0, dtype=np.float64).cumsum(1)
    k = 2 * r + 1
    means: Floats = (total[k:, k:] - total[:-k, k:] - total[k:, :-k] + total[:-k, :-k]) / (k * k)
    return means


def _guided(guide: Floats, values: Floats, r: int, epsilon: float) -> Floats:
    """`values` smoothed along the edges of `guide` (He, Sun and Tang's guided filter)."""
    g, v = _box(guide, r), _box(values, r)
    slope = (_box(guide * values, r) - g * v) / (_box(guide * guide, r) - g * g + epsilon)
    return _box(slope, r) * guide + _box(v - slope * g, r)


def _one_body(mask: Floats) -> Floats:
    """The largest connected part, its holes filled, its rim smoothed."""
    calm: Floats = (
        np.asarray(Image.fromarray((mask * 255).astype(np.uint8)).filter(ImageFilter.MedianFilter(5))) > 0
    )
    if not calm.any():
        return calm
    labels = components(calm)
    body = labels == np.argmax(np.bincount(labels.ravel())[1:]) + 1
    around = np.pad(~body, 1, constant_values=True)
    filled: Floats = ~(components(around) == 1)[1:-1, 1:-1]
    return filled


def _cleanness(small: Image.Image, body: Floats, chance_of: Floats) -> float:
    """High where the mask is sure, has a smooth rim on a real edge, and is neither tiny nor everything."""
    share = float(body.mean())
    if not 0.10 < share < 0.72:
        return 0.0
    sure = float(np.abs(chance_of - 0.5).mean() * 2)
    mask = Image.fromarray((body * 255).astype(np.uint8))
    rim = np.asarray(ImageChops.subtract(mask.filter(ImageFilter.MaxFilter(3)), mask)) > 0
    rim[:2] = rim[-2:] = rim[:, :2] = rim[:, -2:] = False
    slope = np.asarray(
        small.convert("L").filter(ImageFilter.FIND_EDGES).filter(ImageFilter.MaxFilter(3)), np.float32
    )
    contrast = float(np.clip(slope[rim].mean() / 70, 0, 1)) if rim.any() else 0.0
    smooth = float(np.clip(3.2 * np.sqrt(share * body.size) / max(1, rim.sum()), 0, 1))
    sides = float((body[:, 0].mean() + body[:, -1].mean()) / 2 + body[0].mean())
    return max(0.0, sure * 0.45 + contrast * 0.25 + smooth * 0.3 - sides * 0.5)


def die_cut(photo: Image.Image, cut: Cut, height: int) -> Image.Image:
    """The subject as a paper figure with a white rim, RGBA, `height` pixels high."""
    box = cut.mask.getbbox() or (0, 0, *photo.size)
    scale = height / (box[3] - box[1])
    size = (max(1, round((box[2] - box[0]) * scale)), height)
    figure, mask = (
        photo.crop(box).resize(size, Image.Resampling.LANCZOS),
        cut.mask.crop(box).resize(size, Image.Resampling.BICUBIC),
    )
    rim = max(3, height // 70)
    sheet = Image.new("L", (size[0] + 4 * rim, size[1] + 3 * rim), 0)
    sheet.paste(mask, (2 * rim, 2 * rim))
    outer = _grown(sheet, rim)
    stamp = Image.new("RGBA", sheet.size, (250, 247, 238, 0))
    ink = _grown(sheet, rim + max(1, rim // 4))
    stamp.paste((38, 33, 43, 255), (0, 0), ink)
    stamp.paste((250, 247, 238, 255), (0, 0), outer)
    stamp.paste(figure, (2 * rim, 2 * rim), mask)
    return stamp


def _grown(mask: Image.Image, by: int) -> Image.Image:
    soft = mask.filter(ImageFilter.GaussianBlur(by * 0.9))
    return soft.point(lambda v: min(255, max(0, (v - 26) * 8)))
