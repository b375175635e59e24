"""Questions, field by field, on both endpoints; answers whole, streamed, cut, continued and shaped."""

from __future__ import annotations

import asyncio
import copy
import json
import pickle
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pydantic
import pytest

from faults_server import FaultServer, answer, deltas, reply, silent, stream
from imagine_nb import AsyncClient, Client
from imagine_nb.chat import assistant, developer, file, image, system, user
from imagine_nb.client import Chat
from imagine_nb.errors import (
    APIConnectionError,
    APIError,
    APITimeoutError,
    BadRequestError,
    InputError,
    ModeratedError,
    NotFoundError,
    ProtocolError,
    ServerError,
)

MODEL = "grok-4.3"
FAR = "https://example.com/man.jpg"
WHAT = {"type": "input_text", "text": "What is it?"}
PLAIN = {"model": MODEL, "store": False, "input": [{"role": "user", "content": [WHAT]}]}
SCHEMA = {"type": "object", "properties": {"animal": {"type": "string"}}, "title": "Seen"}
Ledger = Callable[[], list[tuple[Any, ...]]]


class Seen(pydantic.BaseModel):
    animal: str
    legs: int


def shaped(shape: dict[str, Any]) -> dict[str, Any]:
    return {**PLAIN, "text": {"format": shape}}


BODIES: list[tuple[dict[str, Any], tuple[Any, ...], dict[str, Any]]] = [
    ({}, (user("What is it?"),), PLAIN),
    (
        {"max_tokens": 9, "temperature": 0.5, "top_p": 1, "seed": 3, "user": "u", "reasoning_effort": "low"},
        ("What is it?",),
        {**PLAIN, "max_output_tokens": 9, "temperature": 0.5, "top_p": 1, "seed": 3, "user": "u",
         "reasoning": {"effort": "low"}},
    ),
    ({"store_messages": True}, ("What is it?",), {**PLAIN, "store": True}),
    ({"temperature": None}, ("What is it?",), PLAIN),
    ({"response_format": "json_object"}, ("What is it?",), shaped({"type": "json_object"})),
    ({"response_format": SCHEMA}, ("What is it?",),
     shaped({"type": "json_schema", "name": "Seen", "schema": SCHEMA, "strict": True})),
    ({"response_format": {"json_schema": {"name": "a", "schema": {}}}}, ("What is it?",),
     shaped({"type": "json_schema", "name": "a", "schema": {}})),
    ({"response_format": Seen}, ("What is it?",),
     shaped({"type": "json_schema", "name": "Seen", "schema": Seen.model_json_schema(), "strict": True})),
    ({"previous_response_id": "resp_0"}, ("What is it?",), {**PLAIN, "previous_response_id": "resp_0"}),
    (
        {},
        (system("Be brief."), developer("In French."), user("Hi"), assistant("Salut"),
         user("What is it?", image(FAR, detail="high"), image(FAR), file("file_1"))),
        {**PLAIN, "input": [
            {"role": "system", "content": [{"type": "input_text", "text": "Be brief."}]},
            {"role": "developer", "content": [{"type": "input_text", "text": "In French."}]},
            {"role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
            {"role": "assistant", "content": "Salut"},
            {"role": "user", "content": [
                WHAT,
                {"type": "input_image", "image_url": FAR, "detail": "high"},
                {"type": "input_image", "image_url": FAR, "detail": "auto"},
                {"type": "input_file", "file_id": "file_1"},
            ]},
        ]},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "messages", "body"), BODIES)
def test_a_question_is_this_body(
    client: Client, faults: FaultServer, settings: dict[str, Any], messages: tuple[Any, ...], body: Any
) -> None:
    faults.then(reply(200, answer()))
    chat = client.chat.create(MODEL, **settings)
    for message in messages:
        chat.append(message)
    response = chat.sample()
    (seen,) = faults.requests
    assert (seen.path, seen.json) == ("/v1/responses", body)
    assert (response.content, response.id, str(response)) == ("A fox.", "resp_1", "A fox.")
    assert (response.usage.total_tokens, response.cost_usd) == (8, 4e-6)
    assert (response.model, response.finish_reason, response.role) == (MODEL, "REASON_STOP", "ROLE_ASSISTANT")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"temperature": 3}, "from 0 to 2"),
        ({"top_p": -1}, "from 0 to 1"),
        ({"max_tokens": 0}, "from 1"),
        ({"reasoning_effort": "huge"}, "none, low, medium, high, xhigh"),
        ({"response_format": "xml"}, "text, json_object"),
        ({"response_format": 7}, "no form of an answer"),
        ({"max_token": 5}, "Settings: max_tokens"),
    ],
)
def test_a_setting_that_would_be_refused_is_not_sent(
    client: Client, settings: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError) as caught:
        client.chat.create(MODEL, **settings)
    assert words in str(caught.value)


