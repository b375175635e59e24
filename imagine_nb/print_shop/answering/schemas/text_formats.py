"""The formats of JSON Schema: a plain placeholder of each, and whether a text has it."""

from __future__ import annotations

import base64
import ipaddress
import json
import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from urllib.parse import urlsplit

PLACEHOLDERS = {
    "date": ("1970-01-01",),
    "time": ("00:00:00Z",),
    "date-time": ("1970-01-01T00:00:00Z",),
    "datetime": ("1970-01-01T00:00:00Z",),
    "duration": ("PT0S",),
    "uuid": ("00000000-0000-0000-0000-000000000000",),
    "uuid1": ("00000000-0000-1000-8000-000000000000",),
    "uuid3": ("00000000-0000-3000-8000-000000000000",),
    "uuid4": ("00000000-0000-4000-8000-000000000000",),
    "uuid5": ("00000000-0000-5000-8000-000000000000",),
    "uri": ("https://example.com/unknown", "ftp://example.com/unknown", "urn:unknown"),
    "iri": ("https://example.com/unknown",),
    "uri-reference": ("unknown",),
    "iri-reference": ("unknown",),
    "uri-template": ("unknown",),
    "multi-host-uri": ("postgres://user@example.com:5432/unknown", "https://example.com/unknown"),
    "email": ("unknown@example.com",),
    "idn-email": ("unknown@example.com",),
    "name-email": ("unknown <unknown@example.com>",),
    "hostname": ("unknown.example.com",),
    "idn-hostname": ("unknown.example.com",),
    "ipv4": ("192.0.2.0",),
    "ipv6": ("2001:db8::",),
    "ipv4network": ("192.0.2.0/24",),
    "ipv6network": ("2001:db8::/32",),
    "ipv4interface": ("192.0.2.0/24",),
    "ipv6interface": ("2001:db8::/32",),
    "ipvanyaddress": ("192.0.2.0",),
    "ipvanynetwork": ("192.0.2.0/24",),
    "ipvanyinterface": ("192.0.2.0/24",),
    "json-pointer": ("/unknown",),
    "relative-json-pointer": ("0",),
    "json-string": ("{}",),
    "regex": ("unknown",),
    "byte": ("dW5rbm93bg==",),
    "base64": ("dW5rbm93bg==",),
    "base64url": ("dW5rbm93bg==",),
    "binary": ("unknown",),
    "decimal": ("0",),
    "color": ("#808080", "grey"),
}

_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)", re.ASCII)
_DURATION = re.compile(
    r"P(?!$)(?:\d+W|(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+S)?)?)", re.ASCII
)
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_EMAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_HOST = re.compile(r"(?=.{1,253}$)[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9-]{1,63})*")


def has_format(name: str, text: str) -> bool:
    """Whether a text has the format of this name; a format that is not known says nothing of a text."""
    if name not in _CHECKS:
        return True
    try:
        return bool(_CHECKS[name](text))
    except (ValueError, re.error, RecursionError):
        return False


def _is_time(text: str) -> bool:
    return bool(_TIME.fullmatch(text)) and _is_moment(f"1970-01-01T{text}")


def _is_moment(text: str) -> bool:
    return (
        bool(re.match(r"\d{4}-\d\d-\d\d[Tt ]", text, re.ASCII))
        and bool(_TIME.fullmatch(text[11:]))
        and bool(datetime.fromisoformat(text))
    )


def _is_uri(text: str) -> bool:
    parts = urlsplit(text)
    return text.isascii() and " " not in text and bool(parts.scheme) and bool(parts.netloc or parts.path)


def _is_uuid_of(version: str, text: str) -> bool:
    return bool(_UUID.fullmatch(text)) and text[14] == version


_CHECKS: dict[str, Callable[[str], object]] = {
    "date": lambda text: len(text) == 10 and date.fromisoformat(text),
    "time": _is_time,
    "date-time": _is_moment,
    "datetime": _is_moment,
    "duration": _DURATION.fullmatch,
    "uuid": _UUID.fullmatch,
    "uri": _is_uri,
    "iri": lambda text: bool(urlsplit(text).scheme) and " " not in text,
    "uri-reference": lambda text: text.isascii() and " " not in text,
    "iri-reference": lambda text: " " not in text,
    "email": _EMAIL.fullmatch,
    "idn-email": _EMAIL.fullmatch,
    "hostname": _HOST.fullmatch,
    "idn-hostname": _HOST.fullmatch,
    "ipv4": lambda text: bool(ipaddress.IPv4Address(text)) or True,
    "ipv6": lambda text: bool(ipaddress.IPv6Address(text)) or True,
    "json-pointer": lambda text: text == "" or text.startswith("/"),
    "relative-json-pointer": lambda text: text.isdigit(),
    "json-string": lambda text: json.loads(text) or True,
    "regex": lambda text: re.compile(text) if len(text) < 1000 else False,
    "byte": lambda text: base64.b64decode(text, validate=True) or True,
    "base64": lambda text: base64.b64decode(text, validate=True) or True,
    "base64url": lambda text: base64.urlsafe_b64decode(text) or True,
    "decimal": _NUMBER.fullmatch,
    **{f"uuid{version}": partial(_is_uuid_of, version) for version in "1345"},
}
