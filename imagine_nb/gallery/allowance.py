"""Budget of one gallery, spent by whichever kernel, as its ledger knows it."""

from __future__ import annotations

from imagine_nb.budget import Budget
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.ledger import spent_ticks
from imagine_nb.gallery.sessions import session
from imagine_nb.money import TICKS_PER_USD


class Allowance(Budget):
    """Budget over everything that the gallery's ledger holds; other kernels' requests count too."""

    def __init__(self, limit_usd: float | None, database: Database) -> None:
        super().__init__(limit_usd)
        self._database = database

    @property
    def spent_usd(self) -> float:
        """What has been spent; an estimate where a bill is missing or unknown."""
        self._catch_up()
        return self._spent_ticks / TICKS_PER_USD

    @property
    def left_usd(self) -> float | None:
        """What may still be asked for; None where there is no limit."""
        if self._limit_usd is None:
            return None
        self._catch_up()
        return self._limit_usd - (self._spent_ticks + self._held_ticks) / TICKS_PER_USD

    def _catch_up(self) -> None:
        # a bill is settled a moment before the ledger has it: the larger of the two is never behind
        self._spent_ticks = max(self._spent_ticks, spent_ticks(self._database, but=session()))
