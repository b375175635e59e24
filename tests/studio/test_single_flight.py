import asyncio

import pytest

from imagine_nb.studio.single_flight import SingleFlight


def test_whoever_asks_while_it_runs_gets_the_same() -> None:
    runs: list[int] = []

    async def main() -> list[str]:
        joining: SingleFlight[str] = SingleFlight()
        go = asyncio.Event()

        async def work() -> str:
            runs.append(1)
            await go.wait()
            return "made"

        waiting = [asyncio.ensure_future(joining.done("k", work)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting.append(asyncio.ensure_future(joining.done("other", work)))
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(*waiting)

    assert asyncio.run(main()) == ["made"] * 4
    assert len(runs) == 2


def test_it_is_cancelled_with_the_last_who_waits_and_not_before() -> None:
    ended: list[str] = []

    async def main() -> None:
        joining: SingleFlight[str] = SingleFlight()
        started = asyncio.Event()

        async def work() -> str:
            started.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("cancelled")
            return ""

        first, second = (asyncio.ensure_future(joining.done("k", work)) for _ in range(2))
        await started.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        assert ended == []
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert ended == ["cancelled"]

    asyncio.run(main())


def test_what_can_be_stopped_no_more_is_delivered_to_the_one_who_is_stopped() -> None:
    async def main() -> tuple[str, int]:
        joining: SingleFlight[str] = SingleFlight()
        started = asyncio.Event()

        async def work() -> str:
            started.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                return "was being kept"
            return ""

        waiting = asyncio.ensure_future(joining.done("k", work))
        await started.wait()
        waiting.cancel()
        return await waiting, joining.n_done

    assert asyncio.run(main()) == ("was being kept", 1)


def test_a_failure_reaches_everybody_and_is_not_kept() -> None:
    async def main() -> None:
        joining: SingleFlight[str] = SingleFlight()

        async def fails() -> str:
            raise ValueError("no")

        async def works() -> str:
            return "yes"

        found = await asyncio.gather(*(joining.done("k", fails) for _ in range(2)), return_exceptions=True)
        assert [str(each) for each in found] == ["no", "no"]
        assert await joining.done("k", works) == "yes"

    asyncio.run(main())


def test_the_last_who_leaves_waits_until_the_work_has_put_its_things_away() -> None:
    steps: list[str] = []

    async def main() -> None:
        joining: SingleFlight[str] = SingleFlight()
        started, leaving, may_end = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def work() -> str:
            started.set()
            try:
                return await asyncio.Future()
            finally:
                leaving.set()
                await may_end.wait()
                steps.append("written down")

        waiting = asyncio.ensure_future(joining.done("k", work))
        await started.wait()
        waiting.cancel()
        await leaving.wait()
        assert not waiting.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert steps == ["written down"]

    asyncio.run(main())
