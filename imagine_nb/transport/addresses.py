"""SSRF guard: of the addresses in an answer, only public ones over https and the API's own are fetched."""

from __future__ import annotations

import asyncio
import ipaddress
from typing import TYPE_CHECKING

from imagine_nb.errors import ProtocolError
from imagine_nb.hosts import host_of, ip_address, is_public, is_public_address
from imagine_nb.transport.environment import has_proxy

if TYPE_CHECKING:
    import httpx


async def require_fetchable(url: str, *, base_url: str) -> None:
    """Raise ProtocolError for an address that an answer may not lead to.

    What a name leads to is looked up when it is connected to (`transport.routes`); but a proxy looks it up
    by itself, so there it is asked for here, as well as this machine knows.
    """
    import httpx

    try:
        parsed = httpx.URL(url)
        home = httpx.URL(base_url)
    except (ValueError, httpx.InvalidURL):
        raise _refused(url, "is none") from None
    if not url.isprintable() or " " in url or "\\" in url or parsed.userinfo:
        raise _refused(url, "is none")  # or is another one to another reader
    if is_at_home(parsed, home):
        return
    host = host_of(parsed)
    if ip_address(host) and not is_public(host):
        raise _refused(url, "is not public but leads to a private network")
    if parsed.scheme != "https" or not is_public(host):
        raise _refused(url, "is not public")
    if has_proxy() and not await _leads_outside(host):
        raise _refused(url, "leads to a private network")
    if parsed.port is not None and not 0 < parsed.port < 65536:
        raise _refused(url, "is none")


def is_at_home(url: httpx.URL, home: httpx.URL) -> bool:
    """Whether an address is on the API's own host and port, and not less protected than the API is."""
    if url.scheme not in {"http", "https"} or (url.scheme == "http" and home.scheme == "https"):
        return False
    return (host_of(url), url.port) == (host_of(home), home.port)


def is_of_xai(host: str) -> bool:
    """Whether a host is xAI's own, wherever it leads."""
    return host == "x.ai" or host.endswith(".x.ai")


async def public_addresses(host: str, port: int) -> list[str]:
    """The IP addresses of `host`. Raises ProtocolError where one is private, OSError where it has none."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port)
    except UnicodeError as exc:  # of a name that cannot be encoded
        raise OSError(f"{host} is no name of a host") from exc
    addresses = [str(address[0]) for *_, address in found]
    if not all(is_public_address(ipaddress.ip_address(each.partition("%")[0])) for each in addresses):
        raise _refused(f"https://{host}", "leads to a private network")
    return list(dict.fromkeys(addresses))


async def _leads_outside(host: str) -> bool:
    """Whether the name leads to public addresses alone, as far as this machine knows."""
    if is_of_xai(host):
        return True
    try:
        await public_addresses(host, 443)
    except OSError:
        return True  # the proxy may know it
    except ProtocolError:
        return False
    return True


def _refused(url: str, why: str) -> ProtocolError:
    return ProtocolError(
        f"The answer names a picture at an address that {why}: {url[:200]}.",
        advice="It was not fetched. Ask for image_format='base64', or check base_url.",
    )
