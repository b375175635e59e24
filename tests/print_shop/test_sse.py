from __future__ import annotations

import asyncio
import json

from starlette.applications import Starlette
from starlette.routing import Route

from imagine_nb.print_shop.counter.sse import event_stream
from imagine_nb.print_shop.inprocess import InProcessTransport


async def events():
    yield {"text": "Füchse\n\n"}
    yield {"text": "data: [DONE]"}


async def stream(_):
    return event_stream(events())


def test_every_event_is_one_line_of_data_and_done_ends_the_stream() -> None:
    import httpx

    async def asked():
        app = Starlette(routes=[Route("/", stream)])
        async with httpx.AsyncClient(transport=InProcessTransport(app), base_url="http://here") as client:
            return await client.get("/")

    response = asyncio.run(asked())
    assert response.headers["content-type"].startswith("text/event-stream")
    first, second, last, rest = response.text.split("\n\n")
    assert json.loads(first.removeprefix("data: ")) == {"text": "Füchse\n\n"}
    assert json.loads(second.removeprefix("data: ")) == {"text": "data: [DONE]"}
    assert (last, rest) == ("data: [DONE]", "")
