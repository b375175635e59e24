"""Files stored at the API."""

from __future__ import annotations

import asyncio
import io
import json
import os
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, cut_in_headers, jpeg, pictures, reply, silent
from imagine_nb import AsyncClient, Client
from imagine_nb.client.file_types import File
from imagine_nb.client.uploads import PIECE
from imagine_nb.errors import (
    APIConnectionError,
    APIError,
    BadRequestError,
    InputError,
    NotFoundError,
    ProtocolError,
    SourceError,
)

FACTS = {
    "id": "file_1",
    "object": "file",
    "bytes": 3,
    "created_at": 1,
    "expires_at": None,
    "filename": "a.jpg",
}


def test_a_file_is_uploaded_with_its_life_before_it(
    client: Client, faults: FaultServer, tmp_path: Path
) -> None:
    faults.then(*[reply(200, FACTS)] * 3)
    path = tmp_path / "fox.jpg"
    path.write_bytes(b"abc")
    file = client.files.upload(path, expires_after=3600)
    assert (file.id, file.filename, file.size, file.bytes) == ("file_1", "a.jpg", 3, 3)
    client.files.upload(b"abc", filename="b.jpg")
    client.files.upload(io.BytesIO(b"abc"))
    bodies = [seen.body for seen in faults.requests]
    assert 0 < bodies[0].index(b'name="expires_after"') < bodies[0].index(b'name="file"; filename="fox.jpg"')
    assert b'filename="b.jpg"' in bodies[1]
    assert faults.requests[0].path == "/v1/files"
    assert faults.requests[0].headers["content-type"].startswith("multipart/form-data")


def test_a_file_tells_when_it_was_made_and_when_it_ends(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {**FACTS, "created_at": 1_767_225_600, "public_url_expires_at": 10**12}))
    file = client.files.get("file_1")
    assert file.created_at is not None
    assert str(file.created_at.ToDatetime()) == "2026-01-01 00:00:00"
    assert file.created_at == datetime(2026, 1, 1, tzinfo=UTC)
    assert file.HasField("created_at")
    assert not file.HasField("expires_at")
    assert file.public_url_expires_at is None  # no calendar has it
    with pytest.raises(ValueError, match="no field 'colour'"):
        file.HasField("colour")


@pytest.mark.parametrize("life", [0, 3599, 2_592_001, timedelta(days=31), "3600"])
def test_a_life_that_would_be_refused_is_not_sent(client: Client, faults: FaultServer, life: Any) -> None:
    with pytest.raises(InputError, match="3600 to 2592000"):
        client.files.upload(b"abc", expires_after=life)
    with pytest.raises(InputError, match="3600 to 2592000"):
        client.files.create_public_url("file_1", expires_after=life)
    assert faults.requests == []


def test_more_than_50_mb_and_what_is_no_file_are_not_sent(
    client: Client, faults: FaultServer, tmp_path: Path
) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    with pytest.raises(SourceError, match="50 MB"):
        client.files.upload(tmp_path / "large")
    with (tmp_path / "large").open("rb") as file, pytest.raises(SourceError, match="50 MB"):
        client.files.upload(file)
    with pytest.raises(SourceError, match="is no file"):
        client.files.upload(tmp_path)
    for path in (tmp_path / "missing", str(tmp_path / "missing")):
        with pytest.raises(FileNotFoundError, match="There is no file") as missing:
            client.files.upload(path)
        assert isinstance(missing.value, SourceError)
    with pytest.raises(SourceError, match="open as text"):
        client.files.upload(io.StringIO("abc"))  # type: ignore[arg-type]
    with (tmp_path / "large").open("rb") as file:
        pass
    with pytest.raises(SourceError, match="closed"):
        client.files.upload(file)
    with pytest.raises(InputError, match="An int is no file"):
        client.files.upload(7)  # type: ignore[arg-type]
    assert faults.requests == []


def test_files_are_listed_page_by_page(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {"data": [FACTS], "pagination_token": "t"}), reply(200, {"data": []}))
    page = client.files.list(1, order="asc")
    assert ([each.id for each in page.data], page.pagination_token) == (["file_1"], "t")
    assert client.files.list(pagination_token="t").pagination_token is None
    assert faults.requests[0].path == "/v1/files?limit=1&order=asc"
    assert faults.requests[1].path == "/v1/files?pagination_token=t"


def test_what_a_list_is_sorted_and_filtered_by_goes_out_as_it_is(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {"data": []}))
    client.files.list(limit=None, sort_by="size", filter='name = "a"')
    assert faults.requests[0].path == "/v1/files?sort_by=size&filter=name+%3D+%22a%22"
    with pytest.raises(InputError, match="Did you mean 'size'"):
        client.files.list(sort_by="sizes")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="Allowed: asc, desc"):
        client.files.list(order="up")  # type: ignore[arg-type]


