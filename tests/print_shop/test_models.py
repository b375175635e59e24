from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.models import (
    DEFAULT_IMAGE_MODEL,
    IMAGE_MODELS,
    LANGUAGE_MODELS,
    image_model,
    language_model,
)
from imagine_nb.print_shop.counter.refusals import Refusal


def test_no_name_is_the_default_image_model() -> None:
    assert image_model(None) is DEFAULT_IMAGE_MODEL


@pytest.mark.parametrize("model", IMAGE_MODELS)
def test_every_alias_leads_to_its_image_model(model) -> None:
    assert all(image_model(name) is model for name in (model.name, *model.aliases))


@pytest.mark.parametrize("name", ["grok-4-latest", "grok-4-1-fast-reasoning", "grok-3", "grok-code-fast-1"])
def test_a_program_may_name_an_older_model(name: str) -> None:
    assert language_model(name).name == "grok-4.3"


@pytest.mark.parametrize("variant", ["-0309", "-reasoning", "-0309-non-reasoning", "-latest"])
def test_a_variant_of_a_language_model_is_that_model(variant: str) -> None:
    for model in LANGUAGE_MODELS:
        assert language_model(model.name + variant) is model


def test_grok_4_2_is_not_grok_4_20() -> None:
    with pytest.raises(Refusal) as caught:
        language_model("grok-4.2")
    assert caught.value.status == 404
    assert "grok-4.20" in str(caught.value)


def test_image_and_language_models_are_kept_apart() -> None:
    with pytest.raises(Refusal):
        image_model(LANGUAGE_MODELS[0].name)
    with pytest.raises(Refusal):
        language_model(IMAGE_MODELS[0].name)
