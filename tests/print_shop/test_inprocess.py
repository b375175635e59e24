from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from imagine_nb.print_shop.inprocess import InProcessTransport

HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}


def chunk(data, *, more=True):
    return {"type": "http.response.body", "body": data, "more_body": more}


def run(app, story, **options):
    """What `story(client)` returns; no task may outlive it."""

    async def told():
        async with httpx.AsyncClient(
            transport=InProcessTransport(app), base_url="http://here", **options
        ) as client:
            result = await story(client)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return result

    return asyncio.run(told())


def test_the_app_sees_the_request_as_it_was_sent():
    async def app(scope, receive, send):
        message = await receive()
        seen = {key: scope[key] for key in ("type", "method", "path", "scheme", "server")}
        seen["query"], seen["body"] = scope["query_string"].decode(), message["body"].decode()
        seen["header"] = dict(scope["headers"])[b"x-a"].decode()
        await send(HEAD)
        await send(chunk(json.dumps(seen).encode(), more=False))

    async def story(client):
        return (await client.post("/a%20b?c=1", content=b"hello", headers={"X-A": "1"})).json()

    assert run(app, story) == {
        "type": "http",
        "method": "POST",
        "path": "/a b",
        "scheme": "http",
        "server": ["here", None],
        "query": "c=1",
        "body": "hello",
        "header": "1",
    }


def test_a_chunk_arrives_before_the_app_has_sent_the_next():
    read = asyncio.Event()

    async def app(scope, receive, send):
        await send(HEAD)
        await send(chunk(b"one"))
        await read.wait()
        await send(chunk(b"two", more=False))

    async def story(client):
        seen = []
        async with client.stream("GET", "/") as response:
            async for data in response.aiter_raw():
                seen.append(data)
                read.set()
        return seen

    assert run(app, story) == [b"one", b"two"]


def test_an_app_that_is_faster_than_its_reader_waits():
    sent = 0

    async def app(scope, receive, send):
        nonlocal sent
        await send(HEAD)
        for sent in range(1, 1001):
            await send(chunk(b"x" * 1000, more=sent < 1000))

    async def story(client):
        async with client.stream("GET", "/") as response:
            for _ in range(10):
                await asyncio.sleep(0)
            early = sent
            return early, len(await response.aread())

    early, total = run(app, story)
    assert early < 100
    assert total == 1_000_000


@pytest.mark.parametrize("when", ["before the head", "in the body"])
def test_leaving_a_request_cancels_the_app(when):
    begun, cancelled = asyncio.Event(), asyncio.Event()

    async def app(scope, receive, send):
        if when == "in the body":
            await send(HEAD)
            await send(chunk(b"one"))
        begun.set()
        try:
            await receive()
            await receive()
        except asyncio.CancelledError:
            cancelled.set()
            raise

    async def ask(client):
        async with client.stream("GET", "/") as response:
            await response.aread()

    async def story(client):
        asking = asyncio.create_task(ask(client))
        await begun.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        return cancelled.is_set()

    assert run(app, story)


def test_closing_the_client_ends_what_is_under_way():
    async def app(scope, receive, send):
        await send(HEAD)
        await send(chunk(b"one"))
        await asyncio.Event().wait()

    async def story(client):
        response = await client.send(client.build_request("GET", "/"), stream=True)
        await client.aclose()
        return response.status_code

    assert run(app, story) == 200


@pytest.mark.parametrize("failure", [RuntimeError("a bug"), None], ids=["raises", "returns"])
def test_an_app_that_fails_before_it_answers_is_a_500(failure):
    async def app(scope, receive, send):
        if failure:
            raise failure

    async def story(client):
        return await client.get("/")

    answer = run(app, story)
    assert answer.status_code == 500
    assert answer.json()["error"] == "The print shop failed."


@pytest.mark.parametrize("failure", [RuntimeError("a bug"), None], ids=["raises", "returns"])
def test_an_app_that_fails_in_its_answer_breaks_it_off(failure):
    async def app(scope, receive, send):
        await send(HEAD)
        await send(chunk(b"half"))
        if failure:
            raise failure

    async def story(client):
        with pytest.raises(httpx.ReadError):
            await client.get("/")

    run(app, story)


def test_a_read_timeout_is_kept():
    async def app(scope, receive, send):
        await asyncio.Event().wait()

    async def story(client):
        with pytest.raises(httpx.ReadTimeout):
            await client.get("/")

    run(app, story, timeout=0.01)


def test_requests_run_side_by_side():
    both = asyncio.Barrier(2)

    async def app(scope, receive, send):
        await both.wait()
        await send(HEAD)
        await send(chunk(b"", more=False))

    async def story(client):
        return await asyncio.gather(client.get("/"), client.get("/"))

    assert [answer.status_code for answer in run(app, story)] == [200, 200]
