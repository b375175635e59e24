"""The pull of the press: ink that did not quite take, paper grain, the ragged edge of the block, and the title below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from imagine_nb.print_shop.canvas import Cancelled
from imagine_nb.print_shop.chance import chance
from imagine_nb.print_shop.lettering import fitting, letters, lines_of
from imagine_nb.print_shop.palette import Colour
from imagine_nb.print_shop.pen import INK


def pulled(
    image: Image.Image, *, key: str, paper: Colour, grain: float = 1.0, margin: float = 0.04, stop: Callable[[], bool]
) -> Image.Image:
    """A flat picture as a print on paper; `grain` 0 is an even, modern pull."""
    width, height = image.size
    random = chance(key, "grain", width, height)
    if grain:
        image = _grained(image, random, paper, grain)
    if stop():
        raise Cancelled
    return _on_paper(image, random, paper=paper, margin=margin)


def _grained(image: Image.Image, random: np.random.Generator, paper: Colour, grain: float) -> Image.Image:
    width, height = image.size
    sheet = np.array(image, np.float32)
    coarse = random.standard_normal((height // 2 + 1, width // 2 + 1), np.float32) * (4 * grain)
    sheet += coarse.repeat(2, 0).repeat(2, 1)[:height, :width, None]
    bare = _specks(random, width, height)[..., None] * (0.45 * grain / 255)
    sheet += (np.array(paper, np.float32) - sheet) * bare
    return Image.fromarray(sheet.clip(0, 255).astype(np.uint8))


def _specks(random: np.random.Generator, width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """Where the ink did not take: the same share of the sheet at every size."""
    block = 2 if max(width, height) > 1400 else 1
    hits = random.random((height // block + 1, width // block + 1), np.float32) > 0.985
    specks = Image.fromarray(hits.astype(np.uint8) * 255)
    if block > 1:
        specks = specks.resize((specks.width * block, specks.height * block), Image.Resampling.BILINEAR)
    return np.asarray(specks.crop((0, 0, width, height)).filter(ImageFilter.GaussianBlur(0.8)), np.float32)


def _on_paper(printed: Image.Image, random: np.random.Generator, *, paper: Colour, margin: float) -> Image.Image:
    width, height = printed.size
    inset = round(min(width, height) * margin)
    block = Image.new("L", printed.size, 0)
    ImageDraw.Draw(block).rounded_rectangle((inset, inset, width - inset, height - inset), radius=inset // 6, fill=255)
    soft = np.asarray(block.filter(ImageFilter.BoxBlur(max(1.0, inset / 18))), np.float32)
    near = (soft > 2) & (soft < 253)
    ragged = np.where(near, soft + random.standard_normal((height, width), np.float32) * 55 * near, soft)
    mask = Image.fromarray((ragged > 128).astype(np.uint8) * 255).filter(ImageFilter.GaussianBlur(0.7))
    sheet = _sheet(printed.size, random, paper)
    sheet.paste(printed, (0, 0), mask)
    return sheet


def _sheet(size: tuple[int, int], random: np.random.Generator, paper: Colour) -> Image.Image:
    tooth = random.standard_normal((size[1] // 2 + 1, size[0] // 2 + 1), np.float32) * 3 + 128
    rough = Image.fromarray(tooth.clip(0, 255).astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)
    return ImageChops.add(Image.new("RGB", size, paper), Image.merge("RGB", (rough,) * 3), 1, -128)


def title_height(texts: Sequence[str], height: int) -> int:
    """How much of a sheet of that height its title takes."""
    return round(height * (0.06 + 0.075 * len(lines_of(texts)))) if texts else 0


def titled(image: Image.Image, texts: Sequence[str], height: int, *, key: str, paper: Colour, ink: Colour = INK) -> Image.Image:
    """The picture on a sheet of that height, the title in ink below it."""
    width, below = image.width, height - image.height
    random = chance(key, "title", width, height)
    sheet = _sheet((width, height), random, paper)
    sheet.paste(image, (0, 0))
    lines = lines_of(texts)
    step = below * 0.86 / len(lines)
    face = letters(fitting(lines, width * 0.9, step))
    mask = Image.new("L", (width, below), 0)
    draw = ImageDraw.Draw(mask)
    for k, line in enumerate(lines):
        draw.text((width / 2, step * (k + 0.5)), line, font=face, fill=255, anchor="mm")
    worn = random.random((below, width), np.float32) > 0.975
    rubbed = ImageChops.subtract(mask, Image.fromarray(worn.astype(np.uint8) * 120).filter(ImageFilter.GaussianBlur(0.8)))
    sheet.paste(ink, (0, image.height), rubbed)
    return sheet
