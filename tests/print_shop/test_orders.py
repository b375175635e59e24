from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.orders import order_in, take_in
from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.shop import new_shop


def order(take: int = 1, **fields):
    shop = new_shop(clock=lambda: 0.0, pace=0.0)
    return order_in({"prompt": "a fox", **fields}, take=take, edit=False, keeper=shop)


def test_what_is_not_asked_for_has_the_defaults_of_the_api() -> None:
    plain = order()
    assert (plain.count, plain.ratio, plain.resolution, plain.as_url) == (1, "auto", "1k", True)
    assert plain.sources == ()


def test_every_picture_of_an_order_has_a_seed_that_no_other_take_has() -> None:
    seeds = [seed for take in range(1, 5) for seed in order(take, n=10).seeds]
    assert len(set(seeds)) == 40
    assert order(3).seeds == [3]


@pytest.mark.parametrize("header", ["0", "-1", "1.5", "one", "", "²", "1000000", "9" * 30])
def test_a_take_is_a_positive_number_of_six_digits(header: str) -> None:
    with pytest.raises(Refusal):
        take_in(header)


def test_no_header_is_the_first_take() -> None:
    assert (take_in(None), take_in("1"), take_in("999999")) == (1, 1, 999_999)


def test_a_generation_does_not_look_at_sources() -> None:
    assert order(image={"url": "data:image/png;base64,AAAA"}).sources == ()


@pytest.mark.parametrize("field", ["size", "output"])
def test_what_is_not_supported_is_refused(field: str) -> None:
    with pytest.raises(Refusal, match=field):
        order(**{field: "1024x1024"})


def test_the_highest_quality_is_refused_where_there_are_any_and_ignored_where_there_are_none() -> None:
    with pytest.raises(Refusal) as caught:
        order(model="grok-imagine-image-2.0", quality="high")
    assert caught.value.status == 400
    assert order(model="grok-imagine-image", quality="high").count == 1
    assert order(model="grok-imagine-image-2.0", quality="medium").count == 1
