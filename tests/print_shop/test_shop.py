from __future__ import annotations

import pytest

from imagine_nb.print_shop.counter.refusals import Refusal
from imagine_nb.print_shop.counter.shop import HOSTED, Shop, new_shop


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(clock: Clock) -> Shop:
    return new_shop(clock=clock, pace=0.0)


def test_a_hosted_picture_is_had_at_its_address_for_an_hour(shop: Shop, clock: Clock) -> None:
    path = shop.host(b"picture")
    assert path.startswith(HOSTED)
    assert shop.hosted(f"http://127.0.0.1:8765{path}") == b"picture"
    clock.now += 3600
    with pytest.raises(Refusal, match="expired"):
        shop.hosted(f"http://127.0.0.1:8765{path}")


@pytest.mark.parametrize("url", ["https://a.example/fox.jpg", f"https://imgen.x.ai{HOSTED}fox.jpg"])
def test_an_address_elsewhere_is_not_the_shops(shop: Shop, url: str) -> None:
    assert shop.hosted(url) is None


def test_a_file_tells_when_it_was_made_and_when_it_expires(shop: Shop, clock: Clock) -> None:
    lasting = shop.files.put(b"a", name="a.png", lifetime=None)
    brief = shop.files.put(b"b", name="b.png", lifetime=3600)
    assert (lasting.created, lasting.expires) == (1000, None)
    assert brief.expires == 4600
    clock.now += 10**9
    assert shop.file(lasting.id) == b"a"
    with pytest.raises(Refusal, match="not found"):
        shop.file(brief.id)


def test_what_it_holds_is_not_in_its_repr(shop: Shop) -> None:
    shop.host(b"a secret")
    assert "secret" not in repr(shop)
