from __future__ import annotations

import re
from typing import Any

import pytest

from imagine_nb import estimate
from imagine_nb.errors import InputError
from imagine_nb.prices import (
    IMAGE_MODELS,
    Price,
    image_model,
    price_at,
    price_in_batch,
    price_of_answer,
    price_of_pictures,
    total,
)

ONE, TWO, OLD = "grok-imagine-image", "grok-imagine-image-2.0", "grok-imagine-image-quality"

COSTS: list[tuple[str, dict[str, Any], float]] = [
    (ONE, {}, 0.02),
    (ONE, {"n": 4, "resolution": "2k"}, 0.08),
    (ONE, {"n": 2, "n_sources": 3}, 0.046),
    ("grok-imagine-image-2026-03-02", {}, 0.02),
    (TWO, {}, 0.04),
    (TWO, {"quality": "auto"}, 0.04),
    (TWO, {"quality": "medium"}, 0.06),
    (TWO, {"resolution": "2k"}, 0.06),
    (TWO, {"resolution": "2k", "quality": "medium"}, 0.08),
    (TWO, {"resolution": "1.5k"}, 0.06),
    (TWO, {"resolution": "1.5k", "quality": "medium"}, 0.08),
    (TWO, {"n_sources": 1}, 0.07),
    (TWO, {"n_sources": 5, "quality": "low"}, 0.09),
    (OLD, {}, 0.04),
    (OLD, {"n_sources": 1}, 0.05),
    ("grok-imagine-image-pro", {"resolution": "2k"}, 0.06),
]


@pytest.mark.parametrize(("model", "facts", "usd"), COSTS)
def test_the_estimate_is_the_tables(model: str, facts: dict[str, Any], usd: float) -> None:
    assert estimate(model, **facts) == usd


