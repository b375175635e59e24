"""Table: a prompt filled in for each row of a table, planned, started, followed and stopped from a panel."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import Any

from imagine_nb.budget import checked_limit
from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.reading import rows_of
from imagine_nb.cell_text import file_word, table_cell, word
from imagine_nb.errors import GalleryError, ImagineError, InputError
from imagine_nb.gallery.kept_tables import keep_table
from imagine_nb.gallery.places import path_in_cell
from imagine_nb.loop import Job
from imagine_nb.panels.form import Form, beside, fitting, form_of
from imagine_nb.panels.messages import MAX_NAME, FieldError, Message, Reply
from imagine_nb.panels.notebook import in_notebook, usual
from imagine_nb.panels.page import error_json
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.tables import Table, TableForm, TableRun
from imagine_nb.panels.uploading import Uploaded
from imagine_nb.placeholders import in_edit
from imagine_nb.records import JSON
from imagine_nb.references.columns import Columns, table
from imagine_nb.settings import MAX_PICTURES
from imagine_nb.sources import Source
from imagine_nb.templates import template
from imagine_nb.values import checked_count

TICK_SECONDS, SELDOM_SECONDS = 0.35, 2.0  # between two looks, and two tellings of a run without news
NO_CELL = "No cell can say this."


@dataclass(frozen=True, slots=True)
class _Filled:
    """A form over a table whose names are filled in: the template, its images, and the settings for those."""

    of: Table
    text: str
    images: list[str | Source]
    settings: Form
    max_usd: str


class Tabling:
    """The table of a panel; verbs `table`, `table_start`, `table_plan`, `table_stop` and `table_cell`."""

    def __init__(self, shared: Shared) -> None:
        self._studio, self._state, self._page = shared.studio, shared.state, shared.page
        self._cards, self._changed = shared.cards, shared.changed
        self._following: set[Job[None]] = set()
        self._telling = Lock()
        self.verbs = {"table": self._named, "table_start": self._start, "table_cell": self._cell}
        self.looks = {"table_plan": self._plan, "table_stop": self._stop}

    def _named(self, message: Message) -> Reply:
        """A table by the name of a variable, or by the path of a file."""
        text = message.text("text", most=2_000).strip()
        if not text:
            raise FieldError("There is no table.", advice="Name a variable, or a CSV file.", field="table")
        with beside("table"):
            return self._taken(Table(text, table(text, in_notebook()), word(text)))

    def take(self, upload: Uploaded) -> Reply:
        """A table that was uploaded, kept beside the gallery, so that a cell can name it."""
        rows = rows_of(
            {"name": upload.name, "type": "text/csv", "size": len(upload.data), "content": upload.data}
        )
        reference, kept = None, self._cards.gallery
        with suppress(GalleryError):  # one that can only be read: the table itself is well
            if kept is not None:
                reference = file_word(path_in_cell(keep_table(kept.folder, upload.data, upload.name)))
        return self._taken(Table(upload.name, rows, reference))

    def _taken(self, found: Table) -> Reply:
        self._state.table = found
        self._tell()
        return Reply({"table": found.json()})

    def _plan(self, message: Message) -> Reply:
        """What Start would send, and its price; or what stands in its way, beside its field."""
        try:
            plan = self._planned(self._filled(self._form(message)))
        except ImagineError as error:
            return Reply({"line": "", "problems": [error_json(error)]})
        troubles = [{"row": at, "text": str(why)} for at, why in list(plan.troubles.items())[:5]]
        told = {"line": plan.line, "problems": [], "troubles": troubles, "n_troubles": plan.n_bad}
        return Reply(told)

    def _form(self, message: Message) -> TableForm:
        form = TableForm(
            message.text("prompt"),
            message.text("source", most=MAX_NAME),
            message.text("max_usd", most=MAX_NAME).strip(),
            form_of(message.part("settings")),
        )
        self._state.table_form = form
        return form

    def _filled(self, form: TableForm) -> _Filled:
        """The form with the notebook's names filled in. Raises FieldError beside what is wrong."""
        of = self._state.table
        if of is None:
            raise FieldError("There is no table.", advice="Name a variable, or a CSV file.", field="table")
        with beside("count"):
            checked_count(form.settings.count, of="The count", most=MAX_PICTURES)
        with beside("template"):
            given = [form.source] if form.source else []
            text, images = Columns(of.rows).resolved(
                form.prompt.strip(), in_notebook(), self._studio, given=given, word=in_edit
            )
            template(text, of.rows.columns)
        return _Filled(of, text, images, fitting(form.settings, n_sources=len(images)), form.max_usd)

    def _planned(self, given: _Filled, **more: Any) -> BulkPlan:
        """What a form would send. Raises FieldError beside what is wrong."""
        settings, options = given.settings, {**given.settings.choices, **more}
        if given.max_usd:
            with beside("max_usd"):
                options["max_usd"] = checked_limit(given.max_usd, name="The most to spend")
        if given.images:
            options["images"] = given.images
        with beside("" if given.text else "template"):
            return self._studio.plan_imagine_many(
                given.of.rows, given.text or None, n=settings.count, model=settings.model, **options
            )

    def _start(self, message: Message) -> Reply:
        if (before := self._state.table_run) is not None and not before.is_over:
            raise FieldError("A table is on its way.", advice="Wait, or stop it.", field="table")
        form = self._form(message)
        run = TableRun(form.prompt.strip())
        plan = self._planned(self._filled(form), on_row=run.arrive, yes=True)
        with beside(""):
            run.job = self._studio.start_many(plan)
        self._state.table_run = run
        self._tell()
        following = Job(self._followed(run))
        self._following.add(following)
        following.when_done(self._following.discard)
        return Reply({"run": run.id})

    def _stop(self, message: Message) -> Reply:  # noqa: ARG002 - every verb is given its message
        """Ask for nothing more; what is in flight is finished."""
        if (run := self._state.table_run) is not None and run.job is not None:
            run.job.stop()
        return Reply()

    async def _followed(self, run: TableRun) -> None:
        """Tell the page how a run goes until it has ended."""
        job, told = run.job, time.monotonic()
        while job is not None and not job.done:
            await asyncio.sleep(TICK_SECONDS)
            if run.has_news or time.monotonic() - told >= SELDOM_SECONDS:
                told = time.monotonic()
                await asyncio.to_thread(self._tell)
        await asyncio.to_thread(self._ended, run)

    def _ended(self, run: TableRun) -> None:
        assert run.job is not None  # noqa: S101 - it has been followed
        try:
            run.results = run.job.result()
        except Exception as error:  # noqa: BLE001 - told, whatever it is
            run.text, run.results = str(error_json(error)["text"]), run.job.results
        run.is_over = True
        self._tell()
        self._changed()

    def _tell(self) -> None:
        with self._telling:
            told, buffers = self.state_json(start=0)
            self._page.tell("table", told, buffers)

    def state_json(self, *, start: int) -> tuple[dict[str, JSON], tuple[bytes, ...]]:
        """The table, its form and its run as the page shows them; thumbnails are left for it to ask for."""
        state = self._state
        run = state.table_run
        told, pictures = (None, []) if run is None else run.json()
        cards, buffers = self._cards.cards(pictures, start=start, seconds=0)
        return {
            "table": None if state.table is None else state.table.json(),
            "table_form": state.table_form.json(),
            "run": told,
            "cards": cards,
        }, buffers

    def _cell(self, message: Message) -> Reply:
        """The cell of the form as it stands; what the table has brought already it shows for nothing."""
        form = self._form(message)
        given = self._filled(form)
        plan, settings = self._planned(given), given.settings
        text = None
        if given.of.reference is not None:
            text = table_cell(
                form.prompt.strip(),
                table=given.of.reference,
                references=[word(form.source)] if form.source else [],
                max_usd=form.max_usd or None,
                settings={"n": settings.count, **settings.choices, "model": settings.model},
                usual=usual(n_sources=len(given.images)),
            )
        if text is None:
            raise InputError(NO_CELL, advice="Its table or its text cannot stand in a cell; change it.")
        return Reply({"text": text, "note": f"Run, it goes through the table: {plan.line}."})