def test_a_detail_that_there_is_not_is_told() -> None:
    with pytest.raises(InputError, match="no detail 'huge'"):
        image(FAR, detail="huge")


def test_without_a_question_nothing_is_sent(client: Client, faults: FaultServer) -> None:
    with pytest.raises(InputError, match="no question"):
        client.chat.create(MODEL).sample()
    assert faults.requests == []


ENDINGS: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "response.completed", "response": answer("ignored")}, "A fox.", "REASON_STOP"),
    ({"type": "response.done", "response": answer("ignored")}, "A fox.", "REASON_STOP"),
    (
        {
            "type": "response.incomplete",
            "response": {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
        },
        "A fox.",
        "REASON_MAX_LEN",
    ),
    ({"type": "response.incomplete", "response": {"status": "incomplete"}}, "A fox.", "REASON_MAX_LEN"),
    ({"type": "response.completed"}, "A fox.", "REASON_STOP"),
]


@pytest.mark.parametrize(("ending", "text", "reason"), ENDINGS)
@pytest.mark.parametrize("done", [True, False])
def test_a_stream_ends_in_any_of_its_ways(
    client: Client,
    faults: FaultServer,
    ledger: Ledger,
    ending: dict[str, Any],
    text: str,
    reason: str,
    done: bool,
) -> None:
    faults.then(
        stream(
            ": a comment\n\n",
            {"type": "response.created", "response": {"usage": None}},
            {"type": "ping"},
            *deltas("A ", "fox"),
            'event: named\ndata: {"type": "response.output_text.delta",\ndata: "delta": "."}\r\n\r\n',
            {"type": "response.some_future_event"},
            ending,
            done=done,
        )
    )
    chat = client.chat.create(MODEL).append("What is it?")
    pieces = [(piece.content, response.content) for response, piece in chat.stream()]
    assert pieces == [("A ", "A "), ("fox", "A fox"), (".", text)]
    assert faults.requests[0].json == {**PLAIN, "stream": True}
    assert [row[:2] for row in ledger()] == [("done", 200)]


def test_a_streamed_answer_tells_its_bill_at_the_end(client: Client, faults: FaultServer) -> None:
    faults.then(stream(*deltas("A fox."), ENDINGS[0][0]))
    for response, _ in client.chat.create(MODEL).append("What is it?").stream():  # noqa: B007
        pass
    assert (response.id, response.cost_usd, response.finish_reason) == ("resp_1", 4e-6, "REASON_STOP")


def test_a_stream_without_pieces_gives_the_text_of_its_end(client: Client, faults: FaultServer) -> None:
    faults.then(stream({"type": "response.completed", "response": answer()}))
    chat = client.chat.create(MODEL).append("What is it?")
    assert [piece.content for _, piece in chat.stream()] == ["A fox."]


def test_a_server_that_does_not_stream_is_understood(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, answer()))
    chat = client.chat.create(MODEL).append("What is it?")
    assert [piece.content for _, piece in chat.stream()] == ["A fox."]


