"""Hosts of addresses: which there can be, which are this machine, and which are of the public net."""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,254}}\Z){_LABEL}(?:\.{_LABEL})*\.?")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")  # a host whose last part is one is an IP address, or none at all
_PRIVATE_NAMES = (
    ".localhost", ".local", ".localdomain", ".internal", ".intranet", ".private", ".corp", ".home", ".lan",
    ".arpa", ".svc", ".test", ".invalid", ".onion",
)  # fmt: skip
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_METADATA = ipaddress.IPv4Address("168.63.129.16")  # of a cloud's machines, though its block is public


def host_of(url: httpx.URL) -> str:
    """The host of an address, as it is asked for; empty where it cannot be."""
    try:
        return url.raw_host.decode("ascii").lower() if url.host else ""
    except UnicodeError:  # the zone of an IPv6 address may be any text, a name may decode to none
        return ""


def ip_address(host: str) -> IPAddress | None:
    """The IP address that `host` is, in any spelling that the system's resolver takes; None for a name."""
    bare = host.removesuffix(".").lower()
    try:
        return ipaddress.ip_address(bare.partition("%")[0] if ":" in bare else bare)
    except ValueError:
        pass
    if not _NUMBER.fullmatch(bare.rpartition(".")[2]):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(bare))  # 127.1, 0x7f.1, 017700000001, 2130706433
    except (OSError, ValueError):
        return None


def is_host(host: str) -> bool:
    """Whether `host`, in lower case and ASCII, can be asked for at all."""
    if ip_address(host) is not None:
        return True
    name = host.removesuffix(".")
    return bool(_NAME.fullmatch(host)) and not _NUMBER.fullmatch(name.rpartition(".")[2])


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself."""
    name = host.removesuffix(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    address = ip_address(host)
    inner = getattr(address, "ipv4_mapped", None) or address
    return inner is not None and inner.is_loopback and not host.endswith(".")


def is_public(host: str) -> bool:
    """Whether `host` is of the public net: a name of it, or a public IP address."""
    address = ip_address(host)
    if address is not None:
        return is_public_address(address)
    name = host.removesuffix(".").lower()
    return is_host(name) and "." in name and not name.endswith(_PRIVATE_NAMES)


def is_public_address(address: IPAddress) -> bool:
    """Whether an IP address is of the public net; one that wraps an IPv4 address is what that is."""
    if isinstance(address, ipaddress.IPv6Address) and (inner := _wrapped(address)) is not None:
        return is_public_address(inner)
    if address.is_multicast or address.is_reserved or address == _METADATA:
        return False
    return address.is_global


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to, by one of the ways from the one net to the other."""
    if address in _NAT64:
        return ipaddress.IPv4Address(address.packed[-4:])
    return address.ipv4_mapped or address.sixtofour
