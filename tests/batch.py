"""What processes do to a gallery in the tests of its durability; they are killed while they do it."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from imagine_nb import AsyncClient
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.entry import Entry
from imagine_nb.gallery.journal import Journal
from imagine_nb.records import NewPicture, Outcome, Request


def ask(base_url: str, folder: Path, prompts: list[str], delivered: Path) -> None:
    """Ask for each prompt, several at once; note each prompt whose picture has been delivered."""
    noted = os.open(delivered, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def one(client: AsyncClient, prompt: str) -> None:
        response = await client.image.sample(prompt, model="grok-imagine-image")
        os.write(noted, f"{response.record.sent}\n".encode())

    async def all_of_them() -> None:
        client = AsyncClient(base_url=base_url, gallery=folder, max_in_flight=4)
        await asyncio.gather(*(one(client, prompt) for prompt in prompts))

    asyncio.run(all_of_them())


def write(folder: Path, who: int, count: int, journal_mode: str) -> None:
    """Write records with a small picture each, and no two alike."""
    database = Database(folder / "gallery.db", journal_mode=journal_mode)
    journal = Journal(database)
    for index in range(count):
        asked = Request("xai", "u", "/images/generations", "m", f"{who}/{index}", f"{who}/{index}")
        picture = NewPicture(f"{who}/{index}".encode(), "image/jpeg", 1, 1)
        Entry(journal, folder, asked).finish(Outcome("done"), pictures=[picture])
    database.close()
