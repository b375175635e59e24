"""A server that sends the key back, in whatever part of an answer, brings it nowhere."""

from __future__ import annotations

import contextlib
import json
import logging
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults_server import Act, FaultServer, answer, deltas, jpeg, pictures, raw, reply, stream
from imagine_nb import Client, Gallery
from imagine_nb.errors import APIError

KEY = "xai-a-key-of-the-tests-0123456789"
SECRET_PART = KEY[4:]
MODEL = "grok-imagine-image"
ESCAPED = "".join(f"\\u{ord(each):04x}" for each in KEY)
OK = json.dumps(pictures(jpeg()))


def with_reason(status: int, reason: str, body: str = "") -> Act:
    return raw(f"HTTP/1.1 {status} {reason}\r\ncontent-length: {len(body)}\r\n\r\n{body}".encode())


PICTURES: dict[str, Act] = {
    "an error inside a 200": reply(200, {"error": {"message": f"Bad key {KEY}.", "code": KEY}}),
    "a refusal": reply(400, {"error": f"Bad key {KEY}."}),
    "a refusal, escaped": reply(400, f'{{"error": "Bad key {ESCAPED}."}}'.encode()),
    "a refusal as a web page": reply(502, f"<html><title>{KEY}</title>".encode()),
    "a request id": reply(200, pictures(jpeg()), x_request_id=KEY),
    "a request id of a refusal": reply(500, {"error": "it broke"}, x_request_id=f"a{KEY}b"),
    "a reason phrase": with_reason(400, f"Key {KEY}"),
    "a reason phrase of a 200": with_reason(200, KEY, OK),
    "a redirect": reply(307, b"", location=f"https://x.example/?key={KEY}"),
    "no HTTP": raw(f"HTTP/1.1 200 OK\r\n{KEY} no header\r\n\r\n".encode()),
    "a revised prompt": reply(
        200, {**pictures(jpeg()), "data": [{**pictures(jpeg())["data"][0], "revised_prompt": f"key {KEY}"}]}
    ),
    "a revised prompt, escaped": reply(
        200, OK.replace('"mime_type"', f'"revised_prompt": "{ESCAPED}", "mime_type"').encode()
    ),
    "a model": reply(200, pictures(jpeg(), model=KEY)),
    "an address": reply(200, {"data": [{"url": f"https://127.0.0.1/a.jpg?key={KEY}"}]}),
    "an address, escaped": reply(200, {"data": [{"url": "http://10.0.0.1/" + KEY.replace("-", "%2D")}]}),
    "no JSON": reply(200, f"{KEY} is no JSON".encode()),
    "no picture": reply(200, {"data": [{"b64_json": f"@{KEY}@"}]}),
    "a moderated answer": reply(400, {"error": f"content moderation of {KEY}", "code": KEY}),
    "a stored file": reply(
        200, {"data": [{**pictures(jpeg())["data"][0], "file_output": {"file_id": KEY, "public_url": KEY}}]}
    ),
}
ENDING = {"type": "response.completed", "response": answer(f"It is {KEY}.")}
ANSWERS: dict[str, Act] = {
    "an error event": stream({"type": "error", "message": f"Bad key {KEY}."}),
    "a failure event": stream({"type": "response.failed", "response": {"error": {"message": KEY}}}),
    "text": stream(*deltas(f"It is {KEY}."), ENDING),
    "text in two pieces": stream(*deltas("It is xai-a-key-of", "-the-tests-0123456789."), ENDING),
    "text in letters": stream(*deltas(*f"It is {KEY}."), {**ENDING, "response": answer("")}),
    "text, escaped": stream(f"data: {json.dumps(deltas(KEY)[0])}\n\n".replace(KEY, ESCAPED), ENDING),
    "text that is cut": stream(*deltas("It is xai-a-key-of", "-the-tests-0123456789", "."), done=False),
    "an id and a model": stream({**ENDING, "response": {**answer(), "id": KEY, "model": KEY}}),
    "an event that is no JSON": stream(f"data: {KEY}\n\n"),
    "an answer that does not stream": reply(200, answer(f"It is {KEY}.")),
    "a refusal": reply(401, {"error": f"Bad key {KEY}."}),
}  # fmt: skip


def everything_of(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))


def require_no_key(told: str, folder: Path) -> None:
    """Neither what was told nor any file holds the key, or what can be read as it; nor does an export."""
    exported = folder.with_name("exported.zip")
    with contextlib.closing(Gallery(folder)) as gallery:
        gallery.export(exported)
    texts = [told.encode(), *(path.read_bytes() for path in folder.rglob("*") if path.is_file())]
    with zipfile.ZipFile(exported) as archive:
        texts += [archive.read(name) for name in archive.namelist()]
    for text in texts:
        assert SECRET_PART.encode() not in text
        assert ESCAPED.encode() not in text


@pytest.mark.parametrize("act", PICTURES.values(), ids=PICTURES)
def test_a_key_in_an_answer_with_pictures_comes_nowhere(
    client: Client,
    faults: FaultServer,
    folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    act: Act,
) -> None:
    faults.then(act)
    with caplog.at_level(logging.DEBUG):
        try:
            made = client.image.sample("a red fox", MODEL)
            told = f"{made!r}{made.record}{made.file_output}{made._repr_mimebundle_()}"
        except APIError as error:
            told = everything_of(error)
    require_no_key(told + caplog.text, folder)


@pytest.mark.parametrize("act", ANSWERS.values(), ids=ANSWERS)
def test_a_key_in_an_answer_in_words_comes_nowhere(
    client: Client,
    faults: FaultServer,
    folder: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    act: Act,
) -> None:
    faults.then(act)
    told, chat = "", client.chat.create("grok-4.3").append("What is it?")
    with caplog.at_level(logging.DEBUG):
        try:
            for response, piece in chat.stream():
                told += piece.content + repr(response)
            told += f"{chat.messages}{response!r}{response.content}{response.id}{response.model}"
        except APIError as error:
            told += error.partial + everything_of(error)
    require_no_key(told + caplog.text, folder)


def test_a_key_that_is_cut_by_the_network_comes_nowhere(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    body = json.dumps(pictures(jpeg(), model=KEY)).encode()
    at = body.index(KEY.encode()) + 9
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    chunks = [b"%x\r\n%s\r\n" % (len(each), each) for each in (body[:at], body[at:])]
    faults.then(raw(head + b"".join(chunks) + b"0\r\n\r\n"))
    made = client.image.sample("a red fox", MODEL)
    assert made.model == "xai-****"
    require_no_key(repr(made.record), folder)


def test_a_word_that_is_the_key_of_a_local_server_is_a_word(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    faults.then(reply(200, answer("This is a test.")), reply(400, {"error": "test failed"}))
    client = make(api_key="test")
    assert client.chat.create("grok-4.3").append("What is it?").sample().content == "This is a test."
    with pytest.raises(APIError, match="test failed"):
        client.image.sample("a test", MODEL)


def test_all_else_of_an_answer_stays_as_it_was(client: Client, faults: FaultServer) -> None:
    text: Any = f'A fox & a hat, 100% \\u0078 {KEY[:20]} é 狐 \\ / " xai-****'
    faults.then(
        reply(200, answer(text)), stream(*deltas(*text), {"type": "response.completed", "response": {}})
    )
    chat = client.chat.create("grok-4.3").append("What is it?")
    assert chat.sample().content == text
    assert "".join(piece.content for _, piece in chat.stream()) == text
