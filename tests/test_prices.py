from __future__ import annotations

from typing import Any

import pytest

from imagine_nb import estimate
from imagine_nb.prices import IMAGE_MODELS, estimate_answer, estimate_request, image_model

ONE, TWO, OLD = "grok-imagine-image", "grok-imagine-image-2.0", "grok-imagine-image-quality"

COSTS: list[tuple[str, dict[str, Any], float | None]] = [
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
    (TWO, {"quality": "high"}, None),
    (OLD, {}, 0.04),
    (OLD, {"n_sources": 1}, 0.05),
    ("grok-imagine-image-pro", {"resolution": "2k"}, 0.06),
    ("some-future-model", {}, None),
]


@pytest.mark.parametrize(("model", "facts", "usd"), COSTS)
def test_the_estimate_is_the_tables(model: str, facts: dict[str, Any], usd: float | None) -> None:
    assert estimate(model, **facts) == usd


def test_retired_names_say_who_serves_them() -> None:
    rules = image_model(OLD)
    assert rules is not None
    assert (rules.served_by, rules.max_sources) == (TWO, 5)
    assert [model.served_by for model in IMAGE_MODELS] == [None, None]
    assert image_model("nonsense") is None


def test_an_answer_costs_by_its_length_its_pictures_and_its_limit() -> None:
    usd = estimate_answer("grok-4.3", characters=4_000_000, max_tokens=1_000_000)
    assert usd == pytest.approx(1.25 + 2.50)
    assert estimate_answer("grok-4.7-fast", characters=0, max_tokens=1_000_000) == pytest.approx(6)
    assert estimate_answer("other", characters=1) is None


@pytest.mark.parametrize("model", ["grok-4.3", "grok-4.20", "grok-4.20-fast"])
def test_the_cheaper_models_take_1800_tokens_for_a_picture_and_1000_for_an_answer(model: str) -> None:
    assert estimate_answer(model, characters=0) == pytest.approx(1_000 * 2.50 / 10**6)
    pictures = estimate_answer(model, characters=0, n_images=2, max_tokens=1)
    assert pictures == pytest.approx((2 * 1_800 * 1.25 + 2.50) / 10**6, abs=1e-6)


def test_a_request_is_estimated_by_the_fields_of_its_body() -> None:
    assert estimate_request(ONE, {}, n_sources=0) == 0.02
    assert estimate_request(ONE, {"n": 3, "user": "u"}, n_sources=1) == 0.062
    assert estimate_request(TWO, {"resolution": "2k", "quality": "medium"}, n_sources=0) == 0.08
    assert estimate_request("some-future-model", {}, n_sources=0) is None
