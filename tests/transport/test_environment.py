"""Variables of proxies and certificates: what cannot be used is an error of ours that names the variable."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import certifi
import pytest

from faults_server import FaultServer, reply
from imagine_nb import Client
from imagine_nb.engines import PRINT_SHOP
from imagine_nb.errors import APIConnectionError, InputError
from imagine_nb.transport.environment import has_proxy, proxies, tls_context
from imagine_nb.transport.patience import Patience

VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
SECRET = "word-of-the-proxy"

UNUSABLE = [
    ("ALL_PROXY", "socks5://127.0.0.1:1080", "socksio"),
    ("https_proxy", f"socks5h://me:{SECRET}@127.0.0.1:1080", "socksio"),
    ("HTTPS_PROXY", f"socks4://me:{SECRET}@127.0.0.1:1080", "no kind of proxy"),
    ("all_proxy", "socks://127.0.0.1", "no kind of proxy"),
    ("ALL_PROXY", "ftp://proxy.example", "no kind of proxy"),
    ("HTTP_PROXY", f"http://me:{SECRET}@proxy.example:99999", "port"),
    ("HTTPS_PROXY", "http://proxy.example:0", "port"),
    ("HTTPS_PROXY", "proxy.example:eighty", "no address"),
    ("https_proxy", "http://[::1", "no address"),
    ("HTTPS_PROXY", f"http://me:{SECRET}@", "no host"),
    ("HTTPS_PROXY", "http://", "no host"),
    ("HTTPS_PROXY", "the proxy", "no host"),
    ("ALL_PROXY", "http://a..b:8080", "no host"),
    ("NO_PROXY", "[::1]", "an entry names no host"),
    ("no_proxy", "localhost,[fe80::1],.example.com", "an entry names no host"),
    ("NO_PROXY", "http://[::1", "an entry names no host"),
    ("NO_PROXY", "x\x7fy.example", "an entry names no host"),
    ("SSL_CERT_FILE", "{folder}/none.pem", "no such file"),
    ("SSL_CERT_FILE", "{folder}/garbage.pem", "no certificate"),
    ("SSL_CERT_FILE", "{folder}/empty.pem", "no certificate"),
    ("SSL_CERT_FILE", "{folder}", "SSL_CERT_FILE cannot be used"),
    ("SSL_CERT_DIR", "{folder}/none", "no folder with files"),
    ("SSL_CERT_DIR", "{folder}/none:{folder}/garbage.pem", "no folder with files"),
    ("SSLKEYLOGFILE", "{folder}/none/keys.log", "no such file"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def without_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, *map(str.lower, VARIABLES), "SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str, str], None]:
    (tmp_path / "garbage.pem").write_bytes(b"-----BEGIN CERTIFICATE-----\nnone\n")
    (tmp_path / "empty.pem").touch()

    def set_to(variable: str, value: str) -> None:
        monkeypatch.setenv(variable, value.format(folder=tmp_path))

    return set_to


@pytest.mark.parametrize(("variable", "value", "why"), UNUSABLE)
def test_an_unusable_variable_is_named_before_anything_is_sent(
    variable: str,
    value: str,
    why: str,
    faults: FaultServer,
    tmp_path: Path,
    set_to: Callable[[str, str], None],
) -> None:
    set_to(variable, value)
    with (
        Client(api_key="k", base_url=faults.base_url, gallery=tmp_path / "gallery") as client,
        pytest.raises(InputError, match=f"^{variable} cannot be used: .*") as caught,
    ):
        client.image.sample("a fox", "grok-imagine-image")
    assert why in str(caught.value)
    assert SECRET not in repr(caught.value.__dict__) + str(caught.value)
    assert faults.requests == []
    with sqlite3.connect(tmp_path / "gallery" / "gallery.db") as db:
        assert db.execute("SELECT status, cost_ticks FROM outcomes").fetchall() == [("failed", None)]


@pytest.mark.parametrize(("variable", "value", "why"), UNUSABLE)
def test_no_variable_disturbs_the_print_shop(
    variable: str, value: str, why: str, set_to: Callable[[str, str], None]
) -> None:
    set_to(variable, value)
    with Client(engine=PRINT_SHOP.name, gallery=False) as client:
        assert client.models.list_image_generation_models()


def test_a_proxy_that_cannot_be_reached_is_named_without_its_password(
    set_to: Callable[[str, str], None],
) -> None:
    set_to("HTTPS_PROXY", f"http://me:{SECRET}@127.0.0.1:9")
    quick = Patience(connect=5, attempts=1)
    with (
        Client(api_key="k", base_url="https://api.example.com/v1", gallery=False, timeout=quick) as client,
        pytest.raises(APIConnectionError, match="the proxy of HTTPS_PROXY") as caught,
    ):
        client.image.sample("a fox", "grok-imagine-image")
    assert not caught.value.may_be_charged
    assert SECRET not in str(caught.value)


def test_a_proxy_is_used_for_what_is_not_of_this_machine(
    faults: FaultServer, set_to: Callable[[str, str], None]
) -> None:
    set_to("http_proxy", faults.base_url.removesuffix("/v1").replace("http://", "http://me:word@"))
    faults.then(reply(200, {"data": []}))
    with Client(base_url="http://api.example.com/v1", gallery=False) as client:
        client.models.list_image_generation_models()
    (seen,) = faults.requests
    assert seen.path.startswith("http://api.example.com/v1/")
    assert seen.headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    ("entry", "pattern"),
    [
        ("example.com", "all://*example.com"), (".example.com", "all://*.example.com"), ("::1", "all://[::1]"),
        ("localhost", "all://localhost"), ("10.0.0.1", "all://10.0.0.1"), ("http://x.example", "http://x.example"),
    ],
)  # fmt: skip
def test_no_proxy_is_read_as_httpx_reads_it(
    entry: str, pattern: str, set_to: Callable[[str, str], None]
) -> None:
    set_to("ALL_PROXY", "http://proxy.example:3128")
    set_to("NO_PROXY", f" {entry} ,")
    found = proxies()
    assert list(found) == ["all://", pattern]
    assert found[pattern] is None
    assert has_proxy()
    set_to("NO_PROXY", f"{entry},*")
    assert proxies() == {}


def test_certificates_of_the_environment_are_trusted(set_to: Callable[[str, str], None]) -> None:
    usual = len(tls_context().get_ca_certs())
    first = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")
    set_to("SSL_CERT_FILE", "{folder}/garbage.pem")
    Path(os.environ["SSL_CERT_FILE"]).write_text(first[0] + first[1] + "\n")
    assert len(tls_context().get_ca_certs()) == 1 < usual
