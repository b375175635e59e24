"""Colour transfer: the palette of one picture on the forms of another."""

from __future__ import annotations

import numpy as np
from PIL import Image


def with_colours_of(image: Image.Image, model: Image.Image) -> Image.Image:
    """`image` in the colours of `model`: lightness, warmth and saturation take its means and spreads."""
    forms, colours = _opponent(image), _opponent(model.resize((160, 160)))
    mean, spread = forms.mean((0, 1)), forms.std((0, 1)) + 1e-3
    wanted, wide = colours.mean((0, 1)), colours.std((0, 1))
    out = (forms - mean) / spread * (0.35 * spread + 0.65 * wide) + 0.2 * mean + 0.8 * wanted
    light, red, blue = out[..., 0], out[..., 1], out[..., 2]
    green = light - (red + blue) / 3
    rgb = np.stack([green + red, green, green + blue], axis=-1)
    return Image.fromarray(rgb.clip(0, 255).astype(np.uint8))


def _opponent(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Mean lightness, red over green, blue over green."""
    a = np.asarray(image.convert("RGB"), np.float32)
    return np.stack([a.mean(axis=2), a[..., 0] - a[..., 1], a[..., 2] - a[..., 1]], axis=-1)
