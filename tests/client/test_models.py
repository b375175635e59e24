"""The models that a key may use."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import pytest

from faults_server import FaultServer, reply
from imagine_nb import AsyncClient, Client
from imagine_nb.errors import InputError, NotFoundError, ProtocolError

IMAGE = {
    "id": "m-1",
    "aliases": ["m"],
    "input_modalities": ["text"],
    "output_modalities": ["image"],
    "image_price": 4,
}


def test_models_are_listed_with_all_that_the_api_tells(client: Client, faults: FaultServer) -> None:
    faults.then(
        reply(200, {"data": [{"id": "m-1", "object": "model"}]}), *[reply(200, {"models": [IMAGE]})] * 2
    )
    assert [each.name for each in client.models.list()] == ["m-1"]
    (found,) = client.models.list_image_generation_models()
    assert (found.name, found.aliases, found.output_modalities) == ("m-1", ("m",), ("image",))
    assert found.facts["image_price"] == 4
    assert len(client.models.list_language_models()) == 1
    asked = [seen.path for seen in faults.requests]
    assert asked == ["/v1/models", "/v1/image-generation-models", "/v1/language-models"]


def test_a_model_has_the_fields_of_xai_sdk(client: Client, faults: FaultServer) -> None:
    told = {
        "id": "grok-4.3", "version": "1.2", "created": 1772409600, "fingerprint": "fp_1",
        "prompt_text_token_price": 12500, "cached_prompt_text_token_price": 2000,
        "prompt_image_token_price": 12500, "completion_text_token_price": 25000, "search_price": 0,
        "max_prompt_length": 131072,
    }  # fmt: skip
    faults.then(reply(200, told))
    found = client.models.get_language_model("grok-4.3")
    assert (found.version, found.system_fingerprint, found.max_prompt_length) == ("1.2", "fp_1", 131072)
    assert (found.prompt_text_token_price, found.cached_prompt_token_price) == (12500, 2000)
    assert (found.prompt_image_token_price, found.completion_text_token_price) == (12500, 25000)
    assert (found.search_price, found.image_price) == (0, None)
    assert found.created is not None
    assert found.created.ToDatetime() == datetime(2026, 3, 2)  # noqa: DTZ001 - a protocol buffer's has none
    assert found.HasField("version")
    assert not found.HasField("image_price")


@pytest.mark.parametrize(
    "odd", [7, [], {}, None, True, -1, "x" * 10_000, [["text"], 3, None], float("1e300")]
)
def test_what_is_odd_in_a_model_is_left_out(client: Client, faults: FaultServer, odd: Any) -> None:
    names = [
        "aliases",
        "input_modalities",
        "version",
        "created",
        "search_price",
        "fingerprint",
        "image_price",
    ]
    faults.then(reply(200, {"id": "m", **dict.fromkeys(names, odd)}))
    found = client.models.get_language_model("m")
    assert len(repr(found)) < 2000
    assert all(isinstance(each, str) for each in found.aliases)


def test_a_list_of_no_models_is_one(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, {"models": []}), reply(200, {"models": [IMAGE]}))
    assert client.models.list_embedding_models() == ()
    assert len(client.models.list_embedding_models()) == 1
    assert faults.requests[0].path == "/v1/embedding-models"


@pytest.mark.parametrize("name", ["", " ", None, 7, ["m"]])
def test_a_name_that_is_none_is_not_asked_for(client: Client, faults: FaultServer, name: Any) -> None:
    for get in (client.models.get_language_model, client.models.get_embedding_model):
        with pytest.raises(InputError, match="The model is"):
            get(name)
    assert faults.requests == []


def test_one_model_is_found_by_its_name(client: Client, faults: FaultServer) -> None:
    faults.then(reply(200, IMAGE), reply(200, {"name": "grok/x"}), reply(404, {"error": "No such model."}))
    assert client.models.get_image_generation_model("m-1").name == "m-1"
    assert client.models.get_language_model("grok/x").name == "grok/x"
    assert faults.requests[1].path == "/v1/language-models/grok%2Fx"
    with pytest.raises(NotFoundError, match="No such model"):
        client.models.get_language_model("y")


@pytest.mark.parametrize("body", [{}, {"models": 7}, [1]])
def test_an_answer_that_lists_no_models_is_told(client: Client, faults: FaultServer, body: object) -> None:
    faults.then(reply(200, body), reply(200, body))
    with pytest.raises(ProtocolError):
        client.models.list()
    with pytest.raises(ProtocolError):
        client.models.get_language_model("x")


@pytest.mark.parametrize("odd", [b"<html>", [], "x", {}])
def test_an_odd_answer_about_models_or_the_key_is_never_called_charged(
    client: Client, faults: FaultServer, odd: Any
) -> None:
    faults.then(*[reply(200, odd)] * 3)
    for call in (
        client.models.list,
        lambda: client.models.get_language_model("grok"),
        client.auth.get_api_key_info,
    ):
        with pytest.raises(ProtocolError) as caught:
            call()
        assert "charged" not in str(caught.value)


def test_all_of_it_can_be_awaited() -> None:
    async def main() -> None:
        async with AsyncClient(engine="print-shop", gallery=False) as client:
            names = {each.name for each in await client.models.list()}
            images = await client.models.list_image_generation_models()
            texts = await client.models.list_language_models()
            assert names == {each.name for each in (*images, *texts)}
            assert (await client.models.get_image_generation_model(images[0].name)).name == images[0].name
            assert (await client.models.get_language_model(texts[0].name)).name == texts[0].name
            assert await client.models.list_embedding_models() == ()
            with pytest.raises(NotFoundError, match="has no embedding models"):
                await client.models.get_embedding_model("v1")
            assert all(each.created and each.version for each in (*images, *texts))

    asyncio.run(main())
