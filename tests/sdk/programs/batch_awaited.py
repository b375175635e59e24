"""The same, awaited."""

import asyncio

import imagine_nb as xai_sdk
from imagine_nb.chat import user


async def main() -> None:
    client = xai_sdk.AsyncClient()
    batch = await client.batch.create(batch_name="words")
    chats = [
        client.chat.create(model="grok-4.20", batch_request_id=name).append(user("What can you do?"))
        for name in ("one", "two")
    ]
    await client.batch.add(batch.batch_id, batch_requests=chats)
    while (batch := await client.batch.get(batch.batch_id)).state.num_pending:
        print(batch.state.num_pending)
    results = await client.batch.list_batch_results(batch.batch_id)
    assert {result.batch_request_id for result in results.succeeded} == {"one", "two"}
    print([result.response.content for result in results.results])


asyncio.run(main())
