"""The files that a message carries: ids of uploaded ones, base64, addresses. Nothing is fetched."""

from __future__ import annotations

from mimetypes import guess_type
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import unquote

from imagine_nb.print_shop.counter.fields import JSONObject, optional_text
from imagine_nb.print_shop.counter.refusals import missing, too_large
from imagine_nb.print_shop.counter.sources import Keeper, decoded_base64, path_at, source_at
from imagine_nb.print_shop.counter.stored_files import MAX_FILE, StoredFile
from imagine_nb.print_shop.press import Document, Source, picture_type

_LONGEST_NAME = 200


class FileKeeper(Keeper, Protocol):
    """Who holds the uploaded files."""

    def stored_file(self, file_id: str) -> StoredFile:
        """An uploaded file; refuses an unknown id."""
        ...


def file_in(part: JSONObject, name: str, *, keeper: FileKeeper, url: str) -> Source | Document:
    """The file of a part that has `file_id`, `file_data` with `filename`, or an address under `url`.

    It is a picture where its bytes are one, whatever it is called, and else a document.
    """
    if (file_id := optional_text(part, "file_id")) is not None:
        file = keeper.stored_file(file_id)
        return _attached(file.data, file.name, file.content_type)
    called = optional_text(part, "filename") or ""
    if (data := optional_text(part, "file_data")) is not None:
        return _inline(data, called)
    address = optional_text(part, url)
    if address is None:
        raise missing(f"{name}.{url}")
    return _inline(address, called) if address[:5].lower() == "data:" else _at(address, called, keeper)


def _inline(text: str, name: str) -> Source | Document:
    """The file in a data URI, or in base64 alone."""
    head, _, payload = text.partition(",") if text[:5].lower() == "data:" else ("data:;base64", "", text)
    if len(payload) // 4 * 3 - payload[-2:].count("=") > MAX_FILE:
        raise too_large(f"A file of a message is larger than {MAX_FILE // 2**20} MiB")
    data = decoded_base64(head, payload, of="a file")
    return _attached(data, name, head[5:].partition(";")[0].strip().lower())


def _at(url: str, name: str, keeper: FileKeeper) -> Source | Document:
    path = path_at(url)
    own = keeper.hosted(url)
    called = name or PurePosixPath(unquote(path)).name
    if own is not None:
        return _attached(own, called, "")
    kind = guess_type(called)[0] or ""
    if kind.startswith("image/"):
        return source_at(url, keeper=keeper)
    return Document(None, called[:_LONGEST_NAME], kind)


def _attached(data: bytes, name: str, kind: str) -> Source | Document:
    return Source(data) if picture_type(data) else Document(data, name[:_LONGEST_NAME], kind)
