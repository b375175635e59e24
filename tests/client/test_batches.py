"""client.batch: created, added to, looked at, cancelled, and read, as xai_sdk has it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from faults_server import FaultServer, reply
from imagine_nb import AsyncClient, Client, Gallery
from imagine_nb.chat import image, user
from imagine_nb.client.prepared import BatchRequest
from imagine_nb.errors import APIError, BudgetError, InputError, NotFoundError, ProtocolError

MODEL, IMAGE_MODEL = "grok-4.3", "grok-imagine-image"
TOKEN = "a-token-of-the-tests"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Client]:
    client = Client(engine="print-shop", gallery=tmp_path / "gallery")
    yield client
    client.close()


def asked(client: Client, text: str, name: str | None = None) -> Any:
    chat = client.chat.create(model=MODEL)
    chat.batch_request_id = name
    return chat.append(user(text))


def ended(client: Client, batch_id: str) -> Any:
    end = monotonic() + 60
    while monotonic() < end:
        batch = client.batch.get(batch_id)
        if batch.state.num_pending == 0:
            return batch
        sleep(0.02)  # as any program waits for a batch
    raise TimeoutError(batch_id)


def test_chats_and_pictures_are_answered_in_one_batch(shop: Client, png: bytes) -> None:
    batch = shop.batch.create("mine")
    assert (batch.name, batch.state.num_requests) == ("mine", 0)
    about = shop.chat.create(model=MODEL)
    about.batch_request_id = "about"
    about.append(user("What colour is it?", image(png)))
    shop.batch.add(
        batch.batch_id,
        [
            asked(shop, "What is 2 + 2?", "sum"),
            about,
            shop.image.prepare("a red fox", IMAGE_MODEL, batch_request_id="fox", n=2),
            shop.image.prepare("make it sepia", IMAGE_MODEL, batch_request_id="sepia", image_url=png),
        ],
    )
    batch = ended(shop, batch.batch_id)
    assert (batch.state.num_success, batch.state.num_error) == (4, 0)
    page = shop.batch.list_batch_results(batch.batch_id)
    found = {each.batch_request_id: each for each in page.results}
    assert list(found) == ["about", "fox", "sepia", "sum"]
    assert (page.failed, page.pagination_token) == ([], None)
    assert found["sum"].response.content
    assert found["sum"].response.model == "print-shop"
    assert "red" in found["about"].response.content or "blue" in found["about"].response.content
    assert len(found["fox"].image_responses) == 2
    assert found["fox"].image_response.path is not None
    assert found["fox"].image_response.image.startswith(b"\xff\xd8")
    assert "image/jpeg" in found["fox"].image_response._repr_mimebundle_()["text/html"]
    assert found["sepia"].image_response.sources[0].mime_type == "image/png"
    with pytest.raises(InputError, match="asked for no picture"):
        found["sum"].image_response  # noqa: B018 - it is the property that raises
    assert found["fox"].response.content == ""
    gallery = shop.gallery
    assert gallery is not None
    assert (len(gallery), len(gallery.answers())) == (3, 2)
    again = shop.batch.list_batch_results(batch.batch_id)
    assert repr(again) == repr(page)
    assert (len(gallery), len(gallery.answers())) == (3, 2)
    assert gallery.verify()


def test_how_the_requests_stand_is_told(shop: Client) -> None:
    batch = shop.batch.create("mine")
    shop.batch.add(batch.batch_id, [asked(shop, "Hi"), asked(shop, "Ho")])
    ended(shop, batch.batch_id)
    rows = shop.batch.list_batch_requests(batch.batch_id, limit=1)
    assert rows.batch_request_metadata[0].state.name == "STATE_SUCCEEDED"
    assert rows.batch_request_metadata[0].batch_request_id.startswith("batch_request_")
    rest = shop.batch.list_batch_requests(batch.batch_id, pagination_token=rows.pagination_token)
    assert len(rest.batch_request_metadata) == 1
    assert [each.batch_id for each in shop.batch.list(limit=5).batches] == [batch.batch_id]


def test_a_request_that_fails_says_why(shop: Client) -> None:
    batch = shop.batch.create("mine")
    shop.batch.add(batch.batch_id, [shop.image.prepare("gore", IMAGE_MODEL, batch_request_id="no")])
    assert ended(shop, batch.batch_id).state.num_error == 1
    (result,) = shop.batch.list_batch_results(batch.batch_id).failed
    assert (result.has_error, result.is_success) == (True, False)
    assert result.error_message is not None
    assert "content moderation" in result.error_message
    with pytest.raises(APIError, match="content moderation"):
        result.image_response  # noqa: B018 - it is the property that raises


def test_a_cancelled_batch_stays_readable(shop: Client) -> None:
    batch = shop.batch.create("mine")
    large = [shop.image.prepare(f"{at} red foxes", IMAGE_MODEL, n=10, resolution="2k") for at in range(100)]
    shop.batch.add(batch.batch_id, large)
    cancelled = shop.batch.cancel(batch.batch_id)
    assert cancelled.cancel_time is not None
    assert cancelled.state.num_cancelled > 90
    with pytest.raises(APIError, match="cancelled batch"):
        shop.batch.add(batch.batch_id, [asked(shop, "Hi")])
    page = shop.batch.list_batch_results(batch.batch_id, limit=1000)
    assert len(page.results) == 100
    assert page.failed[0].error_message == "The print shop: Batch cancelled."


def test_a_file_of_requests_is_a_batch(shop: Client) -> None:
    body = {"model": MODEL, "input": "Hi"}
    line = {"custom_id": "a", "method": "POST", "url": "/v1/responses", "body": body}
    file = shop.files.upload(json.dumps(line).encode(), filename="batch.jsonl")
    batch = shop.batch.create("mine", input_file_id=file.id)
    end = monotonic() + 60
    while not shop.batch.get(batch.batch_id).state.num_success:
        assert monotonic() < end
        sleep(0.02)  # it is read in the background
    (result,) = shop.batch.list_batch_results(batch.batch_id).results
    assert result.response.content
    assert shop.batch.get(batch.batch_id).input_file_id == file.id


NO_REQUESTS: list[tuple[Any, str]] = [
    ([], "nothing to add"),
    (["Hi"], "str cannot be added"),
    ([None], "NoneType cannot be added"),
    ([{"batch_request_id": "a"}], "dict cannot be added"),
]


@pytest.mark.parametrize(("requests", "said"), NO_REQUESTS)
def test_what_is_no_request_is_refused_unsent(
    client: Client, faults: FaultServer, requests: Any, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        client.batch.add("batch_1", requests)
    assert faults.requests == []


def test_an_id_is_given_once(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {}))
    foxes = [client.image.prepare("a fox", IMAGE_MODEL, batch_request_id="fox") for _ in range(2)]
    with pytest.raises(InputError, match="Two requests have the batch_request_id 'fox'"):
        client.batch.add("batch_1", foxes)
    client.batch.add("batch_1", foxes[:1])
    with pytest.raises(InputError, match="has a request 'fox' already"):
        client.batch.add("batch_1", foxes[1:])
    assert len(faults.requests) == 1


def test_a_prepared_request_is_checked_at_once(client: Client, faults: FaultServer) -> None:
    with pytest.raises(InputError, match="n is 11"):
        client.image.prepare("a fox", IMAGE_MODEL, n=11)
    with pytest.raises(InputError, match="no field 'size'"):
        client.image.prepare("a fox", IMAGE_MODEL, size="1x1")  # type: ignore[typeddict-item]
    prepared = client.image.prepare("a fox", IMAGE_MODEL, batch_request_id="fox")
    assert repr(prepared) == "<BatchRequest fox · grok-imagine-image · 'a fox'>"
    assert isinstance(prepared, BatchRequest)
    assert faults.requests == []


def test_what_another_engine_was_to_get_is_not_sent(client: Client, shop: Client) -> None:
    with pytest.raises(InputError, match="another engine"):
        client.batch.add("batch_1", [shop.image.prepare("a fox", IMAGE_MODEL)])


def test_a_budget_refuses_all_of_a_batch(make: Callable[..., Client], faults: FaultServer) -> None:
    client = make(budget=0.05)
    with pytest.raises(BudgetError, match="batch of 3 requests"):
        client.batch.add("batch_1", [client.image.prepare("a fox", IMAGE_MODEL) for _ in range(3)])
    assert faults.requests == []


@pytest.mark.parametrize("name", [None, "", "  ", 5])
def test_a_batch_has_a_name(client: Client, faults: FaultServer, name: Any) -> None:
    with pytest.raises(InputError, match="batch_name"):
        client.batch.create(name)
    assert faults.requests == []


def test_a_key_is_no_name(client: Client, faults: FaultServer, key: str) -> None:
    with pytest.raises(InputError, match="API key"):
        client.batch.create(f"batch {key}")
    assert faults.requests == []


def test_odd_answers_are_one_error(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {"name": "x"}), reply(200, []), reply(404, {"error": "No such batch."}))
    with pytest.raises(ProtocolError, match="batch_id"):
        client.batch.create("mine")
    with pytest.raises(ProtocolError):
        client.batch.list_batch_results("batch_1")
    with pytest.raises(NotFoundError):
        client.batch.get("batch_1")


def test_the_cost_is_of_what_was_read_where_the_api_does_not_tell(
    client: Client, faults: FaultServer, ledger: Callable[[], list[Any]]
) -> None:
    answer = {"choices": [{"message": {"content": "Yes."}}], "usage": {"cost_in_usd_ticks": 900}}
    result = {"batch_request_id": "a", "batch_result": {"response": {"chat_get_completion": answer}}}
    told = reply(200, {"batch_id": "batch_1"})
    faults.then(reply(200, {}), told, reply(200, {"results": [result]}), told)
    client.batch.add("batch_1", [asked(client, "Say yes.", "a")])
    assert client.batch.get("batch_1").cost_breakdown.total_cost_usd_ticks == 0
    (found,) = client.batch.list_batch_results("batch_1").results
    assert found.response.cost_usd == 9e-8
    assert client.batch.get("batch_1").cost_breakdown.total_cost_usd_ticks == 900
    assert ledger() == [("done", 200, 900)]


def test_it_can_be_awaited(tmp_path: Path) -> None:
    async def main() -> None:
        async with AsyncClient(engine="print-shop", gallery=tmp_path / "gallery") as client:
            batch = await client.batch.create("mine")
            chat = client.chat.create(model=MODEL).append(user("Hi"))
            await client.batch.add(
                batch.batch_id, [chat, client.image.prepare("a fox", IMAGE_MODEL, batch_request_id="fox")]
            )
            while (await client.batch.get(batch.batch_id)).state.num_pending:  # noqa: ASYNC110 - no other way
                await asyncio.sleep(0.02)
            page = await client.batch.list_batch_results(batch.batch_id)
            pictures = [each for each in page.succeeded if each.image_responses]
            assert (await pictures[0].image_response.image).startswith(b"\xff\xd8")
            assert len((await client.batch.list_batch_requests(batch.batch_id)).batch_request_metadata) == 2
            assert len((await client.batch.list()).batches) == 1
            assert (await client.batch.cancel(batch.batch_id)).cancel_time is not None

    asyncio.run(main())


@pytest.fixture
def served() -> Iterator[str]:
    """The base URL of a print shop that runs as a process of its own."""
    command = [sys.executable, "-m", "imagine_nb.print_shop", "--port", "0", "--token", TOKEN]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().strip().removeprefix("Print shop on ")
        process.terminate()


KILLED = """
import sys
from imagine_nb import Client
client = Client(api_key=sys.argv[1], base_url=sys.argv[2], gallery=sys.argv[3])
batch = client.batch.create("mine")
client.batch.add(batch.batch_id, [
    client.image.prepare("a red fox", "grok-imagine-image", batch_request_id="fox"),
    client.image.prepare("gore", "grok-imagine-image", batch_request_id="no"),
])
print(batch.batch_id, flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such kill there")
@pytest.mark.parametrize("way", ["results", "recover"])
def test_a_kernel_that_is_killed_loses_no_request(served: str, tmp_path: Path, way: str) -> None:
    folder = tmp_path / "gallery"
    command = [sys.executable, "-c", KILLED, TOKEN, served, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        batch_id = process.stdout.readline().strip()
        os.kill(process.pid, signal.SIGKILL)
    gallery = Gallery(folder)
    assert gallery.ledger().total.unknown == 2  # they may be charged, and are seen
    with Client(api_key=TOKEN, base_url=served, gallery=gallery) as client:
        ended(client, batch_id)
        if way == "recover":
            recovered = gallery.recover(api_key=TOKEN, base_url=served)
            assert recovered.n_pictures == 1
            assert "content moderation" in recovered.failed[0][1]
        page = client.batch.list_batch_results(batch_id)
        assert [each.batch_request_id for each in page.succeeded] == ["fox"]
        assert page.succeeded[0].image_response.record.prompt == "a red fox"
    assert [each.prompt for each in gallery] == ["a red fox"]
    statuses = {row.charges[0].prompt: row.charges[0].status for row in gallery.ledger()}
    assert statuses == {"a red fox": "done", "gore": "moderated"}
    assert gallery.verify()


ODD: list[Any] = [None, 5, True, "", "  ", b"x", [], {}, object(), "x" * 400, "\ud800"]


@pytest.mark.parametrize("odd", ODD)
def test_odd_arguments_are_refused_in_our_words(shop: Client, odd: Any) -> None:
    calls = [
        lambda: shop.batch.create(odd),
        lambda: shop.batch.get(odd),
        lambda: shop.batch.cancel(odd),
        lambda: shop.batch.list_batch_requests(odd),
        lambda: shop.batch.list_batch_results(odd),
        lambda: shop.batch.add("batch_1", odd),
        lambda: shop.batch.add("batch_1", [odd]),
    ]
    if odd is not None:
        calls.append(lambda: shop.batch.create("mine", input_file_id=odd))
        calls.append(lambda: shop.batch.add("batch_1", [asked(shop, "Hi", odd), asked(shop, "Ho")]))
    for call in calls:
        with pytest.raises(InputError):
            call()


@pytest.mark.parametrize("odd", [5, True, b"x", [], object(), "x" * 5000, "\ud800"])
def test_a_token_is_text(shop: Client, odd: Any) -> None:
    for call in (shop.batch.list, lambda *page: shop.batch.list_batch_results("batch_1", *page)):
        with pytest.raises(InputError, match="pagination_token"):
            call(None, odd)


@pytest.mark.parametrize("dots", [".", ".."])
def test_dots_are_no_id_of_a_batch(shop: Client, dots: str) -> None:
    with pytest.raises(InputError, match="batch_id"):
        shop.batch.get(dots)


def test_a_key_is_no_id_of_a_request(faults: FaultServer, tmp_path: Path) -> None:
    key = "xai-" + "k" * 40
    client = Client(api_key=key, base_url=faults.base_url, gallery=tmp_path / "gallery")
    with pytest.raises(InputError, match="API key") as told:
        client.batch.add("batch_1", [asked(client, "Hi", key)])
    assert key not in str(told.value)
    assert faults.requests == []
    client.close()


def test_what_costs_nothing_is_never_said_to_be_charged(faults: FaultServer, tmp_path: Path) -> None:
    client = Client(api_key="k", base_url=faults.base_url, gallery=tmp_path / "gallery")
    faults.then(reply(500), reply(500))
    for call in (client.batch.create, client.batch.cancel):
        with pytest.raises(APIError) as told:
            call("mine")
        assert not told.value.may_be_charged
    client.close()
