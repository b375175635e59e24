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


def test_files_are_sorted_by_name_and_by_size(server, png):
    names = ["b-0718.png", "a-0718.png"]
    ids = [uploaded(server, png + b"\0" * at, name=name)["id"] for at, name in enumerate(names)]
    for key, expected in (("filename", ids[::-1]), ("size", ids)):
        listed = server.get("/files", params={"sort_by": key, "order": "asc", "limit": 100}).json()["data"]
        assert [each["id"] for each in listed if each["id"] in ids] == expected
    for each in ids:
        server.send("DELETE", f"/files/{each}")


def test_files_are_filtered(server, png):
    ids = [uploaded(server, png, name=f"filtered-{at}.png")["id"] for at in range(2)]
    for rule in ('name = "filtered-1.png"', 'name = "filtered-1.png" AND size_bytes > 10'):
        listed = server.get("/files", params={"filter": rule}).json()["data"]
        assert ids[1] in [each["id"] for each in listed]
        assert ids[0] not in [each["id"] for each in listed]
    for each in ids:
        server.send("DELETE", f"/files/{each}")


def test_a_picture_is_public_until_that_is_revoked(server, png):
    path = f"/files/{uploaded(server, png)['id']}"
    made = server.post(f"{path}/public-url", {"expires_after": 3600}).json()
    assert made["expires_at"] > 0
    assert server.get(path).json()["public_url"] == made["public_url"]
    assert fetched(server, made["public_url"]).content == png
    again = server.post(f"{path}/public-url", {}).json()
    assert again["public_url"] == made["public_url"]
    ended = server.post(f"{path}/public-url/revoke", {}).json()
    assert (ended["id"], ended["revoked"], ended["public_url"]) == (path[7:], True, made["public_url"])
    assert server.post(f"{path}/public-url/revoke", {}).json()["revoked"] is False
    server.send("DELETE", path)


@pytest.mark.print_shop_only
def test_a_public_url_ends_with_its_file_or_when_it_is_revoked(server, png):
    path = f"/files/{uploaded(server, png)['id']}"
    first = server.send("POST", f"{path}/public-url").json()["public_url"]
    assert fetched(server, first).headers["content-type"] == "image/png"
    server.post(f"{path}/public-url/revoke", {})
    second = server.post(f"{path}/public-url", {}).json()["public_url"]
    assert second != first
    assert fetched(server, first).status_code == 404
    server.send("DELETE", path)
    assert fetched(server, second).status_code == 404
    assert server.post(f"{path}/public-url", {}).status_code == 404


@pytest.mark.print_shop_only
def test_a_public_url_may_outlive_nothing_and_ends_with_its_file(server, png):
    path = f"/files/{uploaded(server, png, fields={'expires_after': '3600'})['id']}"
    file = server.get(path).json()
    assert server.post(f"{path}/public-url", {}).json()["expires_at"] == file["expires_at"]
    longer = server.post(f"{path}/public-url", {"expires_after": 7200}).json()
    assert longer["expires_at"] == file["expires_at"]
    assert server.post(f"{path}/public-url", {"expires_after": 1}).status_code == 422


@pytest.mark.print_shop_only
def test_only_pictures_and_pdfs_become_public(server, png):
    for data, status in ((b"text", 400), (b"<svg onload='x'/>", 400), (b"%PDF-1.4", 200), (png, 200)):
        path = f"/files/{uploaded(server, data, name='a.png')['id']}/public-url"
        assert server.post(path, {}).status_code == status


@pytest.mark.print_shop_only
def test_a_public_url_is_a_source(server, png):
    path = f"/files/{uploaded(server, png)['id']}"
    url = server.post(f"{path}/public-url", {}).json()["public_url"]
    edit = {"model": MODEL, "prompt": "make it sepia", "image": {"url": url}}
    assert server.post("/images/edits", edit).status_code == 200
    server.send("DELETE", path)
    assert server.post("/images/edits", edit).status_code == 400


@pytest.mark.print_shop_only
def test_a_filter_that_cannot_be_read_is_refused(server):
    for rule in ("colour = 1", "name", "name = 'a' AND", "size_bytes > big", "("):
        answer = server.get("/files", params={"filter": rule})
        assert answer.status_code == 400, rule
        assert answer.json()["error"].startswith("filter: ")


def fetched(server, url):
    """The response at a public address, asked for without a key."""
    return server.get(url, headers={"authorization": ""})


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
    assert output["public_url_expires_at"] == output["expires_at"]
    assert fetched(server, output["public_url"]).content == kept


@pytest.mark.print_shop_only
@pytest.mark.parametrize("options", [{}, {"filename": "a", "expires_after": 1}, "a.jpg"])
def test_storage_options_that_make_no_sense_are_refused(server, options):
    body = {"model": MODEL, "prompt": "a fox", "storage_options": options}
    assert server.post("/images/generations", body).status_code == 422
