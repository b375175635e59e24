"""Pictures such as the API sends."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def photo(number: int = 0) -> bytes:
    """A JPEG of 1024 pixels a side and a few hundred kilobytes; each number has another one."""
    image = Image.effect_noise((1024, 1024), 22).convert("RGB")
    draw = ImageDraw.Draw(image)
    for each in range(0, 1024, 64):
        blue = (200 + 5 * number) % 256
        draw.ellipse((each, each // 2, each + 200, each // 2 + 200), fill=(each // 4, 90, blue))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()
