from __future__ import annotations

import asyncio

import pytest

from imagine_nb.errors import ProtocolError
from imagine_nb.transport.addresses import require_fetchable

API = "https://api.x.ai/v1"


def check(url: str, base_url: str = API) -> None:
    asyncio.run(require_fetchable(url, base_url=base_url))


@pytest.mark.parametrize("url", ["https://imgen.x.ai/a.jpg", "https://files-cdn.x.ai/t/f.jpg", f"{API}/f"])
def test_the_apis_own_addresses_are_fetched(url: str) -> None:
    check(url)


def test_a_name_that_leads_home_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("https_proxy", raising=False)
    monkeypatch.delenv("HTTPS_PROXY", raising=False)
    with pytest.raises(ProtocolError, match="private network"):
        check("https://127.1/a.jpg")


@pytest.mark.parametrize(
    "url",
    [
        "http://imgen.x.ai/a.jpg",
        "https://[::ffff:127.0.0.1]/a",
        "https://0.0.0.0/a",
        "https://x.ai.local/a",
        "",
        "https://127.1/a",
        "https://2130706433/a",
        "https://0x7f000001/a",
        "https://0177.0.0.1/a",
        "https://127.0.0.1./a",
        "https://localhost./a",
        "https://[::]/a",
        "https://[::1]/a",
        "https://[64:ff9b::a9fe:a9fe]/a",
        "https://[2002:7f00:1::]/a",
        "https://[fe80::1%25eth0]/a",
        "https://169.254.169.254/latest/meta-data",
        "https://metadata.google.internal/a",
        "https://10.0.0.1.:443/a",
        "https://example.com:99999/a",
        "https://example.com:0/a",
        "https://user@example.com/a",
        "https://example.com\\@127.0.0.1/a",
        "https://exa mple.com/a",
        "https://example.com/\na",
        "https://[::1/a",
        "https://a..b/a",
        "https://xn--a.example/a",
        "https://[fe80::1%ü]/a",
        f"https://{'a' * 64}.example.com/a",
        "https://%31%32%37.0.0.1/a",
        "https://１２７.0.0.1/a",
        "http://api.x.ai/v1/f",  # of the API's own host, but in the clear
        "ftp://api.x.ai/v1/f",
        "//api.x.ai/v1/f",
    ],
)
@pytest.mark.parametrize("proxy", ["", "http://127.0.0.1:9"])
def test_all_else_that_is_not_public_is_refused(
    url: str, proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ProtocolError) as caught:
        check(url)
    assert caught.value.advice


def test_another_port_of_this_machine_is_not_home() -> None:
    check("http://127.0.0.1:8000/a.jpg", "http://127.0.0.1:8000/v1")
    with pytest.raises(ProtocolError):
        check("http://127.0.0.1:8001/a.jpg", "http://127.0.0.1:8000/v1")
