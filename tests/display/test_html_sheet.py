"""A contact sheet as a web page: it holds its pictures, and is read by people, programs and printers."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from io import BytesIO

from PIL import Image

from imagine_nb.display.html_sheet import html_sheet
from imagine_nb.display.tiles import Tile

HOSTILE = '"><script>alert(1)</script>\x1b[2J\u202e'


class Reader(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_a_page_holds_its_pictures_with_alt_texts_and_captions(png: bytes) -> None:
    tiles = [
        Tile(lambda: png, "a <disc>", 'a "red" disc'),
        Tile(None, "1", words="It failed.", is_error=True),
    ]
    page = "".join(html_sheet(tiles, columns=3, title="Discs & more"))
    read = Reader(page)
    (image,) = read.of("img")
    data = base64.b64decode((image["src"] or "").removeprefix("data:image/jpeg;base64,"))
    assert Image.open(BytesIO(data)).size == (320, 240)
    assert (image["alt"], image["width"], image["height"]) == ('a "red" disc', "320", "240")
    assert "<figcaption>a &lt;disc&gt;</figcaption>" in page
    assert '<div class="words failed">It failed.</div>' in page
    assert "<title>Discs &amp; more</title>" in page
    assert "repeat(3, minmax(0, 1fr))" in page
    assert "color-scheme: light dark" in page
    assert len(read.of("li")) == 2


def test_nothing_in_it_runs_or_leads_out(png: bytes) -> None:
    tiles = [Tile(lambda: png, HOSTILE, HOSTILE), Tile(None, HOSTILE, words=HOSTILE)]
    page = "".join(html_sheet(tiles, title=HOSTILE))
    assert {name for name, _ in Reader(page).tags} <= {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "ul", "li", "figure", "img",
        "figcaption", "div",
    }  # fmt: skip
    assert not re.search(r"https?:|\x1b|\u202e", page)


def test_a_picture_that_cannot_be_read_is_told(png: bytes) -> None:
    page = "".join(html_sheet([Tile(lambda: b"no picture")]))
    assert '<div class="words failed">SourceError: The picture is' in page


def test_a_large_picture_has_links_that_show_it_alone_and_among_the_others(png: bytes) -> None:
    tiles = [Tile(lambda: png, "a disc", "red"), Tile(None, "1", words="It failed."), Tile(lambda: png)]
    page = "".join(html_sheet(tiles, width=200))
    read = Reader(page)
    ids = {each.get("id") for tag in ("li", "figure") for each in read.of(tag)}
    assert ids == {f"{word}-{number}" for word in ("large", "picture") for number in (1, 2, 3)}
    links = [each["href"] for each in read.of("a")]
    assert links == ["#picture-1", "#large-1", "#picture-3", "#large-3"]
    assert {each["width"] for each in read.of("img")} == {"200"}
    assert "li:target" in page
    assert '<a class="large" href="#large-1"><img ' in page
    assert "<title>Pictures</title>" in page


def test_many_pictures_are_smaller() -> None:
    noise = BytesIO()
    Image.effect_noise((600, 600), 90).save(noise, "PNG")
    sizes = []
    for count in (1, 201, 1001):
        parts = html_sheet([Tile(noise.getvalue)] * count)
        next(parts)
        sizes.append(len(next(parts)))
    assert sizes[0] > sizes[1] > sizes[2]
    assert sizes[2] < 13_000
