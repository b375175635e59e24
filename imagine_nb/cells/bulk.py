"""Bulk requests of a cell: with `--table` each row of a table is a request, filled in from its columns."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from imagine_nb.agreement import require_agreement
from imagine_nb.cells.arguments import NO_LIMIT
from imagine_nb.cells.background import Pending
from imagine_nb.cells.endings import Asking, brought
from imagine_nb.cells.option_line import region_options, schema
from imagine_nb.cells.table_files import check_file, save_table
from imagine_nb.errors import InputError
from imagine_nb.live.progress import BulkProgress, ended
from imagine_nb.live.screen import Screen
from imagine_nb.live.watching import refresh, watched, watcher
from imagine_nb.placeholders import Word, in_edit, in_question, value_of
from imagine_nb.references.names import MISSING, Names, ready
from imagine_nb.settings import BATCH, DETAIL, PICTURE, Setting
from imagine_nb.studio.bulk.batch import BatchJob

if TYPE_CHECKING:
    from imagine_nb.bulk.plan import BulkPlan
    from imagine_nb.bulk.results import Results
    from imagine_nb.studio.studio import Studio

_DURATION = re.compile(r"(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s?)?")
_ALONE = {  # options of a single request, and what to do instead
    "grid": "Give the table a column for each of its names.",
    "chat": "Each row is a question of its own.",
    "new": "Each row is a question of its own.",
}


class Cell(Asking, Protocol):
    """What a cell of a table has of the magics."""

    ask_above: float
    chat_model: str

    @property
    def studio(self) -> Studio: ...
    def chosen(self, options: Namespace, row: Setting, *, of: int = 0) -> Any: ...


def imagine_rows(cell: Cell, options: Namespace, prompt: str, names: Names) -> Any:
    """What `%%imagine --table` brings: Results, waited for or in the background."""
    _check(options, has_pictures=True)
    text, found = _template(cell, options, prompt, names, word=in_edit)
    chosen = {row.name: cell.chosen(options, row, of=len(found)) for row in PICTURE}
    region = region_options(options, names, cell.studio)
    progress = BulkProgress()
    given: Any = {**chosen, **region, **_shared(options, found, names), "on_row": progress.arrive}
    plan = cell.studio.plan_imagine_many(options.columns.rows, text, budget=options.budget, **given)
    return made(cell, options, plan, progress)


def ask_rows(cell: Cell, options: Namespace, question: str, names: Names) -> Any:
    """What `%%ask_image --table` brings: Results, each with an answer."""
    _check(options, has_pictures=False)
    text, found = _template(cell, options, question, names, word=in_question)
    shape = {"schema": schema(options.schema, names)} if options.schema else {}
    progress = BulkProgress(of_pictures=False)
    given: Any = {**shape, **_shared(options, found, names), "on_row": progress.arrive}
    model, detail = options.chat_model or cell.chat_model, cell.chosen(options, DETAIL)
    plan = cell.studio.plan_ask_many(options.columns.rows, text, model=model, detail=detail, **given)
    return made(cell, options, plan, progress)


def _check(options: Namespace, *, has_pictures: bool) -> None:
    """Raise InputError for an option of a single request, and for a file that could not be saved."""
    for name, advice in _ALONE.items():
        if getattr(options, name, None):
            raise InputError(f"--{name} does not go with --table.", advice=advice)
    if options.save:
        check_file(options.save, options.columns.rows, has_pictures=has_pictures)


def _template(
    cell: Cell, options: Namespace, prompt: str, names: Names, *, word: Word
) -> tuple[str | None, list[Any]]:
    """The prompt as a template of the rows, None where a column holds it; and what `images` are."""
    columns, word_or_none = options.columns, None if options.raw else word
    text, found = columns.resolved(prompt, names, cell.studio, given=options.image, word=word_or_none)
    return text or None, found


def _shared(options: Namespace, found: Sequence[Any], names: Names) -> dict[str, Any]:
    """The options that are of any bulk request; what was left out is not among them."""
    given = {
        "images": found,
        "engine": options.engine,
        "max_in_flight": options.max_in_flight,
        "max_usd": options.max_usd,
        "deadline": None if options.deadline is None else duration(options.deadline),
        "stop_after_failures": options.stop_after_failures,
        "takes": options.takes,
        "how": None if options.how is None else _how(options.how, names),
    }
    flags = {name: True for name in ("fresh", "retry_unknown") if getattr(options, name)}
    told = {name: value for name, value in given.items() if value is not None and value != []}
    return {**told, **flags, **_rate(options.requests_per_second), "yes": True}  # it is asked about here


def _rate(text: str | None) -> dict[str, float | None]:
    """The rate that `--per-second` sets, `none` being no limit; nothing where it is left out."""
    if text is None:
        return {}
    if text.lower() == NO_LIMIT:
        return {"requests_per_second": None}
    try:
        return {"requests_per_second": float(text)}
    except ValueError:
        advice = f"It is a number, such as 5 or 0.5, or {NO_LIMIT}."
        raise InputError(f"--per-second is {text[:40]!r}.", advice=advice) from None


def duration(text: str) -> timedelta:
    """The time in `90`, `30m`, `2h` or `1h30m`; raises InputError for anything else."""
    found = _DURATION.fullmatch(text.strip().lower())
    hours, minutes, seconds = (float(each or 0) for each in (found.groups() if found else (0, 0, 0)))
    try:
        told = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        told = timedelta(0)
    if not told:
        advice = "It is a time from now, such as 90 (seconds), 30m or 1h30m."
        raise InputError(f"--deadline is {text[:40]!r}.", advice=advice)
    return told


def _how(text: str, names: Names) -> Any:
    """The way that `--how` names: the API's batches, or a variable's Dask client."""
    if text == BATCH:
        return BATCH
    value = ready(value_of(text, names, MISSING))
    if value is MISSING:
        advice = f"It is {BATCH}, or a variable that holds a Dask client."
        raise InputError(f"There is no way {text[:40]!r}.", advice=advice)
    return value


def made(cell: Cell, options: Namespace, plan: BulkPlan, progress: BulkProgress) -> Any:
    """The results of a plan, waited for or in the background, once its price is agreed to."""
    if options.dry_run:
        Screen(cell.shell, is_silent=options.no_display).show(plan._repr_mimebundle_())
        return None
    require_agreement(plan.contents, plan.most, above=cell.ask_above, yes=options.yes)
    job = cell.studio.start_many(plan)
    if isinstance(job, BatchJob):
        return _batched(cell, options, job)
    progress.of(job)

    def wait() -> Results:
        return watched(job, watcher(progress, cell.shell, is_silent=options.no_display))

    result = brought(cell, options, job, progress, wait=wait, save=partial(_save, options))
    if isinstance(result, Pending):
        refresh(job, result.tick)
    return result


def _batched(cell: Cell, options: Namespace, job: BatchJob) -> Any:
    """What a batch has brought by now: the results once all is there, else the job, which reads the rest."""
    results = job.collect()
    told = "" if job.done else f"The batch goes on. This cell, run again, reads what has come. {job!r}"
    screen = Screen(cell.shell, is_silent=options.no_display)
    screen.show(ended(results, told or job.standing.line))
    named = cell.named(options, results if job.done else job)
    if job.done:
        _save(options, results)
    return named


def _save(options: Namespace, results: Results) -> None:
    if options.save:
        save_table(results, options.save)
