"""Pace: how many requests are under way at once, and how many may leave in a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from imagine_nb.engines import ENGINES
from imagine_nb.errors import InputError
from imagine_nb.hosts import is_loopback
from imagine_nb.transport.rate_limit import LONGEST_SPACING, Kind
from imagine_nb.values import checked_count, in_short
from imagine_nb.wire.completions_api import COMPLETIONS
from imagine_nb.wire.order import EDITS, GENERATIONS
from imagine_nb.wire.questions import RESPONSES

if TYPE_CHECKING:
    from imagine_nb.config import Target

DOCUMENTED: Literal["documented"] = "documented"
PerSecond: TypeAlias = "float | Literal['documented'] | None"

# what counts against a rate limit; a batch, a file and a look at what was asked before do not
_KINDS: dict[str, Kind] = {
    GENERATIONS: "pictures",
    EDITS: "pictures",
    RESPONSES: "answers",
    COMPLETIONS: "answers",
}


@dataclass(frozen=True, slots=True)
class Pace:
    """Concurrency and rate of requests to one engine.

    At most `max_in_flight` are under way at once. `requests_per_second` is a number, the engine's documented
    limits, or None for no limit but what the server itself asks for. A request that the server refuses with
    429, which costs nothing, is tried `tries` times in all, however long the server lets it wait; None is as
    often and as long as the patience allows. Nothing waits for the rate limit past `until`, in seconds since
    1970. Raises InputError.
    """

    max_in_flight: int = 8
    requests_per_second: PerSecond = DOCUMENTED
    tries: int | None = None
    until: float | None = None

    def __post_init__(self) -> None:
        checked_count(self.max_in_flight, of="max_in_flight")
        given = self.requests_per_second
        is_number = isinstance(given, (int, float)) and not isinstance(given, bool)
        if not (given is None or given == DOCUMENTED or (is_number and given >= 1 / LONGEST_SPACING)):
            raise InputError(
                f"requests_per_second is {in_short(given)}.",
                advice=f"It is a number, one in {LONGEST_SPACING:.0f} s at least, or None for no limit.",
            )

    def limit(self, to: Target, kind: Kind) -> float | None:
        """How many requests of this kind may leave in a second; None where no limit is known."""
        if self.requests_per_second != DOCUMENTED:
            return self.requests_per_second
        documented = _documented(to, kind)
        # a server on this machine is not the API, whatever it speaks
        return None if documented is None or is_loopback(to.host) else documented


def usual_rate(to: Target, kind: Kind) -> float:
    """The rate to begin with where a server whose limits nobody knows has refused a request."""
    return _documented(to, kind) or 1.0


def _documented(to: Target, kind: Kind) -> float | None:
    facts = ENGINES[to.engine]
    return facts.pictures_per_second if kind == "pictures" else facts.answers_per_second


def kind_of(path: str) -> Kind | None:
    """The limit that a POST to this path counts against; None where it counts against none."""
    return _KINDS.get(path)
