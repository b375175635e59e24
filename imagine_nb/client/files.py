"""File storage at the API: `client.files`, sync and async."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from imagine_nb import loop
from imagine_nb.errors import InputError, ProtocolError, SourceError
from imagine_nb.exchange.engine import Engine
from imagine_nb.fields import count_in, text_in
from imagine_nb.records import JSON
from imagine_nb.sources import Source, file_source, path_named
from imagine_nb.wire.replies import MAX_NAME, MAX_URL, parsed_json

MAX_FILE = 50 * 2**20
LIVES = (3_600, 2_592_000)  # seconds that a file may be told to last


@dataclass(frozen=True, slots=True)
class File:
    """A file at the API. `created_at` and `expires_at` are unix seconds, `bytes` is its size."""

    id: str
    filename: str = ""
    bytes: int | None = None
    created_at: int | None = None
    expires_at: int | None = None
    public_url: str | None = None

    def as_source(self) -> Source:
        """This file as the source of an edit or a question."""
        return file_source(self.id)


@dataclass(frozen=True, slots=True)
class FilePage:
    """Some files, and the token of the page that follows, None on the last."""

    data: tuple[File, ...]
    pagination_token: str | None = None


class _Files:
    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    async def _uploaded(self, file: str | Path | bytes | IO[bytes], filename: str, life: int | None) -> File:
        data, name = _bytes_of(file, filename)
        if life is not None and not LIVES[0] <= life <= LIVES[1]:
            raise InputError(f"expires_after is {life}.", advice=f"From {LIVES[0]} to {LIVES[1]} seconds.")
        form = {} if life is None else {"expires_after": str(life)}  # the API wants it before the file
        reply = await self._engine.transport.upload("/files", form, name=name, data=data)
        return _file(parsed_json(reply.body))

    async def _page(
        self, limit: int, order: str | None, sort_by: str | None, token: str | None, only: str | None
    ) -> FilePage:
        asked = {
            "limit": limit,
            "order": order,
            "sort_by": sort_by,
            "pagination_token": token,
            "filter": only,
        }
        given = {name: value for name, value in asked.items() if value is not None}
        parsed = parsed_json((await self._engine.transport.get("/files", params=given)).body)
        data = parsed.get("data")
        if not isinstance(data, list):
            raise ProtocolError("The answer is no list of files.")
        return FilePage(tuple(_file(each) for each in data), text_in(parsed, "pagination_token"))

    async def _found(self, file_id: str) -> File:
        return _file(parsed_json((await self._engine.transport.get(_path(file_id))).body))

    async def _content(self, file_id: str) -> bytes:
        return bytes((await self._engine.transport.get(f"{_path(file_id)}/content")).body)

    async def _deleted(self, file_id: str) -> bool:
        parsed = parsed_json((await self._engine.transport.delete(_path(file_id))).body)
        return parsed.get("deleted") is True


class Files(_Files):
    """Files at the API: `client.files`. A stored picture is a source by its id, uploaded once."""

    def upload(
        self, file: str | Path | bytes | IO[bytes], *, filename: str = "", expires_after: int | None = None
    ) -> File:
        """Store a file (50 MB at most); it lasts `expires_after` seconds, else until it is deleted."""
        return loop.run(self._uploaded(file, filename, expires_after))

    def list(
        self,
        limit: int = 100,
        *,
        order: str | None = None,
        sort_by: str | None = None,
        pagination_token: str | None = None,
        filter: str | None = None,  # noqa: A002 - the API's own word
    ) -> FilePage:
        """A page of the files that are stored, the newest first unless `order` is `asc`."""
        return loop.run(self._page(limit, order, sort_by, pagination_token, filter))

    def get(self, file_id: str) -> File:
        """What is known of a file. Raises NotFoundError."""
        return loop.run(self._found(file_id))

    def content(self, file_id: str) -> bytes:
        """A file's bytes."""
        return loop.run(self._content(file_id))

    def delete(self, file_id: str) -> bool:
        """Delete a file; whether it is gone."""
        return loop.run(self._deleted(file_id))


class AsyncFiles(_Files):
    """Files at the API: `client.files` of an AsyncClient."""

    async def upload(
        self, file: str | Path | bytes | IO[bytes], *, filename: str = "", expires_after: int | None = None
    ) -> File:
        """Store a file, as `Files.upload`."""
        return await loop.reach(self._uploaded(file, filename, expires_after))

    async def list(
        self,
        limit: int = 100,
        *,
        order: str | None = None,
        sort_by: str | None = None,
        pagination_token: str | None = None,
        filter: str | None = None,  # noqa: A002 - the API's own word
    ) -> FilePage:
        """A page of the files that are stored, as `Files.list`."""
        return await loop.reach(self._page(limit, order, sort_by, pagination_token, filter))

    async def get(self, file_id: str) -> File:
        """What is known of a file, as `Files.get`."""
        return await loop.reach(self._found(file_id))

    async def content(self, file_id: str) -> bytes:
        """A file's bytes."""
        return await loop.reach(self._content(file_id))

    async def delete(self, file_id: str) -> bool:
        """Delete a file; whether it is gone."""
        return await loop.reach(self._deleted(file_id))


def _path(file_id: str) -> str:
    if not file_id:
        raise InputError("There is no file id.", advice="It is in client.files.list().")
    return f"/files/{quote(file_id, safe='')}"


def _bytes_of(file: str | Path | bytes | IO[bytes], filename: str) -> tuple[bytes, str]:
    """The bytes to store, and the name to store them under; raises SourceError for more than 50 MB."""
    if isinstance(file, bytes):
        data, name = file, filename or "file"
    elif isinstance(file, (str, Path)):
        data, name = _read(path_named(str(file))), filename or Path(file).name
    else:
        data, name = file.read(MAX_FILE + 1), filename or Path(str(getattr(file, "name", "file"))).name
    if len(data) > MAX_FILE:
        raise SourceError(f"{name} has more than 50 MB.", advice="Scale it down first.")
    return data, name


def _read(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MAX_FILE:
            raise SourceError(f"{path.name} has more than 50 MB.", advice="Scale it down first.")
        return path.read_bytes()
    except OSError as exc:
        raise SourceError(
            f"Cannot read {str(path)[:120]!r}: {exc.strerror}.", advice="Check the path."
        ) from exc


def _file(parsed: JSON) -> File:
    file_id = text_in(parsed, "id", most=MAX_NAME) if isinstance(parsed, dict) else None
    if file_id is None:
        raise ProtocolError("The answer describes no file.")
    return File(
        file_id,
        text_in(parsed, "filename", most=MAX_NAME) or "",
        bytes=count_in(parsed, "bytes"),
        created_at=count_in(parsed, "created_at"),
        expires_at=count_in(parsed, "expires_at"),
        public_url=text_in(parsed, "public_url", most=MAX_URL),
    )
