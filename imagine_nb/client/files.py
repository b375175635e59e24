"""File storage at the API: `client.files`, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import aclosing, closing

from imagine_nb import loop
from imagine_nb.client.file_requests import FileRequests, Uploaded, life_in
from imagine_nb.client.file_types import (
    BatchUploadCallback,
    Deleted,
    File,
    FilePage,
    Order,
    ProgressCallback,
    PublicUrl,
    Revoked,
    SortBy,
)
from imagine_nb.client.uploads import FileLike, batch_of, report_to, upload_of
from imagine_nb.durations import Duration


class Files(FileRequests):
    """Files at the API: `client.files`. A stored picture is a source by its id, uploaded once."""

    def upload(
        self,
        file: FileLike,
        *,
        filename: str | None = None,
        on_progress: ProgressCallback = None,
        expires_after: Duration | None = None,
    ) -> File:
        """Store a file of 50 MB at most: a path, bytes, or a file that is open in binary mode.

        It is read as it leaves, and lasts for `expires_after` (seconds or a timedelta), else until it is
        deleted. After each piece `on_progress` is told: a function of (bytes_uploaded, total_bytes) or of the
        bytes of that piece, or a progress bar with `update`; what it raises ends the upload. Raises
        MissingFileError, which is a FileNotFoundError, SourceError, and InputError, with nothing sent.
        """
        if on_progress is None:
            return loop.run(self._opened(file, filename, expires_after))
        opened = upload_of(file, filename)
        report = report_to(on_progress, opened.size)
        with closing(loop.iterate(self._steps(opened, life_in(expires_after)))) as steps:
            for step in steps:
                if isinstance(step, File):
                    return step
                report(step)
        raise AssertionError  # the last step is the file

    def batch_upload(
        self,
        files: Sequence[FileLike],
        *,
        batch_size: int = 50,
        on_file_complete: BatchUploadCallback | None = None,
    ) -> dict[int, Uploaded]:
        """Store several files, at most `batch_size` at once: what became of each, by its place in `files`.

        One that fails leaves the others alone; its exception stands in its place. As each ends,
        `on_file_complete` is told of its place, the file, and the result.
        """
        files = batch_of(files, batch_size, on_file_complete)
        results: dict[int, Uploaded] = {}
        with closing(loop.iterate(self._each_uploaded(files, batch_size))) as ended:
            for at, result in ended:
                results[at] = result
                if on_file_complete is not None:
                    on_file_complete(at, files[at], result)
        return results

    def list(
        self,
        limit: int | None = None,
        *,
        order: Order | None = None,
        sort_by: SortBy | None = None,
        pagination_token: str | None = None,
        filter: str | None = None,  # noqa: A002 - the API's own word
    ) -> FilePage:
        """A page of the files that are stored, of `limit` at most (100, and as many where it is not given).

        `filter` is an expression such as `name = "report.pdf" AND size_bytes > 1048576`.
        """
        asked = {"order": order, "sort_by": sort_by, "pagination_token": pagination_token, "filter": filter}
        return loop.run(self._page(limit, **asked))

    def get(self, file_id: str) -> File:
        """What is known of a file. Raises NotFoundError."""
        return loop.run(self._found(file_id))

    def content(self, file_id: str) -> bytes:
        """A file's bytes."""
        return loop.run(self._content(file_id))

    def delete(self, file_id: str) -> Deleted:
        """Delete a file; whether it is gone."""
        return loop.run(self._deleted(file_id))

    def create_public_url(self, file_id: str, *, expires_after: Duration | None = None) -> PublicUrl:
        """An address at which anybody can read a picture or a PDF, without a key.

        It lasts for `expires_after` (seconds or a timedelta), else as long as the file. A file has one such
        address; to ask again with `expires_after` moves its end. One of the embedded print shop's is known
        in this process alone.
        """
        return loop.run(self._published(file_id, expires_after))

    def revoke_public_url(self, file_id: str) -> Revoked:
        """End the public address of a file; `revoked` is false where it had none."""
        return loop.run(self._revoked(file_id))


class AsyncFiles(FileRequests):
    """Files at the API: `client.files` of an AsyncClient."""

    async def upload(
        self,
        file: FileLike,
        *,
        filename: str | None = None,
        on_progress: ProgressCallback = None,
        expires_after: Duration | None = None,
    ) -> File:
        """Store a file, as `Files.upload`."""
        if on_progress is None:
            return await loop.reach(self._opened(file, filename, expires_after))
        opened = await asyncio.to_thread(upload_of, file, filename)
        report = report_to(on_progress, opened.size)
        async with aclosing(loop.reach_each(self._steps(opened, life_in(expires_after)))) as steps:
            async for step in steps:
                if isinstance(step, File):
                    return step
                report(step)
        raise AssertionError  # the last step is the file

    async def batch_upload(
        self,
        files: Sequence[FileLike],
        *,
        batch_size: int = 50,
        on_file_complete: BatchUploadCallback | None = None,
    ) -> dict[int, Uploaded]:
        """Store several files, as `Files.batch_upload`."""
        files = batch_of(files, batch_size, on_file_complete)
        results: dict[int, Uploaded] = {}
        async with aclosing(loop.reach_each(self._each_uploaded(files, batch_size))) as ended:
            async for at, result in ended:
                results[at] = result
                if on_file_complete is not None:
                    on_file_complete(at, files[at], result)
        return results

    async def list(
        self,
        limit: int | None = None,
        *,
        order: Order | None = None,
        sort_by: SortBy | None = None,
        pagination_token: str | None = None,
        filter: str | None = None,  # noqa: A002 - the API's own word
    ) -> FilePage:
        """A page of the files that are stored, as `Files.list`."""
        asked = {"order": order, "sort_by": sort_by, "pagination_token": pagination_token, "filter": filter}
        return await loop.reach(self._page(limit, **asked))

    async def get(self, file_id: str) -> File:
        """What is known of a file, as `Files.get`."""
        return await loop.reach(self._found(file_id))

    async def content(self, file_id: str) -> bytes:
        """A file's bytes."""
        return await loop.reach(self._content(file_id))

    async def delete(self, file_id: str) -> Deleted:
        """Delete a file; whether it is gone."""
        return await loop.reach(self._deleted(file_id))

    async def create_public_url(self, file_id: str, *, expires_after: Duration | None = None) -> PublicUrl:
        """An address at which anybody can read a file, as `Files.create_public_url`."""
        return await loop.reach(self._published(file_id, expires_after))

    async def revoke_public_url(self, file_id: str) -> Revoked:
        """End the public address of a file, as `Files.revoke_public_url`."""
        return await loop.reach(self._revoked(file_id))
