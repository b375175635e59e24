"""Lineage: ancestors, descendants and roots of pictures, the graph as text, and differences of requests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from imagine_nb.captions import caption_of
from imagine_nb.printable import printable
from imagine_nb.records import JSON, PictureRecord, Recorded, SourceRecord, clipped

Records: TypeAlias = Mapping[str, PictureRecord]
_Step: TypeAlias = Callable[[PictureRecord], Iterable[str]]

PROMPT_CHARACTERS = 60


def by_id(records: Iterable[PictureRecord]) -> Records:
    """Index of the records by id."""
    return {record.id: record for record in records}


def in_order(records: Iterable[PictureRecord]) -> list[PictureRecord]:
    """Topological order: each record after all of its parents, else by number."""
    waiting = by_id(sorted(records, key=lambda each: each.number))
    done: dict[str, PictureRecord] = {}
    met: set[str] = set()
    for first in waiting:
        trail = [first]
        while trail:
            record = waiting[trail[-1]]
            met.add(record.id)
            before = next((id_ for id_ in record.parents if id_ in waiting and id_ not in met), None)
            if before is not None:
                trail.append(before)
            else:
                done.setdefault(trail.pop(), record)
    return list(done.values())


def ancestors(picture: PictureRecord, records: Records) -> list[PictureRecord]:
    """Ancestors: all it was made from, each after its own parents; ids without a record are left out."""
    return in_order(_reached(picture, records, lambda each: each.parents))


def descendants(picture: PictureRecord, records: Records) -> list[PictureRecord]:
    """Descendants: all that was made from it, each after its parents."""
    children = _children(records)
    return in_order(_reached(picture, records, lambda each: children.get(each.id, ())))


def roots(picture: PictureRecord, records: Records) -> list[PictureRecord]:
    """Roots: the ancestors without parents; the picture itself where it has none."""
    return [each for each in [*ancestors(picture, records), picture] if not known_parents(each, records)]


def chain(picture: PictureRecord, records: Records) -> list[PictureRecord]:
    """First-parent line: the picture's first parent, that one's, and so on, the oldest first."""
    found = {picture.id: picture}
    while (parents := picture.parents) and parents[0] in records and parents[0] not in found:
        picture = records[parents[0]]
        found[picture.id] = picture
    return list(found.values())[:0:-1]


def known_parents(picture: PictureRecord, records: Records) -> list[PictureRecord]:
    """The picture's parents, in the order of its sources, each once."""
    return [records[id_] for id_ in dict.fromkeys(picture.parents) if id_ in records]


def _reached(picture: PictureRecord, records: Records, step: _Step) -> list[PictureRecord]:
    found: dict[str, PictureRecord] = {}
    ahead = list(step(picture))
    while ahead:
        record = records.get(ahead.pop())
        if record is not None and record.id not in found and record.id != picture.id:
            found[record.id] = record
            ahead.extend(step(record))
    return list(found.values())


def _children(records: Records) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for record in records.values():
        for parent in dict.fromkeys(record.parents):
            found.setdefault(parent, []).append(record.id)
    return found


def graph_text(records: Iterable[PictureRecord], *, focus: str | None = None) -> str:
    """The graph as lines of text, one picture each, parents above their children.

    `○` is a picture made from none of these, `●` one that was; an arrow marks the one whose id is `focus`.
    """
    rows = in_order(records)
    known = by_id(rows)
    drawn = list(_rails(rows, known))
    width = max((len(rail) for rail in drawn), default=0)
    return "\n".join(
        f"{rail:<{width}}  {_label(record, known)}{'  ←' if record.id == focus else ''}"
        for rail, record in zip(drawn, rows, strict=True)
    )


def _label(record: PictureRecord, known: Records) -> str:
    others = [_other(source) for source in record.sources if source.picture_id not in known]
    beside = f" · with {', '.join(others)}" if others else ""
    return printable(f"#{record.number} {clipped(caption_of(record), PROMPT_CHARACTERS)}{beside}")


def _other(source: SourceRecord) -> str:
    return f"picture {source.picture_id[:4]}, not here" if source.picture_id else clipped(source.name, 40)


def _rails(rows: Sequence[PictureRecord], known: Records) -> Iterator[str]:
    """What stands before each row: its mark, and the lines from parents above to children below."""
    last = {parent: at for at, record in enumerate(rows) for parent in record.parents}
    lanes: list[str | None] = []
    for at, record in enumerate(rows):
        above = {lane for lane, id_ in enumerate(lanes) if id_ in record.parents}
        ending = {lane for lane in above if last[lanes[lane] or ""] <= at}
        own = min(ending) if ending else _free(lanes)
        mark = "●" if known_parents(record, known) else "○"
        yield _rail(lanes, above, ending, own, mark)
        for lane in ending:
            lanes[lane] = None
        lanes[own] = record.id if last.get(record.id, -1) > at else None
        while lanes and lanes[-1] is None:
            lanes.pop()


def _free(lanes: list[str | None]) -> int:
    if None in lanes:
        return lanes.index(None)
    lanes.append(None)
    return len(lanes) - 1


def _rail(lanes: Sequence[str | None], above: set[int], ending: set[int], own: int, mark: str) -> str:
    low, high = min(above | {own}), max(above | {own})
    drawn = ""
    for lane, id_ in enumerate(lanes):
        if lane == own:
            drawn += mark
        elif lane in above:
            inner, left, right = ("┴", "╰", "╯") if lane in ending else ("┼", "├", "┤")
            drawn += inner if low < lane < high else left if lane < own else right
        else:
            drawn += "│" if id_ is not None else "─" if low < lane < high else " "
        drawn += "─" if low <= lane < high else " "
    return drawn.rstrip()


@dataclass(frozen=True, slots=True)
class Difference:
    """Difference: one thing in which two requests differ, by name, with what each has (None: nothing)."""

    name: str
    first: JSON
    second: JSON

    def __str__(self) -> str:
        return printable(f"{self.name}: {_told(self.first)} → {_told(self.second)}")


def _told(value: JSON) -> str:
    return "-" if value is None else clipped(str(value))


def differences(first: Recorded, second: Recorded) -> tuple[Difference, ...]:
    """Differences of two requests: who was asked, with what words, settings and sources, and which take."""
    left, right = _facts(first), _facts(second)
    return tuple(
        Difference(name, left.get(name), right.get(name))
        for name in dict.fromkeys([*left, *right])
        if left.get(name) != right.get(name)
    )


def _facts(recorded: Recorded) -> dict[str, JSON]:
    request = recorded.request
    return {
        "engine": request.engine,
        "address": request.base_url,
        "endpoint": request.endpoint,
        "model": request.model,
        "answered by": recorded.outcome.model,
        "prompt": request.sent,
        **{name.replace("_", " "): value for name, value in request.parameters.items()},
        **_source_facts(request.sources),
        "take": request.take,
    }


def _source_facts(sources: Sequence[SourceRecord]) -> dict[str, JSON]:
    return {f"source {at}": f"{each.name} ({each.identity[:8]})" for at, each in enumerate(sources, 1)}
