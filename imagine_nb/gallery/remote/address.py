"""Address of a gallery that lies elsewhere, as fsspec names places, and the folder here that mirrors it."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from imagine_nb.errors import GalleryError, holds_key
from imagine_nb.slugs import slug

LONGEST = 1_000  # characters

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(::[A-Za-z][A-Za-z0-9+.-]+)*://")
_FLATTENED = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/[^/]")  # what a Path makes of one
_WEB = frozenset({"http", "https"})
_PASSWORD = re.compile(r"://[^/@]*:[^/@]*@")
# the options that say where a place is, and not who asks
_WHERE = ("endpoint_url", "endpoint", "account_name", "account_host", "host", "port", "project")


@dataclass(frozen=True, slots=True)
class Address:
    """Address of a gallery, `text`, as in `s3://bucket/class`; `options` are fsspec's storage options.

    Only a user gives one; what a gallery holds never does. The options may hold secrets, and are never shown.
    """

    text: str
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def __str__(self) -> str:
        return self.text

    @property
    def protocol(self) -> str:
        """What the address begins with: `s3`, `gs`, `file`."""
        return self.text.partition("://")[0].rpartition("::")[2].lower()

    @property
    def mirror(self) -> Path:
        """The folder of this user's that mirrors it: one for each address on each server."""
        told = {name: self.options.get(name) for name in _WHERE}
        client = self.options.get("client_kwargs")
        if isinstance(client, Mapping):
            told["endpoint_url"] = told["endpoint_url"] or client.get("endpoint_url")
        if self.protocol in {"s3", "s3a"}:
            named = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
            told["endpoint_url"] = told["endpoint_url"] or named
        facts = "\n".join([self.text, *(f"{name}={value}" for name, value in told.items() if value)])
        digest = hashlib.sha256(facts.encode(errors="replace")).hexdigest()
        return mirrors_folder() / f"{slug(self.text.partition('://')[2])}-{digest[:12]}"


def is_address(value: object) -> bool:
    """Whether this is the address of a place that fsspec may know, and no path."""
    return isinstance(value, str) and _ADDRESS.match(value) is not None


def address_of(text: str, options: Mapping[str, Any] | None = None) -> Address:
    """The address in a text. Raises GalleryError where it cannot be one, or holds what is not to be shown."""
    text = text.strip().rstrip("/")
    path = text.partition("://")[2]
    if not path or len(text) > LONGEST or not text.isprintable() or ".." in path.split("/"):
        raise GalleryError(f"{text[:120]!r} is no address of a gallery.", advice="As in s3://bucket/folder.")
    if text.partition("://")[0].lower() in _WEB:
        told = f"{text[:120]!r} is a page of the web, where no files can be listed or written."
        raise GalleryError(told, advice="Name a bucket or a shared folder, as in s3://bucket/folder.")
    if _PASSWORD.search(text) or "?" in path or holds_key(text):
        raise GalleryError(
            "An address with a password, a token or a key in it is not taken.",
            advice="Leave it out, and give it as storage_options={...} or in the environment.",
        )
    if options is not None and not isinstance(options, Mapping):
        raise GalleryError("storage_options is no dict.", advice="As fsspec takes them.")
    return Address(text, dict(options or {}))


def named_address(folder: object, options: Mapping[str, Any] | None = None) -> Address | None:
    """The address that a user named, None where it is a folder; `folder` is None where the environment says.

    Raises GalleryError for what was an address before it became a Path, and for options without an address.
    """
    named = os.environ.get("IMAGINE_NB_GALLERY") if folder is None else folder
    if isinstance(named, str) and is_address(named):
        return address_of(named, options)
    if isinstance(named, Path) and _FLATTENED.match(named.as_posix()):
        told = f"{str(named)[:120]!r} was an address before it was a Path."
        raise GalleryError(told, advice="Give it as a text.")
    if isinstance(named, str) and _FLATTENED.match(named):
        meant = named.replace(":/", "://", 1)
        raise GalleryError(f"{named[:120]!r} is no folder.", advice=f"Did you mean {meant[:120]!r}?")
    if options is not None:
        raise GalleryError("storage_options is for an address.", advice="As in s3://bucket/folder.")
    return None


def mirrors_folder() -> Path:
    """Where mirrors lie: `IMAGINE_NB_MIRRORS`, else where a system keeps a user's data.

    It is no cache that anybody may clear: a picture lies there alone until it is uploaded.
    """
    if told := os.environ.get("IMAGINE_NB_MIRRORS"):
        return Path(told).expanduser().absolute()
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "imagine_nb" / "mirrors"
