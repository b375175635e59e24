"""HTML fragments between the controls of a panel. Pure; every text is escaped."""

from __future__ import annotations

import traceback
from collections.abc import Sequence

from imagine_nb.display import html as display
from imagine_nb.display.escaping import escape
from imagine_nb.errors import ImagineError, told, without_keys
from imagine_nb.pictures import Picture
from imagine_nb.printable import printable
from imagine_nb.records import SourceRecord, clipped

CARD = 320  # pixels of a picture in a panel

_LINE = "line-height:1.45;overflow-wrap:anywhere"
_CELL = (
    "width:100%;box-sizing:border-box;resize:vertical;padding:6px 8px;"
    "font-family:var(--jp-code-font-family,monospace);font-size:var(--jp-code-font-size,13px);"
    "color:var(--jp-content-font-color1,inherit);background:var(--jp-layout-color2,transparent);"
    "border:1px solid var(--jp-border-color1,currentColor);border-radius:3px"
)


def progress_html(text: str) -> str:
    """Progress line; not read out by a screen reader, it changes too often."""
    return f'<div style="{_LINE};opacity:.72">{escape(text)}</div>'


def status_html(text: str) -> str:
    """Status line: how something ended; read out by a screen reader."""
    return f'<div role="status" style="{_LINE}">{escape(text)}</div>' if text else ""


def hint_html(text: str) -> str:
    """Hint: a quiet line of explanation."""
    return f'<div style="{_LINE};font-size:.9em;opacity:.72">{escape(text)}</div>' if text else ""


def failure_html(error: BaseException) -> str:
    """Error message: one short paragraph; an unexpected error brings its traceback, folded."""
    if isinstance(error, ImagineError):
        kind, _, words = told(error).partition(": ")
        return f'<div role="alert" style="{_LINE}"><b>{kind}</b>: {escape(words)}</div>'
    trace = escape(without_keys("".join(traceback.format_exception(error))))
    words = escape(without_keys(told(error)))
    return (
        f'<div role="alert" style="{_LINE}"><details><summary>Unexpected error, {words}</summary>'
        f'<pre style="overflow:auto">{trace}</pre></details></div>'
    )


def card_html(picture: Picture) -> str:
    """Card: a picture that was made, with its caption."""
    return display.picture_html(picture.shown(), side=CARD, width=CARD)


def source_html(record: SourceRecord, data: bytes | None, *, number: int) -> str:
    """Source preview: what a source slot holds."""
    small = display.source_html(record, data, number=number)
    return f'<div style="{_LINE}">{small}{hint_html(clipped(record.name, 60))}</div>'


def chosen_html(about: Sequence[tuple[SourceRecord, bytes | None]]) -> str:
    """Thumbnails in a row: the pictures that a question is about."""
    each = "".join(
        display.source_html(record, data, number=number) for number, (record, data) in enumerate(about, 1)
    )
    return f'<div style="display:flex;flex-wrap:wrap;gap:8px">{each}</div>' if each else ""


def answer_html(text: str, facts: Sequence[str], *, notice: str = "") -> str:
    """An answer, whole or so far, and what stands under it."""
    return f'<div style="{_LINE}">{display.answer_html(text, "", facts=facts, notice=notice)}</div>'


def cell_html(text: str, *, note: str = "") -> str:
    """Text box: the text of a cell to be copied, and a hint on what it needs."""
    rows = min(12, max(3, text.count("\n") + 2))
    coded = "" if printable(text) == text else "Its control characters stand here as codes: type them anew."
    hint = " ".join(filter(None, [note, coded]))
    # JupyterLab's shortcuts are kept out: in a text that cannot be edited they would act on the notebook
    return (
        f'<textarea readonly rows="{rows}" style="{_CELL}" data-lm-suppress-shortcuts="true"'
        f' aria-label="The same request as a cell">{escape(text)}</textarea>{hint_html(hint)}'
    )


def still_html(picture: str, words: str) -> str:
    """Static fallback where no widget can be shown: the newest picture, and how to get the panel."""
    return f'<div class="imagine-nb">{picture}{hint_html(words)}</div>'
