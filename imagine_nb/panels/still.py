"""Still of a panel: its last state as HTML, for wherever no kernel runs, as in a saved file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from imagine_nb.captions import caption_of
from imagine_nb.display import html as display
from imagine_nb.display.details import QUIET
from imagine_nb.display.escaping import OURS, escape
from imagine_nb.display.html import CAPTION
from imagine_nb.errors import ImagineError, without_keys
from imagine_nb.live.sheet import Sheet
from imagine_nb.panels.state import VIEWS, Group, State, Turn
from imagine_nb.panels.tables import TableRun
from imagine_nb.pictures import Picture
from imagine_nb.printable import printable
from imagine_nb.records import clipped

WHAT = "imagine_nb panel: run this cell to make, edit and question pictures here."
MOST_PICTURES = 8  # in a saved notebook
MOST_TURNS = 4
MOST_FAILURES = 5  # rows of a table
_SIDE = 256  # pixels of each
_EDGE = "border:1px solid rgba(128,128,128,.5);border-radius:6px"
# a front end without the kernel says of the widget below that its model was not found; the still says it all
_QUIET = (
    "<style>.jp-OutputArea-child:has([data-imagine-still='{id}'])+.jp-OutputArea-child:not(:has(.imn-root))"
    "{{display:none}}</style>"
)


def still_html(state: State, *, panel_id: str, gallery: Iterable[Picture] = ()) -> str:
    """The state as HTML; `panel_id` is how a live panel finds it, to hide it.

    Of a panel in which nothing was made yet it draws the form, and what is seen in its `gallery`.
    """
    parts = [*_results(state.groups), *_run(state.table_run), *_conversation(state.turns)]
    body = "".join(parts or _new(state, gallery))
    id_ = escape(panel_id)
    return (
        f'{_QUIET.format(id=id_)}<div class="{OURS}" data-imagine-still="{id_}">'
        f"{body}{_line(WHAT, quiet=True)}</div>"
    )


def still_text(state: State) -> str:
    """The same in a few lines of text."""
    lines = [WHAT]
    for group in state.groups[:1]:
        lines += [display.text_of(each.record) for each in group.pictures[:MOST_PICTURES]]
    if (run := state.table_run) is not None and run.is_over:
        lines += [f"{clipped(run.prompt)}: {run.line}", *run.failures[:MOST_FAILURES]]
    lines += [f"{each.question} - {clipped(each.text)}" for each in state.turns[-1:]]
    return printable("\n".join(lines))


def is_new(state: State) -> bool:
    """Whether nothing was made, asked or gone through in the panel yet."""
    return not (any(each.pictures for each in state.groups) or state.turns or state.table_run)


def shows_gallery(state: State) -> bool:
    """Whether the still shows the gallery: the panel is new, and its form is empty or something selected."""
    return is_new(state) and bool(state.selected or not (state.form.prompt or state.form.sources))


def _new(state: State, gallery: Iterable[Picture]) -> Iterator[str]:
    """A drawing of the panel: the names of its views, its form where that is seen, and its gallery."""
    tiles = [tile for each in gallery if (tile := _tile(each, words=caption_of(each.record)))]
    yield f'<div style="{_EDGE};padding:.4em .9em .9em">{_views(state.view)}'
    yield _form(state) if state.view == VIEWS[0] else ""
    yield _line("Gallery") + display.tiles_html(tiles) if tiles else ""
    yield "</div>"


def _views(shown: str) -> str:
    style = "border-bottom:2px solid currentColor;font-weight:600"
    names = (f'<span style="{style if each == shown else QUIET}">{each.title()}</span>' for each in VIEWS)
    return f'<div style="display:flex;flex-wrap:wrap;gap:.3em 1.2em">{"".join(names)}</div>'


def _form(state: State) -> str:
    held = [state.held[key].source for key in state.form.sources[:MOST_PICTURES] if key in state.held]
    sources = display.beside([(each.record, each.data) for each in held])
    box = f"{_EDGE};padding:.3em .6em;min-height:1.4em"
    prompt = f'<div dir="auto" style="{box}">{_words(clipped(state.form.prompt))}</div>'
    button = f'<div style="margin-top:.8em"><span style="{_EDGE};padding:.2em .8em">Generate</span></div>'
    return f"{_line('Prompt')}{prompt}{_line('Sources') + sources if sources else ''}{button}"


def _results(groups: list[Group]) -> Iterator[str]:
    left = MOST_PICTURES
    for group in groups:
        tiles = [tile for each in group.pictures[:left] if (tile := _tile(each))]
        left -= len(tiles)
        if tiles:
            yield f"{_line(group.prompt)}{display.tiles_html(tiles)}{_line(group.text, quiet=True)}"
        if left <= 0:
            return


def _run(run: TableRun | None) -> Iterator[str]:
    """A table that was gone through: its newest pictures as one small sheet, its figures, and what failed."""
    if run is None or not run.is_over or run.results is None:
        return
    rows = run.newest
    sheet = Sheet(len(run.results))
    for row in rows:
        sheet.put_row(row)
    yield _line(run.prompt) + (sheet.html() if rows else "")
    yield _line(run.line, quiet=True) + _line(run.text, quiet=True)
    yield "".join(_line(each, quiet=True) for each in run.failures[:MOST_FAILURES])


def _tile(picture: Picture, *, words: str = "") -> str:
    try:
        shown, caption = picture.shown(), " · ".join(filter(None, [clipped(words), _caption(picture)]))
        return display.tile_html(shown, side=_SIDE, width=_SIDE, caption=caption)
    except ImagineError:  # its file is gone; the panel itself is well
        return ""


def _caption(picture: Picture) -> str:
    return " · ".join(display.who(picture.record.engine, picture.record.model))


def _conversation(turns: list[Turn]) -> Iterator[str]:
    for turn in turns[-MOST_TURNS:]:
        facts = [] if turn.answer is None else display.answer_facts(turn.answer.record)
        text = turn.text or turn.error
        yield f"{_line(turn.question)}{display.answer_html(text, '', facts=facts)}"


def _line(text: str, *, quiet: bool = False) -> str:
    style = f"{CAPTION};{QUIET}" if quiet else "font-weight:600;margin-top:.6em"
    return f'<div dir="auto" style="{style}">{_words(text)}</div>' if text else ""


def _words(text: str) -> str:
    return escape(without_keys(text))
