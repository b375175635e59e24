"""Turns are taken in order, halve where a server refuses, and grow back."""

from __future__ import annotations

import asyncio
import time

import pytest

from imagine_nb.transport.turns import Turns


def test_so_many_are_in_at_once_and_the_others_in_order() -> None:
    came: list[int] = []

    async def run() -> None:
        turns, gate = Turns(2), asyncio.Event()

        async def one(number: int) -> None:
            async with turns:
                came.append(number)
                await gate.wait()

        tasks = [asyncio.create_task(one(number)) for number in range(5)]
        await asyncio.sleep(0)
        assert came == [0, 1]
        assert turns.locked()
        assert repr(turns) == "<Turns 2 of 2>"
        gate.set()
        await asyncio.gather(*tasks)
        assert not turns.locked()

    asyncio.run(run())
    assert came == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("is_given", [True, False])
def test_who_is_cancelled_gives_the_turn_back(is_given: bool) -> None:
    async def run() -> None:
        turns = Turns(1)

        async def one() -> None:
            async with turns:
                pass

        async with turns:
            waiting = [asyncio.create_task(one()) for _ in range(2)]
            await asyncio.sleep(0)
            if not is_given:
                waiting[0].cancel()
        waiting[0].cancel()  # where it has the turn, it has not run since
        await waiting[1]
        assert waiting[0].cancelled()
        assert repr(turns) == "<Turns 0 of 1>"

    asyncio.run(run())


def test_a_refusal_halves_once_and_each_full_round_lets_one_more_in() -> None:
    async def run() -> list[int]:
        turns, sizes = Turns(8), []
        for _ in range(8):
            await turns.__aenter__()
        before = time.time()
        for _ in range(8):  # all of one moment
            turns.refused(before)
        sizes.append(turns.size)
        for _ in range(4):
            turns.granted()
        sizes.append(turns.size)
        for _ in range(100):
            turns.granted()
        sizes.append(turns.size)
        for _ in range(8):
            await turns.__aexit__(None, None, None)
        return sizes

    assert asyncio.run(run()) == [4, 5, 8]


def test_one_may_always_be_in() -> None:
    async def run() -> int:
        turns = Turns(2)
        for _ in range(5):
            turns.refused(time.time() + 1)
        async with turns:
            return turns.size

    assert asyncio.run(run()) == 1
