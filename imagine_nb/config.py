"""Configuration: who answers, where, with which key: arguments first, then the environment, then defaults."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from imagine_nb.engines import AUTO, CHOICES, ENGINES, PRINT_SHOP, XAI
from imagine_nb.errors import InputError, without_keys
from imagine_nb.hosts import host_of, is_host, is_loopback
from imagine_nb.keys import Key, checked_key, found_key, require_no_placeholder, unquoted

ADDRESS_VARIABLE = "XAI_BASE_URL"
_HOME = urlsplit(XAI.url).hostname


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

    @property
    def lacks_key(self) -> bool:
        """Whether it answers nobody without a key, and there is none."""
        row = ENGINES[self.engine]
        return self.key is None and row.needs_key and self.host == urlsplit(row.url).hostname


def target(*, engine: str = AUTO, api_key: str | Key | None = None, base_url: str | None = None) -> Target:
    """The engine, address and key that these arguments and the environment lead to.

    Raises InputError for an unknown engine, a bad address, or a key that would travel unencrypted.
    """
    name, address = engine_name(engine), given_address(base_url)
    given = given_key(api_key, base_url=address)
    row = ENGINES[name]  # that of the API for `auto`
    if row.is_embedded:
        return Target(name, row.url)
    key = (given or found_key()) if row.needs_key else None
    address = address or given_address(unquoted(os.environ.get(ADDRESS_VARIABLE, "")))
    if name == AUTO and key is None and address is None:
        return Target(PRINT_SHOP.name, PRINT_SHOP.url, is_auto=True)  # nobody has to have a key to begin
    found = Target(row.name, address or row.url, key, is_auto=name == AUTO)
    if found.key and found.host == _HOME:
        require_no_placeholder(found.key)
    if found.key and not (found.base_url.startswith("https:") or is_loopback(found.host)):
        raise InputError(
            f"A key does not travel over plain http: {found.base_url}.",
            advice="Use an https:// base_url, or one on this machine (http://127.0.0.1).",
        )
    return found


def given_key(api_key: str | Key | None, *, base_url: str | None = None) -> Key | None:
    """The key of an argument, which may be checked already; an empty one is none."""
    key = api_key if isinstance(api_key, Key) else checked_key(api_key) if api_key else None
    address = base_url or ("" if os.environ.get(ADDRESS_VARIABLE) else XAI.url)
    if key is not None and urlsplit(address).hostname == _HOME:
        require_no_placeholder(key)
    return key


def given_address(base_url: str | None) -> str | None:
    """The address of an argument, checked; an empty one is none."""
    return checked_address(base_url) if base_url else None


def engine_name(name: str) -> str:
    """The engine that is meant: `name`, and where that is `auto`, what `IMAGINE_NB_ENGINE` says."""
    chosen = os.environ.get("IMAGINE_NB_ENGINE", AUTO) if name == AUTO else name
    if chosen not in CHOICES:
        from imagine_nb.suggestions import checked

        checked("engine", chosen, CHOICES)
    return chosen


def checked_address(text: str) -> str:
    """The address of an API, whole and in its one spelling. Raises InputError where it cannot be asked."""
    if not isinstance(text, str):
        raise _no_address(f"{text}", f"it is of type {type(text).__name__}")
    return _read_address(unquoted(text))


_FAULTS = (
    (r"\s", "it has a blank in it"),
    (r"\\", "it has a backslash in it"),
    (r"%(?![0-9A-Fa-f]{2})", "it has a % that escapes nothing"),
    (r"[^/]*//[^/?#]*@", "it has a name or a password in it"),
    (r"\?", "an API's address ends before any question mark"),
    (r"#", "an API's address ends before any #"),
    (r"^(?!https?://)", "it does not begin with https:// or http://"),
    (r"://([/:]|$)", "it names no host"),
    (r"://(\[[^]/]*\]|[^/:[]*):(?![0-9]{1,5}(/|$))", "its port is no number from 1 to 65535"),
)


@lru_cache(maxsize=32)
def _read_address(text: str) -> str:
    """The address as the library understands it that will ask it; nothing else in it may mean anything."""
    import httpx

    fault = next((words for sign, words in _FAULTS if re.search(sign, text, re.IGNORECASE)), "")
    if fault or not text.isprintable():
        raise _no_address(text, fault or "it has a character that cannot be seen")
    try:
        url = httpx.URL(str(httpx.URL(text)))  # the second time its scheme is in lower case
    except httpx.InvalidURL:
        raise _no_address(text, "its host or its port cannot be read") from None
    if not is_host(host_of(url)):
        raise _no_address(text, "its host is none")
    if url.port is not None and not 0 < url.port < 65536:
        raise _no_address(text, "its port is no number from 1 to 65535")
    return str(url).rstrip("/")


def _no_address(text: str, fault: str) -> InputError:
    shown = re.sub(r"//[^/]*@", "//****@", text.partition("?")[0])
    return InputError(
        f"{without_keys(shown)[:100]!r} is not the address of an API: {fault}.",
        advice=f"base_url (or {ADDRESS_VARIABLE}) looks like {XAI.url}.",
    )
