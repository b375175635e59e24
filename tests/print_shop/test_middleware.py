from __future__ import annotations

import asyncio
import logging

import httpx
import pytest

from imagine_nb.print_shop.app import create_app
from imagine_nb.print_shop.counter.middleware import RequestMiddleware
from imagine_nb.print_shop.inprocess import InProcessTransport


def run(app, story):
    async def told():
        async with httpx.AsyncClient(transport=InProcessTransport(app), base_url="http://here/v1") as client:
            return await story(client)

    return asyncio.run(told())


def test_a_bug_is_a_500_that_shows_nothing_and_is_logged(caplog):
    async def buggy(scope, receive, send):
        raise RuntimeError("a secret of the house")

    async def story(client):
        return await client.get("/models")

    with caplog.at_level(logging.ERROR):
        answer = run(RequestMiddleware(buggy, token=None), story)
    assert answer.status_code == 500
    assert set(answer.json()) == {"code", "error"}
    assert "secret" not in answer.text
    assert answer.headers["x-request-id"] in caplog.text
    assert "a secret of the house" in caplog.text


def test_a_bug_in_the_middle_of_an_answer_breaks_it_off(caplog):
    async def buggy(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})
        raise RuntimeError

    async def story(client):
        with pytest.raises(httpx.ReadError):
            await client.get("/models")

    run(RequestMiddleware(buggy, token=None), story)


def test_no_two_requests_have_one_number():
    async def story(client):
        return {(await client.get("/me")).headers["x-request-id"] for _ in range(3)}

    assert len(run(create_app(), story)) == 3


def test_the_key_is_wanted_under_v1_alone():
    async def story(client):
        host = "http://here"
        paths = (f"{host}/v1/me", f"{host}/xai-imgen/none.jpg")
        keys = ({}, {"authorization": "Bearer wrong"}, {"authorization": "Bearer right"})
        return [[(await client.get(path, headers=key)).status_code for key in keys] for path in paths]

    assert run(create_app(token="right"), story) == [[401, 400, 200], [404, 404, 404]]
