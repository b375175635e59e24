"""Parameter grid: `--grid` asks for every combination of some values, and makes one labelled figure."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections import ChainMap
from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING, Any, Protocol

from imagine_nb.budget import Limit
from imagine_nb.cells.progress import Gridding
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.grid import Grid, Labels, axes
from imagine_nb.loop import Job
from imagine_nb.pictures import Pictures
from imagine_nb.placeholders import PLACEHOLDERS
from imagine_nb.settings import PICTURE
from imagine_nb.studio.plans import Plan, joined

if TYPE_CHECKING:
    from imagine_nb.studio.studio import Studio

Axes = Mapping[str, tuple[str, ...]]
SETTINGS = frozenset({row.name for row in PICTURE if row.varies} | {"engine"})  # may be axes themselves


class Planner(Protocol):
    """What plans one cell: the magics."""

    def planned(self, options: Namespace, prompt: str, names: Mapping[str, Any], /) -> Plan:
        """What a cell with these options and this prompt would send."""


def grid_plans(
    planner: Planner, options: Namespace, prompt: str, names: Mapping[str, Any]
) -> tuple[Axes, dict[Labels, Plan]]:
    """The axes of a grid, and what each of its cells would send; raises InputError for an idle axis."""
    found = axes(options.grid)
    in_prompt = {path for _, path in PLACEHOLDERS.findall("" if options.raw else prompt)}
    for name in found:
        if name not in in_prompt | SETTINGS:
            raise InputError(
                f"--grid varies {name}.", advice=f"Write {{{name}}} where it goes in the prompt."
            )

    limit = None if options.budget is None else Limit(options.budget)  # one, for all cells together

    def planned(labels: Labels) -> Plan:
        values = dict(zip(found, labels, strict=True))
        settings = {name: value for name, value in values.items() if name not in in_prompt}
        varied = Namespace(**{**vars(options), **settings, "budget": limit})
        return planner.planned(varied, prompt, ChainMap(values, dict(names)))

    return found, {labels: planned(labels) for labels in product(*found.values())}


def whole(plans: Mapping[Labels, Plan]) -> Plan:
    """Sum of plans: one plan with one price."""
    return joined(list(plans.values()))


def start(studio: Studio, plans: Mapping[Labels, Plan], gridding: Gridding) -> Job[Grid]:
    """Ask for every cell at once."""
    jobs = studio.start_all(list(plans.values()))
    return Job(_gathered(dict(zip(plans, jobs, strict=True)), gridding))


async def _gathered(jobs: Mapping[Labels, Job[Pictures]], gridding: Gridding) -> Grid:
    """The grid, once every cell has ended; raises an error that all of them met."""

    async def ended(labels: Labels, job: Job[Pictures]) -> ImagineError | None:
        try:
            made: Pictures = await asyncio.wrap_future(job.future)
        except ImagineError as error:
            gridding.arrive(labels, error)
            return error
        gridding.arrive(labels, made)
        return None

    errors = await asyncio.gather(*(ended(labels, job) for labels, job in jobs.items()))
    if errors[0] is not None and all(errors):
        raise errors[0]
    return gridding.grid
