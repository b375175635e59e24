"""Matplotlib figures: what things cost, and which picture was made from which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import accumulate
from textwrap import wrap
from typing import TYPE_CHECKING, Any, TypeAlias

from matplotlib.ticker import FuncFormatter, MaxNLocator

from imagine_nb.captions import caption_of
from imagine_nb.charges import total_of
from imagine_nb.display.drawing import Drawing
from imagine_nb.lineage import by_id, in_order, known_parents
from imagine_nb.money import TICKS_PER_USD, cost
from imagine_nb.picture_files import pixels
from imagine_nb.printable import printable
from imagine_nb.records import PictureRecord, clipped

if TYPE_CHECKING:
    from imagine_nb.charges import By, Certainty, Row

Thumbnail: TypeAlias = Callable[[PictureRecord], bytes | None]
_Place: TypeAlias = tuple[int, int]

MOST_BARS = 30
MOST_NODES = 48
NODE_POINTS = 84  # how long a thumbnail is
HALF_NODE = 0.37  # of a column
PER_BAND = 7  # pictures side by side; a longer way goes on below
_INK, _QUIET, _BLUE = "#222222", "#8a8a8a", "#2f6db3"
_LOOKS: Mapping[Certainty, Mapping[str, Any]] = {
    "exact": {"color": _BLUE},
    "estimated": {"color": "#a9c6e8"},
    "unknown": {"facecolor": "none", "edgecolor": _BLUE, "linestyle": "--", "linewidth": 1.2},
}
_LEGEND = {"exact": "billed", "estimated": "estimated", "unknown": "unknown: at most about"}


def ledger_figure(rows: Sequence[Row], by: By) -> Drawing:
    """A ledger as a figure: by request the sum as it grew, else a bar for each row."""
    return _growth(rows) if by == "request" else _bars(rows, by)


def _bars(rows: Sequence[Row], by: By) -> Drawing:
    """One horizontal bar a row, read from the top; what is billed, estimated and unknown, in a row."""
    every, rows = rows, rows[:MOST_BARS]
    figure = Drawing(figsize=(8, 1.5 + 0.36 * max(len(rows), 1)), layout="constrained")
    axes = figure.subplots()
    ends = [0.0] * len(rows)
    for certainty in _shares(rows):
        widths = [row.usd(certainty) for row in rows]
        bars = [at for at, width in enumerate(widths) if width or certainty == "exact"]
        look = {"height": 0.62, "label": _LEGEND[certainty], **_LOOKS[certainty]}
        axes.barh(bars, [widths[at] for at in bars], left=[ends[at] for at in bars], **look)
        ends = [end + width for end, width in zip(ends, widths, strict=True)]
    for at, (row, end) in enumerate(zip(rows, ends, strict=True)):
        _note(axes, _range(row.exact_usd, end), (end, at), (5, 0), ha="left", va="center", size=9)
    axes.set_yticks(range(len(rows)), [printable(clipped(row.name, 44)) for row in rows], parse_math=False)
    axes.invert_yaxis()
    axes.set_xlim(0, (max(ends, default=0) or 0.01) * 1.25)
    _in_dollars(axes.xaxis)
    _finish(figure, axes, every, f"Cost by {by}", shown=len(rows))
    return figure


def _range(exact: float, most: float) -> str:
    told = [cost(round(usd * TICKS_PER_USD)) for usd in (exact, most)]
    return " to ".join(dict.fromkeys(told))


def _growth(rows: Sequence[Row]) -> Drawing:
    """The sum over time as a staircase; above it the same with what is not certain."""
    from datetime import datetime

    figure = Drawing(figsize=(8, 3.6), layout="constrained")
    axes = figure.subplots()
    charges = sorted(total_of(rows).charges, key=lambda each: each.created)
    times: list[Any] = [datetime.fromtimestamp(each.created).astimezone() for each in charges]
    exact = _sums(each.ticks if each.certainty == "exact" else 0 for each in charges)
    most = _sums(each.ticks for each in charges)
    if exact != most:
        axes.fill_between(
            times, exact, most, step="post", color="#d9e6f5", label="estimated or unknown, at most"
        )
    axes.step(times, exact, where="post", color=_BLUE, linewidth=1.8, label="billed")
    axes.set_ylim(bottom=0)
    if times:
        from matplotlib import dates

        locator = dates.AutoDateLocator(tz=times[-1].tzinfo)
        axes.xaxis.set_major_locator(locator)
        axes.xaxis.set_major_formatter(dates.ConciseDateFormatter(locator, tz=times[-1].tzinfo))
    _in_dollars(axes.yaxis)
    _finish(figure, axes, rows, "Cost of all requests so far", shown=len(rows))
    return figure


def _sums(ticks: Iterable[int | None]) -> list[float]:
    return [total / TICKS_PER_USD for total in accumulate(each or 0 for each in ticks)]


def _shares(rows: Sequence[Row]) -> list[Certainty]:
    return [each for each in _LOOKS if each == "exact" or any(row.usd(each) for row in rows)]


def _in_dollars(axis: Any) -> None:
    axis.set_major_formatter(FuncFormatter(lambda usd, _: f"${usd:.4g}" if usd < 0.01 else f"${usd:,.2f}"))
    axis.set_major_locator(MaxNLocator(5))


def _finish(figure: Drawing, axes: Any, rows: Sequence[Row], what: str, *, shown: int) -> None:
    rest = f" ({shown} of {len(rows)} shown)" if shown < len(rows) else ""
    title = f"{what}: {total_of(rows).bill}{rest}"
    figure.suptitle(title, x=0.01, ha="left", size=11, color=_INK, parse_math=False)
    figure.alt = f"{title}. " + "; ".join(f"{clipped(row.name, 44)} {row.bill}" for row in rows[:shown])
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0, colors=_INK, labelsize=9)
    handles, labels = axes.get_legend_handles_labels()
    if len(handles) > 1:
        figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize=9)


def lineage_figure(
    records: Iterable[PictureRecord], thumbnail: Thumbnail, *, focus: str | None = None
) -> Drawing:
    """The graph of pictures from left to right, each a thumbnail under which its number and prompt stand.

    `thumbnail(record)` is a small picture file, None where there is none. `focus` is the id of the picture
    that is set off. Of a very large family the pictures around it are shown, else the last ones.
    """
    rows = in_order(records)
    shown = _around(rows, focus)
    places = _folded(_places(shown))
    columns = max((x for x, _ in places.values()), default=0) + 1
    lanes = max((y for _, y in places.values()), default=0) + 1
    figure = Drawing(figsize=(max(1.7 * columns, 2.4), 1.9 * lanes + 0.3))
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(-0.5, columns - 0.5)
    axes.set_ylim(lanes - 0.4, -0.6)
    axes.axis("off")
    for record in shown:
        for parent in known_parents(record, by_id(shown)):
            _draw_edge(axes, parent, places[parent.id], places[record.id])
        _draw_node(axes, record, thumbnail(record), places[record.id], is_focus=record.id == focus)
    figure.alt = f"Lineage: {'; '.join(_told(each, by_id(shown)) for each in shown)}"
    if len(shown) < len(rows):
        axes.text(-0.46, -0.58, f"{len(shown)} of {len(rows)} pictures", size=8, color=_QUIET, va="top")
    return figure


def _told(record: PictureRecord, known: Mapping[str, PictureRecord]) -> str:
    """A picture of a lineage in words: its number, its prompt, and those that it was made from."""
    parents = ", ".join(f"#{each.number}" for each in known_parents(record, known))
    return f"#{record.number} {clipped(caption_of(record), 60)}{f' (from {parents})' if parents else ''}"


def _around(rows: Sequence[PictureRecord], focus: str | None) -> list[PictureRecord]:
    at = next((index for index, each in enumerate(rows) if each.id == focus), len(rows) - 1)
    start = max(0, min(at - MOST_NODES // 2, len(rows) - MOST_NODES))
    return list(rows[start : start + MOST_NODES])


def _places(rows: Sequence[PictureRecord]) -> dict[str, _Place]:
    """Column and lane of each picture, in the lane of a parent where that is free."""
    known = by_id(rows)
    columns = _columns(rows, known)
    places: dict[str, _Place] = {}
    ends: dict[int, int] = {}  # the last column that is taken, by lane
    for record in sorted(rows, key=lambda each: (columns[each.id], not known_parents(each, known))):
        column = columns[record.id]
        parents = [places[each.id] for each in known_parents(record, known) if each.id in places]
        free = sorted(lane for x, lane in parents if ends[lane] == x)
        lane = free[0] if free else _lane(ends, column, near=parents[0][1] if parents else 0)
        places[record.id] = (column, lane)
        ends[lane] = column
    return places


def _columns(rows: Sequence[PictureRecord], known: Mapping[str, PictureRecord]) -> dict[str, int]:
    """How far right each picture stands: after its last parent; a root just before its first child."""
    columns: dict[str, int] = {}
    first_child: dict[str, int] = {}
    for record in rows:
        parents = known_parents(record, known)
        columns[record.id] = max((columns.get(each.id, -1) for each in parents), default=-1) + 1
        for each in parents:
            first_child[each.id] = min(columns[record.id], first_child.get(each.id, columns[record.id]))
    for record in rows:
        if record.id in first_child and not known_parents(record, known):
            columns[record.id] = max(first_child[record.id] - 1, 0)
    return columns


def _lane(ends: Mapping[int, int], column: int, *, near: int) -> int:
    """The lane nearest to `near` in which nothing stands from this column on."""
    free = [lane for lane in range(len(ends) + 1) if ends.get(lane, -1) < column]
    return min(free, key=lambda lane: (abs(lane - near), lane))


def _folded(places: Mapping[str, _Place]) -> dict[str, _Place]:
    """The same places in bands of so many columns, one band under the other."""
    high = max((lane for _, lane in places.values()), default=0) + 1
    return {id_: (x % PER_BAND, y + x // PER_BAND * high) for id_, (x, y) in places.items()}


def _draw_edge(axes: Any, parent: PictureRecord, start: _Place, end: _Place) -> None:
    """An arrow that leaves to the right and arrives from the left; from another band only its end."""
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    tip = (end[0] - HALF_NODE, end[1])
    if end[0] > start[0]:
        turn = end[0] - 0.5
        steps = [(start[0] + HALF_NODE, start[1]), (turn, start[1]), (turn, tip[1]), tip]
        path = Path(steps, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    else:
        path = Path([(end[0] - 0.5, end[1]), tip])
        _note(axes, f"#{parent.number}", (end[0] - 0.5, end[1]), (2, 3), ha="left", va="bottom", size=7)
    look: dict[str, Any] = {"arrowstyle": "-|>", "mutation_scale": 10, "color": _QUIET, "zorder": 1}
    axes.add_patch(FancyArrowPatch(path=path, **look))


def _draw_node(
    axes: Any, record: PictureRecord, thumb: bytes | None, place: _Place, *, is_focus: bool
) -> None:
    from matplotlib.offsetbox import AnnotationBbox, OffsetImage

    image = _pixels(thumb)
    edge = {"edgecolor": _BLUE if is_focus else "#cccccc", "linewidth": 2.4 if is_focus else 0.8}
    zoom = NODE_POINTS / max(image.shape[:2])
    axes.add_artist(AnnotationBbox(OffsetImage(image, zoom=zoom), place, pad=0.1, bboxprops=edge))
    label = "\n".join(
        wrap(f"#{record.number} {clipped(caption_of(record), 60)}", 25, max_lines=3, placeholder=" …")
    )
    below = zoom * image.shape[0] / 2 + 5
    _note(axes, label, place, (0, -below), ha="center", va="top", size=7.5)


def _pixels(thumb: bytes | None) -> Any:
    """The thumbnail's pixels; a grey square where there is none."""
    import numpy as np

    if thumb is None:
        return np.full((64, 64, 3), 232, dtype=np.uint8)
    return np.asarray(pixels.decoded(thumb).convert("RGB"))


def _note(axes: Any, text: str, at: tuple[float, float], offset: tuple[float, float], **look: Any) -> None:
    """Words of a user or of a bill: dollars and all, never read as a formula."""
    axes.annotate(
        printable(text),
        at,
        offset,
        textcoords="offset points",
        color=_INK,
        parse_math=False,
        annotation_clip=False,
        **look,
    )