def test_a_prompt_costs_what_the_usual_model_takes_and_another_is_named_beside_it() -> None:
    assert estimate("a fox", n=4) == estimate(n=4) == estimate("fox", n=4) == 0.08
    assert estimate("a fox", model=TWO, n=4) == estimate(model=TWO, n=4) == 0.16
    assert estimate("red-fox", model=ONE) == 0.02  # one word, which alone would be a model's name


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"of": "grok-imagine-imgae"}, "a model 'grok-imagine-imgae'. Did you mean grok-imagine-image?"),
        ({"of": "some-future-model"}, "a model 'some-future-model'. Models: "),
        ({"of": "dalle3"}, "A prompt of one word takes model= beside it."),
        ({"of": "a fox", "model": "nonsense"}, "a model 'nonsense'"),
        ({"of": TWO, "quality": "high"}, "No price is known for 1k high of grok-imagine-image-2.0. Known: "),
        ({"of": ONE, "resolution": "9k"}, "No price is known for 9k of grok-imagine-image. Known: 1k, 2k."),
        ({"of": ONE, "n": 0}, "n is 0."),
        ({"of": 4}, "estimate takes a prompt or the name of a model, not 4."),
        ({"of": "a fox", "model": {}}, "model is {}."),
    ],
)
def test_what_has_no_price_is_told_and_never_none(given: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        estimate(**given)


def test_a_count_that_nobody_asks_for_is_no_unknown_price() -> None:
    with pytest.raises(InputError, match="n is 1000000000000000000000000000000"):
        estimate("a fox", n=10**30)


def test_retired_names_say_who_serves_them() -> None:
    rules = image_model(OLD)
    assert rules is not None
    assert (rules.served_by, rules.max_sources) == (TWO, 5)
    assert [model.served_by for model in IMAGE_MODELS] == [None, None]
    assert image_model("nonsense") is None


def test_an_answer_costs_by_its_length_its_pictures_and_its_limit() -> None:
    price = price_of_answer("grok-4.3", characters=4_000_000, max_tokens=1_000_000)
    assert price == Price(1.25 + 2.50)
    assert price_of_answer("grok-4.7-fast", characters=0, max_tokens=1_000_000) == Price(6)


@pytest.mark.parametrize("model", ["grok-4.3", "grok-4.20", "grok-4.20-fast"])
def test_the_cheaper_models_take_1800_tokens_for_a_picture_and_1000_for_an_answer(model: str) -> None:
    assert price_of_answer(model, characters=0) == Price(1_000 * 2.50 / 10**6)
    pictures = price_of_answer(model, characters=0, n_images=2, max_tokens=1)
    assert pictures.usd == pytest.approx((2 * 1_800 * 1.25 + 2.50) / 10**6, abs=1e-6)


def test_a_request_is_estimated_by_the_fields_of_its_body() -> None:
    assert price_of_pictures(ONE, {}, n_sources=0) == Price(0.02)
    assert price_of_pictures(ONE, {"n": 3, "user": "u"}, n_sources=1) == Price(0.062)
    assert price_of_pictures(TWO, {"resolution": "2k", "quality": "medium"}, n_sources=0) == Price(0.08)


@pytest.mark.parametrize(
    ("model", "parameters", "n_sources", "usd"),
    [
        ("some-future-model", {}, 0, 0.08),
        ("some-future-model", {"n": 10, "resolution": "8k"}, 0, 0.8),
        ("some-future-model", {"n": 2}, 3, 0.19),
        (TWO, {"quality": "high"}, 0, 0.08),
        (ONE, {"resolution": "4k", "n": 5}, 0, 0.4),
        (OLD, {"quality": "ultra"}, 1, 0.09),
        (ONE, {"n": -3}, 0, 0.8),
        (ONE, {"n": "many"}, 0, 0.8),
        (ONE, {"n": 10**400}, 0, 0.8),
        ("grok-2-image-1212", {}, 0, 0.08),
        ("", {}, 0, 0.08),
    ],
)
def test_what_is_not_in_the_list_counts_as_the_dearest_that_is(
    model: str, parameters: dict[str, Any], n_sources: int, usd: float
) -> None:
    assert price_of_pictures(model, parameters, n_sources=n_sources) == Price(usd, is_known=False)


@pytest.mark.parametrize("model", ["other", "grok-4.35", "grok-4.30-fast", "grok-4", "grok-5"])
def test_a_chat_model_that_is_not_in_the_list_counts_as_the_dearest_too(model: str) -> None:
    price = price_of_answer(model, characters=4_000_000, max_tokens=1_000_000)
    assert price == Price(2 + 6, is_known=False)


def test_a_price_says_whether_it_is_known_and_so_does_a_sum() -> None:
    assert str(Price(0.5)) == "about $0.50"
    assert str(Price(4.8, is_known=False)) == "$4.80 (the price is not known: the dearest known counts)"
    assert total([Price(0.02), Price(0.04)]) == Price(0.06)
    assert total([Price(0.02), Price(0.08, is_known=False)]) == Price(0.1, is_known=False)
    assert total([]) == Price()


def test_what_nobody_bills_says_what_it_costs_with_a_key() -> None:
    free = price_at("print-shop", Price(0.02))
    assert (free.usd, free.words) == (0, "for nothing on the print shop; with a key about $0.02")
    assert price_at("xai", Price(0.02)).words == "for about $0.02"
    assert total([free, free]).words == "for nothing on the print shop; with a key about $0.04"
    assert price_in_batch("grok-4.3", free).keyed == " on the print shop; with a key about $0.0160"
    assert price_at("print-shop", Price(0.8, is_known=False)).words == Price().words == "for nothing"
    assert price_at("replay", Price(0.02)).words == "for nothing"


def test_answers_of_some_models_are_cheaper_in_batches_and_pictures_are_not() -> None:
    price = Price(0.10)
    assert (
        price_in_batch("grok-4.3", price).usd == price_in_batch("grok-4.20-0309-reasoning", price).usd == 0.08
    )
    assert price_in_batch("grok-4.7", price).usd == 0.08
    assert (
        price_in_batch("grok-4.6", price)
        == price_in_batch(ONE, price)
        == price_in_batch("new", price)
        == price
    )
    assert price_in_batch("grok-4.3", Price(0.10, is_known=False)).is_known is False
