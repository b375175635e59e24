"""Never run: mypy reads it, and says when the public names change their types."""

from __future__ import annotations

from pathlib import Path

from imagine_nb import (
    Answer,
    AsyncClient,
    Client,
    Gallery,
    ImagineError,
    Picture,
    Pictures,
    Studio,
    ask,
    ask_many,
    estimate,
    imagine,
    imagine_many,
)
from imagine_nb.chat import image, system, user

client = Client(engine="print-shop", gallery=False, timeout=60)
fox_bytes: bytes = client.image.sample("a red fox", "grok-imagine-image", aspect_ratio="3:2").image
urls: list[str] = [each.url for each in client.image.sample_batch("a fox", "grok-imagine-image", 4)]
chat = client.chat.create("grok-4.3", temperature=0.2)
chat.append(system("Be brief.")).append(user("What is this?", image(fox_bytes, detail="high")))
words: str = chat.sample().content
for _response, _chunk in chat.stream():
    words += _chunk.content


async def awaited() -> str:
    async with AsyncClient() as other:
        made = await other.image.sample("a fox", "grok-imagine-image")
        talk = other.chat.create("grok-4.3").append(user("What is this?", image(made)))
        return (await talk.sample()).content


studio = Studio(gallery=Path("somewhere"), budget=2.5)
pictures: Pictures = studio.imagine("a fox", images=[fox_bytes, "hat.png"], n=2)
picture: Picture = pictures[0]
night: Pictures = picture.imagine("make it night")
answer: Answer = picture.ask("What is this?")
more: Pictures = imagine("a fox", aspect_ratio="16:9", fresh=True)
told: Answer = ask("What is this?", images=more, chat="tour")
table: list[dict[str, str]] = [{"colour": "red"}, {"colour": "blue"}]
foxes: Pictures = imagine_many(table, "a {colour} fox", aspect_ratio="16:9", max_usd=5, takes=2).pictures
said: Answer | None = ask_many(table, "Is {colour} warm?", images=picture, max_in_flight=4)[0].answer
read: str = studio.collect("batch_1")[0].status
seen: str = studio.start_imagine_many(table, "a {colour} fox", deadline=60).standing.line
price: float = estimate("a fox", n=4)
last = Gallery("somewhere").last
cost: float | None = picture.cost_usd
try:
    picture.save("fox.png")
except ImagineError as error:
    text: str = str(error)
