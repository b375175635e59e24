"""Answers, several at once, streamed together, deferred and stored; functions that a program answers."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, answer, deltas, picture_call, reply, stream
from imagine_nb import AsyncClient, Client
from imagine_nb.chat import tool, tool_result, user
from imagine_nb.errors import (
    APIError,
    APITimeoutError,
    BadRequestError,
    BudgetError,
    InputError,
    NotFoundError,
    ProtocolError,
)
from imagine_nb.tools import mcp

MODEL = "grok-4.3"
Ledger = Callable[[], list[tuple[Any, ...]]]
Make = Callable[..., Client]
BEGUN = [reply(200, {"request_id": f"r-{at}"}) for at in range(3)]
PENDING = reply(202, {"request_id": "r-0"})
GONE = reply(404, {"code": "not-found", "error": "No such answer."})
REFUSED = reply(400, {"code": "invalid-argument", "error": "No."})


def completion(text: str = "A fox.") -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1",
        "model": MODEL,
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 3, "total_tokens": 8, "cost_in_usd_ticks": 9},
    }


def streamed(*pieces: str) -> Any:
    return stream(*deltas(*pieces), {"type": "response.completed", "response": answer("".join(pieces))})


def texts(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        return sorted(text for (text,) in db.execute("SELECT text FROM answers"))


def test_several_answers_are_as_many_requests_each_in_the_journal(
    client: Client, faults: FaultServer, ledger: Ledger, folder: Path
) -> None:
    faults.then(*(reply(200, answer(f"Fox {at}.")) for at in range(3)))
    responses = client.chat.create(MODEL).append("What?").sample_batch(3)
    assert sorted(each.content for each in responses) == ["Fox 0.", "Fox 1.", "Fox 2."]
    assert [seen.json for seen in faults.requests] == [faults.requests[0].json] * 3
    assert [row[0] for row in ledger()] == ["done"] * 3
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        assert db.execute("SELECT take FROM requests ORDER BY take").fetchall() == [(1,), (2,), (3,)]


def test_one_that_fails_loses_none_of_the_others(
    client: Client, faults: FaultServer, folder: Path, ledger: Ledger
) -> None:
    faults.then(reply(200, answer("One.")), REFUSED, reply(200, answer("Two.")))
    with pytest.raises(BadRequestError):
        client.chat.create(MODEL).append("What?").sample_batch(3)
    assert sorted(row[0] for row in ledger()) == ["done", "done", "failed"]
    assert texts(folder) == ["One.", "Two."]


def test_a_budget_with_too_little_for_all_sends_none(make: Make, faults: FaultServer) -> None:
    client = make(budget=0.006)
    chat = client.chat.create(MODEL).append("What?")
    with pytest.raises(BudgetError, match="3 answers in 3 requests"):
        chat.sample_batch(3)
    assert faults.requests == []
    faults.then(*(reply(200, answer()) for _ in range(2)))
    assert len(chat.sample_batch(2)) == 2
    assert client.budget.spent_usd == pytest.approx(8e-6)
    assert client.budget.left_usd == pytest.approx(0.006 - 8e-6)


@pytest.mark.parametrize("n", [0, True, 1.5, "2"])
def test_how_many_is_a_count(client: Client, n: Any) -> None:
    chat = client.chat.create(MODEL).append("What?")
    for ask in (chat.sample_batch, chat.defer_batch, lambda each: list(chat.stream_batch(each))):
        with pytest.raises(InputError, match="count from 1"):
            ask(n)


def test_several_answers_stream_side_by_side(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    faults.then(streamed("A ", "fox."), streamed("A ", "hat."))
    grown = ["", ""]
    for responses, chunks in client.chat.create(MODEL).append("What?").stream_batch(2):  # noqa: B007
        assert len([each for each in chunks if each.content]) == 1
        grown = [text + each.content for text, each in zip(grown, chunks, strict=True)]
    assert sorted(grown) == ["A fox.", "A hat."]
    assert [each.content for each in responses] == grown
    assert [each.cost_usd for each in responses] == [4e-6, 4e-6]
    assert [row[0] for row in ledger()] == ["done", "done"]


def test_a_stream_that_breaks_is_told_when_the_others_have_ended(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    faults.then(streamed("A ", "fox."), stream(*deltas("A ha"), done=False))
    with pytest.raises(APIError, match="ended before the answer did"):
        list(client.chat.create(MODEL).append("What?").stream_batch(2))
    assert texts(folder) == ["A fox.", "A ha"]


def test_leaving_the_streams_early_ends_them_all(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    waits = [stream(*deltas("A fo"), ending="wait", done=False) for _ in range(2)]
    faults.then(*waits)
    pieces = client.chat.create(MODEL).append("What?").stream_batch(2)
    next(pieces)
    faults.wait_for(2)  # both have left
    pieces.close()  # type: ignore[attr-defined] # a generator
    assert {row[0] for row in ledger()} == {"unknown"}


def test_a_deferred_answer_is_asked_for_until_it_is_there(
    client: Client, faults: FaultServer, ledger: Ledger, folder: Path
) -> None:
    faults.then(BEGUN[0], PENDING, reply(202), reply(200, completion()))
    response = client.chat.create(MODEL, max_turns=2).append("What?").defer(interval=0.01)
    assert (response.content, response.cost_usd) == ("A fox.", 9e-10)
    assert "max_turns" in response.notice
    begun, *polls = faults.requests
    assert begun.path == "/v1/chat/completions"
    assert begun.json == {
        "model": MODEL,
        "deferred": True,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "What?"}]}],
    }
    assert [seen.path for seen in polls] == ["/v1/chat/deferred-completion/r-0"] * 3
    assert ledger() == [("done", 200, 9)]
    assert texts(folder) == ["A fox."]


def test_waiting_for_an_answer_ends_and_loses_nothing(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(BEGUN[0], PENDING)
    chat = client.chat.create(MODEL).append("What?")
    with pytest.raises(APITimeoutError, match=r"client\.chat\.deferred\('r-0'\)\.result"):
        chat.defer(timeout=timedelta(0), interval=timedelta(milliseconds=10))
    assert ledger() == [(None, None, None)]
    faults.then(PENDING, reply(200, completion()))
    again = client.chat.deferred("r-0")
    assert again.get() is None
    assert "pending" in repr(again)
    assert again.result(interval=0.01).content == "A fox."


def test_several_deferred_answers_are_as_many_requests(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(*BEGUN, PENDING, *(reply(200, completion()) for _ in range(3)))
    responses = client.chat.create(MODEL).append("What?").defer_batch(3, interval=0.01)
    assert [each.content for each in responses] == ["A fox."] * 3
    assert [row[0] for row in ledger()] == ["done"] * 3


def test_all_that_are_not_there_in_time_are_named(client: Client, faults: FaultServer) -> None:
    faults.then(*BEGUN[:2], PENDING, PENDING)
    with pytest.raises(APITimeoutError) as caught:
        client.chat.create(MODEL).append("What?").defer_batch(2, timeout=0)
    assert {"r-0", "r-1"} <= set(
        caught.value.__notes__[0].rstrip(".").replace(":", "").replace(",", "").split()
    )


@pytest.mark.parametrize(("act", "kind"), [(GONE, NotFoundError), (reply(200, {"error": "No."}), APIError)])
def test_a_deferred_answer_that_fails_ends_its_request(
    client: Client, faults: FaultServer, ledger: Ledger, act: Any, kind: type[APIError]
) -> None:
    faults.then(BEGUN[0], act)
    with pytest.raises(kind):
        client.chat.create(MODEL).append("What?").defer(interval=0.01)
    assert ledger()[0][0] in {"failed", "unknown"}


def test_a_stored_answer_is_had_again_and_deleted(client: Client, faults: FaultServer, folder: Path) -> None:
    faults.then(reply(200, answer(store=True)), reply(200, {"id": "resp_1", "deleted": True}), GONE)
    (response,) = client.chat.get_stored_completion("resp_1")
    assert (response.content, response.id, response.stored) == ("A fox.", "resp_1", True)
    assert client.chat.delete_stored_completion("resp_1") == "resp_1"
    with pytest.raises(NotFoundError):
        client.chat.get_stored_completion("a/b")
    assert [(seen.method, seen.path) for seen in faults.requests] == [
        ("GET", "/v1/responses/resp_1"),
        ("DELETE", "/v1/responses/resp_1"),
        ("GET", "/v1/responses/a%2Fb"),
    ]
    assert not folder.exists()
    with pytest.raises(InputError, match="The id of an answer"):
        client.chat.get_stored_completion("")


def test_what_only_the_other_endpoint_takes_is_asked_there(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(reply(200, completion()), reply(200, answer(store=True)))
    assert client.chat.create(MODEL, stop=["."]).append("What?").sample().notice == ""
    stored = client.chat.create(MODEL, stop=["."], store_messages=True).append("What?").sample()
    assert stored.notice == "/responses takes no stop: left out."
    first, second = faults.requests
    assert (first.path, first.json["stop"]) == ("/v1/chat/completions", ["."])
    assert (second.path, "stop" in second.json) == ("/v1/responses", False)
    assert [row[0] for row in ledger()] == ["done", "done"]


def test_a_server_without_the_other_endpoint_is_asked_again(client: Client, faults: FaultServer) -> None:
    faults.then(reply(404, {"detail": "Not Found"}), reply(200, answer()), reply(200, answer()))
    for _ in range(2):
        assert "stop" in client.chat.create(MODEL, stop=["."]).append("What?").sample().notice
    assert [seen.path[4:] for seen in faults.requests] == ["chat/completions", "responses", "responses"]


def test_a_conversation_is_named_in_the_journal_alone(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    faults.then(reply(200, answer()))
    chat = client.chat.create(MODEL, conversation_id="tour-7", batch_request_id="b-1").append("What?")
    assert (chat.batch_request_id, chat.sample().content) == ("b-1", "A fox.")
    (seen,) = faults.requests
    assert b"tour-7" not in seen.body
    assert b"b-1" not in seen.body
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        assert db.execute("SELECT chat FROM requests").fetchall() == [("tour-7",)]
    with pytest.raises(InputError, match="conversation_id"):
        client.chat.create(MODEL, conversation_id="")
    with pytest.raises(AttributeError, match="no protocol buffers"):
        chat.proto  # noqa: B018


def test_what_opens_an_mcp_server_goes_to_the_api_and_nowhere_else(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    faults.then(reply(200, answer()))
    served = mcp("https://mcp.example", authorization="Bearer secret-word", extra_headers={"k": "other-word"})
    response = client.chat.create(MODEL, tools=[served]).append("What?").sample()
    (declared,) = faults.requests[0].json["tools"]
    assert (declared["authorization"], declared["headers"]) == ("Bearer secret-word", {"k": "other-word"})
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"secret-word" not in kept
    assert b"other-word" not in kept
    assert "secret-word" not in repr(response)


def test_all_of_it_can_be_awaited(faults: FaultServer, folder: Path) -> None:
    faults.then(*(reply(200, answer()) for _ in range(2)), streamed("A ", "fox."), streamed("A ", "fox."))
    faults.then(BEGUN[0], reply(200, completion()), reply(200, answer()), reply(200, {"id": "resp_1"}))

    async def main() -> None:
        async with AsyncClient(api_key="k", base_url=faults.base_url, gallery=folder) as client:
            chat = client.chat.create(MODEL).append(user("What?"))
            assert len(await chat.sample_batch(2)) == 2
            assert len([each async for each in chat.stream_batch(2)]) == 4
            assert (await chat.defer(interval=0.01)).content == "A fox."
            assert (await client.chat.get_stored_completion("resp_1"))[0].content == "A fox."
            assert await client.chat.delete_stored_completion("resp_1") == "resp_1"
            faults.then(PENDING, reply(200, completion()))
            deferred = client.chat.deferred("r-0")
            assert await deferred.get() is None
            assert (await deferred.result(interval=0.01)).content == "A fox."

    asyncio.run(main())


WEATHER = tool("get_weather", "The weather of a city.", {"type": "object"})
CITY = '{"city": "Bern"}'


def calling(*ids: str, **more: Any) -> dict[str, Any]:
    """An answer of /responses that calls the function once for each id."""
    calls = [
        {"type": "function_call", "call_id": each, "name": "get_weather", "arguments": CITY} for each in ids
    ]
    return {**answer(""), "output": [*more.pop("before", ()), *calls], **more}


def kinds(items: list[dict[str, Any]]) -> list[str]:
    return [item.get("type") or item["role"] for item in items]


@pytest.mark.parametrize("streamed_first", [True, False])
def test_a_program_answers_the_functions_that_a_model_calls(
    client: Client, faults: FaultServer, streamed_first: bool
) -> None:
    called = calling("call_1", "call_2")
    first = (
        stream({"type": "response.completed", "response": called}) if streamed_first else reply(200, called)
    )
    faults.then(first, reply(200, answer("Sunny.")))
    chat = client.chat.create(MODEL, tools=[WEATHER], tool_choice="auto").append("The weather?")
    if streamed_first:
        *_, (response, _) = chat.stream()
    else:
        response = chat.sample()
    assert [call.function.arguments for call in response.tool_calls] == [CITY] * 2
    chat.append(response)
    for call in response.tool_calls:
        chat.append(tool_result(json.loads(call.function.arguments)["city"]))
    assert (chat.sample().content, len(chat.messages)) == ("Sunny.", 4)
    items = faults.requests[1].json["input"]
    assert kinds(items) == ["user", *["function_call"] * 2, *["function_call_output"] * 2]
    assert [(item["call_id"], item["output"]) for item in items[3:]] == [
        ("call_1", "Bern"),
        ("call_2", "Bern"),
    ]


def test_it_does_so_by_chat_completions_too(make: Make, faults: FaultServer) -> None:
    call = {"id": "call_1", "type": "function", "function": {"name": "get_weather", "arguments": CITY}}
    called = completion()
    called["choices"][0]["message"] = {"role": "assistant", "content": None, "tool_calls": [call]}
    faults.then(reply(200, called), reply(200, completion("Sunny.")))
    chat = make(chat_api="completions").chat.create(MODEL, tools=[WEATHER]).append("The weather?")
    chat.append(chat.sample()).append(tool_result("Sun"))
    assert chat.sample().content == "Sunny."
    assert faults.requests[1].json["messages"][1:] == [
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Sun"},
    ]


def test_results_of_an_answer_that_the_api_keeps_find_their_calls_there(
    client: Client, faults: FaultServer
) -> None:
    faults.then(reply(200, calling("call_1", "call_2", store=True)), reply(200, answer("Sunny.")))
    chat = client.chat.create(MODEL, previous_response_id="resp_1")
    chat.append(tool_result("Sun")).append(tool_result("Rain"))
    assert chat.sample().content == "Sunny."
    had, asked = faults.requests
    assert (had.method, had.path) == ("GET", "/v1/responses/resp_1")
    assert asked.json["previous_response_id"] == "resp_1"
    assert [item["call_id"] for item in asked.json["input"]] == ["call_1", "call_2"]


def test_sealed_reasoning_goes_back_to_the_model(client: Client, faults: FaultServer) -> None:
    thought = {"type": "reasoning", "summary": [], "encrypted_content": "sealed"}
    faults.then(reply(200, calling("call_1", before=[thought])), reply(200, answer("Sunny.")))
    chat = client.chat.create(MODEL, tools=[WEATHER], use_encrypted_content=True).append("The weather?")
    chat.append(chat.sample()).append(tool_result("Sun")).sample()
    first, second = (seen.json for seen in faults.requests)
    assert first["include"] == second["include"] == ["reasoning.encrypted_content"]
    assert kinds(second["input"]) == ["user", "reasoning", "function_call", "function_call_output"]
    assert second["input"][1]["encrypted_content"] == "sealed"


def test_a_result_that_nobody_waits_for_is_not_sent(client: Client, faults: FaultServer) -> None:
    chat = client.chat.create(MODEL, tools=[WEATHER]).append("The weather?").append(tool_result("Sun"))
    with pytest.raises(InputError, match="No call waits"):
        chat.sample()
    assert faults.requests == []


def test_whether_an_answer_was_deleted_is_told(client: Client, faults: FaultServer) -> None:
    faults.then(reply(204), reply(200, {"id": "resp_1", "deleted": False}))
    assert client.chat.delete_stored_completion("resp_1") == "resp_1"
    with pytest.raises(ProtocolError, match="has not deleted resp_1"):
        client.chat.delete_stored_completion("resp_1")


def test_a_stored_answer_that_is_not_whole_yet_has_no_reason_to_end(
    client: Client, faults: FaultServer
) -> None:
    faults.then(reply(200, {**answer(store=True), "status": "in_progress"}))
    (response,) = client.chat.get_stored_completion("resp_1")
    assert response.finish_reason == "REASON_INVALID"


def test_a_stored_answer_shows_its_pictures(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {**answer(), "output": [picture_call(), *answer()["output"]]}))
    (response,) = client.chat.get_stored_completion("resp_1")
    assert "<img " in response._repr_mimebundle_()["text/html"]
