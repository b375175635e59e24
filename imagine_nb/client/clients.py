"""API clients: `Client`, whose calls wait, and `AsyncClient`, whose calls are awaited."""

from __future__ import annotations

from functools import cached_property
from types import TracebackType
from typing import Self

from imagine_nb import loop
from imagine_nb.budget import Budget
from imagine_nb.client.chats import AsyncChats, Chats
from imagine_nb.client.files import AsyncFiles, Files
from imagine_nb.client.images import AsyncImages, Images
from imagine_nb.client.models import AsyncModels, Models
from imagine_nb.config import target
from imagine_nb.durations import Duration
from imagine_nb.engines import AUTO
from imagine_nb.exchange.engine import Engine
from imagine_nb.gallery import Gallery, Kept
from imagine_nb.notice import say
from imagine_nb.printable import printable
from imagine_nb.transport.patience import Patience


class _Base:
    """What both clients have: an engine, an address and a gallery."""

    def __init__(
        self,
        api_key: str | None = None,
        management_api_key: str | None = None,
        *,
        base_url: str | None = None,
        timeout: Duration | Patience | None = None,
        engine: str = AUTO,
        gallery: Kept = None,
        max_in_flight: int = 8,
        budget: float | Budget | None = None,
        validate: bool = True,
        chat_api: str = "auto",
    ) -> None:
        del management_api_key  # accepted for xai_sdk's sake: nothing here manages a team
        to = target(engine=engine, api_key=api_key, base_url=base_url)
        self._engine = Engine(
            to,
            gallery=gallery,
            timeout=timeout,
            max_in_flight=max_in_flight,
            budget_usd=budget,
            validate=validate,
            chat_api=chat_api,
            tell=say,
        )

    def __repr__(self) -> str:
        return printable(f"<{type(self).__name__} {self.engine} · {self._engine.to.base_url}>")

    @property
    def engine(self) -> str:
        """Who answers: `xai` or `print-shop`."""
        return self._engine.to.engine

    @property
    def gallery(self) -> Gallery | None:
        """Where what comes is kept; None where nothing is."""
        return self._engine.gallery

    @property
    def budget(self) -> Budget:
        """What may be spent, and what has been spent here."""
        return self._engine.budget


class Client(_Base):
    """A client of xAI's image API; with no key, of the print shop.

    `api_key`, else `XAI_API_KEY`. `base_url`, else `XAI_BASE_URL`, moves the address. `timeout` is how
    long an answer may take in seconds (its next piece 300, all of it 1800), a second more for each 4 kB that
    it brings, or a Patience with every wait and the number of tries.
    `engine` is `auto`, `xai` or `print-shop`. `gallery` is a folder or a Gallery to keep things in, None for
    the notebook's own, False for none. At most `max_in_flight` requests are under way at once. `budget` is
    what may be spent here in US dollars (`IMAGINE_NB_BUDGET`: in this process). `validate=False` sends what
    the table of models would refuse. `chat_api` is `responses`, `completions`, or `auto`: the second where a
    server lacks the first. `management_api_key` is accepted and not used.
    """

    @cached_property
    def image(self) -> Images:
        """Pictures: `client.image.sample(...)`, `client.image.sample_batch(...)`."""
        return Images(self._engine)

    @cached_property
    def chat(self) -> Chats:
        """Questions and answers: `client.chat.create(...)`."""
        return Chats(self._engine)

    @cached_property
    def files(self) -> Files:
        """Files stored at the API: `client.files.upload(...)`, `list`, `get`, `content`, `delete`."""
        return Files(self._engine)

    @cached_property
    def models(self) -> Models:
        """The models that the key may use: `client.models.list()`."""
        return Models(self._engine)

    def close(self) -> None:
        """End the connections."""
        loop.run(self._engine.aclose())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(_Base):
    """Asynchronous client: the same, for `await`, in a notebook's cell, in a program, on any event loop.

    In a cell the stop button ends an `await` at once, and cancels its request.
    """

    @cached_property
    def image(self) -> AsyncImages:
        """Pictures: `await client.image.sample(...)`."""
        return AsyncImages(self._engine)

    @cached_property
    def chat(self) -> AsyncChats:
        """Questions and answers: `client.chat.create(...)`, then `await chat.sample()`."""
        return AsyncChats(self._engine)

    @cached_property
    def files(self) -> AsyncFiles:
        """Files stored at the API: `await client.files.upload(...)`."""
        return AsyncFiles(self._engine)

    @cached_property
    def models(self) -> AsyncModels:
        """The models that the key may use: `await client.models.list()`."""
        return AsyncModels(self._engine)

    async def close(self) -> None:
        """End the connections."""
        await loop.reach(self._engine.aclose())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
