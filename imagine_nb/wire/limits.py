"""What the API would refuse in a request for pictures, refused before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from imagine_nb import prices, settings
from imagine_nb.errors import InputError
from imagine_nb.prices import ImageModel
from imagine_nb.records import JSON
from imagine_nb.settings import IMAGE_FORMATS, MAX_N, Setting
from imagine_nb.suggestions import checked, meant

LONGEST_STORAGE = 2_592_000  # seconds, 30 days


def check_image_request(
    model: str, given: Mapping[str, JSON], *, n_sources: int = 0, image_format: str = "url"
) -> None:
    """Raise InputError for what the tables know that the API would refuse. Unknown models pass.

    `given` are the fields of the body, None where one is left out.
    """
    n = given.get("n", 1)
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= MAX_N:
        raise InputError(f"n is {n!r}.", advice=f"A request makes 1 to {MAX_N} pictures.")
    if image_format not in IMAGE_FORMATS:
        checked("image format", image_format, IMAGE_FORMATS)
    _check_user(given.get("user"))
    _check_delivery(n, image_format, given)
    shapes = [row.name for row in settings.ON_THE_WIRE if row.is_shape]
    if n_sources == 1 and any(given.get(name) is not None for name in shapes):
        raise InputError(
            "An edit of one picture keeps its shape.",
            advice="Leave the aspect ratio out, or generate a new picture.",
        )
    if model in prices.SHUT_DOWN:
        raise InputError(f"{model} is shut down.", advice=f"Use {' or '.join(settings.IMAGE_MODELS)}.")
    if (row := prices.image_model(model)) is not None:
        _check_model(row, given, n_sources)


def _check_model(model: ImageModel, given: Mapping[str, JSON], n_sources: int) -> None:
    """Raise InputError for a value that this model does not take, and for too many sources."""
    for row in settings.ON_THE_WIRE:
        if row.values and given.get(row.name) is not None:
            _check_value(row, given[row.name], model)
    if n_sources > model.max_sources:
        raise InputError(
            f"{n_sources} source images: {model.name} takes at most {model.max_sources}.",
            advice=_more_sources(model),
        )


def _check_value(row: Setting, value: JSON, model: ImageModel) -> None:
    allowed = row.values_of(model.family)
    if not allowed:
        raise InputError(
            f"{model.name} has no {row.label} setting.",
            advice=f"Use {' or '.join(row.models)}, or leave {row.label} out.",
        )
    checked(row.label, value, allowed, of=f" for {model.name}")


def _more_sources(model: ImageModel) -> str:
    most = prices.MOST_SOURCES
    if model.max_sources >= most.max_sources:
        return "Leave some out, or combine in two steps."
    return f"Leave some out, or use {most.name}, which takes {most.max_sources}."


def _check_user(user: object) -> None:
    if user is not None and not (isinstance(user, str) and user.strip()):
        raise InputError(f"user is {user!r}.", advice="It is a name of your own for the end user, as text.")


def _check_delivery(n: int, image_format: str, given: Mapping[str, JSON]) -> None:
    """What the API wants of requests whose pictures go elsewhere, or come later."""
    deferred, output, storage = (given.get(name) for name in ("deferred", "output", "storage_options"))
    if (deferred or output is not None) and image_format != "url":
        what = "A deferred request" if deferred else "A request with output"
        raise InputError(f"{what} answers with addresses alone.", advice="Leave image_format out, or 'url'.")
    addresses = output.get("upload_urls") if output is not None else None
    if output is not None and not (isinstance(addresses, Sequence) and len(addresses) == n):
        raise InputError("output holds one upload address per picture.", advice=f"Give {n} in upload_urls.")
    if storage is not None:
        _check_storage(storage)


def _check_storage(storage: Mapping[str, JSON]) -> None:
    if not (isinstance(storage.get("filename"), str) and storage["filename"]):
        raise InputError("storage_options need a filename.", advice='Such as {"filename": "fox.jpg"}.')
    life = storage.get("expires_after")
    if life is not None and not (isinstance(life, int) and 0 < life <= LONGEST_STORAGE):
        raise InputError(f"expires_after is {life!r}.", advice=f"In seconds, at most {LONGEST_STORAGE}.")


_NO_FIELDS = {
    "size": "The API takes no size. Use aspect_ratio ('3:2') and resolution ('1k', '2k').",
    "seed": "The API takes no seed: the same prompt makes another picture each time. Keep the ones you like.",
    "mask": "The API edits whole pictures, without masks. Say in the prompt which part to change.",
    "mask_url": "The API edits whole pictures, without masks. Say in the prompt which part to change.",
    "negative_prompt": "The API ignores it. Say in the prompt what the picture should not show.",
    "style": "The API ignores it. Name the style in the prompt.",
    "response_format": "Here it is image_format, 'url' or 'base64'.",
    "output_format": "The API chooses the file type; convert the picture with .image and Pillow.",
    "image": "Here it is image_url, which takes any image.",
    "images": "Here it is image_urls, which takes any images.",
}


def check_fields(given: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise InputError for a field that there is not, with what to use instead."""
    known = sorted(allowed)
    for name in given:
        if name not in known:
            raise InputError(
                f"There is no field {name!r} of an image request.",
                advice=_NO_FIELDS.get(name) or meant(name, known, others="Fields", cutoff=0.6),
            )
