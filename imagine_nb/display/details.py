"""Details of a picture, folded under its caption: what was sent, and where an edit was set in."""

from __future__ import annotations

from collections.abc import Sequence

from imagine_nb import regions
from imagine_nb.captions import caption_of
from imagine_nb.display.escaping import escape
from imagine_nb.records import PictureRecord, SourceRecord

QUIET = "opacity:.72"
_SAID_ALREADY = "Print shop, not Grok. "  # stands in the line of facts


def details_html(record: PictureRecord, *, of: Sequence[PictureRecord]) -> str:
    """What was sent, folded: the settings, with the count of each request, and each source with its size.

    Of a picture that an edit was set into it is the edit, and the step after it. `of` are all that are shown.
    """
    counts = {each.request_id: str(each.n) for each in of}  # one call may be several requests
    several = {"n": ", ".join(counts.values())} if record.n > 1 and len(counts) > 1 else {}
    is_region = regions.is_region(record)
    ours = {regions.BOX, regions.FEATHER} if is_region else set()
    settings = {name: value for name, value in {**record.parameters, **several}.items() if name not in ours}
    sent = [f"{name.replace('_', ' ')} {value}" for name, value in settings.items() if value != 1]
    lines = [joined(sent)] if sent else []
    lines += [f"prompt {escape(record.sent)}"] if caption_of(record) != record.sent else []
    sources = enumerate(regions.images_of(record))
    lines += [f"&lt;IMAGE_{index}&gt; {escape(_source(each))}" for index, each in sources]
    lines += map(escape, _set_in(record)) if is_region else []
    if not lines:
        return ""
    return f'<details style="{QUIET}"><summary>what was sent</summary>{"<br>".join(lines)}</details>'


def joined(facts: Sequence[str]) -> str:
    """Facts in one line of HTML."""
    return " · ".join(escape(fact) for fact in facts if fact)


def _set_in(record: PictureRecord) -> list[str]:
    """The step after an edit, in which only a region of it was taken; nothing of that was sent."""
    under, edit, *_ = record.sources
    feather = record.parameters.get(regions.FEATHER)
    told = f"Not sent: {edit.name}, which came back, was set into {under.name} {regions.told(record)}"
    return [f"{told}, feathered over {feather} pixels." if feather else f"{told}."]


def _source(source: SourceRecord) -> str:
    if source.n_bytes is None:
        return f"{source.name}: {source.url or source.file_id}, fetched by the API"
    return f"{source.name}: {source.width} x {source.height}, {source.n_bytes / 1000:,.0f} kB"


def without_maker(remark: str) -> str:
    """What a picture's maker says of it, without its name, which stands in the line of facts."""
    return remark.removeprefix(_SAID_ALREADY)


def remark_of(record: PictureRecord) -> str:
    """What the print shop says that it drew; empty for the prompt that an API revised."""
    remark = record.revised_prompt
    return without_maker(remark) if remark.startswith(_SAID_ALREADY) else ""
