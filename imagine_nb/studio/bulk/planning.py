"""Planning of a bulk run: the requests that its rows come to, and what the gallery holds of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from imagine_nb.bulk.plan import BulkPlan
from imagine_nb.bulk.reading import Rows
from imagine_nb.engines import ENGINES
from imagine_nb.errors import ImagineError, InputError, ModeratedError, told
from imagine_nb.exchange.flight import Received
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.batched import InBatch
from imagine_nb.gallery.journalled import may_be_charged
from imagine_nb.prices import Price, price_in_batch, total
from imagine_nb.settings import BATCH
from imagine_nb.studio.bulk.drafts import Draft
from imagine_nb.studio.bulk.limits import Limits
from imagine_nb.studio.orders import Orders
from imagine_nb.studio.plans import Found
from imagine_nb.wire.order import Order

AT_ONCE = 200  # units that one look at the gallery is for


@dataclass(slots=True)
class Unit:
    """One request of a run, which equal rows share: the `part`-th of the order of `row`, at a slot.

    `found` is what the gallery holds of it; one that `is_unknown` may have been charged already. `batch` is
    where it waits for its result to be read.
    """

    row: int
    part: int
    slot: int
    price: Price
    found: Found = None
    is_unknown: bool = False
    batch: InBatch | None = None

    @property
    def is_kept(self) -> bool:
        """Whether the gallery holds what it brought, or the refusal that it met."""
        return isinstance(self.found, (Received, ModeratedError))

    @property
    def is_asked(self) -> bool:
        """Whether it has to be asked."""
        return self.found is None and self.batch is None and not self.is_unknown


@dataclass(frozen=True, slots=True)
class Planned:
    """A bulk run that is ready to start: the units of its rows, by the rows' indices in `units_of`.

    A row that cannot be asked has an error in `troubles` instead. The gallery was read after its ending of
    the number `since`, if there is one: what ended later is looked for when its turn comes. `is_in_batch`
    says that it goes through the API's Batch endpoint.
    """

    rows: Rows
    draft: Draft
    limits: Limits
    units: tuple[Unit, ...]
    units_of: tuple[tuple[int, ...], ...]
    troubles: Mapping[int, ImagineError]
    options: Mapping[str, Any] = field(default_factory=dict)
    since: int | None = None
    is_in_batch: bool = False

    def order(self, unit: Unit) -> Order:
        """The order of a unit, made again. Raises ImagineError where its files are gone meanwhile."""
        order = self.draft.orders(self.rows[unit.row])[unit.part]
        retry_unknown = _asks_again(order, self.limits)
        return replace(order, slot=unit.slot, alone_since=self.since, retry_unknown=retry_unknown)


def _asks_again(order: Order, limits: Limits) -> bool:
    """Whether it is asked again where it may have been charged: it was told to be, or costs nothing."""
    return limits.retry_unknown or not ENGINES[order.target.engine].is_billed


def planned(
    rows: Rows,
    draft: Draft,
    limits: Limits,
    orders: Orders,
    gallery: Gallery | None,
    options: Mapping[str, Any],
) -> Planned:
    """The units of some rows. Nothing is asked; the gallery is read, and of each row no more is kept than
    what it comes to.

    Raises InputError where no row can be asked, for one reason.
    """
    orders.settle(gallery, is_anew=True)  # as where another kernel died on the same table
    in_batch = options.get("how") == BATCH and ENGINES[draft.target.engine].is_asked
    gathered = _Gathered(limits, orders, gallery, in_batch=in_batch)
    since = None if gallery is None else gallery.journal.last_ending()
    for index, values in enumerate(rows):
        gathered.add(index, draft, values)
    gathered.look()
    troubles = gathered.troubles
    reasons = {str(error) for error in troubles.values()}
    if len(troubles) == len(rows) and len(reasons) == 1:
        raise next(iter(troubles.values()))
    units, of_rows = tuple(gathered.units), tuple(gathered.of_rows)
    return Planned(rows, draft, limits, units, of_rows, troubles, options, since, in_batch)


@dataclass(frozen=True, slots=True, repr=False)
class ReadyPlan(BulkPlan):
    """A plan with what it takes to start it."""

    planned: Planned = field(kw_only=True, compare=False)


class _Gathered:
    """The units of rows, as one row after the other is added."""

    def __init__(self, limits: Limits, orders: Orders, gallery: Gallery | None, *, in_batch: bool) -> None:
        self.units: list[Unit] = []
        self.of_rows: list[tuple[int, ...]] = []
        self.troubles: dict[int, ImagineError] = {}
        self._limits, self._orders, self._gallery, self._in_batch = limits, orders, gallery, in_batch
        self._numbers: dict[tuple[str, str | None, int], int] = {}  # of units, by what makes them one
        self._used: Counter[tuple[str, str | None]] = Counter()
        self._waiting: list[tuple[Unit, Order]] = []

    def add(self, index: int, draft: Draft, values: Mapping[str, Any]) -> None:
        """The next row; one that cannot be asked fails alone."""
        try:
            made = draft.orders(values)
        except ImagineError as error:
            self.troubles[index] = error
        except Exception as error:  # noqa: BLE001 - whatever a cell of the table holds
            self.troubles[index] = InputError(told(error))
        else:
            parts = [*enumerate(made)] * (self._limits.takes or 1)
            self.of_rows.append(tuple(self._number(index, part, order) for part, order in parts))
            return
        self.of_rows.append(())

    def _number(self, index: int, part: int, order: Order) -> int:
        """The number of the unit of an order; the parts of one row never share one."""
        same = order.key, None if order.region is None else order.region.identity
        slot = part + 1
        if self._limits.takes is not None:
            slot = self._used[same] = max(self._used[same] + 1, slot)
        number = self._numbers.setdefault((*same, slot), len(self.units))
        if number == len(self.units):
            price = price_in_batch(order.request.model, order.price) if self._in_batch else order.price
            unit = Unit(index, part, slot, price)
            self.units.append(unit)
            # without its body and its pictures, which may be large
            self._waiting.append((unit, replace(order, slot=slot, body=None, sources=(), whole=None)))
            if len(self._waiting) >= AT_ONCE:
                self.look()
        return number

    def look(self) -> None:
        """See what the gallery holds of the units that have not been looked for."""
        waiting, self._waiting = self._waiting, []
        if self._gallery is None:
            return
        known = self._gallery.shown.known({order.key for _, order in waiting})
        for unit, order in waiting:
            by_content = order.replays or not ENGINES[order.target.engine].is_asked
            if order.key in known or by_content:
                unit.found = self._orders.kept(order, self._gallery)
                if unit.found is None and not order.fresh:
                    unit.batch = self._waiting_in(order, self._gallery)
                    unit.is_unknown = unit.batch is None and self._may_be_charged(order, self._gallery)

    def _waiting_in(self, order: Order, gallery: Gallery) -> InBatch | None:
        """The batch that has an order already: it is read there, and not asked anew."""
        if _asks_again(order, self._limits) and not self._in_batch:
            return None
        lost = self._in_batch and not self._limits.retry_unknown  # the batch may know by now
        return gallery.batched.holding(order.key, order.slot, lost=lost)

    def _may_be_charged(self, order: Order, gallery: Gallery) -> bool:
        asks_again = _asks_again(order, self._limits)
        return not asks_again and may_be_charged(gallery.journal, order.key, order.slot)


def unknown(batch: InBatch | None = None) -> ImagineError:
    """The error of a row of which nobody knows, or that waits in a batch."""
    if batch is not None:
        return ImagineError(
            f"It is in the batch {batch.batch_id[:80]}, and its result has not been read.",
            advice='collect(batch_id) or how="batch" reads it; retry_unknown=True asks all the same.',
        )
    return ImagineError(
        "It may have been charged in an earlier run, which ended before the answer came.",
        advice="It was not asked again; --retry-unknown (retry_unknown=True) does that.",
    )


def plan_of(planned: Planned) -> ReadyPlan:
    """The figures of a run that is ready to start."""
    draft = planned.draft
    rate = planned.limits.pace().limit(draft.target, "answers" if draft.is_answer else "pictures")
    asked = [unit for unit in planned.units if unit.is_asked]
    of_rows = [[planned.units[number] for number in numbers] for numbers in planned.units_of]
    troubles = {index: str(error) for index, error in planned.troubles.items()}
    for index, units in enumerate(of_rows):
        for unit in units:
            if isinstance(unit.found, InputError):  # of a replay: it was never recorded
                troubles[index] = str(unit.found)
    return ReadyPlan(
        n_rows=len(of_rows),
        n_requests=len(asked),
        n_kept=sum(bool(units) and all(unit.is_kept for unit in units) for units in of_rows),
        n_bad=len(troubles),
        n_unknown=sum(any(unit.is_unknown for unit in units) for units in of_rows),
        n_pending=sum(any(unit.batch is not None for unit in units) for units in of_rows),
        price=total(unit.price for unit in asked),
        seconds=None if rate is None or planned.is_in_batch else len(asked) / rate,
        model=draft.model,
        engine=draft.target.engine,
        troubles=troubles,
        max_usd=None if planned.is_in_batch else planned.limits.max_usd,
        notice=" ".join(filter(None, [planned.rows.notice, _sameness(planned)])),
        planned=planned,
    )


def _sameness(planned: Planned) -> str:
    """What is told where all rows ask for the same, which is hardly meant; empty where they do not."""
    draft, count = planned.draft, len(planned.rows)
    if count == 1 or draft.filling.varies:
        return ""
    noun = "question" if draft.is_answer else "prompt"
    come = "share what comes" if planned.limits.takes is None else "each gets other takes of it"
    typed = " Braces that a variable brings, or double ones, are sent as they stand."
    told = f"No column stands in the {noun}: all {count:,} rows ask for the same, and {come}."
    return told + typed if "{" in draft.filling.text.text else told