FAILURES: list[tuple[Any, type[APIError], str, str]] = [
    (stream(*deltas("A fo"), ending="cut", done=False), APIConnectionError, "cut", "unknown"),
    (stream(*deltas("A fo"), ending="wait", done=False), APITimeoutError, "in time", "unknown"),
    (stream(*deltas("A fo"), done=False), ProtocolError, "ended before the answer did", "unknown"),
    (stream(*deltas("A fo"), done=True), ProtocolError, "ended before the answer did", "unknown"),
    (stream(*deltas("A fo"), "data: {broken\n\n", done=False), ProtocolError, "not JSON", "unknown"),
    (stream(*deltas("A fo"), "data: [1]\n\n"), ProtocolError, "ended before", "unknown"),
    (
        stream(*deltas("A fo"), {"type": "error", "code": "x", "message": "It broke."}),
        ServerError, "It broke", "unknown",
    ),
    (
        stream(*deltas("A fo"), {"type": "error", "error": {"code": "invalid-argument", "message": "No."}}),
        BadRequestError, "No", "failed",
    ),
    (
        stream(*deltas("A fo"), {"error": {"code": "invalid-argument", "message": "No."}}),
        BadRequestError, "No", "failed",
    ),
    (
        stream(*deltas("A fo"), {"type": "response.failed", "response": {
            "error": {"code": "imagine:content-moderated", "message": "No."},
            "usage": {"cost_in_usd_ticks": 7}}}),
        ModeratedError, "No", "moderated",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("act", "kind", "words", "status"), FAILURES)
def test_what_had_come_of_a_stream_is_kept_and_in_the_error(
    client: Client,
    faults: FaultServer,
    ledger: Ledger,
    folder: Path,
    act: Any,
    kind: type[APIError],
    words: str,
    status: str,
) -> None:
    faults.then(act)
    heard: list[str] = []
    pieces = client.chat.create(MODEL).append("What is it?").stream()
    with pytest.raises(kind) as caught:
        heard.extend(piece.content for _, piece in pieces)
    assert words in caught.value.message
    assert (caught.value.partial, heard) == ("A fo", ["A fo"])
    assert str(caught.value).endswith(caught.value.advice)
    assert [row[0] for row in ledger()] == [status]
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        assert db.execute("SELECT text FROM answers").fetchall() == [("A fo",)]
    assert list((folder / "parts").iterdir()) == []
    assert len(faults.requests) == 1


def test_leaving_a_stream_early_ends_the_request_and_keeps_the_text(
    client: Client, faults: FaultServer, ledger: Ledger, folder: Path
) -> None:
    faults.then(stream(*deltas("A fo"), ending="wait", done=False))
    pieces = client.chat.create(MODEL).append("What is it?").stream()
    next(pieces)
    pieces.close()  # type: ignore[attr-defined] # a generator
    assert [row[0] for row in ledger()] == ["unknown"]
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        assert db.execute("SELECT text FROM answers").fetchall() == [("A fo",)]


def test_a_stream_that_says_nothing_keeps_nothing(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(silent())
    with pytest.raises(APITimeoutError) as caught:
        list(client.chat.create(MODEL).append("What is it?").stream())
    assert caught.value.partial == ""
    assert [row[0] for row in ledger()] == ["unknown"]


def test_a_stored_chat_goes_on_by_its_id(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, answer(store=True)), reply(200, answer("Red.", response_id="resp_2", store=True)))
    chat = client.chat.create(MODEL, store_messages=True).append("What is it?")
    chat.append(chat.sample()).append("What colour?").sample()
    second = faults.requests[1].json
    assert second["previous_response_id"] == "resp_1"
    assert [each["role"] for each in second["input"]] == ["user"]


def test_a_chat_that_is_not_stored_sends_its_history(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, answer()), reply(200, answer("Red.")))
    chat = client.chat.create(MODEL).append("What is it?")
    chat.append(chat.sample()).append("What colour?").sample()
    second = faults.requests[1].json
    assert "previous_response_id" not in second
    assert [each["role"] for each in second["input"]] == ["user", "assistant", "user"]


@pytest.mark.parametrize("streamed", [True, False])
def test_an_id_that_has_expired_gives_way_to_the_history_and_says_so(
    client: Client, faults: FaultServer, ledger: Ledger, streamed: bool
) -> None:
    gone = reply(404, {"code": "not-found", "error": "Response resp_1 not found."})
    faults.then(reply(200, answer(store=True)), gone, reply(200, answer("Red.", store=True)))
    chat = client.chat.create(MODEL, store_messages=True).append("What is it?")
    chat.append(chat.sample()).append("What colour?")
    response = last(chat) if streamed else chat.sample()
    assert response.content == "Red."
    assert "sent again" in response.notice
    third = faults.requests[2].json
    assert "previous_response_id" not in third
    assert [each["role"] for each in third["input"]] == ["user", "assistant", "user"]
    assert [row[0] for row in ledger()] == ["done", "failed", "done"]


