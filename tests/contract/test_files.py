"""/v1/files, and pictures named by the id of a file."""

from __future__ import annotations

import base64

import pytest

MODEL = "grok-imagine-image"


def uploaded(server, data, *, name="disc.png", fields=None):
    answer = server.send("POST", "/files", data=fields or {}, files={"file": (name, data)})
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.fixture
def png(photo):
    return base64.b64decode(photo.partition(",")[2])


def test_a_file_can_be_uploaded_read_and_deleted(server, png):
    file = uploaded(server, png)
    path = f"/files/{file['id']}"
    assert (file["object"], file["bytes"], file["filename"]) == ("file", len(png), "disc.png")
    assert server.get(path).json()["id"] == file["id"]
    assert server.get(f"{path}/content").content == png
    assert file["id"] in [each["id"] for each in server.get("/files").json()["data"]]
    assert server.send("DELETE", path).json()["deleted"] is True
    assert server.get(path).status_code == 404


def test_an_unknown_file_is_not_found(server):
    assert server.get("/files/file_unknown").status_code == 404


@pytest.mark.print_shop_only
def test_a_file_can_be_edited_and_asked_about(server, png):
    file_id = uploaded(server, png)["id"]
    edit = {"model": MODEL, "prompt": "make it sepia", "image": {"file_id": file_id}}
    assert server.post("/images/edits", edit).status_code == 200
    content = [{"type": "input_file", "file_id": file_id}, {"type": "input_text", "text": "How large is it?"}]
    answer = server.post("/responses", {"model": "grok-4.3", "input": [{"role": "user", "content": content}]})
    assert "320" in answer.text
    content = [{"type": "file", "file": {"file_id": file_id}}, {"type": "text", "text": "How large is it?"}]
    body = {"model": "grok-4.3", "messages": [{"role": "user", "content": content}]}
    assert "320" in server.post("/chat/completions", body).text


@pytest.mark.print_shop_only
def test_any_bytes_survive_an_upload(server):
    data = bytes(range(256)) + b"\r\n--\r\n\r\n--boundary--\r\n" + b"\n\r" * 9
    file = uploaded(server, data, name="ünïcode “name”.bin")
    assert server.get(f"/files/{file['id']}/content").content == data
    assert file["filename"] == "ünïcode “name”.bin"


@pytest.mark.print_shop_only
def test_files_are_listed_in_pages(server, png):
    ids = [uploaded(server, png)["id"] for _ in range(3)]
    first = server.get("/files", params={"limit": 2}).json()
    assert [file["id"] for file in first["data"]] == [ids[2], ids[1]]
    token = first["pagination_token"]
    second = server.get("/files", params={"limit": 1, "pagination_token": token}).json()
    assert [file["id"] for file in second["data"]] == [ids[0]]
    last = server.get("/files", params={"order": "asc"}).json()
    assert [file["id"] for file in last["data"]][-3:] == ids
    assert "pagination_token" not in last


@pytest.mark.print_shop_only
def test_a_page_of_no_size_is_refused(server):
    assert server.get("/files", params={"limit": "101"}).status_code == 400
    assert server.get("/files", params={"order": "up"}).status_code == 422


@pytest.mark.print_shop_only
def test_a_file_may_expire(server, png):
    file = uploaded(server, png, fields={"expires_after": "3600"})
    assert file["expires_at"] == file["created_at"] + 3600


@pytest.mark.print_shop_only
@pytest.mark.parametrize("seconds", ["3599", "2592001", "soon"])
def test_a_lifetime_that_is_too_short_or_too_long_is_refused(server, png, seconds):
    form = {"expires_after": seconds}
    answer = server.send("POST", "/files", data=form, files={"file": ("a.png", png)})
    assert answer.status_code == 400
    assert "expires_after" in answer.json()["error"]


@pytest.mark.print_shop_only
def test_a_lifetime_after_the_file_is_refused(server, png):
    fields = [("file", ("a.png", png)), ("expires_after", (None, "3600"))]
    answer = server.send("POST", "/files", files=fields)
    assert answer.status_code == 400
    assert "before" in answer.json()["error"]


@pytest.mark.print_shop_only
def test_a_form_without_a_file_or_no_form_is_refused(server, png):
    assert server.send("POST", "/files", files={"other": ("a.png", png)}).status_code == 400
    assert server.post("/files", {"file": "x"}).status_code == 415
    broken = {"content-type": "multipart/form-data; boundary=b"}
    for content in (b"", b"--b\r\n", b"--b\r\nno header--b--", b"--b\r\nx: y\r\n\r\ndata\r\n--b--"):
        assert server.send("POST", "/files", content=content, headers=broken).status_code == 400
    headers = {"content-type": "multipart/form-data"}
    assert server.send("POST", "/files", content=b"x", headers=headers).status_code == 400


@pytest.mark.print_shop_only
def test_a_picture_is_kept_among_the_files_if_asked(server):
    options = {"filename": "fox.jpg", "expires_after": 7200, "public_url": True}
    body = {"model": MODEL, "prompt": "a fox", "response_format": "b64_json", "storage_options": options}
    (item,) = server.post("/images/generations", body).json()["data"]
    output = item["file_output"]
    kept = server.get(f"/files/{output['file_id']}/content").content
    assert kept == base64.b64decode(item["b64_json"])
    assert output["filename"] == "fox.jpg"
    assert output["expires_at"] > 0
    assert "publishes nothing" in output["public_url_error"]


@pytest.mark.print_shop_only
@pytest.mark.parametrize("options", [{}, {"filename": "a", "expires_after": 1}, "a.jpg"])
def test_storage_options_that_make_no_sense_are_refused(server, options):
    body = {"model": MODEL, "prompt": "a fox", "storage_options": options}
    assert server.post("/images/generations", body).status_code == 422
