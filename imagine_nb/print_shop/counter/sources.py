"""The pictures that a request carries: data URLs, ids of uploaded files, addresses. Nothing is fetched."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import unquote, urlsplit

from imagine_nb.print_shop.counter.fields import JSONObject, object_of, optional_text, wrong_type
from imagine_nb.print_shop.counter.refusals import bad_request, missing
from imagine_nb.print_shop.press import Source

MAX_SOURCE = 20 * 2**20

_WORD = re.compile(r"[^\W\d_]{2,}")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_OWN_NAME = re.compile(r"xai-tmp-imgen-\S*")  # says nothing about the picture


class Keeper(Protocol):
    """Who holds the pictures that a request may only name."""

    def file(self, file_id: str) -> bytes:
        """The bytes of an uploaded file; refuses an unknown id."""
        ...

    def hosted(self, url: str) -> bytes | None:
        """The bytes at one of the shop's own temporary addresses; None for any other address."""
        ...


def source_in(value: object, name: str, *, keeper: Keeper) -> Source:
    """The picture in an object with `url` (or `image_url`), or with `file_id`."""
    if isinstance(value, str):
        raise wrong_type(name, value, "struct ImageUrl")
    holder = object_of(value, name)
    url, file_id = _address(holder), optional_text(holder, "file_id")
    if url is not None and file_id is not None:
        raise bad_request(f"{name}: only one of url and file_id can be set.")
    if file_id is not None:
        return stored(file_id, keeper=keeper)
    if url is None:
        raise missing(f"{name}.url")
    return source_at(url, keeper=keeper)


def _address(holder: JSONObject) -> str | None:
    url, alias = optional_text(holder, "url"), optional_text(holder, "image_url")
    if url is not None and alias is not None:
        raise bad_request("url and image_url are two names of one field; set one of them.")
    return alias if url is None else url


def stored(file_id: str, *, keeper: Keeper) -> Source:
    """The picture that was uploaded under `file_id`."""
    return Source(_checked(keeper.file(file_id)))


def source_at(url: str, *, keeper: Keeper) -> Source:
    """The picture in a data URL or at an address; of a remote one only the words of its name are known."""
    if url[:5].lower() == "data:":
        head, _, payload = url.partition(",")
        return Source(_checked(decoded_base64(head, payload, of="an image")))
    path = path_at(url)
    own = keeper.hosted(url)
    return Source(None, words_of(path)) if own is None else Source(own)


def words_of(path: str) -> str:
    """The words in the file name at the end of `path`: "small puppy" of /img/small_puppy-2.jpg."""
    name = _OWN_NAME.sub("", PurePosixPath(unquote(path)).name)
    stem = name.rpartition(".")[0] or name
    return " ".join(_WORD.findall(_HUMP.sub(" ", stem))).lower()[:80]


def path_at(url: str) -> str:
    """The path in a web address; refuses what is none."""
    try:
        parts = urlsplit(url)
    except ValueError as exc:
        raise bad_request("Invalid image URL.") from exc
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise bad_request("Invalid image URL: it must be an http or https URL, or a base64 data URL.")
    return parts.path


def decoded_base64(head: str, payload: str, *, of: str) -> bytes:
    """The bytes in the two halves of a data URL of `of`; refuses another encoding than base64."""
    if not payload or not head.lower().endswith(";base64"):
        raise bad_request(f"Invalid data URL of {of}: it must read data:<type>;base64,<data>.")
    try:
        return base64.b64decode(payload, validate=True)
    except (binascii.Error, ValueError) as exc:
        raise bad_request(f"Invalid base64 in the data URL of {of}.") from exc


def _checked(data: bytes) -> bytes:
    if len(data) > MAX_SOURCE:
        raise bad_request(f"An image is larger than {MAX_SOURCE // 2**20} MiB.")
    if not _readable(data):
        raise bad_request("Unsupported image format: JPEG, PNG and WebP are supported.")
    return data


def _readable(data: bytes) -> bool:
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    return webp or data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
