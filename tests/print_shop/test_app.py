from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from imagine_nb.print_shop.app import create_app
from imagine_nb.print_shop.counter.deferred import MOST_PENDING, begun, chat_outcome, picture_outcome
from imagine_nb.print_shop.inprocess import InProcessTransport

ORDER = {"model": "grok-imagine-image", "prompt": "a red fox"}
DAY = 86_400


class Clock:
    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now


def run(app, story):
    async def told():
        async with httpx.AsyncClient(transport=InProcessTransport(app), base_url="http://here/v1") as client:
            return await story(client)

    return asyncio.run(told())


def test_a_picture_at_a_url_expires():
    clock = Clock()

    async def story(client):
        made = await client.post("/images/generations", json=ORDER)
        url = made.json()["data"][0]["url"]
        clock.now += 3_599
        before = (await client.get(url)).status_code
        clock.now += 2
        edit = await client.post("/images/edits", json=ORDER | {"image": {"url": url}})
        return before, (await client.get(url)).status_code, edit

    before, after, edit = run(create_app(clock=clock), story)
    assert (before, after) == (200, 404)
    assert edit.status_code == 400
    assert "expired" in edit.json()["error"]


def test_an_answer_is_kept_for_thirty_days():
    clock = Clock()

    async def story(client):
        body = (await client.post("/responses", json={"model": "grok-4.3", "input": "hello"})).json()
        assert body["created_at"] == int(clock.now)
        clock.now += 30 * DAY - 1
        before = (await client.get(f"/responses/{body['id']}")).status_code
        clock.now += 2
        return before, (await client.get(f"/responses/{body['id']}")).status_code

    assert run(create_app(clock=clock), story) == (200, 404)


def test_a_file_expires_when_it_was_asked_to():
    clock = Clock()

    async def story(client):
        data, files = {"expires_after": "3600"}, {"file": ("a.png", b"x")}
        path = f"/files/{(await client.post('/files', data=data, files=files)).json()['id']}"
        clock.now += 3_599
        before = (await client.get(path)).status_code
        clock.now += 1
        return before, (await client.get(path)).status_code

    assert run(create_app(clock=clock), story) == (200, 404)


def test_a_deferred_picture_is_kept_for_a_day():
    clock = Clock()

    async def story(client):
        number = (await client.post("/images/generations", json=ORDER | {"deferred": True})).json()
        path = f"/images/{number['request_id']}"
        while (await client.get(path)).status_code == 202:  # noqa: ASYNC110 - the API has no other way
            await asyncio.sleep(0)
        clock.now += DAY - 1
        before = (await client.get(path)).status_code
        clock.now += 1
        return before, (await client.get(path)).status_code

    assert run(create_app(clock=clock), story) == (200, 404)


def test_too_many_deferred_pictures_are_refused_and_none_outlives_the_loop():
    async def story(client):
        order = ORDER | {"deferred": True, "n": 10, "resolution": "2k"}
        return [await client.post("/images/generations", json=order) for _ in range(MOST_PENDING + 1)]

    *accepted, refused = run(create_app(), story)
    assert {answer.status_code for answer in accepted} == {200}
    assert refused.status_code == 429
    assert refused.json()["code"] == "resource-exhausted"


def test_a_bug_in_a_deferred_picture_is_told_without_its_text(caplog):
    app = create_app()

    async def bug():
        raise RuntimeError("a secret of the house")

    async def story(client):
        shop = app.state.shop
        number = begun(picture_outcome(bug), shop=shop, jobs=shop.jobs)["request_id"]
        while (answer := await client.get(f"/images/{number}")).status_code == 202:
            pass
        return answer

    answer = run(app, story)
    assert answer.json()["error"]["code"] == "internal_error"
    assert "secret" not in answer.text
    assert "a secret of the house" in caplog.text


def test_a_bug_in_a_deferred_answer_is_told_without_its_text(caplog):
    app = create_app()

    async def bug():
        raise RuntimeError("a secret of the house")

    async def story(client):
        shop = app.state.shop
        number = begun(chat_outcome(bug, dict), shop=shop, jobs=shop.deferred_chats)["request_id"]
        while (answer := await client.get(f"/chat/deferred-completion/{number}")).status_code == 202:
            pass
        return answer

    answer = run(app, story)
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "a secret of the house" in caplog.text


def test_a_deferred_answer_is_kept_for_a_day():
    clock = Clock()

    async def story(client):
        body = {"model": "grok-4.3", "messages": [{"role": "user", "content": "hi"}], "deferred": True}
        number = (await client.post("/chat/completions", json=body)).json()["request_id"]
        path = f"/chat/deferred-completion/{number}"
        while (await client.get(path)).status_code == 202:  # noqa: ASYNC110 - the API has no other way
            await asyncio.sleep(0)
        clock.now += DAY - 1
        before = (await client.get(path)).status_code
        clock.now += 1
        return before, (await client.get(path)).status_code

    assert run(create_app(clock=clock), story) == (200, 404)


@pytest.mark.parametrize("path", ["/responses", "/chat/completions"])
def test_a_pace_is_kept(path):
    async def story(client):
        messages = [{"role": "user", "content": "hi"}]
        body = {"model": "grok-4.3", "stream": True, "input": "hi", "messages": messages}
        now = asyncio.get_running_loop().time
        start = now()
        async with client.stream("POST", path, json=body) as response:
            return [now() - start async for line in response.aiter_lines() if "delta" in line]

    times = run(create_app(pace=0.02), story)
    assert times[-1] > 0.015 * (len(times) - 3)


def test_leaving_a_slow_stream_ends_it_at_once():
    async def story(client):
        body = {"model": "grok-4.3", "input": "hello", "stream": True}
        async with client.stream("POST", "/responses", json=body) as response:
            async for line in response.aiter_lines():
                if "output_text.delta" in line:
                    break
        left = asyncio.all_tasks() - {asyncio.current_task()}
        return await asyncio.wait(left, timeout=5) if left else (set(), set())

    _, pending = run(create_app(pace=60), story)
    assert pending == set()


def test_a_body_that_is_too_large_is_refused():
    async def story(client):
        form = {"file": ("large.bin", b"\0" * (51 * 2**20))}
        return await client.post("/files", files=form)

    assert run(create_app(), story).status_code == 413


def test_without_a_token_any_key_will_do():
    async def story(client):
        return (await client.get("/me", headers={"authorization": "Bearer xai-anything"})).status_code

    assert run(create_app(), story) == 200


def test_two_shops_share_nothing():
    first, second = create_app(), create_app()

    async def ask(client):
        return (await client.post("/responses", json={"model": "grok-4.3", "input": "hello"})).json()["id"]

    number = run(first, ask)

    async def story(client):
        return (await client.get(f"/responses/{number}")).status_code

    assert (run(first, story), run(second, story)) == (200, 404)


def test_errors_are_json_with_a_message():
    async def story(client):
        return [
            await client.get("/none"),
            await client.put("/me"),
            await client.post("/images/edits", json={}),
        ]

    for answer in run(create_app(), story):
        assert isinstance(json.loads(answer.content)["error"], str)