def test_a_file_is_described_read_and_deleted(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FACTS), reply(200, b"\x00\x01", content_type="application/octet-stream"))
    faults.then(reply(200, {"id": "file_1", "deleted": True}))
    assert client.files.get("file_1").filename == "a.jpg"
    assert client.files.content("file_1") == b"\x00\x01"
    gone = client.files.delete("file_1")
    assert gone
    assert (gone.id, gone.deleted) == ("file_1", True)
    asked = [(seen.method, seen.path) for seen in faults.requests]
    assert asked == [
        ("GET", "/v1/files/file_1"),
        ("GET", "/v1/files/file_1/content"),
        ("DELETE", "/v1/files/file_1"),
    ]


def test_an_id_cannot_leave_its_place_in_the_address(client: Client, faults: FaultServer) -> None:
    faults.then(reply(404))
    with pytest.raises(NotFoundError):
        client.files.get("../api-key?x=1")
    assert faults.requests[0].path == "/v1/files/..%2Fapi-key%3Fx%3D1"
    with pytest.raises(InputError, match="The file id is"):
        client.files.delete("")


def test_reading_is_tried_again_and_uploading_is_not(client: Client, faults: FaultServer) -> None:
    faults.then(reply(503), reply(408), reply(200, FACTS))
    assert client.files.get("file_1").id == "file_1"
    faults.then(*[reply(503)] * 3)
    with pytest.raises(Exception, match="503"):
        client.files.upload(b"abc")
    assert len(faults.requests) == 4


def test_a_public_address_is_made_and_revoked(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {"public_url": "https://x/a.jpg", "expires_at": 1_767_225_600}))
    faults.then(reply(200, {"public_url": "https://x/a.jpg"}))
    faults.then(reply(200, {"id": "file_1", "revoked": True, "public_url": "https://x/a.jpg"}))
    faults.then(reply(200, {"id": "file_1", "revoked": False}), reply(200, {}))
    made = client.files.create_public_url("file_1", expires_after=timedelta(hours=2))
    assert (made.public_url, str(made.expires_at)) == ("https://x/a.jpg", "2026-01-01 00:00:00+00:00")
    assert client.files.create_public_url("file_1").expires_at is None
    ended = client.files.revoke_public_url("file_1")
    assert (ended.file_id, ended.revoked, ended.public_url) == ("file_1", True, "https://x/a.jpg")
    assert not client.files.revoke_public_url("file_1")
    with pytest.raises(ProtocolError, match="no public address"):
        client.files.create_public_url("file_1")
    asked = [(seen.path, seen.json) for seen in faults.requests]
    assert asked[0] == ("/v1/files/file_1/public-url", {"expires_after": 7200})
    assert asked[1] == ("/v1/files/file_1/public-url", {})
    assert asked[2] == ("/v1/files/file_1/public-url/revoke", {})


@pytest.mark.parametrize("body", [{}, [], b"x", {"id": 7}])
def test_an_answer_that_describes_no_file_is_told(client: Client, faults: FaultServer, body: object) -> None:
    faults.then(reply(200, body), reply(200, body))
    with pytest.raises(ProtocolError):
        client.files.get("file_1")
    with pytest.raises(ProtocolError):
        client.files.list()


def test_a_stored_file_is_a_source(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FACTS), reply(200, pictures(jpeg())))
    client.image.sample("a hat", "grok-imagine-image", image_url=client.files.get("file_1"))
    assert faults.requests[1].json["image"] == {"file_id": "file_1"}


def test_no_connection_is_told(make: type[Client]) -> None:
    with pytest.raises(APIConnectionError, match="No connection"):
        make(base_url="http://127.0.0.1:9/v1").files.list()


def test_progress_is_told_in_the_callers_thread(client: Client, faults: FaultServer) -> None:
    faults.then(*[reply(200, FACTS)] * 3)
    data, told, threads = b"a" * (2 * PIECE + 5), [], set()

    def both(so_far: int, total: int) -> None:
        told.append((so_far, total))
        threads.add(threading.current_thread())

    assert client.files.upload(data, on_progress=both).id == "file_1"
    assert told == [(PIECE, len(data)), (2 * PIECE, len(data)), (len(data), len(data))]
    assert threads == {threading.current_thread()}
    pieces: list[int] = []
    client.files.upload(io.BytesIO(data), on_progress=pieces.append)
    assert pieces == [PIECE, PIECE, 5]
    bar = Bar()
    client.files.upload(data, on_progress=bar)
    assert bar.n == len(data)
    assert all(data in seen.body for seen in faults.requests)


