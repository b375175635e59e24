"""Refuses every connection of this Python, but to this machine where `NO_NETWORK_BUT` says `loopback`."""

from __future__ import annotations

import os
import sys
from typing import Any

_NAMED = {"socket.getaddrinfo", "socket.gethostbyname"}
_REACHED = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_HERE = {"127.0.0.1", "::1", "localhost"}


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _NAMED | _REACHED:
        return
    address = arguments[event in _REACHED]
    host = address[0] if isinstance(address, tuple) else address
    if os.environ.get("NO_NETWORK_BUT") == "loopback" and host in _HERE:
        return
    raise ConnectionRefusedError(f"there is no network here: {event} {address!r}")


sys.addaudithook(_refuse)
