"""Requests about files, and what their answers describe: what both clients share of `client.files`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import replace
from typing import TypeAlias, get_args

from imagine_nb.client.file_types import Deleted, File, FilePage, Order, PublicUrl, Revoked, SortBy
from imagine_nb.client.resource import Resource
from imagine_nb.client.uploads import FileLike, upload_of
from imagine_nb.durations import Duration, whole_seconds
from imagine_nb.errors import APIError, InputError, ProtocolError
from imagine_nb.fields import count_in, text_in, writable
from imagine_nb.protobuf import moment_in
from imagine_nb.records import JSON
from imagine_nb.suggestions import checked
from imagine_nb.transport.uploads import Upload
from imagine_nb.values import checked_count
from imagine_nb.wire.paths import segment
from imagine_nb.wire.replies import MAX_NAME, MAX_URL, free_json

LIVES = (3_600, 2_592_000)  # seconds that a file or its public address may be told to last
Uploaded: TypeAlias = File | BaseException


class FileRequests(Resource):
    """The requests of `client.files`, as both clients send them."""

    async def _uploaded(self, file: Upload, life: Mapping[str, int]) -> File:
        fields = {name: str(value) for name, value in life.items()}  # the API wants it before the file
        with _free():
            return _file(free_json((await self._engine.transport.upload("/files", fields, file)).body))

    async def _opened(self, file: FileLike, filename: str | None, expires_after: Duration | None) -> File:
        life = life_in(expires_after)
        return await self._uploaded(await asyncio.to_thread(upload_of, file, filename), life)

    async def _steps(self, file: Upload, life: Mapping[str, int]) -> AsyncGenerator[int | File, None]:
        """How many bytes have left, after each piece, and at last the file. Each waits for its turn."""
        told: asyncio.Queue[int | None] = asyncio.Queue()
        turn = asyncio.Semaphore(0)

        async def pieces() -> AsyncGenerator[bytes, None]:
            so_far = 0
            async with aclosing(file.pieces()) as found:
                async for piece in found:
                    yield piece
                    so_far += len(piece)
                    told.put_nowait(so_far)
                    await turn.acquire()

        uploading = asyncio.create_task(self._uploaded(replace(file, pieces=pieces), life))
        uploading.add_done_callback(lambda _: told.put_nowait(None))
        try:
            while (so_far := await told.get()) is not None:
                yield so_far
                turn.release()
            yield uploading.result()
        finally:
            uploading.cancel()
            await asyncio.wait({uploading})

    async def _each_uploaded(
        self, files: Sequence[FileLike], batch_size: int
    ) -> AsyncGenerator[tuple[int, Uploaded], None]:
        """The place of each file and what became of it, as they end; at most `batch_size` at once."""
        turns = asyncio.Semaphore(batch_size)

        async def one(at: int) -> tuple[int, Uploaded]:
            async with turns:
                try:
                    return at, await self._opened(files[at], None, None)
                except Exception as exc:  # noqa: BLE001 - what it is stands in the result
                    return at, exc

        uploading = [asyncio.create_task(one(at)) for at in range(len(files))]
        try:
            for ended in asyncio.as_completed(uploading):
                yield await ended
        finally:
            for each in uploading:
                each.cancel()
            await asyncio.gather(*uploading, return_exceptions=True)

    async def _page(self, limit: int | None, **asked: str | None) -> FilePage:
        checked("order", asked["order"], get_args(Order))
        checked("sort_by", asked["sort_by"], get_args(SortBy))
        given: dict[str, str | int] = {} if limit is None else {"limit": checked_count(limit, of="limit")}
        given |= {name: text for name, value in asked.items() if (text := _text(name, value))}
        parsed = free_json((await self._engine.transport.get("/files", params=given)).body)
        data = parsed.get("data")
        if not isinstance(data, list):
            raise ProtocolError("The answer is no list of files.")
        return FilePage(tuple(_file(each) for each in data), text_in(parsed, "pagination_token"))

    async def _found(self, file_id: str) -> File:
        return _file(free_json((await self._engine.transport.get(_path(file_id))).body))

    async def _content(self, file_id: str) -> bytes:
        return bytes((await self._engine.transport.get(f"{_path(file_id)}/content")).body)

    async def _deleted(self, file_id: str) -> Deleted:
        parsed = free_json((await self._engine.transport.delete(_path(file_id))).body)
        return Deleted(text_in(parsed, "id", most=MAX_NAME) or file_id, parsed.get("deleted") is True)

    async def _published(self, file_id: str, expires_after: Duration | None) -> PublicUrl:
        body = life_in(expires_after)
        parsed = await self._posted(f"{_path(file_id)}/public-url", body)
        url = text_in(parsed, "public_url", most=MAX_URL)
        if url is None:
            raise ProtocolError("The answer names no public address.")
        return PublicUrl(url, moment_in(parsed, "expires_at"))

    async def _posted(self, path: str, body: dict[str, JSON]) -> dict[str, JSON]:
        with _free():
            return free_json((await self._engine.transport.post(path, body)).body)

    async def _revoked(self, file_id: str) -> Revoked:
        parsed = await self._posted(f"{_path(file_id)}/public-url/revoke", {})
        return Revoked(
            text_in(parsed, "id", most=MAX_NAME) or file_id,
            parsed.get("revoked") is True,
            text_in(parsed, "public_url", most=MAX_URL),
        )


@contextmanager
def _free() -> Generator[None]:
    """What is sent in it costs nothing, however it fails: no error of it speaks of a charge."""
    try:
        yield
    except APIError as error:
        error.may_be_charged = False
        raise


def _path(file_id: str) -> str:
    return f"/files/{segment(file_id, of='The file id', advice='client.files.list() has them.')}"


def _text(name: str, value: str | None) -> str | None:
    """What goes with a question for files; raises InputError for what cannot."""
    if value is not None and not (isinstance(value, str) and writable(value) == value):
        raise InputError(f"{name} is {repr(value)[:40]}.", advice="It is text.")
    return value


def life_in(expires_after: Duration | None) -> dict[str, int]:
    """The field that says how long something lasts, none where it has no end of its own."""
    if expires_after is None:
        return {}
    least, most = LIVES
    return {"expires_after": whole_seconds(expires_after, of="expires_after", least=least, most=most)}


def _file(parsed: JSON) -> File:
    file_id = text_in(parsed, "id", most=MAX_NAME) if isinstance(parsed, dict) else None
    if file_id is None:
        raise ProtocolError("The answer describes no file.")
    return File(
        file_id,
        text_in(parsed, "filename", most=MAX_NAME) or "",
        size=count_in(parsed, "bytes", "size"),
        created_at=moment_in(parsed, "created_at"),
        expires_at=moment_in(parsed, "expires_at"),
        public_url=text_in(parsed, "public_url", most=MAX_URL),
        public_url_expires_at=moment_in(parsed, "public_url_expires_at"),
    )
