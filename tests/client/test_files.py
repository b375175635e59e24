"""Files stored at the API."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import AsyncClient, Client
from imagine_nb.errors import APIConnectionError, InputError, NotFoundError, ProtocolError, SourceError

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
    assert (file.id, file.filename, file.bytes, file.expires_at) == ("file_1", "a.jpg", 3, None)
    client.files.upload(b"abc", filename="b.jpg")
    client.files.upload(io.BytesIO(b"abc"))
    bodies = [seen.body for seen in faults.requests]
    assert 0 < bodies[0].index(b'name="expires_after"') < bodies[0].index(b'name="file"; filename="fox.jpg"')
    assert b'filename="b.jpg"' in bodies[1]
    assert faults.requests[0].path == "/v1/files"
    assert faults.requests[0].headers["content-type"].startswith("multipart/form-data")


@pytest.mark.parametrize("life", [0, 3599, 2_592_001])
def test_a_life_that_would_be_refused_is_not_sent(client: Client, faults: FaultServer, life: int) -> None:
    with pytest.raises(InputError, match="3600 to 2592000"):
        client.files.upload(b"abc", expires_after=life)
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
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SourceError, match="Cannot read"):
            client.files.upload(path)
    assert faults.requests == []


def test_files_are_listed_page_by_page(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {"data": [FACTS], "pagination_token": "t"}), reply(200, {"data": []}))
    page = client.files.list(1, order="asc")
    assert ([each.id for each in page.data], page.pagination_token) == (["file_1"], "t")
    assert client.files.list(pagination_token="t").pagination_token is None
    assert faults.requests[0].path == "/v1/files?limit=1&order=asc"
    assert faults.requests[1].path == "/v1/files?limit=100&pagination_token=t"


def test_a_file_is_described_read_and_deleted(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FACTS), reply(200, b"\x00\x01", content_type="application/octet-stream"))
    faults.then(reply(200, {"id": "file_1", "deleted": True}))
    assert client.files.get("file_1").filename == "a.jpg"
    assert client.files.content("file_1") == b"\x00\x01"
    assert client.files.delete("file_1") is True
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
    with pytest.raises(InputError, match="no file id"):
        client.files.delete("")


def test_reading_is_tried_again_and_uploading_is_not(client: Client, faults: FaultServer) -> None:
    faults.then(reply(503), reply(408), reply(200, FACTS))
    assert client.files.get("file_1").id == "file_1"
    faults.then(*[reply(503)] * 3)
    with pytest.raises(Exception, match="503"):
        client.files.upload(b"abc")
    assert len(faults.requests) == 4


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


def test_all_of_it_can_be_awaited(faults: FaultServer, folder: Path) -> None:
    faults.then(reply(200, FACTS), reply(200, {"data": [FACTS]}), reply(200, FACTS), reply(200, b"abc"))
    faults.then(reply(200, {"deleted": True}))

    async def main() -> None:
        async with AsyncClient(api_key="k", base_url=faults.base_url, gallery=folder) as client:
            file = await client.files.upload(b"abc")
            assert (await client.files.list()).data == (file,)
            assert await client.files.get(file.id) == file
            assert await client.files.content(file.id) == b"abc"
            assert await client.files.delete(file.id)

    asyncio.run(main())
