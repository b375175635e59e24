"""Pictures that are begun now and fetched later."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, cut_in_body, jpeg, pictures, reply
from imagine_nb import AsyncClient, Client
from imagine_nb.errors import (
    APIError,
    APITimeoutError,
    BadRequestError,
    InputError,
    ModeratedError,
    NotFoundError,
    ProtocolError,
    ServerError,
)

MODEL = "grok-imagine-image"
Ledger = Callable[[], list[tuple[Any, ...]]]
BEGUN = reply(200, {"request_id": "r-1"})
PENDING = reply(202, {"request_id": "r-1", "status": "pending"})
DONE = reply(200, {"request_id": "r-1", "status": "done", **pictures(jpeg(), jpeg())})


def test_pictures_are_asked_for_until_they_are_there(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(BEGUN, PENDING, reply(202), reply(503), reply(200, {"status": "pending"}), DONE)
    begun = client.image.start("a fox", MODEL, 2)
    assert (begun.request_id, "pending" in repr(begun)) == ("r-1", True)
    assert ledger() == [(None, None, None)]
    made = begun.result(timeout=timedelta(minutes=1), interval=timedelta(milliseconds=10))
    assert [each.data for each in made] == [jpeg(), jpeg()]
    assert made[0].record.prompt == "a fox"
    assert faults.requests[0].json == {
        "model": MODEL, "prompt": "a fox", "response_format": "url", "n": 2, "deferred": True,
    }  # fmt: skip
    assert [seen.path for seen in faults.requests[1:]] == ["/v1/images/r-1"] * 5
    assert ledger() == [("done", 200, 200_000_000)]
    assert begun.get() is made


def test_the_id_is_in_the_gallery_before_the_pictures_are(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    faults.then(BEGUN)
    client.image.start("a fox", MODEL)
    (body,) = (folder / "parts").iterdir()
    assert body.suffix == ".body"
    assert b"r-1" in body.read_bytes()


def test_another_process_can_go_on_from_the_id(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    faults.then(PENDING, DONE)
    again = client.image.deferred("r-1")
    assert again.get() is None
    assert ledger() == []
    assert len(again.get() or []) == 2
    assert ledger() == [("done", 200, 200_000_000)]


FAILED: list[tuple[str, type[APIError], str]] = [
    ("invalid_argument", BadRequestError, "failed"),
    ("failed_precondition", BadRequestError, "failed"),
    ("internal_error", ServerError, "unknown"),
    ("imagine:content-moderated", ModeratedError, "moderated"),
]


@pytest.mark.parametrize(("code", "kind", "status"), FAILED)
def test_a_failure_is_told_like_any_other(
    client: Client, faults: FaultServer, ledger: Ledger, code: str, kind: type[APIError], status: str
) -> None:
    faults.then(
        BEGUN, reply(200, {"status": "failed", "error": {"code": code, "message": "It did not work."}})
    )
    with pytest.raises(kind, match="It did not work") as caught:
        client.image.start("a fox", MODEL).result(interval=0.01)
    assert caught.value.code == code
    assert [row[0] for row in ledger()] == [status]


def test_waiting_ends_and_loses_nothing(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    faults.then(BEGUN, PENDING, DONE)
    begun = client.image.start("a fox", MODEL, 2)
    with pytest.raises(APITimeoutError, match="r-1"):
        begun.result(timeout=0, interval=0.01)
    assert ledger() == [(None, None, None)]
    assert len(begun.result()) == 2


def test_an_unknown_id_is_told(client: Client, faults: FaultServer) -> None:
    faults.then(reply(404, {"code": "not-found", "error": "No such request."}))
    with pytest.raises(NotFoundError, match="24 hours"):
        client.image.deferred("r-9").get()


def test_a_beginning_without_an_id_may_have_been_charged(
    client: Client, faults: FaultServer, ledger: Ledger
) -> None:
    faults.then(reply(200, {"status": "pending"}), reply(200, {"code": "invalid-argument", "error": "No."}))
    with pytest.raises(ProtocolError, match="may have been charged"):
        client.image.start("a fox", MODEL)
    with pytest.raises(BadRequestError):
        client.image.start("a fox", MODEL)
    assert [row[0] for row in ledger()] == ["unknown", "failed"]


def test_it_answers_with_addresses_alone(client: Client, faults: FaultServer) -> None:
    with pytest.raises(InputError, match="addresses alone"):
        client.image.start("a fox", MODEL, image_format="base64")
    assert faults.requests == []


def test_it_can_be_awaited(faults: FaultServer, folder: Path) -> None:
    faults.then(BEGUN, PENDING, DONE)

    async def main() -> None:
        async with AsyncClient(api_key="k", base_url=faults.base_url, gallery=folder) as client:
            begun = await client.image.start("a fox", MODEL, 2)
            assert await begun.get() is None
            made = await begun.result(interval=0.01)
            assert await made[1].image == jpeg()
            assert client.image.deferred("r-1").request_id == "r-1"

    asyncio.run(main())


HAD = {
    "id": "c1",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "A fox."}}],
    "usage": {"cost_in_usd_ticks": 400},
}


@pytest.mark.parametrize(
    "trouble",
    [reply(500, {"error": "down"}), reply(200, b"<html>"), cut_in_body(HAD), reply(429, {"error": "slow"})],
)
def test_an_answer_is_asked_for_again_whatever_stands_in_its_way(
    client: Client, faults: FaultServer, ledger: Ledger, trouble: Any
) -> None:
    faults.then(reply(200, {"request_id": "req_1"}), *[trouble] * 4, reply(200, HAD))
    response = client.chat.create("grok-4.3").append("What is it?").defer(interval=0.01)
    assert response.content == "A fox."
    assert ledger() == [("done", 200, 400)]


def test_an_answer_that_cannot_be_had_now_says_how_to_go_on(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {"request_id": "req_1"}), *[reply(500, {"error": "down"})] * 3)
    with pytest.raises(APITimeoutError, match=r"down.*deferred\('req_1'\)"):
        client.chat.create("grok-4.3").append("What is it?").defer(interval=0.1, timeout=0)


def test_what_a_server_answers_at_once_is_kept(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    faults.then(reply(200, HAD))
    response = client.chat.create("grok-4.3").append("What is it?").defer()
    assert (response.content, len(faults.requests)) == ("A fox.", 1)
    assert ledger() == [("done", 200, 400)]


@pytest.mark.parametrize("name", ["", "..", None, 7, "\ud800"])
def test_what_is_no_request_id_is_not_asked_for(client: Client, faults: FaultServer, name: Any) -> None:
    for deferred in (client.image.deferred, client.chat.deferred):
        with pytest.raises(InputError, match="request_id is"):
            deferred(name)
    assert faults.requests == []


def test_an_id_never_leads_to_another_endpoint(client: Client, faults: FaultServer) -> None:
    faults.then(reply(404, {"error": "gone"}))
    with pytest.raises(NotFoundError):
        client.chat.deferred("../files?a=b").get()
    assert faults.requests[0].path == "/v1/chat/deferred-completion/..%2Ffiles%3Fa%3Db"