def last(chat: Chat) -> Any:
    for response, _ in chat.stream():  # noqa: B007
        pass
    return response


def test_an_id_of_somebody_else_that_has_expired_is_an_error(client: Client, faults: FaultServer) -> None:
    faults.then(reply(404, {"code": "not-found", "error": "Response not found."}))
    with pytest.raises(NotFoundError):
        client.chat.create(MODEL, previous_response_id="resp_0").append("And?").sample()
    assert len(faults.requests) == 1


def completion(text: str = "A fox.") -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "m",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8, "cost_in_usd_ticks": 9},
    }


COMPLETION_BODY = {
    "model": MODEL,
    "max_completion_tokens": 9,
    "reasoning_effort": "low",
    "response_format": {"type": "json_schema", "json_schema": {"name": "a", "schema": {}, "strict": True}},
    "messages": [
        {"role": "system", "content": [{"type": "text", "text": "Be brief."}]},
        {"role": "assistant", "content": "Hi"},
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is it?"},
                {"type": "image_url", "image_url": {"url": FAR, "detail": "low"}},
                {"type": "file", "file": {"file_id": "file_1"}},
            ],
        },
    ],
}


def test_the_same_question_on_the_other_endpoint_is_this_body(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    faults.then(reply(200, completion()))
    chat = make(chat_api="completions").chat.create(
        MODEL, max_tokens=9, reasoning_effort="low", response_format={"title": "a", "type": "object"}
    )
    chat.append(system("Be brief.")).append(assistant("Hi"))
    response = chat.append(user("What is it?", image(FAR, detail="low"), file("file_1"))).sample()
    (seen,) = faults.requests
    expected = {**COMPLETION_BODY}
    expected["response_format"] = {
        "type": "json_schema",
        "json_schema": {"name": "a", "schema": {"title": "a", "type": "object"}, "strict": True},
    }
    assert (seen.path, seen.json) == ("/v1/chat/completions", expected)
    assert (response.content, response.cost_usd, response.stored) == ("A fox.", 9e-10, False)


@pytest.mark.parametrize(
    "missing",
    [
        reply(404, {"detail": "Not Found"}),
        reply(404, b"<html><title>404 Not Found</title></html>"),
        reply(405, b""),
        reply(501, {"error": {"message": "Not implemented"}}),
    ],
)
def test_a_server_without_responses_is_asked_by_chat_completions(
    client: Client, faults: FaultServer, missing: Any
) -> None:
    faults.then(missing, reply(200, completion()), reply(200, completion("Red.")))
    chat = client.chat.create(MODEL).append("What is it?")
    assert chat.append(chat.sample()).append("What colour?").sample().content == "Red."
    assert [seen.path[4:] for seen in faults.requests] == [
        "responses",
        "chat/completions",
        "chat/completions",
    ]


def test_an_unknown_model_is_not_a_missing_endpoint(client: Client, faults: FaultServer) -> None:
    faults.then(reply(404, {"code": "not-found", "error": "The model x does not exist."}))
    with pytest.raises(NotFoundError, match="does not exist"):
        client.chat.create("x").append("What is it?").sample()
    assert len(faults.requests) == 1


def test_where_responses_is_asked_for_nothing_else_is_tried(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    faults.then(reply(404, {"detail": "Not Found"}))
    with pytest.raises(NotFoundError):
        make(chat_api="responses").chat.create(MODEL).append("What is it?").sample()
    assert len(faults.requests) == 1
    with pytest.raises(InputError, match="chat API"):
        make(chat_api="telepathy")


def chunk(text: str | None = None, finish: str | None = None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"delta": {"content": text} if text else {}, "finish_reason": finish}], **more}


LAST = {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 3, "cost_in_usd_ticks": 9}}


