"""The batches of a print shop: bounded, answered in turn, and ended by whoever ends them."""

from __future__ import annotations

import asyncio
import json

import pytest

from imagine_nb.print_shop.counter.batch_bodies import completion_of, result_of
from imagine_nb.print_shop.counter.batch_store import MOST_REQUESTS, Batch, Batches, Item
from imagine_nb.print_shop.counter.refusals import Refusal


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def item(name, body=b"{}"):
    return Item(name, "image_generation", "/images/generations", "m", body, 0.0)


def batches(ask, clock=None, **bounds):
    return Batches(clock=clock or Clock(), ask=ask, result_of=result_of, **bounds)


async def answering(path, body, address, take):
    return 200, json.dumps({"data": [], "path": path, "asked": json.loads(body), "at": address}).encode()


def test_requests_are_answered_by_their_endpoints():
    async def main():
        shop, batch = batches(answering), Batch("b", "mine", 0.0, "http://here/")
        shop.open(batch)
        shop.add(batch, [item("a", b'{"n": 1}')])
        await batch.task
        (done,) = batch.ended()
        body = json.loads(done.result)["response"]["image_generation"]
        assert (body["path"], body["asked"], body["at"]) == ("/images/generations", {"n": 1}, "http://here/")
        assert done.body == b""

    asyncio.run(main())


def test_what_is_added_when_the_rest_is_answered_is_answered_too():
    async def main():
        shop, batch = batches(answering), Batch("b", "mine", 0.0, "")
        shop.open(batch)
        for name in "abc":
            shop.add(batch, [item(name)])
            await batch.task
        assert batch.counts["succeeded"] == 3

    asyncio.run(main())


def test_a_busy_shop_is_asked_again():
    statuses = iter([429, 503, 200])

    async def busy(path, body, address, take):
        return next(statuses), b'{"error": "busy"}'

    async def main():
        shop, batch = batches(busy, pause=0), Batch("b", "mine", 0.0, "")
        shop.open(batch)
        shop.add(batch, [item("a")])
        await batch.task
        assert batch.counts["succeeded"] == 1

    asyncio.run(main())


def test_a_bug_is_the_error_of_its_request_alone():
    async def broken(path, body, address, take):
        if body == b"0":
            raise ZeroDivisionError
        return 200, b"{}"

    async def main():
        shop, batch = batches(broken), Batch("b", "mine", 0.0, "")
        shop.open(batch)
        shop.add(batch, [item("a", b"0"), item("b")])
        await batch.task
        assert (batch.counts["failed"], batch.counts["succeeded"]) == (1, 1)
        assert "log says more" in json.loads(batch.items["a"].result)["error"]

    asyncio.run(main())


def test_closing_ends_what_is_under_way():
    async def main():
        waits, left = asyncio.Event(), asyncio.Event()

        async def endless(path, body, address, take):
            waits.set()
            try:
                await asyncio.Event().wait()
            finally:
                left.set()

        shop, batch = batches(endless), Batch("b", "mine", 0.0, "")
        shop.open(batch)
        shop.add(batch, [item("a"), item("b"), item("c")])
        await waits.wait()
        shop.close()
        await left.wait()
        assert batch.counts["cancelled"] == 3
        assert json.loads(batch.items["c"].result) == {"error": "Batch cancelled"}

    asyncio.run(main())


def test_what_was_cancelled_as_its_answer_came_stays_cancelled():
    async def main():
        asked, come = asyncio.Event(), asyncio.get_running_loop().create_future()

        async def late(path, body, address, take):
            asked.set()
            return await come

        shop, batch = batches(late, room=1000), Batch("b", "mine", 0.0, "")
        shop.open(batch)
        shop.add(batch, [item("a")])
        await asked.wait()
        come.set_result((200, b'{"data": []}'))
        shop.cancel(batch)
        told = batch.items["a"].result
        await asyncio.wait({batch.task})
        assert (batch.items["a"].state, batch.items["a"].result) == ("cancelled", told)

    asyncio.run(main())


def test_no_more_bytes_are_kept_than_there_is_room_for():

    async def large(path, body, address, take):
        return 200, json.dumps({"data": "x" * len(body)}).encode()

    async def main():
        shop, batch = batches(large, room=1000), Batch("b", "mine", 0.0, "")
        shop.open(batch)
        with pytest.raises(Refusal) as refused:
            shop.add(batch, [item("a", b"[" + b" " * 1000 + b"]")])
        assert refused.value.status == 413
        assert batch.items == {}
        shop.add(batch, [item("a", b"[" + b" " * 400 + b"]"), item("b", b"[" + b" " * 400 + b"]")])
        await batch.task
        assert sorted(each.state for each in batch.ended()) == ["failed", "succeeded"]
        assert sum(each.weight for each in batch.ended()) <= 1000

    asyncio.run(main())


def test_the_oldest_batch_that_is_over_makes_room():

    async def endless(path, body, address, take):
        await asyncio.Event().wait()

    async def main():
        shop = batches(endless, most=2)
        each = [Batch(name, name, 0.0, "") for name in "abcd"]
        for batch in each[:2]:
            shop.open(batch)
        shop.add(each[0], [item("x")])
        shop.open(each[2])
        assert [batch.id for batch in shop.all()] == ["c", "a"]
        shop.add(each[2], [item("x")])
        with pytest.raises(Refusal) as refused:
            shop.open(each[3])
        assert refused.value.status == 429
        shop.close()

    asyncio.run(main())


def test_a_batch_is_forgotten_after_a_month():
    clock = Clock()
    shop, batch = batches(answering, clock), Batch("b", "mine", clock.now, "")
    shop.open(batch)
    clock.now += 30 * 24 * 3600
    with pytest.raises(Refusal) as refused:
        shop.get("b")
    assert refused.value.status == 404


def test_a_batch_holds_so_many_requests_and_no_more():
    one = item("a")
    batch = Batch("b", "mine", 0.0, "", items={str(at): one for at in range(MOST_REQUESTS)})
    with pytest.raises(Refusal, match="at most 50000"):
        batch.require_new([item("b")])


def test_the_same_request_again_is_no_second_one():
    batch = Batch("b", "mine", 0.0, "", items={"a": item("a")})
    assert batch.require_new([item("a"), item("b"), item("b")]) == [item("b")]
    with pytest.raises(Refusal, match="'a' content differs"):
        batch.require_new([item("a", b'{"n": 2}')])


def test_function_calls_of_a_response_are_those_of_a_completion():
    call = {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}
    (choice,) = completion_of({"output": [call], "usage": {"input_tokens": 3, "output_tokens": 2}})["choices"]
    assert choice["finish_reason"] == "tool_calls"
    function = {"name": "f", "arguments": "{}"}
    assert choice["message"]["tool_calls"] == [{"id": "c1", "type": "function", "function": function}]
