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
    ],
)
def test_all_else_that_is_not_public_is_refused(url: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        check(url)
    assert caught.value.advice


def test_another_port_of_this_machine_is_not_home() -> None:
    check("http://127.0.0.1:8000/a.jpg", "http://127.0.0.1:8000/v1")
    with pytest.raises(ProtocolError):
        check("http://127.0.0.1:8001/a.jpg", "http://127.0.0.1:8000/v1")
