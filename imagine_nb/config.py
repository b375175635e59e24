"""Configuration: arguments first, then the environment, then defaults. Holds the key, masked."""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import sys
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from imagine_nb.engines import AUTO, CHOICES, ENGINES, PRINT_SHOP, XAI
from imagine_nb.errors import InputError, without_keys


@dataclass(frozen=True, slots=True)
class Key:
    """An API key that shows itself to nobody; `reveal()` is for the request's header alone."""

    _secret: str = field(repr=False)
    source: str = "argument"

    def reveal(self) -> str:
        return self._secret

    def __repr__(self) -> str:
        return f"Key(****, from {self.source})"


def checked_key(text: str, *, source: str = "argument") -> Key:
    """The key in `text`; raises InputError where it cannot be one (spaces, not ASCII, empty)."""
    secret = text.strip()
    if not secret or not secret.isascii() or any(c.isspace() or not c.isprintable() for c in secret):
        raise InputError(
            f"The key from {source} is not one: keys are one word of letters and digits.",
            advice="Get one at https://console.x.ai and enter it with %imagine_key.",
        )
    return Key(secret, source)


def found_key() -> Key | None:
    """The key of the environment (`XAI_API_KEY`), else of Colab's secrets, else of the keyring."""
    if text := os.environ.get("XAI_API_KEY", "").strip():
        return checked_key(text, source="XAI_API_KEY")
    return _colab_key() or _keyring_key()


def _colab_key() -> Key | None:
    if "google.colab" not in sys.modules:
        return None
    from google.colab import userdata

    try:
        text = userdata.get("XAI_API_KEY")
    except Exception:  # noqa: BLE001 - Colab raises types of its own for "no such secret" and "no access"
        return None
    return checked_key(text, source="Colab's secrets") if text else None


def _keyring_key() -> Key | None:
    if importlib.util.find_spec("keyring") is None:
        return None
    import keyring

    try:
        text = keyring.get_password("imagine_nb", "XAI_API_KEY")
    except keyring.errors.KeyringError:  # no backend on this machine
        return None
    return checked_key(text, source="the keyring") if text else None


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
    name = engine_name(engine)
    if ENGINES[name].is_embedded:
        return Target(name, ENGINES[name].url)
    key = (api_key if isinstance(api_key, Key) else checked_key(api_key)) if api_key else found_key()
    address = base_url or os.environ.get("XAI_BASE_URL") or None
    if name == AUTO and key is None and address is None:
        return Target(PRINT_SHOP.name, PRINT_SHOP.url, is_auto=True)  # nobody has to have a key to begin
    row = ENGINES[name]  # that of the API for `auto`
    found = Target(
        row.name, _checked_url(address or row.url), key if row.needs_key else None, is_auto=name == AUTO
    )
    if found.key and not _private(found.base_url):
        raise InputError(
            f"A key does not travel over plain http: {found.base_url}.",
            advice="Use an https:// base_url, or one on this machine (http://127.0.0.1).",
        )
    return found


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
