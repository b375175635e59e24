"""Plan of a bulk run: its requests, what the gallery holds of them already, their price and their time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from imagine_nb.bulk.standing import duration
from imagine_nb.money import cost
from imagine_nb.prices import FREE, Price
from imagine_nb.printable import counted, printable
from imagine_nb.records import clipped

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle

TOLD = 10  # rows that cannot be asked are told one by one up to here


@dataclass(frozen=True, slots=True, repr=False)
class BulkPlan:
    """What a bulk run would send, and at what price; nothing has been sent.

    Of `n_rows`, `n_kept` are in the gallery already, `n_bad` cannot be asked, `n_unknown` may have been
    charged in an earlier run that nobody saw the end of, and `n_pending` are in a batch whose results have
    not been read. The others are `n_requests` requests, as rows that are equal share one. `price` is the
    estimate for these, `seconds` how long they take at the rate limit (None where none is known). `troubles`
    says by its index why a row cannot be asked. `model` answers at `engine`; the run stops before it costs
    more than `max_usd`. `notice` says what the table lacks.
    """

    n_rows: int
    n_requests: int
    n_kept: int = 0
    n_bad: int = 0
    n_unknown: int = 0
    n_pending: int = 0
    price: Price = FREE
    seconds: float | None = None
    model: str = ""
    engine: str = ""
    troubles: Mapping[int, str] = field(default_factory=dict)
    max_usd: float | None = None
    notice: str = ""

    @property
    def price_usd(self) -> float:
        """The estimate in US dollars."""
        return self.price.usd

    @property
    def most(self) -> Price:
        """What it costs at most: the estimate, or where it stops."""
        if self.max_usd is None or self.price.usd <= self.max_usd:
            return self.price
        return Price(self.max_usd)

    @property
    def contents(self) -> str:
        """`1,588 requests for 2,000 rows`."""
        return f"{counted(self.n_requests, 'request')} for {counted(self.n_rows, 'row')}"

    @property
    def line(self) -> str:
        """`1,588 requests for 2,000 rows · 412 kept already · about $31.76 · about 5 min`."""
        return printable(" · ".join(self._facts()))

    def _facts(self) -> Iterator[str]:
        yield self.contents
        if self.n_kept:
            yield f"{self.n_kept:,} kept already"
        if self.n_bad:
            yield f"{self.n_bad:,} cannot be asked"
        if self.n_unknown:
            yield f"{self.n_unknown:,} may have been charged and are not asked again"
        if self.n_pending:
            yield f"{self.n_pending:,} in a batch already"
        yield str(self.price) if self.price.usd else self.price.words
        if self.most != self.price:
            yield f"stops at {cost(self.most.ticks)}"
        if self.seconds is not None:
            yield f"about {duration(self.seconds)} at the rate limit"

    @property
    def text(self) -> str:
        """All of it in lines: the figures, who answers, and why rows cannot be asked."""
        lines = [self.line, f"{self.model} ({self.engine}) answers. Nothing was sent."]
        lines += [self.notice] if self.notice else []
        lines += [f"Row {at}: {clipped(why)}" for at, why in list(self.troubles.items())[:TOLD]]
        if (more := len(self.troubles) - TOLD) > 0:
            lines.append(f"And {counted(more, 'row')} more that cannot be asked.")
        return printable("\n".join(lines))

    def __repr__(self) -> str:
        return printable(f"<BulkPlan {' · '.join(filter(None, [self.line, self.notice]))}>")

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        from imagine_nb.display.html import line_bundle

        return line_bundle(self.text)
