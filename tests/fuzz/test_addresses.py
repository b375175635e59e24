"""Addresses, keys and variables of any text: each is used as it is read, or is an error of ours."""

from __future__ import annotations

import asyncio
import random

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import cases, mutated
from imagine_nb.config import target
from imagine_nb.errors import InputError, ProtocolError
from imagine_nb.hosts import ip_address, is_host, is_loopback, is_public
from imagine_nb.keys import checked_key
from imagine_nb.transport.addresses import require_fetchable
from imagine_nb.transport.environment import proxies

ADDRESSES = [
    "https://api.x.ai/v1", "http://127.0.0.1:8765/v1", "http://[::1]:80/v1/", "https://user:word@x.example/",
    "https://xn--h1adldfi.example/%C3%BC?a=b#c", "https://x\\y@z", "http://0x7f.1:99999", "https://[fe80::1%25a]/",
    "https://１２７.0.0.1/ü", "HTTPS://EXAMPLE.com:443/a/../b",
]  # fmt: skip
HOME = "https://api.x.ai/v1"


def texts() -> list[str]:
    """Addresses with faults, each from a seed of its own."""
    found = []
    for seed in range(cases(1500)):
        chance = random.Random(seed)
        found.append(mutated(chance.choice(ADDRESSES).encode(), chance).decode(errors="replace"))
    return found


def test_an_address_is_asked_as_it_is_read_or_refused() -> None:
    used, client = 0, httpx.Client()
    for text in texts():
        try:
            to = target(base_url=text or "x")
        except InputError:
            continue
        client.base_url = httpx.URL(to.base_url + "/")
        request = client.build_request("POST", "images/generations")
        assert request.url.host == httpx.URL(to.base_url).host, text
        assert is_host(request.url.raw_host.decode()), text
        assert str(request.url) == f"{to.base_url}/images/generations", text
        assert target(base_url=to.base_url).base_url == to.base_url, text
        used += 1
    assert used > 50


def test_of_the_addresses_in_an_answer_only_public_ones_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)  # behind one, names are looked up

    async def passed() -> list[str]:
        found = []
        for text in texts():
            try:
                await require_fetchable(text, base_url=HOME)
            except ProtocolError:
                continue
            found.append(text)
        return found

    for text in asyncio.run(passed()):
        url = httpx.URL(text)
        assert url.scheme == "https", text
        assert is_public(url.raw_host.decode()), text


@settings(max_examples=cases(200))
@given(st.ip_addresses(v=4))
def test_every_spelling_of_an_ip_address_is_that_address(address: object) -> None:
    number = int(address)  # type: ignore[call-overload]
    parts = [number >> 24, number >> 16 & 255, number >> 8 & 255, number & 255]
    spellings = [
        str(address), f"{number}", f"0x{number:x}", f"0{number:o}", ".".join(f"0x{part:x}" for part in parts),
        ".".join(f"0{part:o}" for part in parts), f"{parts[0]}.{number & 0xFFFFFF}", f"{address}.",
    ]  # fmt: skip
    for text in spellings:
        assert ip_address(text) == address, text
        assert is_public(text) == is_public(str(address)), text
        assert is_loopback(text) == (is_loopback(str(address)) and not text.endswith(".")), text
    assert is_public(f"::ffff:{address}") == is_public(f"64:ff9b::{address}") == is_public(str(address))


@settings(max_examples=cases(200))
@given(st.text(max_size=60) | st.binary(max_size=40).map(lambda data: f"xai-{data!r}"))
def test_whatever_is_given_for_a_key_is_one_or_is_refused_untold(text: str) -> None:
    try:
        secret = checked_key(text).reveal()
    except InputError as error:
        told = str(error)
    else:
        told = ""
        assert secret.isascii()
        assert secret.isprintable()
        assert secret.split() == [secret]
    assert len(text.strip()) < 8 or text.strip() not in told


def test_whatever_stands_in_a_proxys_variable_is_used_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in texts():
        value = text.replace("\0", "")
        for variable in ("https_proxy", "no_proxy"):
            monkeypatch.setenv(variable, value)
            told = variable
            try:
                for pattern in proxies():
                    httpx.URL(pattern)
            except InputError as error:
                told = str(error)
            assert variable in told, value
            assert "word" not in told, value
            monkeypatch.delenv(variable)
