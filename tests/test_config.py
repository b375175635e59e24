from __future__ import annotations

import pytest

from imagine_nb.config import checked_key, found_key, is_loopback, is_public, target
from imagine_nb.engines import PRINT_SHOP, XAI
from imagine_nb.errors import InputError

KEY = "xai-a-key-of-the-tests"


def test_without_a_key_the_print_shop_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (target().engine, target().base_url) == ("print-shop", PRINT_SHOP.url)
    monkeypatch.setenv("XAI_API_KEY", f" {KEY}\n")
    assert (target().engine, target().base_url) == ("xai", XAI.url)
    monkeypatch.setenv("IMAGINE_NB_ENGINE", "print-shop")
    assert (target().engine, target().key) == ("print-shop", None)
    assert target(engine="xai").engine == "xai"


def test_an_address_alone_is_asked_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XAI_BASE_URL", "http://127.0.0.1:8765/v1/")
    assert (target().engine, target().base_url, target().key) == ("xai", "http://127.0.0.1:8765/v1", None)
    assert target(base_url="https://proxy.example/v1").host == "proxy.example"


def test_a_key_does_not_travel_in_the_clear() -> None:
    with pytest.raises(InputError, match="plain http"):
        target(api_key=KEY, base_url="http://example.com/v1")
    for here in (
        "http://127.0.0.1:1/v1",
        "http://localhost/v1",
        "http://[::1]:1/v1",
        "https://example.com/v1",
    ):
        assert target(api_key=KEY, base_url=here).key is not None


@pytest.mark.parametrize("address", ["ftp://x", "example.com", "https://", "https://user:word@example.com"])
def test_what_is_no_address_is_told(address: str) -> None:
    with pytest.raises(InputError, match="not the address"):
        target(base_url=address)


@pytest.mark.parametrize("text", [" ", "two words", "ключ", "tab\tin", "nul\x00"])
def test_what_cannot_be_a_key_is_told_without_it(text: str) -> None:
    with pytest.raises(InputError) as caught:
        checked_key(text)
    assert not text.strip() or text not in str(caught.value)


def test_a_key_shows_itself_to_nobody() -> None:
    key = checked_key(KEY)
    assert KEY not in f"{key} {key!r} {target(api_key=key)!r}"
    assert key.reveal() == KEY


def test_an_engine_that_there_is_not_is_told() -> None:
    with pytest.raises(InputError, match="auto, xai, print-shop, replay"):
        target(engine="dall-e")


def test_no_key_is_found_where_there_is_none() -> None:
    assert found_key() is None


@pytest.mark.parametrize(
    ("host", "here", "public"),
    [
        ("localhost", True, False), ("a.localhost", True, False), ("127.0.0.1", True, False),
        ("::1", True, False), ("10.0.0.1", False, False), ("192.168.1.1", False, False),
        ("169.254.1.1", False, False), ("fe80::1", False, False), ("printer", False, False),
        ("printer.local", False, False), ("", False, False), ("8.8.8.8", False, True),
        ("example.com", False, True),
    ],
)  # fmt: skip
def test_hosts_are_told_apart(host: str, here: bool, public: bool) -> None:
    assert (is_loopback(host), is_public(host)) == (here, public)


def test_no_key_goes_to_an_engine_that_needs_none() -> None:
    assert target(engine="xai", api_key=KEY).key is not None
    assert target(engine="replay", api_key=KEY).key is None
    assert target(engine="print-shop", api_key=KEY).key is None
