from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from imagine_nb.config import target
from imagine_nb.errors import ProtocolError
from imagine_nb.transport.addresses import public_addresses
from imagine_nb.transport.patience import Patience
from imagine_nb.transport.routes import GuardedTransport
from imagine_nb.transport.transport import Transport

NAME = "pictures.example.com"
HOME = "https://api.example.org/v1"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of that name, with its key in the same file."""
    if (openssl := shutil.which("openssl")) is None:
        pytest.skip("a certificate is made by openssl")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(file), "-out", str(file) + ".crt"],
        check=True, capture_output=True,
    )  # fmt: skip
    file.write_text(file.read_text() + Path(f"{file}.crt").read_text())
    return file


class TLSServer:
    """Answers over TLS with the first line and the Host that it was asked for."""

    def __init__(self, certificate: Path) -> None:
        self.names: list[str | None] = []
        self.connections = 0
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._context.sni_callback = lambda tls, name, context: self.names.append(name)

    async def __aenter__(self) -> TLSServer:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        (host,) = (line.partition(": ")[2] for line in head.split("\r\n") if line.startswith("host:"))
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(host)}\r\n\r\n{host}".encode())
        await writer.drain()
        writer.close()


def leading_to(*addresses: str) -> tuple[Callable[[str, int], Awaitable[list[str]]], list[str]]:
    """A lookup that knows these addresses for every name, and what it was asked for."""
    asked: list[str] = []

    async def lookup(host: str, port: int) -> list[str]:
        asked.append(host)
        return list(addresses)

    return lookup, asked


async def fetched(url: str, certificate: Path, lookup: Any) -> httpx.Response:
    trusted = ssl.create_default_context(cafile=f"{certificate}.crt")
    guarded = GuardedTransport(httpx.AsyncHTTPTransport(verify=trusted), home=HOME, lookup=lookup)
    async with httpx.AsyncClient(transport=guarded) as client:
        return await client.get(url)


def test_the_address_that_was_checked_is_connected_to_under_its_name(certificate: Path) -> None:
    lookup, asked = leading_to("127.0.0.1")

    async def run() -> None:
        async with TLSServer(certificate) as server:
            answer = await fetched(f"https://{NAME}:{server.port}/a.jpg", certificate, lookup)
            assert answer.text == f"{NAME}:{server.port}"
            assert server.names == [NAME]

    asyncio.run(run())
    assert asked == [NAME]  # once: a second time it might lead elsewhere


def test_the_certificate_has_to_be_that_of_the_name(certificate: Path) -> None:
    lookup, _ = leading_to("127.0.0.1")

    async def run() -> None:
        async with TLSServer(certificate) as server:
            await fetched(f"https://others.example.com:{server.port}/a.jpg", certificate, lookup)

    with pytest.raises(httpx.ConnectError, match=r"(?i)certificate"):
        asyncio.run(run())


def test_the_next_address_of_a_name_is_tried(certificate: Path) -> None:
    lookup, _ = leading_to("127.0.0.2", "127.0.0.1")

    async def run() -> str:
        async with TLSServer(certificate) as server:
            return (await fetched(f"https://{NAME}:{server.port}/a", certificate, lookup)).text

    assert asyncio.run(run()).startswith(NAME)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "::1", "127.1", "10.0.0.1", "64:ff9b::7f00:1", "::ffff:169.254.169.254"],
)
def test_a_private_address_is_not_connected_to(host: str) -> None:
    with pytest.raises(ProtocolError, match="private network"):
        asyncio.run(public_addresses(host, 443))


@pytest.mark.parametrize(
    "host", ["a..b", "a" * 70 + ".example.com", "no-such-host.invalid", "\udcff.example"]
)
def test_a_name_that_leads_nowhere_is_an_error_of_the_network(host: str) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - its words are the system's
        asyncio.run(public_addresses(host, 443))


def test_a_name_that_leads_home_meets_no_server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _led_home(socket.getaddrinfo))
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)

    async def run() -> int:
        async with TLSServer(certificate) as server:
            transport = Transport(target(engine="xai", base_url=HOME), patience=Patience(attempts=1))
            try:
                with pytest.raises(ProtocolError, match="private network"):
                    await transport.fetch(f"https://{NAME}:{server.port}/a.jpg")
            finally:
                await transport.aclose()
            return server.connections

    assert asyncio.run(run()) == 0


def _led_home(getaddrinfo: Any) -> Any:
    """A resolver to which that name is one of this machine."""
    return lambda host, *rest, **more: getaddrinfo("127.0.0.1" if host == NAME else host, *rest, **more)


def test_a_lookup_that_does_not_end_is_a_timeout() -> None:
    async def silent(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        raise AssertionError

    async def run() -> None:
        guarded = GuardedTransport(httpx.AsyncHTTPTransport(), home=HOME, lookup=silent)
        async with httpx.AsyncClient(transport=guarded, timeout=0.01) as client:
            await client.get(f"https://{NAME}/a.jpg")

    with pytest.raises(httpx.ConnectTimeout):
        asyncio.run(run())