def test_what_is_sent_again_is_not_told_again(client: Client, faults: FaultServer) -> None:
    faults.then(reply(429, retry_after="0"), reply(200, FACTS))
    bar = Bar()
    client.files.upload(b"a" * (PIECE + 5), on_progress=bar)
    assert bar.n == PIECE + 5
    first, second = faults.requests
    assert first.body == second.body


def test_what_progress_raises_ends_the_upload(client: Client, faults: FaultServer) -> None:
    def broken(so_far: int, total: int) -> None:
        raise TypeError("of the program's own")

    with pytest.raises(TypeError, match="own"):
        client.files.upload(b"a" * (3 * PIECE), on_progress=broken)
    assert faults.requests == []  # never came whole


@pytest.mark.parametrize("progress", [7, lambda: None, lambda a, b, c: None])
def test_progress_that_cannot_be_told_is_refused(client: Client, faults: FaultServer, progress: Any) -> None:
    with pytest.raises(InputError, match="on_progress"):
        client.files.upload(b"abc", on_progress=progress)
    assert faults.requests == []


def test_a_large_file_is_never_whole_in_memory(make: Callable[..., Client], tmp_path: Path) -> None:
    path = tmp_path / "large.bin"
    with path.open("wb") as file:
        file.truncate(40 * 2**20)
    with swallowing() as base_url:
        client = make(base_url=base_url, timeout=30)
        client.files.list()
        tracemalloc.start()
        try:
            assert client.files.upload(path).id == "file_1"
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert peak < 12 * 2**20


def test_a_file_that_changes_while_it_is_sent_is_told(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (2 * PIECE))
    for size in (PIECE, 3 * PIECE):

        def change(_: int) -> None:
            os.truncate(path, size)  # noqa: B023 - it is called in this round

        os.truncate(path, 2 * PIECE)
        with pytest.raises(SourceError, match="changed while it was sent"):
            client.files.upload(path, on_progress=change)


def test_a_pipe_is_read_to_its_end(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FACTS))
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as end:
        end.write(b"through a pipe")
    with os.fdopen(reading, "rb") as file:
        client.files.upload(file, filename="p.txt")
    assert (
        b'filename="p.txt"\r\nContent-Type: text/plain\r\n\r\nthrough a pipe\r\n' in faults.requests[0].body
    )


def test_an_open_file_is_sent_from_where_it_stands(client: Client, faults: FaultServer) -> None:
    faults.then(reply(503), reply(200, FACTS))
    file = io.BytesIO(b"head and body")
    file.seek(5)
    with pytest.raises(APIError):
        client.files.upload(file)
    assert b"\r\n\r\nand body\r\n" in faults.requests[0].body


def test_a_batch_keeps_what_succeeded_beside_what_failed(
    client: Client, faults: FaultServer, tmp_path: Path
) -> None:
    faults.then(reply(200, FACTS), reply(400, {"error": "No."}))
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc")
    told: list[tuple[int, Any, Any]] = []
    files = [path, str(tmp_path / "missing.txt"), io.BytesIO(b"abc")]
    results = client.files.batch_upload(
        files, batch_size=1, on_file_complete=lambda at, file, result: told.append((at, file, result))
    )
    assert isinstance(results[0], File)
    assert isinstance(results[1], FileNotFoundError)
    assert isinstance(results[2], BadRequestError)
    assert sorted(results) == [0, 1, 2]
    assert sorted(at for at, _, _ in told) == [0, 1, 2]
    assert all(file is files[at] and result is results[at] for at, file, result in told)


def test_what_ends_a_batch_ends_the_rest_of_it(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FACTS), silent())

    def stop(at: int, file: object, result: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        client.files.batch_upload([b"abc"] * 5, batch_size=1, on_file_complete=stop)
    assert len(faults.requests) <= 2


@pytest.mark.parametrize(("files", "size"), [([], 50), ([b"abc"], 0), ([b"abc"], True)])
def test_a_batch_of_nothing_is_refused(client: Client, files: list[bytes], size: int) -> None:
    with pytest.raises(InputError, match=r"no files|batch_size"):
        client.files.batch_upload(files, batch_size=size)


@pytest.mark.parametrize(
    "one", ["a.txt", Path("a.txt"), b"abc", io.BytesIO(b"abc"), {"a": b"abc"}, None, 5, True]
)
def test_one_file_is_no_batch(client: Client, faults: FaultServer, one: Any) -> None:
    with pytest.raises(InputError, match="is no list of files"):
        client.files.batch_upload(one)
    assert not faults.requests


def test_a_batch_may_come_one_by_one(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FACTS), reply(200, FACTS))
    told: list[int] = []
    given: Any = (data for data in (b"abc", b"xyz"))
    results = client.files.batch_upload(given, on_file_complete=lambda at, file, result: told.append(at))
    assert sorted(results) == sorted(told) == [0, 1]


