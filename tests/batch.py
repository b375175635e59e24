"""What other processes do to a gallery in the tests of its durability."""

from __future__ import annotations

import asyncio
import io
import os
import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from imagine_nb import AsyncClient, Client, Gallery, Picture, Studio
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.journalled import Journalled
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
        Journalled(journal, asked).finish(Outcome("done"), pictures=[picture])
    database.close()


def fill_the_disk(base_url: str, folder: Path, elsewhere: Path) -> None:
    """Make pictures while files may not grow, then save one where they may."""
    import resource

    studio = Studio(engine="xai", base_url=base_url, gallery=folder, notify=lambda text: None)
    first = studio.imagine("first").one
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
    second = studio.imagine("second").one  # larger than that
    assert second.notice.startswith("Paid, but not kept: "), second.notice
    assert "cannot be written" in second.notice, second.notice
    assert "second" in second._repr_mimebundle_()["text/html"]
    assert "cannot be written" in second._repr_mimebundle_()["text/html"]
    resource.setrlimit(resource.RLIMIT_FSIZE, (1, most))
    with pytest.raises(GalleryError, match="1 result of before still waits to be kept"):
        studio.imagine("third")
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    second.save(elsewhere, metadata=False)
    gallery = studio.gallery
    assert gallery.data(first.record) == first.data
    assert not gallery.verify().missing + gallery.verify().altered
    assert studio.imagine("fourth").one.path is not None
    assert second.path is not None
    assert (second.path.read_bytes(), second.notice) == (second.data, "")
    assert repr(gallery.recover()) == "<Recovered nothing: all is well>"
    assert gallery.verify(), gallery.verify()


def lose_permission(base_url: str, folder: Path, elsewhere: Path, user: int) -> None:
    """Make a picture while somebody takes the permission to write away, as a user who is not root."""
    with tempfile.TemporaryDirectory() as warm:  # what is imported on the way may be root's alone
        shown(base_url, Path(warm)).save(Path(warm) / "fox.jpg", metadata=False)
    if os.getuid() == 0:
        os.setgid(user)
        os.setuid(user)
    made = shown(base_url, folder)
    assert "cannot be written" in made.notice, made.notice
    made.save(elsewhere, metadata=False)
    gallery = Gallery(folder)  # it opens to look
    assert gallery.ledger().total.bill == "$0.02"
    studio = Studio(engine="xai", base_url=base_url, gallery=gallery, notify=lambda text: None)
    with pytest.raises(GalleryError, match=r"1 result of before still waits to be kept"):
        studio.imagine("a hat")


def shown(base_url: str, folder: Path) -> Picture:
    """A picture that has been made and shown."""
    studio = Studio(engine="xai", base_url=base_url, gallery=folder, notify=lambda text: None)
    made = studio.imagine("a fox").one
    assert "a fox" in made._repr_mimebundle_()["text/html"]
    return made


def use_first(folder: Path, barrier: Any, said: Any) -> None:
    """Use a gallery first, at the same moment as another process."""
    gallery = Gallery(folder)
    barrier.wait()
    said.put(gallery.settled())


def read_results(base_url: str, folder: Path, batch_id: str, barrier: Any) -> None:
    """Read a page of a batch's results, at the same moment as another process."""
    client = Client(api_key="a-key-of-the-tests", base_url=base_url, gallery=folder)
    barrier.wait()
    page = client.batch.list_batch_results(batch_id)
    assert all(each.is_success for each in page.results), page
    assert all(each.image_response.data for each in page.results)
    client.close()


def noise(number: int) -> bytes:
    """A picture file of 270 kB, which nothing makes smaller."""
    file = io.BytesIO()
    Image.frombytes("RGB", (300, 300), random.Random(number).randbytes(270_000)).save(file, "PNG")
    return file.getvalue()


def read_without_room(base_url: str, folder: Path) -> None:
    """Read the results of three requests while only the database can grow, and then again."""
    import resource

    client = Client(api_key="a-key-of-the-tests", base_url=base_url, gallery=folder)
    names = ["a", "b", "c"]
    made = [client.image.prepare("a fox", "grok-imagine-image", batch_request_id=each) for each in names]
    client.batch.add("batch_1", made)
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (260_000, most))
    found = client.batch.list_batch_results("batch_1").results
    assert all(each.image_response.data for each in found), found
    with pytest.raises(GalleryError, match="cannot be written"):
        client.batch.list_batch_results("batch_1")
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    found = client.batch.list_batch_results("batch_1").results
    assert all(each.image_response.path for each in found), found
    gallery = Gallery(folder)
    assert (len(gallery), gallery.cost_ticks) == (3, 21)
    client.close()
