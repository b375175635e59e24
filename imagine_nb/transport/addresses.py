"""SSRF guard: of the addresses in an answer, only public ones over https and the API's own are fetched."""

from __future__ import annotations

import asyncio
import ipaddress
from urllib.parse import urlsplit
from urllib.request import getproxies

from imagine_nb.config import is_public
from imagine_nb.errors import ProtocolError


async def require_fetchable(url: str, *, base_url: str) -> None:
    """Raise ProtocolError for an address that an answer may not lead to."""
    import httpx

    try:
        httpx.URL(url)
        parts = urlsplit(url)
        host = parts.hostname or ""
    except (ValueError, httpx.InvalidURL):
        raise _refused(url, "is none") from None
    if parts.netloc == urlsplit(base_url).netloc and parts.scheme in {"http", "https"}:
        return
    if parts.scheme != "https" or parts.username is not None or not is_public(host):
        raise _refused(url, "is not public")
    if not await _leads_outside(host):
        raise _refused(url, "leads to a private network")


async def _leads_outside(host: str) -> bool:
    """Whether the name resolves to public addresses alone; a proxy resolves names by itself."""
    if host == "x.ai" or host.endswith(".x.ai") or "https" in getproxies():
        return True
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, 443)
    except OSError:
        return True  # the request will say so
    return all(ipaddress.ip_address(str(address[0]).partition("%")[0]).is_global for *_, address in found)


def _refused(url: str, why: str) -> ProtocolError:
    return ProtocolError(
        f"The answer names a picture at an address that {why}: {url[:200]}.",
        advice="It was not fetched. Ask for image_format='base64', or check base_url.",
    )
