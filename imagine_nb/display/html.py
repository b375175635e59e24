"""MIME bundles: what a notebook shows of records and bytes. Pure; every text is escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from imagine_nb.captions import caption_of
from imagine_nb.display.alt_texts import alt_html, alt_text, alt_told
from imagine_nb.display.details import QUIET, details_html, joined, without_maker
from imagine_nb.display.escaping import FORMULAS, OURS, escape
from imagine_nb.display.markdown import html_of_markdown
from imagine_nb.engines import ENGINES
from imagine_nb.errors import SourceError
from imagine_nb.money import cost
from imagine_nb.picture_files import pixels
from imagine_nb.printable import printable
from imagine_nb.records import CLIPPED, JSON, AnswerRecord, PictureRecord, SourceRecord, clipped
from imagine_nb.regions import is_region

ALONE = 768  # pixels of the thumbnail of a picture shown alone
IN_GRID = 512
BESIDE = 128  # pixels of the pictures that an answer is about
HTML_BYTES = 45_000
RASTER_BYTES = 12_000
RASTER_SIDE = 320
SEEN = 64  # pixels of a picture on a contact sheet, at least

_FIGURE = "margin:0;max-width:{width}px"
_IMAGE = "display:block;width:100%;height:auto;border-radius:3px"
CAPTION = "font-size:.85em;line-height:1.45;margin-top:.35em"
_LINE = f"{CAPTION};{QUIET};white-space:pre-wrap;unicode-bidi:plaintext"
_BADGE = "border:1px solid currentColor;border-radius:3px;padding:0 .35em;font-size:.9em"
Bundle = dict[str, JSON]


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture to be shown: its record, its bytes, and its file: for the reader's browser, for a program."""

    record: PictureRecord
    data: bytes = field(repr=False)
    href: str | None = None
    path: str | None = None
    badge: str = ""
    notice: str = ""


