"""Documents in a message: by id, inline and by address, in both ways to ask."""

from __future__ import annotations

import base64

import pytest

TEXT = b"Minutes of the meeting\n\nThe budget is 4711 dollars.\nThe cat is called Mimi.\n"
ASKED = "What is the budget? Quote the figure."
INLINE = "data:text/plain;base64," + base64.b64encode(TEXT).decode()


def responses(server, part, text=ASKED):
    content = [{"type": "input_file", **part}, {"type": "input_text", "text": text}]
    body = {"model": "grok-4.3", "store": False, "input": [{"role": "user", "content": content}]}
    return server.post("/responses", body)


def completions(server, part, text=ASKED):
    content = [{"type": "file", "file": part}, {"type": "text", "text": text}]
    return server.post(
        "/chat/completions", {"model": "grok-4.3", "messages": [{"role": "user", "content": content}]}
    )


def both(server, part, text=ASKED):
    return responses(server, part, text), completions(server, part, text)


def stored(server, data, name):
    answer = server.send("POST", "/files", files={"file": (name, data)})
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def test_a_stored_text_is_read(server):
    file_id = stored(server, TEXT, "minutes.txt")
    answer = responses(server, {"file_id": file_id})
    assert answer.status_code == 200, answer.text
    assert "4711" in answer.text
    server.send("DELETE", f"/files/{file_id}")


def test_an_inline_text_is_read(server):
    answer = responses(server, {"file_data": INLINE, "filename": "minutes.txt"})
    assert answer.status_code == 200, answer.text
    assert "4711" in answer.text


@pytest.mark.print_shop_only
def test_both_ways_to_ask_read_what_is_stored_inline_and_in_base64_alone(server):
    parts = (
        {"file_id": stored(server, TEXT, "minutes.txt")},
        {"file_data": INLINE, "filename": "minutes.txt"},
        {"file_data": INLINE.partition(",")[2], "filename": "minutes.txt"},
    )
    for part in parts:
        for answer in both(server, part):
            assert "minutes.txt is a text" in answer.text, part
            assert "4711" in answer.text


@pytest.mark.print_shop_only
def test_a_later_question_is_about_the_document_that_was_shown(server):
    content = [{"type": "file", "file": {"file_data": INLINE}}, {"type": "text", "text": ASKED}]
    messages = [
        {"role": "user", "content": content},
        {"role": "assistant", "content": "4711."},
        {"role": "user", "content": "What is the cat called?"},
    ]
    answer = server.post("/chat/completions", {"model": "grok-4.3", "messages": messages})
    assert "Mimi" in answer.text


@pytest.mark.print_shop_only
def test_a_stored_answer_about_a_document_can_be_continued(server):
    content = [{"type": "input_file", "file_data": INLINE}, {"type": "input_text", "text": ASKED}]
    body = {"model": "grok-4.3", "input": [{"role": "user", "content": content}]}
    first = server.post("/responses", body).json()
    more = {"model": "grok-4.3", "input": "What is the cat called?", "previous_response_id": first["id"]}
    assert "Mimi" in server.post("/responses", more).text


@pytest.mark.print_shop_only
def test_a_file_that_is_a_picture_is_seen(server, photo):
    for answer in both(server, {"file_data": photo, "filename": "called.txt"}, "How large is it?"):
        assert "320" in answer.text


@pytest.mark.print_shop_only
def test_what_cannot_be_read_is_said(server):
    pdf = "data:application/pdf;base64," + base64.b64encode(b"%PDF-1.4 ...").decode()
    for answer in both(server, {"file_data": pdf, "filename": "scan.pdf"}):
        assert answer.status_code == 200
        assert "scan.pdf is a PDF (12 bytes). The print shop cannot read it" in answer.text


@pytest.mark.print_shop_only
def test_an_address_is_not_fetched(server):
    url = "https://a.example/deep/annual%20report.pdf"
    for answer in (responses(server, {"file_url": url}), completions(server, {"url": url})):
        assert "annual report.pdf was not read" in answer.text
    url = "https://a.example/a_fox.jpg"
    for answer in (responses(server, {"file_url": url}), completions(server, {"url": url})):
        assert "was not seen" in answer.text


@pytest.mark.print_shop_only
@pytest.mark.parametrize(
    ("part", "status"),
    [
        ({}, 422),
        ({"file_id": "file_unknown"}, 404),
        ({"file_data": "no base64!"}, 400),
        ({"file_data": "data:text/plain,plain"}, 400),
        ({"file_data": 7}, 422),
    ],
)
def test_a_file_that_is_none_is_refused(server, part, status):
    for answer in both(server, part):
        assert answer.status_code == status, answer.text


@pytest.mark.print_shop_only
def test_a_document_that_is_too_large_is_refused(server):
    data = base64.b64encode(b"a" * (50 * 2**20 + 1)).decode()
    assert responses(server, {"file_data": data}).status_code == 413
