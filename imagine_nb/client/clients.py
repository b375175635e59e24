"""API clients: `Client`, whose calls wait, and `AsyncClient`, whose calls are awaited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import TracebackType
from typing import Any, Self

from imagine_nb import loop
from imagine_nb.absent import reason
from imagine_nb.budget import Budget
from imagine_nb.client.auth import AsyncAuth, Auth
from imagine_nb.client.batches import AsyncBatches, Batches
from imagine_nb.client.chats import AsyncChats, Chats
from imagine_nb.client.connection import connected
from imagine_nb.client.files import AsyncFiles, Files
from imagine_nb.client.images import AsyncImages, Images
from imagine_nb.client.models import AsyncModels, Models
from imagine_nb.durations import Duration
from imagine_nb.engines import AUTO
from imagine_nb.exchange.engine import Engine
from imagine_nb.gallery import Gallery, Kept
from imagine_nb.notice import say
from imagine_nb.printable import printable
from imagine_nb.transport.headers import checked_headers
from imagine_nb.transport.pace import Pace
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
        api_host: str | None = None,
        management_api_host: str | None = None,
        metadata: Iterable[tuple[str, str]] | Mapping[str, str] | None = None,
        channel_options: Sequence[tuple[str, Any]] | None = None,
        use_insecure_channel: bool = False,
    ) -> None:
        del management_api_key, management_api_host  # accepted for xai_sdk's sake: nothing manages a team
        if channel_options:
            say("channel_options are not used: requests go over HTTP, there is no gRPC channel.")
        to = connected(
            api_key=api_key,
            base_url=base_url,
            engine=engine,
            api_host=api_host,
            is_insecure=use_insecure_channel,
        )
        self._engine = Engine(
            to,
            gallery=gallery,
            timeout=timeout,
            pace=Pace(max_in_flight),
            budget_usd=budget,
            validate=validate,
            chat_api=chat_api,
            tell=say,
            headers=checked_headers(metadata),
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
    def video(self) -> Any:
        """Absent: reading it raises AttributeError, which says why."""
        raise AttributeError(reason("video"))

    @property
    def collections(self) -> Any:
        """Absent: reading it raises AttributeError, which says why."""
        raise AttributeError(reason("collections"))

    @property
    def tokenize(self) -> Any:
        """Absent: reading it raises AttributeError, which says why."""
        raise AttributeError(reason("tokenize"))

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
    server lacks the first.
    As in `xai_sdk`: `api_host` (`api.x.ai`, `localhost:8765`) names the address by its host alone, over https
    unless `use_insecure_channel` is set, which is for this machine; `metadata` are pairs that go with each
    request as its headers. `management_api_key`, `management_api_host` and `channel_options` are accepted and
    not used.

    Examples:
        >>> from imagine_nb.chat import image, user
        >>> with Client(gallery=False) as client:
        ...     fox = client.image.sample("a red fox", model="grok-imagine-image")
        ...     chat = client.chat.create(model="grok-4.3")
        ...     chat = chat.append(user("How large is this picture?", image(fox)))
        ...     print(chat.sample().content)
        Print shop, not Grok: The picture is 1024 x 1024 pixels, square (1:1).
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
    def auth(self) -> Auth:
        """The key that is used: `client.auth.get_api_key_info()`."""
        return Auth(self._engine)

    @cached_property
    def models(self) -> Models:
        """The models that the key may use: `client.models.list()`."""
        return Models(self._engine)

    @cached_property
    def batch(self) -> Batches:
        """Many requests at once, answered while nobody waits: `client.batch.create(...)`, `add`, `get`."""
        return Batches(self._engine)

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
    def auth(self) -> AsyncAuth:
        """The key that is used: `await client.auth.get_api_key_info()`."""
        return AsyncAuth(self._engine)

    @cached_property
    def models(self) -> AsyncModels:
        """The models that the key may use: `await client.models.list()`."""
        return AsyncModels(self._engine)

    @cached_property
    def batch(self) -> AsyncBatches:
        """Many requests at once, answered while nobody waits: `await client.batch.create(...)`."""
        return AsyncBatches(self._engine)

    async def close(self) -> None:
        """End the connections."""
        await loop.reach(self._engine.aclose())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
