"""Requests under way: those that have not left may be dropped, the others are waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from imagine_nb.stops import departed, held_up, turned_away
from imagine_nb.studio.bulk.in_flight import DroppedError, InFlight

Work = Callable[[asyncio.Event], Coroutine[Any, Any, str]]


async def waiting(go_on: asyncio.Event) -> str:
    await go_on.wait()
    return "waited"


async def left(go_on: asyncio.Event) -> str:
    departed(is_billed=False)
    return await waiting(go_on)


async def refused(go_on: asyncio.Event) -> str:
    departed(is_billed=True)
    await asyncio.sleep(0)
    turned_away(is_billed=True)
    return await waiting(go_on)


async def let_begin(in_flight: InFlight) -> None:
    for _ in range(5):  # turns of the loop
        await asyncio.sleep(0)
    assert len(in_flight) == 1


async def dropped(work: Work) -> str:
    in_flight, go_on = InFlight(), asyncio.Event()
    result = asyncio.ensure_future(in_flight.result(work(go_on)))
    await let_begin(in_flight)
    in_flight.drop_waiting()
    in_flight.drop_waiting()
    if work is left:
        go_on.set()
    try:
        return await asyncio.wait_for(result, 10)
    finally:
        assert not len(in_flight)


def test_what_has_not_left_is_dropped_and_what_has_is_waited_for() -> None:
    assert asyncio.run(dropped(left)) == "waited"
    for work in (waiting, refused):
        with pytest.raises(DroppedError):
            asyncio.run(dropped(work))


def test_what_leaves_unheard_is_dropped_only_where_the_rate_holds_it_up() -> None:
    async def held(go_on: asyncio.Event) -> str:
        held_up(60)
        return await waiting(go_on)

    async def dropped_unheard(work: Work) -> str:
        in_flight, go_on = InFlight(hears_departures=False), asyncio.Event()
        result = asyncio.ensure_future(in_flight.result(work(go_on)))
        await let_begin(in_flight)
        in_flight.drop_waiting()
        go_on.set()
        return await result

    assert asyncio.run(dropped_unheard(waiting)) == "waited"
    with pytest.raises(DroppedError):
        asyncio.run(dropped_unheard(held))


def test_a_caller_that_is_cancelled_hears_so() -> None:
    async def cancelled() -> None:
        in_flight, go_on = InFlight(), asyncio.Event()
        result = asyncio.ensure_future(in_flight.result(waiting(go_on)))
        await let_begin(in_flight)
        result.cancel()
        await result

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())


def test_what_the_work_raises_is_raised() -> None:
    async def failing() -> str:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        asyncio.run(InFlight().result(failing()))


def test_one_that_leaves_before_it_hears_of_its_drop_says_so() -> None:
    async def late(go_on: asyncio.Event) -> str:
        try:
            return await waiting(go_on)
        except asyncio.CancelledError:
            departed(is_billed=True)
            raise

    for work, has_left in ((late, True), (waiting, False)):
        with pytest.raises(DroppedError) as error:
            asyncio.run(dropped(work))
        assert error.value.has_left is has_left
