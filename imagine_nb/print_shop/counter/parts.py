"""Content parts of a message: texts, pictures and files, as each question endpoint spells them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from imagine_nb.print_shop.counter.documents import FileKeeper, file_in
from imagine_nb.print_shop.counter.fields import JSONObject, object_of, optional_text, wrong_type
from imagine_nb.print_shop.counter.refusals import missing
from imagine_nb.print_shop.counter.sources import Keeper, source_at, stored
from imagine_nb.print_shop.counter.turns import Reader
from imagine_nb.print_shop.press import Document, Source


def readers_of_responses(keeper: FileKeeper) -> Mapping[str, Reader]:
    """What the Responses API takes: an image's URL is a plain string there."""
    return {
        "input_text": _text,
        "output_text": _text,
        "refusal": _refusal,
        "input_image": partial(_input_image, keeper=keeper),
        "input_file": partial(file_in, keeper=keeper, url="file_url"),
    }


def readers_of_chat(keeper: FileKeeper) -> Mapping[str, Reader]:
    """What chat completions take: an image's URL is inside an object there."""
    return {
        "text": _text,
        "refusal": _refusal,
        "image_url": partial(_image_url, keeper=keeper),
        "file": partial(_nested_file, keeper=keeper),
    }


def _text(part: JSONObject, name: str) -> str:
    text = optional_text(part, "text")
    if text is None:
        raise missing(f"{name}.text")
    return text


def _refusal(part: JSONObject, _: str) -> str:
    return optional_text(part, "refusal") or ""


def _input_image(part: JSONObject, name: str, *, keeper: Keeper) -> Source:
    if (file_id := optional_text(part, "file_id")) is not None:
        return stored(file_id, keeper=keeper)
    address = optional_text(part, "image_url")
    if address is None:
        raise missing(f"{name}.image_url")
    return source_at(address, keeper=keeper)


def _image_url(part: JSONObject, name: str, *, keeper: Keeper) -> Source:
    holder = part.get("image_url")
    if isinstance(holder, str):
        raise wrong_type(f"{name}.image_url", holder, "struct ImageUrl")
    url = optional_text(object_of(holder, f"{name}.image_url"), "url")
    if url is None:
        raise missing(f"{name}.image_url.url")
    return source_at(url, keeper=keeper)


def _nested_file(part: JSONObject, name: str, *, keeper: FileKeeper) -> Source | Document:
    return file_in(object_of(part.get("file"), f"{name}.file"), f"{name}.file", keeper=keeper, url="url")
