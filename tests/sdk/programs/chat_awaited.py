"""The same, awaited."""

import asyncio

import imagine_nb as xai_sdk
from imagine_nb.chat import user


async def talk(chat: xai_sdk.aio.chat.Chat) -> str:
    chat.append(user("Hi"))
    chat.append(await chat.sample())
    chat.append(user("What can you do?"))
    last = None
    async for response, chunk in chat.stream():
        assert isinstance(chunk.content, str)
        last = response
    assert last is not None
    chat.append(last)
    chat.append(user("And now?"))
    assert len(await chat.sample_batch(2)) == 2
    async for answers, _ in chat.stream_batch(2):
        assert len(answers) == 2
    return last.content


async def main() -> None:
    client = xai_sdk.AsyncClient()
    print(await talk(client.chat.create(model="grok-4.20-non-reasoning")))
    await client.close()


asyncio.run(main())
