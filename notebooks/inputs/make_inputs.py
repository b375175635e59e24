"""Make the pictures that notebooks 03 and 04 take in; SOURCES.md says where each comes from.

Run it from anywhere: `python notebooks/inputs/make_inputs.py`. The photographs need scikit-image.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from PIL import Image, ImageDraw

FOLDER = Path(__file__).parent
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SCOOPS = (12, 18, 15, 22, 34, 58, 49)
ITEMS = (
    ("4 bread rolls", "2.00"),
    ("1 rye loaf", "3.60"),
    ("2 plum cakes", "5.00"),
    ("1 pot of honey", "4.40"),
)
TOTAL = "15.00"
INK = "#2b2622"


def drawn(figure: Figure) -> Image.Image:
    """A figure of matplotlib as a picture."""
    file = BytesIO()
    figure.savefig(file, format="png")
    return Image.open(file).convert("RGB")


def chart() -> Image.Image:
    """A week's bars, and the highest of them on Saturday."""
    figure = Figure(figsize=(7, 4), dpi=110, layout="constrained")
    axes = figure.subplots()
    axes.bar_label(axes.bar(DAYS, SCOOPS, color="#3a86b7"))
    axes.set_title("Ice cream sold in one week in June")
    axes.set_ylabel("scoops")
    axes.spines[["top", "right"]].set_visible(False)
    return drawn(figure)


def bill() -> Image.Image:
    """A baker's bill, as a scanner sees it: a little askew, on paper that is not quite white."""
    figure = Figure(figsize=(5.4, 6.6), dpi=110)
    text: dict[str, Any] = {"family": "DejaVu Serif", "color": INK}
    figure.text(0.5, 0.9, "Corner Bakery", size=24, ha="center", **text)
    figure.text(0.5, 0.85, "12 Mill Lane", size=12, ha="center", **text)
    figure.text(0.12, 0.75, "Bill 17", size=14, **text)
    figure.text(0.88, 0.75, "3 June 2026", size=14, ha="right", **text)
    for line, (what, price) in enumerate(ITEMS):
        figure.text(0.12, 0.64 - 0.07 * line, what, size=15, **text)
        figure.text(0.88, 0.64 - 0.07 * line, price, size=15, ha="right", **text)
    figure.text(0.12, 0.3, "Total in euros", size=17, weight="bold", **text)
    figure.text(0.88, 0.3, TOTAL, size=17, weight="bold", ha="right", **text)
    figure.text(0.5, 0.12, "Thank you, and come again!", size=12, style="italic", ha="center", **text)
    page = drawn(figure)
    pen = ImageDraw.Draw(page)
    for share in (0.29, 0.64):
        pen.line(
            [(0.12 * page.width, share * page.height), (0.88 * page.width, share * page.height)], fill=INK
        )
    return scanned(page)


def scanned(page: Image.Image) -> Image.Image:
    """The page turned by a degree, with the grain and the shadow of a scan."""
    turned = page.rotate(1.2, resample=Image.Resampling.BICUBIC, fillcolor="white")
    grey = np.asarray(turned.convert("L"), dtype=float)
    shadow = np.linspace(0.86, 0.97, grey.shape[1])[None, :]
    grain = np.random.default_rng(7).normal(0, 4, grey.shape)
    return Image.fromarray(np.clip(grey * shadow + grain, 0, 255).astype("uint8"))


def mask() -> Image.Image:
    """An oval, white on black, that lies over the cup of coffee.jpg."""
    paper = Image.new("L", (600, 400), 0)
    ImageDraw.Draw(paper).ellipse((72, 0, 490, 392), fill=255)
    return paper


def photograph(name: str) -> Image.Image:
    """A photograph of those that come with scikit-image."""
    from skimage import data  # type: ignore[import-not-found,unused-ignore]

    return Image.fromarray(getattr(data, name)())


def main() -> None:
    """Write every picture beside this file."""
    photograph("chelsea").save(FOLDER / "cat.jpg", quality=88, optimize=True)
    photograph("coffee").save(FOLDER / "coffee.jpg", quality=88, optimize=True)
    mask().save(FOLDER / "cup_mask.png", optimize=True)
    chart().save(FOLDER / "chart.png", optimize=True)
    bill().save(FOLDER / "bill.jpg", quality=80, optimize=True)


if __name__ == "__main__":
    main()
