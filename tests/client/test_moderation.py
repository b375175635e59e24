"""A picture that was made and kept back is a response of a client that says so, and an error elsewhere."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from imagine_nb import AsyncClient, Client, Studio
from imagine_nb.errors import ModeratedError, ProtocolError

MODEL = "grok-imagine-image"
BILL = {"usage": {"cost_in_usd_ticks": 400_000_000}}
FLAG: dict[str, Any] = {"data": [{"url": "https://imgen.x.ai/placeholder.jpg", "respect_moderation": False}]}
KEPT_BACK: list[dict[str, Any]] = [
    FLAG,
    {"data": [{"b64_json": "", "respect_moderation": False}]},
    {"data": [{"url": None, "b64_json": None}]},
    {"data": [{}]},
    {"data": []},
]
Ledger = Callable[[], list[tuple[Any, ...]]]


@pytest.mark.parametrize("body", KEPT_BACK)
def test_it_is_a_response_without_a_picture(
    client: Client, faults: FaultServer, ledger: Ledger, body: dict[str, Any]
) -> None:
    faults.then(reply(200, {**body, **BILL}))
    made = client.image.sample("a red fox", MODEL)
    assert made.respect_moderation is False
    for broken in (
        lambda: made.url,
        lambda: made.base64,
        lambda: made.image,
        lambda: made.data,
        made.as_source,
        lambda: made.save("fox.jpg"),
    ):
        with pytest.raises(ModeratedError, match="kept this picture back"):
            broken()
    assert not any(map(made.HasField, ("url", "image", "base64")))
    assert made.HasField("model")
    assert (made.cost_usd, made.model, made.record.prompt) == (0.04, MODEL, "a red fox")
    told = "content moderation kept it back"
    assert told in repr(made)
    assert "It was charged $0.04." in repr(made)
    bundle = made._repr_mimebundle_()
    assert all(f"No picture: {told}. It was charged $0.04." in bundle[kind] for kind in bundle)
    assert len(faults.requests) == 1
    assert ledger() == [("moderated", 200, 400_000_000)]
    assert client.budget.spent_usd == pytest.approx(0.04)
    assert client.gallery is not None
    assert client.gallery.cost_ticks == 400_000_000


def test_programs_that_catch_a_value_error_catch_it(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FLAG), reply(400, {"code": "imagine:content-moderated", "error": "Rejected."}))
    made = client.image.sample("a red fox", MODEL)
    with pytest.raises(ValueError, match="moderation"):
        made.url  # noqa: B018 - a property that raises
    with pytest.raises(ValueError, match="Rejected"):
        client.image.sample("a red fox", MODEL)


def test_what_it_cost_is_not_said_where_nobody_told(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FLAG))
    made = client.image.sample("a red fox", MODEL)
    assert (made.cost_usd, made.notice) == (None, "")
    assert "charged" not in repr(made)


@pytest.mark.parametrize(("items", "asked", "n"), [([], 3, 3), ([{}], 3, 3), ([{}, {}, {}], 2, 3)])
def test_there_are_as_many_as_were_asked_for_or_named(
    client: Client, faults: FaultServer, items: list[Any], asked: int, n: int
) -> None:
    faults.then(reply(200, {"data": items, **BILL}))
    made = client.image.sample_batch("a red fox", MODEL, asked)
    assert [each.respect_moderation for each in made] == [False] * n
    assert sum(each.record.cost_ticks or 0 for each in made) == 400_000_000
    assert [each.record.index for each in made] == list(range(n))


def test_each_of_several_requests_stands_alone(client: Client, faults: FaultServer) -> None:
    faults.then(*[reply(200, pictures(jpeg())), reply(200, {"data": []})] * 2)
    made = client.image.sample_each(["a", "b", "c", "d"], MODEL)
    assert sorted(each.respect_moderation for each in made) == [False, False, True, True]


def test_a_deferred_one_is_a_response_too(client: Client, faults: FaultServer, ledger: Ledger) -> None:
    done = {"request_id": "r-1", "status": "done", "data": [], **BILL}
    faults.then(reply(200, {"request_id": "r-1"}), reply(200, done))
    begun = client.image.start("a red fox", MODEL, 2)
    made = begun.result(interval=0.01)
    assert [each.respect_moderation for each in made] == [False, False]
    assert begun.get() is made
    assert ledger() == [("moderated", 200, 400_000_000)]
    faults.then(reply(200, {**done, "data": [{}]}))
    (again,) = client.image.deferred("r-1").get() or []
    assert not again.respect_moderation


def test_an_async_client_gives_the_same(faults: FaultServer, tmp_path: Path) -> None:
    async def main() -> None:
        async with AsyncClient(api_key="k", base_url=faults.base_url, gallery=tmp_path) as client:
            made = await client.image.sample("a red fox", MODEL)
            assert not made.respect_moderation
            with pytest.raises(ModeratedError):
                await made.image

    faults.then(reply(200, FLAG))
    asyncio.run(main())


def test_it_can_be_pickled(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, FLAG))
    made = pickle.loads(pickle.dumps(client.image.sample("a red fox", MODEL)))
    assert not made.respect_moderation
    with pytest.raises(ModeratedError):
        made.image  # noqa: B018 - a property that raises


def test_without_a_gallery_it_is_the_same(make: Callable[..., Client], faults: FaultServer) -> None:
    faults.then(reply(200, {"data": [], **BILL}))
    made = make(gallery=False).image.sample("a red fox", MODEL)
    assert (made.respect_moderation, made.cost_usd) == (False, 0.04)


@pytest.mark.parametrize("body", KEPT_BACK)
def test_a_studio_fails(faults: FaultServer, tmp_path: Path, body: dict[str, Any]) -> None:
    faults.then(reply(200, {**body, **BILL}))
    studio = Studio(engine="xai", api_key="k", base_url=faults.base_url, gallery=tmp_path / "gallery")
    with pytest.raises(ModeratedError, match=r"It was charged \$0\.04"):
        studio.imagine("a red fox")
    studio.close()


def test_one_that_was_kept_back_and_one_that_is_broken_are_an_error(
    client: Client, faults: FaultServer
) -> None:
    faults.then(reply(200, {"data": [{}, {"b64_json": "AAAA"}]}))
    with pytest.raises(ProtocolError, match="no picture"):
        client.image.sample_batch("a red fox", MODEL, 2)
