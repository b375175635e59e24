"""A connection to one engine, as a client's parts share it, with its budget and its gallery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from imagine_nb import loop
from imagine_nb.budget import SESSION, Budget, budget
from imagine_nb.config import Target
from imagine_nb.durations import Duration
from imagine_nb.engines import ENGINES
from imagine_nb.errors import InputError
from imagine_nb.exchange.chat_api import ChatAPIs
from imagine_nb.exchange.exchange import Exchange
from imagine_nb.gallery import Gallery, Kept, opened
from imagine_nb.gallery.rate_file import RateFile
from imagine_nb.transport.connections import Carrier
from imagine_nb.transport.headers import NO_HEADERS
from imagine_nb.transport.pace import Pace
from imagine_nb.transport.patience import Patience, patience
from imagine_nb.transport.transport import Transport


def binding(mine: Budget, gallery: Gallery | None) -> tuple[Budget, ...]:
    """The budgets that bind a request; each limit is somebody else's: the caller's, the session's, the
    gallery's."""
    return (mine, SESSION, *(() if gallery is None else (gallery.budget,)))


def _unheard(text: str) -> None:
    """Nobody is told but by the results themselves."""


class Engine:
    """A connection to one engine, whose requests leave at the `pace`. `validate` off sends what the tables
    would refuse.

    `tell` gets one line of what became of earlier requests, and of each result that cannot be kept. `headers`
    of the user's own, checked already, go with each request to the engine's host. A `carrier` makes the
    requests instead of this process.
    """

    def __init__(
        self,
        to: Target,
        *,
        gallery: Kept,
        timeout: Duration | Patience | None = None,
        pace: Pace = Pace(),  # noqa: B008 - it is frozen
        budget_usd: float | Budget | None = None,
        validate: bool = True,
        chat_api: str = "auto",
        tell: Callable[[str], object] | None = None,
        headers: Mapping[str, str] = NO_HEADERS,
        carrier: Carrier | None = None,
    ) -> None:
        if not ENGINES[to.engine].is_asked:
            raise InputError(
                f"The engine {to.engine!r} sends nothing, and nothing else would be asked here.",
                advice="A studio with a gallery replays what that holds; name another engine to ask it.",
            )
        self.to = to
        self.budget = budget(budget_usd)
        self.validate = validate
        self.transport = Transport(
            to,
            patience=patience(timeout),
            pace=pace,
            shared=lambda: self._rates,
            headers=headers,
            carrier=carrier,
        )
        self._kept = gallery
        self.tell = tell or _unheard
        self._chat_apis = ChatAPIs(chat_api)

    @cached_property
    def gallery(self) -> Gallery | None:
        """The gallery, opened when it is first needed; None where nothing is kept."""
        return opened(self._kept)

    @cached_property
    def _rates(self) -> RateFile | None:
        """Where the kernels that share the gallery know the rate limits."""
        gallery = self.gallery
        return None if gallery is None else RateFile(lambda: gallery.folder)

    @cached_property
    def exchange(self) -> Exchange:
        """The way from a request to its record."""
        return Exchange(
            self.transport,
            self.gallery,
            budgets=self.budgets,
            chat_apis=self._chat_apis,
            tell=self.tell,
        )

    @cached_property
    def budgets(self) -> tuple[Budget, ...]:
        """The budgets that bind what is asked here."""
        return binding(self.budget, self.gallery)

    def fetch(self, url: str) -> bytes:
        """The bytes at an address that an answer named; waits for them."""
        return loop.run(self.transport.fetch(url))

    async def aclose(self) -> None:
        """End the connections."""
        await self.transport.aclose()
