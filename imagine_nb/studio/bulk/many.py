"""Tables of requests: what a studio makes or asks of every row of one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from imagine_nb import loop
from imagine_nb.agreement import ask_above, require_agreement
from imagine_nb.budget import Budget, Limit, Reserve, of_call
from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.reading import Rows, rows_of
from imagine_nb.bulk.results import Results
from imagine_nb.bulk.row import Row
from imagine_nb.config import Target
from imagine_nb.errors import InputError
from imagine_nb.exchange.batch_reading import Asked
from imagine_nb.exchange.batches import BatchExchange
from imagine_nb.options import ON_ROW, BulkOptions, ManyAskOptions, ManyImagineOptions, check_names
from imagine_nb.settings import BATCH
from imagine_nb.studio.bulk.batch import BatchJob, submitted
from imagine_nb.studio.bulk.batch_run import BatchRun, read_alone
from imagine_nb.studio.bulk.carrying import carried, check_how
from imagine_nb.studio.bulk.drafts import Draft
from imagine_nb.studio.bulk.filling import Filling, filling
from imagine_nb.studio.bulk.job import BulkJob
from imagine_nb.studio.bulk.limits import limits
from imagine_nb.studio.bulk.planning import ReadyPlan, plan_of, planned
from imagine_nb.studio.bulk.running import OneByOne, Run
from imagine_nb.studio.orders import Way
from imagine_nb.studio.sending import Desk
from imagine_nb.values import call_given, flag_given
from imagine_nb.wire.batches import path_of

_OF_THE_RUN = frozenset({*BulkOptions.__annotations__, "budget"})  # the others are each request's


AnyJob = BulkJob | BatchJob


class Many:
    """A studio's tables: each is planned, its price agreed to, and worked through by one job."""

    def __init__(
        self,
        desk: Callable[[], Desk],
        target: Callable[[str | None], Target],
        introduce: Callable[[Target], None],
        tell: Callable[[str], None],
    ) -> None:
        self._desk, self._target, self._introduce, self._tell = desk, target, introduce, tell
        self._background: set[BulkJob] = set()  # nobody else may hold these
        self._asked: dict[tuple[str, str], Asked] = {}  # in batches, with their prices set aside

    def plan_pictures(
        self, table: Any, prompt: str | None, options: ManyImagineOptions, *, model: str
    ) -> ReadyPlan:
        """What a table of prompts would send. Raises InputError for what no row can be asked with."""
        check_names(options, ManyImagineOptions.__annotations__)
        rows = rows_of(table)
        filled = _filling(prompt, options, rows, of="prompt")
        return self._plan(rows, Draft(filled, self._to(options), model), options)

    def plan_answers(
        self, table: Any, question: str | None, options: ManyAskOptions, *, model: str
    ) -> ReadyPlan:
        """What a table of questions would send. Raises InputError for what no row can be asked with."""
        check_names(options, ManyAskOptions.__annotations__)
        rows = rows_of(table, texts="question")
        filled = _filling(question, options, rows, of="question")
        return self._plan(rows, Draft(filled, self._to(options), model, is_answer=True), options)

    def start(self, plan: BulkPlan) -> AnyJob:
        """Work a table through, its price agreed to. Raises BudgetError, with nothing sent."""
        if not isinstance(plan, ReadyPlan):
            raise InputError(
                "That is no plan of a table.", advice="Give what plan_imagine_many(...) returns."
            )
        options, desk = plan.planned.options, self._desk()
        ready, carrier = carried(plan.planned, tell=self._tell)
        budgets = [*desk.orders.budgets(desk.gallery), *of_call(options.get("budget"))]
        spending, is_batch = Budget(plan.max_usd), plan.planned.is_in_batch
        if is_batch and (most := plan.planned.limits.max_usd) is not None:
            budgets.append(Limit(most))  # nothing stops a batch half way: all of it or nothing
        reserve = Reserve(plan.most, budgets, of=plan.contents, spending=spending)
        try:
            agreed = bool(flag_given(options.get("yes"), of="yes"))
            require_agreement(plan.contents, plan.most, above=ask_above(), yes=agreed)
            self._introduce(plan.planned.draft.target)
            if plan.notice:
                self._tell(plan.notice)
            on_row: Callable[[Row], object] = options.get("on_row") or _unheard
            if is_batch:
                return self._submitted(plan, desk, reserve, on_row)
            ends_at = ready.limits.ends_at()
            way = Way(ready.limits.pace(ends_at), carrier=carrier)
            asking = OneByOne(desk, way, is_answer=ready.draft.is_answer)
            return BulkJob(plan, Run(ready, desk, asking, reserve, on_row, ends_at))
        except BaseException:
            reserve.let_go()
            raise

    def done(self, plan: ReadyPlan) -> Results:
        """What a call comes to: the results, or as its options say the plan itself or a job."""
        return cast(Results, self._done(plan))  # of what a call does, the usual

    def _done(self, plan: ReadyPlan) -> Results | AnyJob | BulkPlan:
        options = plan.planned.options
        if flag_given(options.get("dry_run"), of="dry_run"):
            return plan
        is_background = flag_given(options.get("background"), of="background")
        job = self.start(plan)
        if isinstance(job, BatchJob):
            return job
        if not is_background:
            return job.result()
        self._background.add(job)
        job.when_done(self._background.discard)
        return job

    def collect(self, batch_id: str, to: Target) -> Results:
        """What has come of a batch by now, whoever added to it. Raises InputError for what is no id."""
        path_of(batch_id)
        desk = self._desk()
        return loop.run(read_alone(batch_id, self._batches(desk, to), desk))

    def _submitted(
        self, plan: ReadyPlan, desk: Desk, reserve: Reserve, on_row: Callable[[Row], object]
    ) -> BatchJob:
        """A table whose missing rows are in a batch. Raises what stands in the way of all of them."""
        batches = self._batches(desk, plan.planned.draft.target)
        return submitted(plan, BatchRun(plan.planned, desk, batches, reserve, on_row))

    def _batches(self, desk: Desk, to: Target) -> BatchExchange:
        if desk.gallery is None:
            raise InputError(
                "A batch needs a gallery.", advice="Its results are found again by what is there."
            )
        return BatchExchange(desk.orders.engine(to, desk.gallery), self._asked)

    def _plan(self, rows: Rows, draft: Draft, options: Mapping[str, Any]) -> ReadyPlan:
        desk = self._desk()
        call_given(options.get("on_row"), of="on_row", advice=ON_ROW)
        check_how(options.get("how"))
        _check_batch(options)
        return plan_of(planned(rows, draft, limits(options), desk.orders, desk.gallery, options))

    def _to(self, options: Mapping[str, Any]) -> Target:
        return self._target(options.get("engine"))


def _filling(text: str | None, options: Mapping[str, Any], rows: Rows, *, of: str) -> Filling:
    each = {name: value for name, value in options.items() if name not in _OF_THE_RUN}
    if rows.pictures and each.get("images") is None:
        each["images"] = rows.pictures  # a list of pictures is about them
    return filling(text, each, rows.columns, of=of)


def _check_batch(options: Mapping[str, Any]) -> None:
    """Raise InputError for what a batch cannot keep to."""
    if options.get("how") != BATCH:
        return
    for name in ("deadline", "stop_after_failures"):
        if options.get(name) is not None:
            raise InputError(f"A batch takes no {name}.", advice="Leave it out; job.cancel() ends a batch.")


def _unheard(row: Row) -> None:
    """Nobody is told but by the results themselves."""
