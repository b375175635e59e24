"""The table of results: as many rows as fit, their pictures read one at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from imagine_nb.display.html import Shown
from imagine_nb.display.results import MOST_HTML, Line, results_bundle
from imagine_nb.records import PictureRecord


def shown(number: int) -> Shown:
    file = BytesIO()
    Image.effect_noise((400, 300), 90).save(file, "PNG")
    record = PictureRecord(
        "a" * 16, number, "c" * 16, 0, "d" * 64, "a.png", "image/png", 400, 300, 10, prompt="a fox",
        sent="a fox", model="m", engine="xai", endpoint="/images/generations", created=0.0,
    )  # fmt: skip
    return Shown(record, file.getvalue(), "gallery/a fox.png")


def test_a_picture_is_small_has_an_alt_text_and_leads_to_its_file() -> None:
    html = results_bundle("1 row", ["picture"], [Line("0", [[shown(1)]])], of=1, text="1 row")["text/html"]
    assert 'alt="Picture: a fox"' in html
    assert 'href="gallery/a%20fox.png"' in html
    assert len(html) < 4_000
    assert "more" not in html


def test_no_header_is_empty() -> None:
    html = results_bundle("1 row", ["colour"], [Line("0", ["red"])], of=1, text="1 row")["text/html"]
    assert re.findall(r"<th\b[^>]*>(.*?)</th>", html) == ["colour", "0"]


def test_no_more_rows_are_read_than_fit() -> None:
    read = 0

    def lines() -> Iterator[Line]:
        nonlocal read
        while True:
            read += 1
            yield Line(str(read), [[shown(read)] * 4, "words " * 50])

    bundle = results_bundle("many", ["picture", "words"], lines(), of=9_000, text="many")
    n_rows = bundle["text/html"].count('<th scope="row"')
    assert read == n_rows + 1
    assert f"… and {9_000 - n_rows:,} more" in bundle["text/html"]
    assert MOST_HTML * 0.8 < len(bundle["text/html"]) < MOST_HTML * 1.1


def test_a_picture_that_cannot_be_read_is_its_number() -> None:
    broken = Shown(shown(7).record, b"no picture")
    html = results_bundle("1 row", ["picture"], [Line("0", [[broken]])], of=1, text="")["text/html"]
    assert "<img" not in html
    assert ">7</span>" in html