@pytest.mark.parametrize(
    "events",
    [
        (chunk("A "), chunk("fox."), chunk(finish="stop"), LAST),
        (chunk("A "), chunk("fox."), chunk(finish=""), LAST),
    ],
)
def test_completions_stream(
    make: Callable[..., Client], faults: FaultServer, events: tuple[Any, ...], ledger: Ledger
) -> None:
    faults.then(stream(*events))
    chat = make(chat_api="completions").chat.create(MODEL).append("What is it?")
    heard = [(piece.content, response) for response, piece in chat.stream()]
    assert [piece for piece, _ in heard] == ["A ", "fox."]
    assert heard[-1][1].cost_usd == 9e-10
    assert faults.requests[0].json["stream_options"] == {"include_usage": True}
    assert [row[0] for row in ledger()] == ["done"]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (stream(chunk("A fo"), done=False), ProtocolError),
        (stream(chunk("A fo"), {"error": {"message": "Broken."}}, done=False), ServerError),
        (reply(200, {"choices": []}), ProtocolError),
        (reply(200, {"code": "invalid-argument", "error": "No."}), BadRequestError),
    ],
)
def test_completions_fail_like_responses(
    make: Callable[..., Client], faults: FaultServer, act: Any, kind: type[APIError]
) -> None:
    faults.then(act)
    with pytest.raises(kind):
        list(make(chat_api="completions").chat.create(MODEL).append("What is it?").stream())


def test_an_answer_comes_in_the_form_of_a_model(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, answer('{"animal": "fox", "legs": 4}')), reply(200, answer("A fox.")))
    chat = client.chat.create(MODEL).append("What is it?")
    response, seen = chat.parse(Seen)
    assert (seen, response.parsed()) == (Seen(animal="fox", legs=4), {"animal": "fox", "legs": 4})
    assert faults.requests[0].json["text"]["format"]["name"] == "Seen"
    with pytest.raises(ProtocolError, match="not JSON"):
        chat.parse(Seen)
    faults.then(reply(200, answer('{"animal": 1}')))
    with pytest.raises(ProtocolError, match="no Seen"):
        chat.parse(Seen)


def test_all_of_it_can_be_awaited(faults: FaultServer, folder: Path) -> None:
    ending = {"type": "response.completed", "response": answer()}
    faults.then(reply(200, answer()), stream(*deltas("A ", "fox."), ending))
    faults.then(reply(200, answer('{"animal": "a", "legs": 1}')))

    async def main() -> None:
        async with AsyncClient(api_key="k", base_url=faults.base_url, gallery=folder) as client:
            chat = client.chat.create(MODEL).append("What is it?")
            assert (await chat.sample()).content == "A fox."
            assert [piece.content async for _, piece in chat.stream()] == ["A ", "fox."]
            assert (await chat.parse(Seen))[1].legs == 1

    asyncio.run(main())


def test_what_comes_after_the_end_of_an_answer_changes_nothing(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    """All in one piece: whatever a server adds once the answer is whole is no part of it."""
    after = [{"type": "response.done"}, {"type": "error", "message": "too late"}]
    events = [*deltas("A ", "fox."), ENDINGS[0][0], *after]
    body = "".join(f"data: {json.dumps(each)}\n\n" for each in events).encode()
    faults.then(reply(200, body, content_type="text/event-stream"))
    *_, (response, _) = client.chat.create(MODEL).append("What is it?").stream()
    assert (response.content, response.id, response.cost_usd) == ("A fox.", "resp_1", 4e-6)
    assert [row[:2] for row in ledger()] == [("done", 200)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"animal": 5, "legs": "many"}', "no Seen: animal: Input should be a valid string; legs: Input"),
        ("[]", "no Seen: Input should be"),
    ],
)
def test_what_is_wrong_with_a_parsed_answer_is_told_in_a_line(
    client: Client, faults: FaultServer, text: str, words: str
) -> None:
    faults.then(reply(200, answer(text)))
    with pytest.raises(ProtocolError) as caught:
        client.chat.create(MODEL).append("What?").parse(Seen)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.partial == text


def test_an_answer_that_is_no_json_is_not_lost(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, answer("A fox.")))
    with pytest.raises(ProtocolError) as caught:
        client.chat.create(MODEL).append("What?").parse(Seen)
    assert caught.value.partial == "A fox."


def test_a_copy_of_a_chat_goes_on_by_itself(client: Client) -> None:
    chat = client.chat.create(MODEL).append("What is it?")
    for branch in (copy.copy(chat), copy.deepcopy(chat)):
        branch.append("And this?")
        assert (len(branch.messages), len(chat.messages)) == (2, 1)
    with pytest.raises(InputError, match=r"messages=\.\.\."):
        pickle.dumps(chat)
    again = client.chat.create(MODEL, messages=pickle.loads(pickle.dumps(chat.messages)))
    assert again.messages == chat.messages
