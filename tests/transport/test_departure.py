"""A request is asked once more whether it may leave when it is connected, and told when its body does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import httpx
import pytest

from imagine_nb.transport.departure import telling_of_body
from limited_server import LimitedServer


class NotYetError(Exception):
    pass


@pytest.fixture
def url() -> Iterator[str]:
    server = LimitedServer()
    yield f"{server.base_url}/images/generations"
    server.close()


def sent(url: str, *, refused: bool) -> list[str]:
    """What is told of a request, in order."""
    told: list[str] = []

    async def may_leave() -> None:
        told.append("may it?")
        if refused:
            raise NotYetError

    async def run() -> None:
        trace = telling_of_body(lambda: told.append("begun"), may_leave)
        async with httpx.AsyncClient(trust_env=False) as client:
            await client.post(url, content=b"{}", extensions={"trace": trace})

    if refused:
        with pytest.raises(NotYetError):
            asyncio.run(run())
    else:
        asyncio.run(run())
    return told


def test_it_leaves_once_it_may(url: str) -> None:
    assert sent(url, refused=False) == ["may it?", "begun"]


def test_nothing_is_begun_that_may_not_leave(url: str) -> None:
    assert sent(url, refused=True) == ["may it?"]
