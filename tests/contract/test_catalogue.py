"""The lists of models, and what the API tells about a key."""

from __future__ import annotations

import pytest


def test_the_models_are_listed(server):
    body = server.get("/models").json()
    assert body["object"] == "list"
    assert {model["object"] for model in body["data"]} == {"model"}
    names = {model["id"] for model in body["data"]}
    assert {"grok-imagine-image", "grok-imagine-image-2.0", "grok-4.3"} <= names


@pytest.mark.parametrize(
    ("path", "name", "modality"),
    [
        ("/image-generation-models", "grok-imagine-image", "image"),
        ("/language-models", "grok-4.3", "text"),
    ],
)
def test_a_model_is_described_alone_as_in_its_list(server, path, name, modality):
    listed = {model["id"]: model for model in server.get(path).json()["models"]}
    alone = server.get(f"{path}/{name}").json()
    assert alone == listed[name]
    assert modality in alone["output_modalities"]


@pytest.mark.parametrize("path", ["/image-generation-models", "/language-models"])
def test_a_model_says_since_when_it_is_and_in_what_version(server, path):
    for model in server.get(path).json()["models"]:
        assert isinstance(model["created"], int)
        assert isinstance(model["version"], str)
        assert isinstance(model["aliases"], list)


def test_embedding_models_are_listed(server):
    assert isinstance(server.get("/embedding-models").json()["models"], list)


@pytest.mark.parametrize(
    "path", ["/models", "/image-generation-models", "/language-models", "/embedding-models"]
)
def test_an_unknown_model_is_not_found(server, path):
    assert server.get(f"{path}/grok-0").status_code == 404


def test_a_key_can_be_checked_for_free(server):
    key = server.get("/api-key").json()
    assert key["api_key_blocked"] is False
    assert {"redacted_api_key", "user_id", "name", "acls", "api_key_id", "create_time"} <= key.keys()
    assert key["team_id"] == server.get("/me").json()["team_id"]
    assert server.get("/me").json()["zdr_status"] in {"no_zdr", "zdr"}


@pytest.mark.print_shop_only
def test_an_alias_leads_to_its_model(server):
    assert (
        server.get("/image-generation-models/grok-imagine-image-pro").json()["id"] == "grok-imagine-image-2.0"
    )
    assert server.get("/models/grok-4.20-reasoning").json()["id"] == "grok-4.20"


@pytest.mark.print_shop_only
def test_no_key_is_shown(server):
    assert "a-token-of-the-tests" not in server.get("/api-key").text
