"""Proxies and certificates of the environment: what cannot be used of them is told by the variable's name."""

from __future__ import annotations

import os
import re
import ssl
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from urllib.request import getproxies

from imagine_nb.errors import InputError
from imagine_nb.hosts import host_of, ip_address, is_host

if TYPE_CHECKING:
    import httpx

_SCHEMES = ("http", "https", "all")
_PROXIES = frozenset({"http", "https", "socks5", "socks5h"})


class SetProxy(NamedTuple):
    """A proxy, and the name of the variable that holds it."""

    proxy: httpx.Proxy
    variable: str


def has_proxy() -> bool:
    """Whether a proxy is set for https."""
    found = getproxies()
    return bool(found.get("https") or found.get("all"))


def proxies() -> dict[str, SetProxy | None]:
    """The proxy for each pattern of addresses, as httpx has them; None where there is to be none.

    Raises InputError for what cannot be used.
    """
    found = getproxies()
    patterns = [_pattern(entry) for entry in found.get("no", "").split(",") if entry.strip()]
    if None in patterns:  # an asterisk: no proxy for anything
        return {}
    chosen = {f"{scheme}://": _proxy(found[scheme], scheme) for scheme in _SCHEMES if found.get(scheme)}
    return {**chosen, **dict.fromkeys(filter(None, patterns))}


def tls_context() -> ssl.SSLContext:
    """The certificates to trust: those of `SSL_CERT_FILE` or `SSL_CERT_DIR`, else the usual ones.

    Raises InputError for a variable that names none.
    """
    import httpx

    file, folders = os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR")
    if folders and not file and not any(_has_files(Path(each)) for each in folders.split(os.pathsep)):
        raise _unusable("SSL_CERT_DIR", "there is no folder with files", "Name a folder of certificates")
    try:
        return httpx.create_ssl_context()
    except OSError as exc:
        if file and (fault := _fault_of_certificates(file)):
            raise _unusable("SSL_CERT_FILE", fault, "Name a file of certificates in PEM") from exc
        if os.environ.get("SSLKEYLOGFILE"):
            raise _unusable("SSLKEYLOGFILE", _reason(exc), "Name a file that can be written") from exc
        raise InputError(f"The certificates of Python's certifi cannot be read: {_reason(exc)}.") from exc


def _proxy(text: str, scheme: str) -> SetProxy:
    """The proxy at an address; no error shows that, for it may hold a password."""
    import httpx

    variable = _variable(scheme, text)
    try:
        url = httpx.URL(text if "://" in text else f"http://{text}")
    except (httpx.InvalidURL, ValueError):
        raise _unusable(variable, "it is no address of a proxy") from None
    if re.search(r"\s", text) or not is_host(host_of(url)):
        raise _unusable(variable, "it names no host")
    if url.port is not None and not 0 < url.port < 65536:
        raise _unusable(variable, "its port is not between 1 and 65535")
    if url.scheme not in _PROXIES:
        raise _unusable(variable, f"{url.scheme}:// is no kind of proxy that is known here")
    if url.scheme.startswith("socks") and not _has_socks():
        raise _unusable(variable, "a SOCKS proxy needs the package socksio", "Run pip install 'httpx[socks]'")
    return SetProxy(httpx.Proxy(url), variable)


def _pattern(entry: str) -> str | None:
    """The addresses that an entry of `NO_PROXY` means, as httpx writes them; None for all of them."""
    import httpx

    host = entry.strip()
    if host == "*":
        return None
    bare = host.partition("/")[0]  # of a network
    is_literal = ip_address(bare) is not None or host.lower() == "localhost"
    shown = f"[{bare}]" if ":" in bare and is_literal else host
    pattern = host if "://" in host else f"all://{shown}" if is_literal else f"all://*{host}"
    try:
        httpx.URL(pattern)
    except httpx.InvalidURL:
        advice = "Write hosts and domains between commas, and an IPv6 address without brackets"
        raise _unusable(_variable("no", ""), "an entry names no host", advice) from None
    return pattern


def _variable(scheme: str, text: str) -> str:
    """The name of the variable that holds a proxy."""
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    set_here = [name for name in names if os.environ.get(name)]
    exact = [name for name in set_here if os.environ[name] == text]
    return next(iter([*exact, *set_here]), f"the system's {scheme} proxy")


def _has_socks() -> bool:
    try:
        import socksio  # type: ignore[import-not-found, unused-ignore]  # noqa: F401
    except ImportError:
        return False
    return True


def _has_files(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _fault_of_certificates(path: str) -> str:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=path)
    except OSError as exc:
        return _reason(exc)
    return ""


def _reason(exc: OSError) -> str:
    if isinstance(exc, ssl.SSLError):
        return "there is no certificate in it"
    return (exc.strerror or "it cannot be read").lower()


def _unusable(variable: str, fault: str, advice: str = "Correct it") -> InputError:
    return InputError(f"{variable} cannot be used: {fault}.", advice=f"{advice}, or unset {variable}.")
