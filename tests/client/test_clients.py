"""The clients themselves: threads, loops, contexts, proxies, and connections that nobody closed."""

from __future__ import annotations

import asyncio
import gc
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import AsyncClient, Client, Gallery
from imagine_nb.errors import AuthenticationError, InputError
from imagine_nb.transport.patience import Patience

MODEL = "grok-imagine-image"
GOOD = reply(200, pictures(jpeg()))


def test_one_client_serves_several_threads(client: Client, faults: FaultServer) -> None:
    faults.then(*[GOOD] * 12)
    found: list[bytes] = []
    threads = [
        threading.Thread(target=lambda: found.append(client.image.sample("x", MODEL).data)) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [jpeg()] * 12
    assert client.gallery is not None
    assert [each.number for each in client.gallery] == list(range(1, 13))


def test_a_client_that_waits_works_where_a_loop_runs(client: Client, faults: FaultServer) -> None:
    faults.then(GOOD)

    async def main() -> bytes:
        return client.image.sample("x", MODEL).data

    assert asyncio.run(main()) == jpeg()


def test_a_client_is_a_context_and_can_be_used_after_it(
    make: Callable[..., Client], faults: FaultServer
) -> None:
    faults.then(GOOD, GOOD)
    with make() as client:
        assert client.image.sample("x", MODEL).data == jpeg()
    assert client.image.sample("x", MODEL).data == jpeg()


def test_an_async_client_outlives_the_loop_it_was_used_on(faults: FaultServer) -> None:
    faults.then(GOOD, GOOD)
    client = AsyncClient(api_key="k", base_url=faults.base_url, gallery=False)

    async def main() -> bytes:
        return await (await client.image.sample("x", MODEL)).image

    assert asyncio.run(main()) == asyncio.run(main()) == jpeg()
    asyncio.run(client.close())


def test_a_client_that_nobody_closed_leaves_no_connection_behind(faults: FaultServer) -> None:
    faults.then(GOOD)
    Client(api_key="k", base_url=faults.base_url, gallery=False).image.sample("x", MODEL)
    gc.collect()  # a ResourceWarning would fail the test


def test_no_proxy_of_the_environment_sees_what_stays_on_this_machine(
    make: Callable[..., Client], faults: FaultServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    faults.then(GOOD)
    assert make(timeout=Patience(attempts=1)).image.sample("x", MODEL).data == jpeg()


def test_without_a_key_nothing_is_sent_to_the_api() -> None:
    client = Client(engine="xai", gallery=False)
    with pytest.raises(AuthenticationError, match="XAI_API_KEY"):
        client.image.sample("x", MODEL)
    with pytest.raises(AuthenticationError, match="no key"):
        client.models.list()
    client.close()


@pytest.mark.parametrize("count", [0, -1, True, "8"])
def test_a_number_in_flight_that_is_none_is_told(make: Callable[..., Client], count: object) -> None:
    with pytest.raises(InputError, match="max_in_flight"):
        make(max_in_flight=count)


def test_a_client_never_replays(make: Callable[..., Client]) -> None:
    with pytest.raises(InputError, match="'replay' sends nothing"):
        make(engine="replay")


def test_it_says_who_answers_and_never_its_key(client: Client, faults: FaultServer, key: str) -> None:
    assert repr(client) == f"<Client xai · {faults.base_url}>"
    assert key not in f"{client!r} {vars(client)} {vars(client._engine)} {client._engine.to!r}"
    assert client.engine == "xai"


def test_a_gallery_that_was_deleted_is_made_anew(client: Client, faults: FaultServer, folder: Path) -> None:
    faults.then(*[GOOD] * 2)
    client.image.sample("a fox", MODEL)
    shutil.rmtree(folder)
    cat = client.image.sample("a cat", MODEL)
    assert (cat.record.number, cat.notice, cat.path is not None and cat.path.is_file()) == (1, "", True)
    assert [each.sent for each in Gallery(folder)] == ["a cat"]


def test_a_gallery_that_somebody_else_made_anew_is_the_one_that_counts(
    client: Client, faults: FaultServer, folder: Path
) -> None:
    faults.then(*[GOOD] * 2)
    client.image.sample("a fox", MODEL)
    shutil.rmtree(folder)
    assert len(Gallery(folder)) == 0  # another kernel was first
    cat = client.image.sample("a cat", MODEL)
    assert (cat.record.number, cat.notice) == (1, "")
    assert [each.sent for each in Gallery(folder)] == ["a cat"]


def test_the_apis_host_is_not_asked_without_a_key_whatever_the_path() -> None:
    for url in ("https://api.x.ai/v1", "https://api.x.ai", "https://api.x.ai:443/v2"):
        with (
            Client(base_url=url, gallery=False) as client,
            pytest.raises(AuthenticationError, match="no key"),
        ):
            client.image.sample("a fox", MODEL)