def test_who_cannot_be_told_of_a_batch_is_known_before_it_is_sent(
    client: Client, faults: FaultServer
) -> None:
    nobody: Any = "print"
    with pytest.raises(InputError, match="on_file_complete is 'print'"):
        client.files.batch_upload([b"abc"], on_file_complete=nobody)
    assert not faults.requests


def test_an_open_file_is_not_read_from_one_place_twice(client: Client, faults: FaultServer) -> None:
    file = io.BytesIO(b"abc")
    with pytest.raises(InputError, match="in the batch twice"):
        client.files.batch_upload([file, b"x", file])
    assert not faults.requests


@pytest.mark.parametrize("name", [5, b"a.txt", ["a.txt"], Path("a.txt")])
def test_a_name_is_text(client: Client, faults: FaultServer, name: Any) -> None:
    with pytest.raises(InputError, match="filename is"):
        client.files.upload(b"abc", filename=name)
    assert not faults.requests


@pytest.mark.parametrize("asked", [
    {"limit": ["5"]}, {"limit": True}, {"limit": 1.5}, {"filter": {"name": "a"}}, {"filter": "\ud800"},
    {"pagination_token": 5}, {"order": ["asc"]}, {"sort_by": {}},
])  # fmt: skip
def test_what_no_page_is_asked_by_is_told(client: Client, faults: FaultServer, asked: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(asked))):
        client.files.list(**asked)
    assert not faults.requests


@pytest.mark.parametrize("file_id", [None, "", "..", 5, b"file_1", "\ud800"])
@pytest.mark.parametrize("call", ["get", "content", "delete", "create_public_url", "revoke_public_url"])
def test_what_is_no_id_reaches_no_other_endpoint(
    client: Client, faults: FaultServer, call: str, file_id: Any
) -> None:
    with pytest.raises(InputError, match="The file id is"):
        getattr(client.files, call)(file_id)
    assert not faults.requests


def test_what_moves_an_open_file_meanwhile_changes_nothing_of_it(client: Client, faults: FaultServer) -> None:
    data = bytes(range(256)) * (3 * PIECE // 256)
    faults.then(reply(200, FACTS))
    file = io.BytesIO(data)
    client.files.upload(file, on_progress=lambda done, of: file.seek(0) and None)
    assert data in faults.requests[0].body


@pytest.mark.parametrize(
    "answer", [reply(500, {"error": "No."}), reply(200, {}), reply(200, b"<html>"), cut_in_headers()]
)
@pytest.mark.parametrize("call", ["upload", "create_public_url"])
def test_what_costs_nothing_is_never_called_charged(
    client: Client, faults: FaultServer, call: str, answer: Any
) -> None:
    faults.then(answer)
    with pytest.raises(APIError) as caught:
        getattr(client.files, call)("abc" if call != "upload" else b"abc")
    assert "charged" not in str(caught.value)


def test_all_of_it_can_be_awaited(faults: FaultServer, folder: Path) -> None:
    faults.then(reply(200, FACTS), reply(200, {"data": [FACTS]}), reply(200, FACTS), reply(200, b"abc"))
    faults.then(reply(200, {"deleted": True}), reply(200, FACTS), reply(200, FACTS))
    faults.then(reply(200, {"public_url": "https://x"}), reply(200, {"revoked": True}))
    bar, places = Bar(), []

    async def main() -> None:
        async with AsyncClient(api_key="k", base_url=faults.base_url, gallery=folder) as client:
            file = await client.files.upload(b"abc")
            assert (await client.files.list()).data == (file,)
            assert await client.files.get(file.id) == file
            assert await client.files.content(file.id) == b"abc"
            assert await client.files.delete(file.id)
            assert await client.files.upload(b"abc", on_progress=bar) == file
            found = await client.files.batch_upload(
                [b"abc"], on_file_complete=lambda at, *_: places.append(at)
            )
            assert found == {0: file}
            assert (await client.files.create_public_url(file.id)).public_url == "https://x"
            assert await client.files.revoke_public_url(file.id)

    asyncio.run(main())
    assert (bar.n, places) == (3, [0])


class Bar:
    """A progress bar, as tqdm has it."""

    n = 0

    def update(self, n: int = 1) -> None:
        self.n += n


@contextmanager
def swallowing() -> Iterator[str]:
    """The base URL of a server that reads what comes, keeps nothing of it, and describes a file."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            left = int(self.headers["content-length"])
            while left:
                left -= len(self.rfile.read(min(left, 2**16)))
            self.answer(FACTS)

        def do_GET(self) -> None:
            self.answer({"data": []})

        def answer(self, body: dict[str, Any]) -> None:
            data = json.dumps(body).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    thread.join()
    server.server_close()
