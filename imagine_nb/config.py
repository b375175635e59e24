"""Configuration: who answers, where, with which key: arguments first, then the environment, then defaults."""

from __future__ import annotations

import ipaddress
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from imagine_nb.engines import AUTO, CHOICES, ENGINES, PRINT_SHOP, XAI
from imagine_nb.errors import InputError, without_keys
from imagine_nb.keys import Key, checked_key, found_key, require_no_placeholder


@dataclass(frozen=True, slots=True)
class Target:
    """Who answers, and where: an engine, its base URL, and the key that goes there (if any)."""

    engine: str
    base_url: str
    key: Key | None = None
    is_auto: bool = field(default=False, compare=False)  # nobody named the engine

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).hostname or ""


def target(*, engine: str = AUTO, api_key: str | Key | None = None, base_url: str | None = None) -> Target:
    """The engine, address and key that these arguments and the environment lead to.

    Raises InputError for an unknown engine, a bad address, or a key that would travel unencrypted.
    """
    name, given = engine_name(engine), given_key(api_key)
    row = ENGINES[name]  # that of the API for `auto`
    if row.is_embedded:
        return Target(name, row.url)
    key = (given or found_key()) if row.needs_key else None
    address = base_url or os.environ.get("XAI_BASE_URL") or None
    if name == AUTO and key is None and address is None:
        return Target(PRINT_SHOP.name, PRINT_SHOP.url, is_auto=True)  # nobody has to have a key to begin
    found = Target(row.name, _checked_url(address or row.url), key, is_auto=name == AUTO)
    if found.key and found.host == urlsplit(XAI.url).hostname:
        require_no_placeholder(found.key)
    if found.key and not _private(found.base_url):
        raise InputError(
            f"A key does not travel over plain http: {found.base_url}.",
            advice="Use an https:// base_url, or one on this machine (http://127.0.0.1).",
        )
    return found


def given_key(api_key: str | Key | None) -> Key | None:
    """The key of an argument, which may be checked already; an empty one is none."""
    return api_key if isinstance(api_key, Key) else checked_key(api_key) if api_key else None


def engine_name(name: str) -> str:
    """The engine that is meant: `name`, and where that is `auto`, what `IMAGINE_NB_ENGINE` says."""
    chosen = os.environ.get("IMAGINE_NB_ENGINE", AUTO) if name == AUTO else name
    if chosen not in CHOICES:
        from imagine_nb.suggestions import checked

        checked("engine", chosen, CHOICES)
    return chosen


def _checked_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise InputError(
            f"{without_keys(text)!r} is not the address of an API.",
            advice=f"base_url (or XAI_BASE_URL) looks like {XAI.url}.",
        )
    return text.rstrip("/")


def _private(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine itself."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_public(host: str) -> bool:
    """Whether `host` is a name of the public net: no private address, nothing on this machine."""
    if is_loopback(host) or "." not in host:
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return not host.endswith((".local", ".internal", ".localhost"))
