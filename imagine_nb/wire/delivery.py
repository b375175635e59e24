"""Delivery of pictures: stored at the API, sent to addresses, or made while nobody waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NotRequired, TypedDict

from imagine_nb.durations import Duration, whole_seconds
from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.values import kind_of

LONGEST_STORAGE = 2_592_000  # seconds, 30 days


class PublicUrlOptions(TypedDict, total=False):
    """How long a stored picture's public address lasts: seconds or a timedelta; else as long as the file."""

    expires_after: Duration


class StorageOptions(TypedDict):
    """How the API is to keep pictures: under a name, for how long, and whether the world may see them.

    `expires_after` is seconds or a timedelta; left out, a file lasts until it is deleted.
    """

    filename: str
    expires_after: NotRequired[Duration]
    public_url: NotRequired[bool | PublicUrlOptions]


def storage_body(options: Mapping[str, Any] | None) -> dict[str, JSON] | None:
    """Storage options as the body of a request has them, times in whole seconds. Raises InputError."""
    if options is None:
        return None
    if not isinstance(options, Mapping):
        raise InputError(
            f"storage_options is {kind_of(options)}.", advice='It is such as {"filename": "fox.jpg"}.'
        )
    wired = {name: _wired(value) for name, value in options.items() if value is not None}
    if wired.get("public_url") is False:
        del wired["public_url"]  # the API has `true` and a life, or none
    return wired


def _wired(value: Any) -> JSON:
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return {name: _wired(each) for name, each in value.items()} if isinstance(value, Mapping) else value


def check_delivery(n: int, image_format: str, given: Mapping[str, JSON]) -> None:
    """Raise InputError for what the API refuses of requests whose pictures go elsewhere, or come later."""
    deferred, output, storage = (given.get(name) for name in ("deferred", "output", "storage_options"))
    if (deferred or output is not None) and image_format != "url":
        what = "A deferred request" if deferred else "A request with output"
        raise InputError(f"{what} answers with addresses alone.", advice="Leave image_format out, or 'url'.")
    addresses = output.get("upload_urls") if isinstance(output, Mapping) else None
    listed = [] if isinstance(addresses, (str, bytes)) else addresses
    if output is not None and not (isinstance(listed, Sequence) and len(listed) == n):
        raise InputError("output holds one upload address per picture.", advice=f"Give {n} in upload_urls.")
    if storage is not None:
        _check_storage(storage)


def _check_storage(storage: Mapping[str, JSON]) -> None:
    if not (isinstance(storage.get("filename"), str) and storage["filename"]):
        raise InputError("storage_options need a filename.", advice='Such as {"filename": "fox.jpg"}.')
    _check_life(storage, of="expires_after")
    public = storage.get("public_url", True)
    if isinstance(public, Mapping):
        _check_life(public, of="public_url's expires_after")
    elif public is not True:
        told = f"public_url is {repr(public)[:40]}."
        raise InputError(told, advice='It is True, or such as {"expires_after": 3600}.')


def _check_life(options: Mapping[str, JSON], *, of: str) -> None:
    if options.get("expires_after") is not None:
        whole_seconds(options["expires_after"], of=of, most=LONGEST_STORAGE)
