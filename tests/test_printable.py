"""Shown, not obeyed: one hostile text in every field, through every door by which text is shown."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import imagine_nb
from faults_server import FaultServer, answer, pictures, reply
from imagine_nb import Answer, Client, Picture, Pictures, Studio, errors
from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.reading import rows_of
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.row import Row as BulkRow
from imagine_nb.bulk.standing import Standing
from imagine_nb.cells.tables import DefaultsTable
from imagine_nb.charges import Charge, Row
from imagine_nb.chat import FilePart, ImagePart
from imagine_nb.client.prepared import BatchRequest
from imagine_nb.client.resource import Resource
from imagine_nb.config import Target
from imagine_nb.display import alt_texts, details, escaping, figures, html, lineage, markdown, results, tables
from imagine_nb.display.drawing import Drawing
from imagine_nb.display.html import Shown
from imagine_nb.display.html_sheet import html_sheet
from imagine_nb.display.tiles import Tile
from imagine_nb.gallery.health import Health
from imagine_nb.gallery.importing import Imported
from imagine_nb.gallery.ledger import Ledger
from imagine_nb.gallery.rebuilding import Rebuilt
from imagine_nb.gallery.remote import Synced
from imagine_nb.grid import Grid
from imagine_nb.lineage import Difference
from imagine_nb.panels.form import Form
from imagine_nb.panels.state import Group, State, Turn
from imagine_nb.panels.still import still_html, still_text
from imagine_nb.printable import counted, printable
from imagine_nb.recipes import recipe
from imagine_nb.records import AnswerRecord, Author, Outcome, PictureRecord, Recorded, Request, SourceRecord
from imagine_nb.recovery.recovery import Recovered
from imagine_nb.regions import FEATHER, PATH, Region
from imagine_nb.responses import Chunk
from imagine_nb.sources import Source
from imagine_nb.tools import tool
from imagine_nb.transport.cluster import Cluster
from imagine_nb.usage import Usage
from imagine_nb.wire.batches import Batch, BatchRequestMetadata
from imagine_nb.wire.chat_reply import FunctionCall, ToolCall
from imagine_nb.wire.order import Order

HOSTILE = (
    "a\x1b[2J\x1b]52;c;aGk=\x07\x1b]8;;http://e.com\x1b\\ \x00 \x9b31m \x7f \x08\x08 b\rc \u202egnp.exe\u202c"
    " \u2066x\u2069 \u2028 \ud83d \U000e0041 \ufff9 end"
)
ENTITIES = "&#27;[2J &#x202e; &#155; [x](http://e.com/&#x202e; 't&#x202e;&#27;') `&#x9b;`"
ALLOWED = {"\n", "\t"}


def obeyed(text: str) -> list[str]:
    """What a terminal or a reader of text would obey in `text`."""
    return [
        each
        for each in text
        if (unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} and each not in ALLOWED)
        or each in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufff9\ufffa\ufffb"
        or 0xE0000 <= ord(each) <= 0xE007F
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("\u202egnp", "\\u202egnp"),
        ("a\rb", "a\\rb"),
        ("\ud83d", "\\ud83d"),
        ("\U000e0041", "\\U000e0041"),
        ("a\r\nb\n\tc", "a\nb\n\tc"),
    ],
)
def test_what_a_screen_would_obey_stands_as_its_code(text: str, shown: str) -> None:
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a red fox",
        "\u05e9\u05dc\u05d5\u05dd \u200ffox\u200e",  # marks of direction
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # a joiner within a word
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family of joined figures
        "\U0001f3f4\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # England's flag
        "\u00a0 \u3000 \u2026 \\x1b",
    ],
)
def test_honest_text_stays(text: str) -> None:
    assert printable(text) is text or printable(text) == text
    assert html.line_bundle(text)["text/plain"] == text


@given(st.text())
def test_any_text_can_be_shown_and_showing_it_twice_changes_nothing(text: str) -> None:
    shown = printable(text)
    assert printable(shown) == shown
    assert "\U0001f3f4" in text or not obeyed(shown)
    shown.encode()


# ---- the doors ----


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    return file.getvalue()


SOURCE = SourceRecord(HOSTILE, "image/jpeg", 10, 4, 3, sha256="b" * 64)
ADDRESS = SourceRecord(HOSTILE, url=f"https://e.com/{HOSTILE}")
RECORD = PictureRecord(
    "a" * 16, 1, "c" * 16, 0, "d" * 64, HOSTILE, "image/jpeg", 40, 30, 10, prompt=HOSTILE, sent=HOSTILE,
    model=HOSTILE, engine="xai", endpoint="/images/edits", created=0.0, revised_prompt=HOSTILE,
    parameters={"aspect_ratio": HOSTILE, HOSTILE: 2}, sources=(SOURCE, ADDRESS), url=HOSTILE, alt=HOSTILE,
    alt_by=Author("xai", HOSTILE),
)  # fmt: skip
STEP = replace(RECORD, endpoint=PATH, parameters={"region": HOSTILE, FEATHER: HOSTILE, HOSTILE: HOSTILE})
CHILD = replace(RECORD, id="e" * 16, number=2, parents=(RECORD.id, "f" * 16))
ANSWERED = AnswerRecord(
    "a" * 16, "c" * 16, HOSTILE, HOSTILE + ENTITIES, HOSTILE, "xai", 0.0, response_id=HOSTILE, chat=HOSTILE,
    sources=(SOURCE, ADDRESS), usage=Usage(5, total_tokens=3),
)  # fmt: skip
ASKED = Request("xai", HOSTILE, "/images/edits", HOSTILE, HOSTILE, HOSTILE, RECORD.parameters, RECORD.sources)
RECORDED = Recorded("c" * 16, ASKED, Outcome("done", model=HOSTILE), 0.0, (RECORD,))
SHOWN = Shown(RECORD, jpeg(), HOSTILE, badge=HOSTILE, notice=HOSTILE)
CHARGE = Charge("c" * 16, 0.0, HOSTILE, "xai", HOSTILE, HOSTILE, "done", "exact", 5)
LEDGER = Ledger("session", (Row(HOSTILE, (CHARGE,)),))
ABOUT = [(SOURCE, jpeg()), (ADDRESS, None)]
PICTURE = Picture(RECORD, Path(HOSTILE), jpeg, Studio(gallery=False), badge=HOSTILE, notice=HOSTILE)
PICTURES = Pictures([PICTURE, replace(PICTURE, record=CHILD)])
ANSWER = Answer(ANSWERED, (Source(SOURCE, jpeg()), Source(ADDRESS)), badge=HOSTILE, notice=HOSTILE)
GRID = Grid({"style": (HOSTILE, "b")}, {(HOSTILE,): PICTURES, ("b",): errors.ImagineError(HOSTILE)})

ROW = BulkRow(0, {HOSTILE: HOSTILE}, "done", HOSTILE, PICTURES, ANSWER, 5)
FAILED = BulkRow(1, {HOSTILE: HOSTILE}, "failed", HOSTILE, error=errors.ImagineError(HOSTILE))
RESULTS = Results([ROW, FAILED])


def error(kind: type[Any] = errors.APIError) -> Any:
    made = kind(HOSTILE, advice=HOSTILE, status=400, code=HOSTILE, request_id=HOSTILE)
    made.add_note(HOSTILE)
    return made


def incoming() -> Any:
    from imagine_nb.transport.reading import Incoming

    made = object.__new__(Incoming)  # without the connection that one belongs to
    made.reason = HOSTILE
    return made


def calling() -> Chunk:
    return Chunk("", tool_calls=(ToolCall(HOSTILE, FunctionCall(HOSTILE, HOSTILE)),))


def response() -> Any:
    from imagine_nb.responses import ImageResponse

    return ImageResponse(RECORD, Usage(), jpeg(), Path(HOSTILE), HOSTILE)


def gap() -> Any:
    from imagine_nb.responses import ImageResponse
    from imagine_nb.wire.replies import Gap

    return ImageResponse(RECORD, Usage(), b"", gap=Gap(None, HOSTILE))


def batch_result() -> Any:
    from imagine_nb.responses import BatchResult, Response

    return BatchResult(HOSTILE, Response(), (response(),))


def failed_result() -> Any:
    return replace(batch_result(), image_responses=(), error=error())


def deferred() -> Any:
    from imagine_nb.client.deferred import Deferred

    return Deferred(None, HOSTILE, SimpleNamespace())  # type: ignore[arg-type]


def chat() -> Any:
    from imagine_nb.client.chats import Chat

    return Chat(None, SimpleNamespace(model=HOSTILE, messages=[]))  # type: ignore[arg-type]


def pending() -> Any:
    from imagine_nb.cells.background import Pending

    future: Future[Any] = Future()
    future.set_exception(error())
    job = SimpleNamespace(future=future, done=True, when_done=lambda then: None)
    shown = SimpleNamespace(doing=HOSTILE, stopped=HOSTILE, shown=html.line_bundle)
    screen = SimpleNamespace(show=lambda bundle: None)
    return Pending(1, job, shown, screen, lambda result: None)  # type: ignore[arg-type]


LINEAGE = imagine_nb.gallery.lineage.Lineage(CHILD, (RECORD, CHILD), lambda record: jpeg())
RECIPE = recipe(CHILD, [RECORD], {RECORDED.id: replace(RECORDED, pictures=(RECORD, CHILD))})
HEALTH = Health(1, missing=(RECORD,), altered=(CHILD,), orphaned=(HOSTILE,), database=(HOSTILE,))
TABLE = DefaultsTable(((HOSTILE, HOSTILE, HOSTILE),))

STATES = (
    State(
        groups=[Group(HOSTILE, 1, pictures=(PICTURE,), text=HOSTILE)],
        turns=[Turn(HOSTILE, answer=ANSWER), Turn(HOSTILE, error=HOSTILE)],
    ),
    State(Form(prompt=HOSTILE)),
)

STANDING = Standing(3, state="stopped", reason=HOSTILE)
PLAN = BulkPlan(3, 2, model=HOSTILE, engine=HOSTILE, troubles={0: HOSTILE})


def bulk_job() -> Any:
    from imagine_nb.studio.bulk.job import BulkJob

    made = object.__new__(BulkJob)  # without the run that one belongs to
    made._tally = SimpleNamespace(standing=STANDING)  # type: ignore[assignment]
    made._job = SimpleNamespace(future=Future())  # type: ignore[assignment]
    return made


def sheet() -> Any:
    from imagine_nb.display.sheet_image import sheet_image

    return sheet_image(Image.new("RGB", (40, 30)), HOSTILE)


def batch_job() -> Any:
    from imagine_nb.studio.bulk.batch import BatchJob

    made = object.__new__(BatchJob)  # without the run that one belongs to
    made._tally = SimpleNamespace(standing=STANDING)  # type: ignore[assignment]
    made._run = SimpleNamespace(stands={HOSTILE: None})  # type: ignore[assignment]
    return made


DOORS: dict[str, Callable[[], Any]] = {
    "bulk/plan.py BulkPlan.__repr__": lambda: [repr(PLAN), PLAN.text],
    "bulk/plan.py BulkPlan._repr_mimebundle_": PLAN._repr_mimebundle_,
    "bulk/standing.py Standing.line": lambda: STANDING.line,
    "studio/bulk/batch.py BatchJob.__repr__": lambda: repr(batch_job()),
    "studio/bulk/batch.py BatchJob._repr_mimebundle_": lambda: batch_job()._repr_mimebundle_(),
    "studio/bulk/job.py BulkJob.__repr__": lambda: repr(bulk_job()),
    "studio/bulk/job.py BulkJob._repr_mimebundle_": lambda: bulk_job()._repr_mimebundle_(),
    "bulk/reading.py Rows.__repr__": lambda: repr(rows_of({HOSTILE: ["a"]})),
    "bulk/results.py Results.__repr__": lambda: repr(RESULTS),
    "bulk/results.py Results.__str__": lambda: str(RESULTS),
    "bulk/results.py Results._repr_mimebundle_": RESULTS._repr_mimebundle_,
    "bulk/row.py Row.__repr__": lambda: [repr(ROW), repr(FAILED)],
    "bulk/row.py Row._repr_mimebundle_": lambda: [
        text for each in (ROW, FAILED) for text in texts(each._repr_mimebundle_())
    ],
    "cells/background.py Pending._repr_mimebundle_": lambda: pending()._repr_mimebundle_(),
    "cells/tables.py DefaultsTable.__repr__": lambda: repr(TABLE),
    "cells/tables.py DefaultsTable._repr_html_": TABLE._repr_html_,
    "chat/parts.py ImagePart.__repr__": lambda: repr(ImagePart(Source(ADDRESS))),
    "chat/parts.py FilePart.__repr__": lambda: repr(FilePart(SOURCE)),
    "client/prepared.py BatchRequest.__repr__": lambda: repr(
        BatchRequest(HOSTILE, Order(ASKED, {}, Target(HOSTILE, HOSTILE)))
    ),
    "client/chats.py Chat.__repr__": lambda: repr(chat()),
    "client/resource.py Resource.__repr__": lambda: repr(
        Resource(SimpleNamespace(to=Target(HOSTILE, HOSTILE)))  # type: ignore[arg-type]
    ),
    "client/deferred.py Underway.__repr__": lambda: repr(deferred()),
    "errors.py ImagineError.__str__": lambda: str(errors.InputError(HOSTILE, advice=HOSTILE)),
    "errors.py ImagineError._render_traceback_": lambda: error()._render_traceback_(),
    "errors.py Stopped.__str__": lambda: str(errors.Stopped(HOSTILE)),
    "errors.py Stopped._render_traceback_": lambda: errors.Stopped(HOSTILE)._render_traceback_(),
    "errors.py APIError.__str__": lambda: str(error()),
    "errors.py told": lambda: errors.told(ValueError(HOSTILE)),
    "gallery/health.py Health.__repr__": lambda: repr(HEALTH),
    "gallery/ledger.py Ledger.__repr__": lambda: repr(LEDGER),
    "gallery/ledger.py Ledger.__str__": lambda: str(LEDGER),
    "gallery/ledger.py Ledger._repr_html_": LEDGER._repr_html_,
    "gallery/lineage.py Lineage.__repr__": lambda: repr(LINEAGE),
    "gallery/lineage.py Lineage.__str__": lambda: str(LINEAGE),
    "gallery/lineage.py Lineage._repr_html_": LINEAGE._repr_html_,
    "gallery/remote/replica.py Synced.__repr__": lambda: repr(Synced(HOSTILE)),
    "gallery/rebuilding.py Rebuilt.__repr__": lambda: repr(Rebuilt(set_aside=HOSTILE)),
    "grid.py Grid.__repr__": lambda: repr(GRID),
    "grid.py Grid.__str__": lambda: str(GRID),
    "grid.py Grid._repr_mimebundle_": GRID._repr_mimebundle_,
    "grid.py Grid.figure": lambda: words(GRID.figure()),
    "lineage.py Difference.__str__": lambda: str(Difference(HOSTILE, HOSTILE, HOSTILE)),
    "pictures.py Picture.__repr__": lambda: repr(PICTURE),
    "pictures.py Picture._repr_mimebundle_": PICTURE._repr_mimebundle_,
    "pictures.py Pictures.__repr__": lambda: repr(PICTURES),
    "pictures.py Pictures._repr_mimebundle_": PICTURES._repr_mimebundle_,
    "answers.py Answer.__repr__": lambda: repr(ANSWER),
    "answers.py Answer._repr_mimebundle_": ANSWER._repr_mimebundle_,
    "recipes.py Recipe.__repr__": lambda: repr(RECIPE),
    "recipes.py Recipe.__str__": lambda: str(RECIPE),
    "protobuf.py Message.__repr__": lambda: [repr(Usage()), repr(ToolCall(HOSTILE, FunctionCall(HOSTILE)))],
    "recipes.py Recipe._repr_html_": RECIPE._repr_html_,
    "recipes.py Recipe.program": lambda: RECIPE.program,
    "recovery/recovery.py Recovered.__repr__": lambda: repr(Recovered(failed=((HOSTILE, HOSTILE),))),
    "regions.py Region.__str__": lambda: str(Region(1, mask=Source(SOURCE, jpeg()))),
    "responses/chunks.py Chunk.__repr__": lambda: [repr(Chunk(HOSTILE, HOSTILE)), repr(calling())],
    "responses/batches.py BatchResult.__repr__": lambda: [repr(batch_result()), repr(failed_result())],
    "wire/batches.py Batch.__repr__": lambda: repr(Batch(HOSTILE, HOSTILE, cancel_by_xai_message=HOSTILE)),
    "wire/batches.py BatchRequestMetadata.__repr__": lambda: repr(
        BatchRequestMetadata(HOSTILE, HOSTILE, HOSTILE)
    ),
    "responses/images.py ImageResponse.__repr__": lambda: [repr(response()), repr(gap())],
    "responses/images.py ImageResponse._repr_mimebundle_": lambda: response()._repr_mimebundle_(),
    "tools.py Tool.__repr__": lambda: repr(tool(HOSTILE, HOSTILE, {})),
    "transport/cluster.py Cluster.__repr__": lambda: repr(
        Cluster(SimpleNamespace(status="closed", scheduler=SimpleNamespace(address=HOSTILE)))
    ),
    "transport/reading.py Incoming.__repr__": lambda: repr(incoming()),
    "display/escaping.py escape": lambda: escaping.escape(HOSTILE),
    "display/drawing.py Drawing._repr_mimebundle_": lambda: Drawing(alt=HOSTILE)._repr_mimebundle_(),
    "display/figures.py ledger_figure": lambda: words(figures.ledger_figure(LEDGER.rows, "session")),
    "display/figures.py lineage_figure": lambda: words(
        figures.lineage_figure([RECORD, CHILD], lambda record: jpeg())
    ),
    "display/html.py picture_bundle": lambda: html.picture_bundle(SHOWN),
    "display/html.py pictures_bundle": lambda: html.pictures_bundle([SHOWN, SHOWN]),
    "display/html.py notices_html": lambda: html.notices_html([HOSTILE]),
    "display/html.py tile_html": lambda: html.tile_html(SHOWN, caption=HOSTILE),
    "display/html.py badge_html": lambda: html.badge_html(HOSTILE),
    "display/html.py answer_bundle": lambda: html.answer_bundle(
        ANSWERED, ABOUT, badge=HOSTILE, notice=HOSTILE
    ),
    "display/html.py answer_html": lambda: html.answer_html(
        HOSTILE + ENTITIES, "", facts=[HOSTILE], notice=HOSTILE
    ),
    "display/html.py beside": lambda: html.beside(ABOUT),
    "display/html.py source_html": lambda: html.source_html(ADDRESS, None, number=1),
    "display/html.py line_bundle": lambda: html.line_bundle(HOSTILE),
    "display/html.py framed": lambda: html.framed("", HOSTILE, text=HOSTILE),
    "display/html.py text_shown": lambda: html.text_shown([SHOWN]),
    "display/html.py text_of": lambda: html.text_of(RECORD, path=HOSTILE, notice=HOSTILE),
    "display/html.py image_html": lambda: html.image_html(SHOWN, side=64),
    "display/html.py prompt_html": lambda: [html.prompt_html(HOSTILE), html.prompt_html(HOSTILE * 20)],
    "display/details.py joined": lambda: details.joined([HOSTILE]),
    "display/alt_texts.py alt_html": lambda: [
        alt_texts.alt_html([RECORD]),
        alt_texts.alt_html([RECORD, CHILD]),
    ],
    "display/details.py details_html": lambda: [details.details_html(each, of=[]) for each in (RECORD, STEP)],
    "display/lineage.py lineage_bundle": lambda: lineage.lineage_bundle(
        [RECORD, CHILD], lambda record: SHOWN, focus=CHILD.id
    ),
    "display/markdown.py html_of_markdown": lambda: markdown.html_of_markdown(HOSTILE + "\n\n" + ENTITIES),
    "display/html_sheet.py html_sheet": lambda: [
        "".join(
            html_sheet(
                [Tile(jpeg, HOSTILE, HOSTILE), Tile(None, HOSTILE, words=HOSTILE)], title=HOSTILE, width=width
            )
        )
        for width in (None, 64)
    ],
    "display/sheet_image.py SheetImage.__repr__": lambda: repr(sheet()),
    "display/sheet_image.py SheetImage._repr_mimebundle_": lambda: sheet()._repr_mimebundle_(),
    "display/results.py results_bundle": lambda: results.results_bundle(
        HOSTILE, [HOSTILE], [results.Line(HOSTILE, [[SHOWN], HOSTILE])], of=9, text=HOSTILE
    ),
    "display/tables.py shelf_bundle": lambda: tables.shelf_bundle([SHOWN]),
    "display/tables.py grid_bundle": lambda: tables.grid_bundle([HOSTILE], [(HOSTILE, [[SHOWN], HOSTILE])]),
    "display/tables.py grid_html": lambda: tables.grid_html([HOSTILE], [(HOSTILE, [""])]),
    "display/tables.py grid_cell_html": lambda: tables.grid_cell_html(HOSTILE),
    "display/tables.py ledger_html": lambda: tables.ledger_html(LEDGER.rows, "session"),
    "panels/still.py still_html": lambda: [still_html(each, panel_id=HOSTILE) for each in STATES],
    "panels/still.py still_text": lambda: [still_text(each) for each in STATES],
}

NO_DOORS = {  # and why
    "panels/still.py is_new": "yes or no",
    "panels/still.py shows_gallery": "yes or no",
    "transport/known_limits.py KnownLimits.__repr__": "a host that was checked",
    "transport/turns.py Turns.__repr__": "counts alone",
    "budget.py Budget.__repr__": "amounts alone",
    "budget.py Hold.__repr__": "amounts alone",
    "wire/batches.py BatchState.__str__": "counts alone",
    "cells/background.py Pending.__repr__": "that of its result",
    "cells/waiting.py Shows._repr_mimebundle_": "a protocol",
    "client/clients.py _Base.__repr__": "an address that was checked",
    "display/kinds.py is_paged": "yes or no",
    "display/kinds.py kind_named": "a format",
    "display/alt_texts.py alt_author": "facts, which whoever shows them escapes",
    "display/alt_texts.py alt_told": "facts, which whoever shows them escapes",
    "display/alt_texts.py alt_text": "facts, which whoever shows them escapes",
    "display/html.py answer_facts": "facts, which whoever shows them escapes",
    "display/html.py contact_sheet": "a raster",
    "display/html.py tiles_html": "takes HTML",
    "display/html.py who": "facts, which whoever shows them escapes",
    "display/html.py whole_cost": "an amount",
    "display/lineage.py generations": "no text",
    "display/page_sizes.py page_of": "a size",
    "display/paper.py blank": "a raster",
    "display/paper.py draw_words": "a raster of words in the lettering, which is tested",
    "display/html_sheet.py write_html": "the page of html_sheet",
    "display/pdf.py write_pdf": "pages that are rasters",
    "display/sheet_image.py SheetImage._repr_png_": "nothing",
    "display/sheet_image.py sheet_image": "an image, whose words are tried",
    "display/sheet_layout.py in_one": "sizes and places",
    "display/sheet_layout.py on_pages": "sizes and places",
    "display/tiles.py check_tiles": "counts alone",
    "exchange/chat_api.py ChatAPIs.__repr__": "an endpoint of ours",
    "gallery/gallery.py Gallery.__repr__": "tested with a folder below",
    "gallery/importing.py Imported.__repr__": "counts alone",
    "gallery/remote/address.py Address.__str__": "an address that was checked",
    "gallery/remote/replica.py Replica.__str__": "an address that was checked",
    "gallery/pruning.py Pruned.__repr__": "counts alone",
    "keys.py Key.__repr__": "where a key is from, in words of ours",
    "loop.py Job.__repr__": "a state",
    "panels/panel.py Panel.__repr__": "a view and a count",
    "answers.py Answer.__str__": "the answer itself, for programs: exact",
    "prices.py Price.__str__": "an amount",
    "responses/answers.py Response.__str__": "the answer itself, for programs: exact",
    "responses/answers.py Response.__repr__": "tested with a server below",
    "responses/answers.py Response._repr_mimebundle_": "tested with a server below",
    "responses/chunks.py Chunk.__str__": "the answer itself, for programs: exact",
    "protobuf.py Timestamp.__repr__": "no text",
    "studio/studio.py Studio.__repr__": "tested with a folder below",
    "transport/masking.py Mask.__repr__": "no text",
}


def words(figure: Any) -> list[str]:
    """All texts of a matplotlib figure."""
    from matplotlib.text import Text

    figure.savefig(io.BytesIO())
    return [each.get_text() for each in figure.findobj(Text)]


def texts(shown: Any) -> Iterator[str]:
    """The texts of what a door gave: a text, several, or a bundle."""
    if isinstance(shown, dict):
        shown = [value for kind, value in shown.items() if kind.startswith("text/")]
    yield from [shown] if isinstance(shown, str) else shown


@pytest.mark.parametrize("door", DOORS)
def test_hostile_text_is_shown_and_not_obeyed(door: str) -> None:
    for text in texts(DOORS[door]()):
        assert obeyed(text) == []
        text.encode()  # no half of a surrogate pair


def test_every_door_by_which_text_is_shown_is_tried_or_named() -> None:
    assert not DOORS.keys() & NO_DOORS.keys()
    assert set(doors()) <= DOORS.keys() | NO_DOORS.keys()
    assert NO_DOORS.keys() <= set(doors())


def doors() -> Iterator[str]:
    """What shows text, by its place: methods that Python and IPython show by, functions that make HTML."""
    shows = {"__repr__", "__str__", "_repr_html_", "_repr_mimebundle_", "_repr_png_", "_render_traceback_"}
    package = Path(imagine_nb.__file__).parent
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if name.startswith("print_shop/"):  # it prints pictures, and one address
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                methods = [each.name for each in node.body if isinstance(each, ast.FunctionDef)]
                yield from (f"{name} {node.name}.{each}" for each in methods if each in shows)
            is_function = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
            if is_function and (name.startswith("display/") or name == "panels/still.py"):
                yield f"{name} {node.name}"


def test_only_one_module_escapes_html() -> None:
    package = Path(imagine_nb.__file__).parent
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"from html import .*\bescape\b|\bhtml\.escape\(", path.read_text("utf-8"))
    }
    assert found == {"display/escaping.py"}


# ---- what is data stays exact, and runs ----


def test_what_is_kept_and_what_programs_read_stays_exact() -> None:
    assert (PICTURE.prompt, ANSWER.text, str(ANSWER), ANSWER.question) == (
        HOSTILE, HOSTILE + ENTITIES, HOSTILE + ENTITIES, HOSTILE,
    )  # fmt: skip


@pytest.mark.parametrize("prompt", ["a \x1b[31mred fox", "a fox\u202egnp", "a\u2028b", "a\rb"])
def test_a_recipe_of_an_odd_prompt_shows_codes_and_makes_the_same(studio: Studio, prompt: str) -> None:
    fox = studio.imagine(prompt).one
    made = studio.gallery.recipe(fox.record)
    (cell,) = made.cells
    asked: list[str] = []
    names: dict[str, Any] = {"imagine": lambda text, **options: asked.append(text)}
    for code in (cell, made.program):
        assert obeyed(code) == []
        calls = [node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)]
        exec(ast.unparse(next(each for each in calls if getattr(each.func, "id", "") == "imagine")), names)
    assert asked == [prompt, prompt]


def test_a_gallery_in_an_odd_folder_and_its_studio_show_its_name(tmp_path: Path) -> None:
    folder = tmp_path / "a\x1b[2J\u202eb"
    said: list[str] = []
    studio = Studio(engine="print-shop", gallery=folder, notify=said.append)
    fox = studio.imagine("a fox").one
    shown = [repr(studio), repr(studio.gallery), repr(fox), *texts(fox._repr_mimebundle_())]
    studio.close()
    assert all("\\x1b[2J\\u202e" in each for each in shown[:3])
    assert all(obeyed(each) == [] for each in shown)
    with pytest.raises(errors.SourceError) as caught:
        imagine_nb.sources.source(folder / "gone\x07.png")
    assert obeyed(str(caught.value)) == []


def test_a_program_that_fails_prints_no_escapes() -> None:
    code = (
        "from imagine_nb.errors import APIError\n"
        "error = APIError('a\\x1b[2J\\u202eb', advice='c\\x9b', status=400, request_id='d\\x07')\n"
        "error.add_note('e\\x1b')\nraise error\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "\\x1b[2J\\u202eb" in told
    assert obeyed(told.replace("\r\n", "\n")) == []


# ---- what a server sends ----

ODD = "a\x1b[2J\x1b]8;;http://e.com\x07\u202eb\x9b\x00"


@pytest.fixture
def client(faults: FaultServer, tmp_path: Path) -> Iterator[Client]:
    made = Client("xai-" + "k" * 30, base_url=faults.base_url, gallery=tmp_path / "gallery", timeout=10)
    yield made
    made.close()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500])
def test_an_error_body_is_shown_and_not_obeyed(client: Client, faults: FaultServer, status: int) -> None:
    body = {"code": ODD, "error": ODD}
    faults.then(*[reply(status, body)] * 6)
    with pytest.raises(errors.APIError) as caught:
        client.image.sample(ODD, "grok-imagine-image")
    for text in (str(caught.value), errors.told(caught.value), repr(caught.value), caught.value.message):
        assert obeyed(text) == []


def test_an_answer_is_shown_and_not_obeyed_and_stays_exact(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {**answer(ODD, response_id=ODD), "model": ODD}))
    chat = client.chat.create("grok-4.3")
    response = chat.append(ODD).sample()
    assert response.content == str(response) == ODD
    for text in (repr(response), *texts(response._repr_mimebundle_())):
        assert obeyed(text) == []


def test_a_picture_of_an_oddly_named_model_is_shown_and_not_obeyed(
    client: Client, faults: FaultServer
) -> None:
    body = pictures(jpeg())
    body["data"][0]["revised_prompt"] = ODD
    faults.then(reply(200, {**body, "model": ODD}))
    response = client.image.sample(ODD, "grok-imagine-image")
    for text in (repr(response), *texts(response._repr_mimebundle_())):
        assert obeyed(text) == []


def test_what_is_told_of_one_thing_is_told_of_one() -> None:
    assert [counted(number, "picture") for number in (0, 1, 2)] == ["0 pictures", "1 picture", "2 pictures"]
    assert counted(2000, "row") == "2,000 rows"
    facts = "1 picture · 1 answer · 1 request"
    assert repr(Rebuilt(1, 1, 1)) == f"<Rebuilt {facts}>"
    assert repr(Imported(("a" * 16,), 1, 1, (7,))) == f"<Imported {facts} · number 7 here>"
    assert repr(Recovered(n_pictures=1, n_answers=1)) == "<Recovered 1 picture · 1 answer>"
