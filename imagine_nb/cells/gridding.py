"""`--grid`: every combination of some values is asked for, and becomes one labelled figure."""

from __future__ import annotations

from argparse import Namespace
from collections import ChainMap
from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from imagine_nb.cells.pricing import agreed, dry_run
from imagine_nb.cells.screen import Screen
from imagine_nb.errors import ImagineError, Stopped

if TYPE_CHECKING:
    from imagine_nb.cells.verbs import ImagineMagics
    from imagine_nb.desk import Plan
    from imagine_nb.grids import Grid, Labels
    from imagine_nb.loop import Job
    from imagine_nb.pictures import Pictures


def grid(magics: ImagineMagics, options: Namespace, prompt: str, names: Mapping[str, Any]) -> Grid | None:
    """Ask for every combination at once; a cell of the grid that fails shows its error, the rest stands."""
    from imagine_nb.grids import Grid, axes

    found = axes(options.grid)
    plans = {
        labels: _plan(magics, options, prompt, ChainMap(dict(zip(found, labels, strict=True)), dict(names)))
        for labels in product(*found.values())
    }
    whole = _whole(list(plans.values()))
    if options.dry_run:
        dry_run(magics.shell, whole)
        return None
    agreed(whole, above=magics.ask_above, yes=options.yes)
    jobs = {labels: magics.studio.start(plan) for labels, plan in plans.items()}
    result = Grid(found, _waited(magics.shell, jobs, silent=options.no_display))
    if not options.no_display:
        Screen(magics.shell).show(result._repr_mimebundle_())
    magics.waiting.remember(result)
    return result


def _plan(magics: ImagineMagics, options: Namespace, prompt: str, names: Mapping[str, Any]) -> Plan:
    from imagine_nb.cells.verbs import in_edit

    ready = magics.filled(options, prompt, names, word=in_edit)
    return magics.studio.plan(ready.text, **magics.image_options(options, ready, prompt))


def _whole(plans: list[Plan]) -> Plan:
    """All plans as one, with one price."""
    from imagine_nb.desk import Plan

    prices = [plan.price_usd for plan in plans]
    price = None if None in prices else sum(each or 0.0 for each in prices)
    orders = tuple(order for plan in plans for order in plan.orders)
    return Plan(orders, price, sum(plan.n_kept for plan in plans))


def _waited(
    shell: Any, jobs: Mapping[Labels, Job[Pictures]], *, silent: bool
) -> dict[Labels, Pictures | Exception]:
    """Each job's pictures, or the error that it met."""
    from imagine_nb.display import line_bundle

    screen, made = Screen(shell, is_silent=silent), dict[Any, Any]()

    def tick() -> None:
        if screen.due():
            done = sum(job.done for job in jobs.values())
            screen.progress(line_bundle(f"Making a grid, {done} of {len(jobs)} …"))

    try:
        for labels, job in jobs.items():
            made[labels] = _ended(job, tick)
    except KeyboardInterrupt:
        for job in jobs.values():
            job.cancel()
        screen.progress(line_bundle(f"Stopped with {len(made)} of {len(jobs)} made."))
        raise Stopped("The requests were cancelled; they may have been charged.") from None
    screen.progress(line_bundle(f"Made a grid of {len(jobs)}."))
    return made


def _ended(job: Job[Pictures], tick: Any) -> Pictures | Exception:
    try:
        return job.result(tick=tick)
    except ImagineError as error:
        return error