def picture_bundle(shown: Shown) -> Bundle:
    """One picture with its caption, as HTML, as a small raster and as text."""
    image = pixels.decoded(shown.data, name="The picture", side=ALONE)
    thumb = pixels.thumbnail(image, side=ALONE, max_bytes=HTML_BYTES * 3 // 4)
    small = pixels.decoded(thumb)
    html = _figure(shown, _image(shown, thumb, small.size), width=512, caption=_caption(shown))
    return {
        "text/html": html,
        "image/jpeg": _base64(pixels.thumbnail(small, side=RASTER_SIDE, max_bytes=RASTER_BYTES * 3 // 4)),
        "text/plain": text_shown([shown]),
    }


def pictures_bundle(several: Sequence[Shown]) -> Bundle:
    """Several pictures of one prompt as a grid under one caption, as a contact sheet, and as text."""
    tiles = tiles_html([tile_html(each) for each in several])
    caption = f'<div style="{CAPTION}">{_caption(several[0], of=several)}</div>'
    return {
        "text/html": f'<div class="{OURS}">{tiles}{caption}</div>',
        "image/jpeg": _base64(contact_sheet(several)),
        "text/plain": text_shown(several),
    }


def text_shown(several: Iterable[Shown]) -> str:
    """Pictures in a line of text each."""
    return "\n".join(text_of(it.record, path=it.path or it.href, notice=it.notice) for it in several)


def notices_html(notices: Iterable[str]) -> str:
    """Notices of results, each once."""
    return "".join(_line(each, "font-weight:600") for each in dict.fromkeys(notices) if each)


def tile_html(shown: Shown, *, side: int = IN_GRID, width: int = 320, caption: str = "") -> str:
    """One picture of several, with its number, and a caption in words."""
    words = f"{_short(shown)} <bdi>{escape(caption)}</bdi>" if caption else _short(shown)
    return _figure(shown, image_html(shown, side=side), width=width, caption=words)


def tiles_html(tiles: Sequence[str]) -> str:
    """Tiles side by side, as many in a row as there is room for."""
    return f'<div style="display:flex;flex-wrap:wrap;gap:12px">{"".join(tiles)}</div>'


def badge_html(text: str) -> str:
    """Badge of a picture, that it was reused or replayed; empty for no text."""
    return f'<span style="{_BADGE}">{escape(text)}</span> ' if text else ""


def whole_cost(records: Sequence[PictureRecord], *, besides: int = 0) -> str:
    """Total cost of pictures, and of so many ticks besides, in words; empty for regions, which are free."""
    if not besides and all(map(is_region, records)):
        return ""
    ticks = [record.cost_ticks for record in records]
    return cost(None if None in ticks else sum((each or 0 for each in ticks), besides))


def answer_bundle(
    record: AnswerRecord,
    about: Sequence[tuple[SourceRecord, bytes | None]],
    *,
    badge: str = "",
    notice: str = "",
    drawn: Sequence[Shown] = (),
) -> Bundle:
    """An answer beside the pictures it is about, above those `drawn` for it; `badge` leads its facts."""
    facts = [badge, *answer_facts(record)]
    html = answer_html(record.text, beside(about), facts=facts, notice=notice, drawn=drawn)
    told = [record.text, notice, text_shown(drawn)]
    bundle = {"text/html": html, "text/plain": printable("\n\n".join(filter(None, told)))}
    return {**bundle, "image/jpeg": _base64(contact_sheet(drawn))} if drawn else bundle


def answer_html(
    text: str, beside: str, *, facts: Sequence[str] = (), notice: str = "", drawn: Sequence[Shown] = ()
) -> str:
    """The HTML of an answer's text, whole or so far, with what stands beside it and under it."""
    tiles = [tile_html(each, caption=each.record.revised_prompt) for each in drawn]
    foot = (tiles_html(tiles) if tiles else "") + notices_html([notice])
    foot += f'<div style="{CAPTION};{QUIET}">{joined(facts)}</div>' if facts else ""
    return (
        f'<div class="{OURS}" style="display:flex;gap:16px;flex-wrap:wrap">{beside}'
        f'<div dir="auto" style="flex:1 1 320px;min-width:0">'
        f'<div class="{FORMULAS}">{html_of_markdown(text)}</div>{foot}</div></div>'
    )


def beside(about: Sequence[tuple[SourceRecord, bytes | None]]) -> str:
    """The HTML of the pictures that an answer is about, small, in a column; empty where there are none."""
    each = "".join(source_html(source, data, number=number) for number, (source, data) in enumerate(about, 1))
    return f'<div style="display:flex;flex-direction:column;gap:8px">{each}</div>' if each else ""


def source_html(source: SourceRecord, data: bytes | None, *, number: int) -> str:
    """One source, small: a thumbnail, or its name where there are no bytes."""
    name = escape(source.name[:60])
    if data is None:
        return f'<div style="{CAPTION};width:{BESIDE}px;overflow-wrap:anywhere">{number}: {name}</div>'
    thumb = _thumb(data, BESIDE)
    width, height = pixels.size(thumb) if thumb else (BESIDE, BESIDE)
    alt = escape(f"Image {number}: {source.name[:200]}")
    return (
        f'<img src="data:image/jpeg;base64,{_base64(thumb)}" alt="{alt}" width="{width}" height="{height}"'
        f' title="{escape(source.name[:200])}" style="border-radius:3px">'
    )


def answer_facts(record: AnswerRecord) -> list[str]:
    """Facts of an answer for the line below it: who gave it, what it cost, how long it took."""
    tokens = record.usage.total_tokens
    return [
        *who(record.engine, record.model),
        cost(record.usage.cost_in_usd_ticks),
        *([f"{tokens:,} tokens"] if tokens else []),
        f"{record.seconds:.1f} s",
    ]


def line_bundle(text: str) -> Bundle:
    """Status line: progress, a notice."""
    return {
        "text/html": f'<div class="{OURS}" style="{_LINE}">{escape(text)}</div>',
        "text/plain": printable(text),
    }


def framed(html: str, state: str, *, text: str = "") -> Bundle:
    """Partial result: HTML of what has come so far, and a status line below it."""
    line = line_bundle(state)
    return {
        "text/html": f"{html}{line['text/html']}",
        "text/plain": printable(f"{text}\n{state}" if text else state),
    }


def text_of(record: PictureRecord, *, path: str | None = None, notice: str = "") -> str:
    """One picture in one line of text, with what has to be told of it."""
    number = f"Picture {record.number}" if record.number else "Picture"
    facts = [f"{number}: {clipped(caption_of(record))}", f"{record.width} x {record.height}"]
    facts += [*who(record.engine, record.model), whole_cost([record])]
    return printable(" · ".join(filter(None, [*facts, path, clipped(alt_told(record)), notice])))


def image_html(shown: Shown, *, side: int) -> str:
    """The thumbnail as an `<img>`, in a link to the whole file where there is one."""
    thumb = _thumb(shown.data, side)
    return _image(shown, thumb, _size(shown, thumb))


def _size(shown: Shown, thumb: bytes) -> tuple[int, int]:
    """The size of a thumbnail in pixels; the picture's own where there is none."""
    return pixels.size(thumb) if thumb else (shown.record.width, shown.record.height)


def _image(shown: Shown, thumb: bytes, size: tuple[int, int]) -> str:
    width, height = size
    img = (
        f'<img src="data:image/jpeg;base64,{_base64(thumb)}" alt="{escape(alt_text(shown.record))}" '
        f'width="{width}" height="{height}" style="{_IMAGE}">'
    )
    if not shown.href:
        return img
    title = f"Open in full size ({shown.record.width} x {shown.record.height})"
    href = escape(quote(shown.href, safe="/:%", errors="surrogatepass"))
    return f'<a href="{href}" target="_blank" title="{title}">{img}</a>'


def _figure(shown: Shown, image: str, *, width: int, caption: str) -> str:
    portrait = width * min(1.0, shown.record.width / shown.record.height)  # tall pictures stay on the screen
    return (
        f'<figure class="{OURS}" style="{_FIGURE.format(width=round(portrait))}">{image}'
        f'<figcaption style="{CAPTION}">{caption}</figcaption></figure>'
    )


def _caption(shown: Shown, *, of: Sequence[Shown] = ()) -> str:
    record, several = shown.record, [each.record for each in of]
    trouble = notices_html(each.notice for each in of or [shown])
    number = "" if of or not record.number else f"#{record.number}"
    facts = [number, *who(record.engine, record.model), f"{record.width} x {record.height}"]
    facts.append(whole_cost(several or [record]))
    note = _line(without_maker(record.revised_prompt), QUIET)
    foot = f'<div>{badge_html(shown.badge)}<span style="{QUIET}">{joined(facts)}</span></div>'
    foot += details_html(record, of=several) + alt_html(several or [record])
    return prompt_html(caption_of(record)) + note + trouble + foot


def _line(text: str, style: str) -> str:
    return f'<div dir="auto" style="{style}">{escape(text)}</div>' if text else ""


def _short(shown: Shown) -> str:
    return f'<span style="{QUIET}">{shown.record.number or shown.record.index + 1}</span>'


def prompt_html(text: str) -> str:
    """A prompt, folded where it is long."""
    if len(text) <= CLIPPED:
        return f'<div dir="auto"><div>{escape(text)}</div></div>'
    whole = f'<div style="white-space:pre-wrap">{escape(text)}</div>'
    return f'<div dir="auto"><details><summary>{escape(clipped(text))}</summary>{whole}</details></div>'


def who(engine: str, model: str) -> list[str]:
    """Attribution: who made something; for the print shop also who did not."""
    return [ENGINES[engine].label or model]


def _thumb(data: bytes, side: int) -> bytes:
    """A thumbnail; empty where the bytes cannot be read."""
    try:
        image = pixels.decoded(data, side=side)
    except SourceError:
        return b""
    return pixels.thumbnail(image, side=side, max_bytes=HTML_BYTES * 3 // 4)


def contact_sheet(several: Sequence[Shown], *, columns: int = 4) -> bytes:
    """Contact sheet: one small raster of several pictures, for renderers without HTML."""
    from PIL import Image

    columns = min(len(several), columns, RASTER_SIDE // SEEN)
    side, rows = RASTER_SIDE // columns, -(-len(several) // columns)
    sheet = Image.new("RGB", (side * columns, side * rows), "white")
    for index, each in enumerate(several):
        image = pixels.decoded(each.data, side=side)
        thumb = pixels.thumbnail(image, side=side - 4, max_bytes=RASTER_BYTES * 3 // 4)
        sheet.paste(pixels.decoded(thumb), (index % columns * side, index // columns * side))
    return pixels.thumbnail(sheet, side=max(sheet.size), max_bytes=RASTER_BYTES * 3 // 4)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
