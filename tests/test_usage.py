"""Usage is what an answer tells of its tokens and its bill, under the names of both APIs and of xai_sdk."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.usage import KEPT, Usage

FULL = {
    "input_tokens": 12,
    "output_tokens": 4096,
    "output_tokens_details": {"reasoning_tokens": 7},
    "total_tokens": 4108,
    "cost_in_usd_ticks": 400_000_000,
}


def test_usage_is_what_the_body_tells_under_either_name() -> None:
    found = Usage.told({"usage": FULL})
    assert (found.input_tokens, found.output_tokens, found.reasoning_tokens) == (12, 4096, 7)
    assert (found.total_tokens, found.cost_usd) == (4108, 0.04)
    other = {
        "prompt_tokens": 12,
        "completion_tokens": 5,
        "completion_tokens_details": {"reasoning_tokens": 7},
    }
    assert Usage.told({"usage": other}).output_tokens == 5
    for nothing in (
        {},
        {"usage": None},
        {"usage": 7},
        {"usage": {"input_tokens": True, "total_tokens": "9"}},
    ):
        assert Usage.told(nothing).total_tokens is None


def test_the_sdk_has_other_names_for_the_same_counts() -> None:
    details = {"text_tokens": 8, "image_tokens": 3, "cached_tokens": 1}
    found = Usage.told({"usage": {**FULL, "num_sources_used": 2, "input_tokens_details": details}})
    assert (found.prompt_tokens, found.completion_tokens) == (12, 4096)
    told = (found.prompt_text_tokens, found.prompt_image_tokens, found.cached_prompt_text_tokens)
    assert told == (8, 3, 1)
    assert found.num_sources_used == 2


@pytest.mark.parametrize("odd", [None, 7, "x", [], {}, {"usage": []}, {"usage": {"input_tokens_details": 7}}])
def test_what_nobody_told_is_none(odd: Any) -> None:
    assert Usage.told(odd) == Usage()
    assert Usage().cost_usd is None


def test_a_gallery_keeps_what_version_0_1_0_kept() -> None:
    assert tuple(Usage(7, 1, 2, 3, 4, 5, 6).kept()) == KEPT
    assert Usage(7, total_tokens=4).kept()["total_tokens"] == 4
