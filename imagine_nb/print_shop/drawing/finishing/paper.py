"""Paper texture: grain, specks without ink, a ragged edge, and the title below."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from imagine_nb.print_shop.drawing.canvas import Cancelled
from imagine_nb.print_shop.drawing.chance import chance
from imagine_nb.print_shop.drawing.finishing.lettering import fitting, letters, lines_of
from imagine_nb.print_shop.drawing.pen import INK
from imagine_nb.print_shop.reading.colours import Colour

_MARGIN = 0.04  # of the shorter side


def on_paper(
    image: Image.Image,
    *,
    key: str,
    paper: Colour,
    grain: float,
    stop: Callable[[], bool],
) -> Image.Image:
    """A flat picture printed on paper; `grain` 0 is an even, modern print."""
    width, height = image.size
    random = chance(key, "grain", width, height)
    if grain:
        image = _grained(image, random, paper, grain)
    if stop():
        raise Cancelled
    return _with_ragged_edge(image, random, paper=paper)


def _grained(image: Image.Image, random: np.random.Generator, paper: Colour, grain: float) -> Image.Image:
    width, height = image.size
    inked = ImageChops.add(image, _tooth(image.size, random, 4 * grain), 1, -128)
    block = 2 if max(width, height) > 1400 else 1  # the same share of bare specks at every size
    hits = random.random((height // block + 1, width // block + 1), np.float32) > 0.985
    specks = Image.fromarray(hits.astype(np.uint8) * round(200 * grain))
    if block > 1:
        specks = specks.resize((specks.width * block, specks.height * block), Image.Resampling.BILINEAR)
    inked.paste(paper, (0, 0), specks.crop((0, 0, width, height)).filter(ImageFilter.BoxBlur(0.8)))
    return inked


def _tooth(size: tuple[int, int], random: np.random.Generator, depth: float) -> Image.Image:
    """The paper's roughness around 128, in grains of two pixels."""
    grains = random.standard_normal((size[1] // 2 + 1, size[0] // 2 + 1), np.float32) * depth + 128
    rough = Image.fromarray(grains.clip(0, 255).astype(np.uint8))
    rough = rough.resize((rough.width * 2, rough.height * 2), Image.Resampling.NEAREST).crop((0, 0, *size))
    return Image.merge("RGB", (rough,) * 3)


def _with_ragged_edge(printed: Image.Image, random: np.random.Generator, *, paper: Colour) -> Image.Image:
    width, height = printed.size
    inset = round(min(width, height) * _MARGIN)
    block = Image.new("L", printed.size, 0)
    ImageDraw.Draw(block).rounded_rectangle(
        (inset, inset, width - inset, height - inset), radius=inset // 6, fill=255
    )
    soft = np.array(block.filter(ImageFilter.BoxBlur(max(1.0, inset / 18))))
    rows, columns = np.nonzero((soft > 2) & (soft < 253))
    ragged = soft[rows, columns] + random.standard_normal(rows.size, np.float32) * 55
    soft[rows, columns] = np.where(ragged > 128, 255, 0)
    mask = Image.fromarray(soft).filter(ImageFilter.BoxBlur(0.6))
    sheet = _sheet(printed.size, random, paper)
    sheet.paste(printed, (0, 0), mask)
    return sheet


def _sheet(size: tuple[int, int], random: np.random.Generator, paper: Colour) -> Image.Image:
    return ImageChops.add(Image.new("RGB", size, paper), _tooth(size, random, 2.4), 1, -128)


def title_height(texts: Sequence[str], height: int) -> int:
    """How much of a sheet of that height its title takes."""
    return round(height * (0.06 + 0.075 * len(lines_of(texts)))) if texts else 0


def titled(
    image: Image.Image, texts: Sequence[str], height: int, *, key: str, paper: Colour, ink: Colour = INK
) -> Image.Image:
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
    rubbed = ImageChops.subtract(
        mask, Image.fromarray(worn.astype(np.uint8) * 120).filter(ImageFilter.GaussianBlur(0.8))
    )
    sheet.paste(ink, (0, image.height), rubbed)
    return sheet
