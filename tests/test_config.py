from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from imagine_nb import Client, Studio
from imagine_nb.config import target
from imagine_nb.engines import PRINT_SHOP, XAI
from imagine_nb.errors import InputError
from imagine_nb.hosts import is_loopback, is_public
from imagine_nb.keys import checked_key, found_key

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


NO_ADDRESSES = {
    "ftp://x": "does not begin",
    "example.com": "does not begin",
    "//x/v1": "does not begin",
    "https:/x/v1": "does not begin",
    "https:x": "does not begin",
    "file:///v1": "does not begin",
    "null": "does not",
    "https://": "no host",
    "http:///v1": "no host",
    "https://:443/v1": "no host",
    "http://api x.example/v1": "a blank",
    "https://x/v1 images": "a blank",
    "https://x\t.example": "a blank",
    "https://x/v1\nhttps://y/v1": "a blank",
    "https://x\x00y": "cannot be seen",
    "https://x\u200by.example": "cannot be",
    "https://user:word@example.com": "password",
    "https://@example.com": "password",
    "https://x\\y/v1": "backslash",
    "https://x/%zz": "%",
    "https://x/100%": "%",
    "https://x/v1?api-version=1": "question mark",
    "https://x/v1?": "question mark",
    "https://x/v1#top": "any #",
    "http://x:99999/v1": "port",
    "http://x:0/v1": "port",
    "http://x:-1/v1": "port",
    "http://x:+8/v1": "port",
    "http://x:eight/v1": "port",
    "http://x:٣/v1": "port",
    "http://x:/v1": "port",
    "http://[::1]:70000/v1": "port",
    "https://api.x.ai:443:443/v1": "port",
    "http://[::1/v1": "cannot be read",
    "http://[::1]x/v1": "cannot be read",
    "http://[zz]/v1": "cannot be read",
    "http://[]/v1": "cannot be read",
    "http://999.1.1.1/v1": "cannot be read",
    "http://./v1": "host",
    "https://xn--a.example/v1": "host",
    "http://a..b/v1": "host",
    "http://-a.example/v1": "host",
    "http://%31/v1": "host",
    "http://*.example/v1": "host",
    f"http://{'a' * 64}.example/v1": "host",
    f"http://{'a.' * 140}b/v1": "host",
    "http://1.2.3.4.5/v1": "host",
    "https://x/" + "a" * 70_000: "cannot be read",
}


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_told_with_the_reason(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for engine in ("auto", "xai", "print-shop"):
        with pytest.raises(
            InputError, match=f"not the address of an API: .*{re.escape(NO_ADDRESSES[address])}"
        ):
            target(base_url=address, engine=engine)
    if "\0" in address:
        return  # which no variable can hold
    monkeypatch.setenv("XAI_BASE_URL", address)
    with pytest.raises(InputError, match="not the address of an API") as caught:
        target()
    assert len(str(caught.value)) < 300
    assert "word" not in str(caught.value).replace("password", "")


@pytest.mark.parametrize("address", [1, ["https://x"], b"https://x/v1", Path("x")])
def test_an_address_that_is_no_text_is_told(address: object) -> None:
    with pytest.raises(InputError, match="it is of type"):
        target(base_url=address)  # type: ignore[arg-type]


@pytest.mark.parametrize("make", [Client, Studio])
def test_an_address_is_checked_when_it_is_given(make: Any) -> None:
    with pytest.raises(InputError, match="a blank"):
        make(base_url="http://127.0.0.1: 80/v1", gallery=False)


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("HTTPS://API.X.AI:443/v1/", "https://api.x.ai/v1"), ('"https://x.example/v1"', "https://x.example/v1"),
        (" http://127.0.0.1:8765/v1\n", "http://127.0.0.1:8765/v1"), ("http://[::1]:80/v1", "http://[::1]/v1"),
        ("https://прокси.example", "https://xn--h1adldfi.example"), ("https://x/a/../v1", "https://x/v1"),
        ("http://an_inner_service:8000", "http://an_inner_service:8000"),
    ],
)  # fmt: skip
def test_an_address_has_one_spelling(given: str, asked: str) -> None:
    assert target(base_url=given).base_url == asked


def test_an_empty_variable_is_no_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("", " ", '""'):
        monkeypatch.setenv("XAI_BASE_URL", text)
        assert target(api_key=KEY).base_url == XAI.url


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
        ("example.com", False, True), ("localhost.", True, False), ("127.1", True, False),
        ("0x7f.1", True, False), ("2130706433", True, False), ("017700000001", True, False),
        ("127.0.0.1.", False, False), ("::ffff:127.0.0.1", True, False), ("::ffff:8.8.8.8", False, True),
        ("64:ff9b::7f00:1", False, False), ("64:ff9b::808:808", False, True), ("2002:7f00:1::", False, False),
        ("0.0.0.0", False, False), ("0", False, False), ("::", False, False), ("::8.8.8.8", False, False),
        ("0300.0250.0.1", False, False), ("224.0.0.1", False, False), ("ff0e::1", False, False),
        ("100.64.0.1", False, False), ("168.63.129.16", False, False), ("fe80::1%eth0", False, False),
        ("metadata.google.internal", False, False), ("printer.local.", False, False), ("a..b", False, False),
        ("router.home.arpa", False, False), ("api.ns.svc", False, False), ("1.2.3.4.5", False, False),
        ("example.com.", False, True), ("2606:4700::1111", False, True),
    ],
)  # fmt: skip
def test_hosts_are_told_apart(host: str, here: bool, public: bool) -> None:
    assert (is_loopback(host), is_public(host)) == (here, public)


def test_no_key_goes_to_an_engine_that_needs_none() -> None:
    assert target(engine="xai", api_key=KEY).key is not None
    assert target(engine="replay", api_key=KEY).key is None
    assert target(engine="print-shop", api_key=KEY).key is None
