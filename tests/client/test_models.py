"""The models that a key may use."""

from __future__ import annotations

import asyncio

import pytest

from faults_server import FaultServer, reply
from imagine_nb import AsyncClient, Client
from imagine_nb.errors import NotFoundError, ProtocolError

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


def test_all_of_it_can_be_awaited() -> None:
    async def main() -> None:
        async with AsyncClient(engine="print-shop", gallery=False) as client:
            names = {each.name for each in await client.models.list()}
            images = await client.models.list_image_generation_models()
            texts = await client.models.list_language_models()
            assert names == {each.name for each in (*images, *texts)}
            assert (await client.models.get_image_generation_model(images[0].name)).name == images[0].name
            assert (await client.models.get_language_model(texts[0].name)).name == texts[0].name

    asyncio.run(main())
