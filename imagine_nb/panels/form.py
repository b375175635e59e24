"""Form of a panel: what is asked for as it stands there, the sources that it names, and its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace

from imagine_nb.errors import ImagineError
from imagine_nb.fields import MAX_COUNT
from imagine_nb.panels.messages import FieldError, Message
from imagine_nb.pictures import Picture
from imagine_nb.prices import image_model
from imagine_nb.records import JSON
from imagine_nb.settings import ASPECT_RATIO, IMAGE_MODEL, MAX_PICTURES, QUALITY, RESOLUTION
from imagine_nb.sources import Source
from imagine_nb.suggestions import checked
from imagine_nb.values import checked_count

_CHOICES = (ASPECT_RATIO, RESOLUTION, QUALITY)


@dataclass(frozen=True, slots=True)
class Form:
    """What Create asks for: `sources` and `mask` are keys of what the panel holds, `region` is `x,y,w,h`."""

    prompt: str = ""
    sources: tuple[str, ...] = ()
    count: int = 1
    aspect_ratio: str | None = None
    resolution: str | None = None
    quality: str | None = None
    model: str = IMAGE_MODEL
    mask: str | None = None
    region: str | None = None

    def json(self) -> dict[str, JSON]:
        """The form as the page has it."""
        return {**asdict(self), "sources": list(self.sources)}


@dataclass(frozen=True, slots=True)
class Held:
    """What a panel holds as a source: its key, the source, and what `-i` of a cell takes for it."""

    key: str
    source: Source
    reference: str
    picture: Picture | None = None


def form_of(message: Message) -> Form:
    """The form as the page sent it; a count out of range stays as it was typed."""
    count = message.fields.get("count")
    return Form(
        message.text("prompt"),
        message.names("sources"),
        count if isinstance(count, int) and not isinstance(count, bool) and abs(count) <= MAX_COUNT else 0,
        aspect_ratio=message.or_none(ASPECT_RATIO.name),
        resolution=message.or_none(RESOLUTION.name),
        quality=message.or_none(QUALITY.name),
        model=message.or_none("model") or IMAGE_MODEL,
        mask=message.or_none("mask"),
        region=message.or_none("region"),
    )


@contextmanager
def beside(field: str) -> Iterator[None]:
    """An error within stands beside this field of the form."""
    try:
        yield
    except FieldError:
        raise
    except ImagineError as error:
        raise FieldError(error.message, advice=error.advice, field=field) from error


def checked_form(form: Form, held: Mapping[str, Held]) -> Form:
    """The form, its count and its choices checked. Raises FieldError beside what is wrong."""
    with beside("count"):
        advice = f"A call makes 1 to {MAX_PICTURES} pictures."
        checked_count(form.count, of="The count", most=MAX_PICTURES, advice=advice)
    if not held.keys() >= set(form.sources):
        raise FieldError("A source is not here any more.", advice="Add it again.", field="sources")
    if form.mask is not None and form.mask not in held:
        raise FieldError("The mask is not here any more.", advice="Paint it again.", field="region")
    row = image_model(form.model)
    for each in _CHOICES:
        allowed = each.values_of(row.family) if row else each.values
        if allowed:
            with beside(each.name):
                checked(each.label, getattr(form, each.name), allowed)
    return _fitting(form, n_sources=len(form.sources))


def _fitting(form: Form, *, n_sources: int) -> Form:
    """The form without what its model has no setting for, and no shape where a source keeps its own."""
    row = image_model(form.model)
    if row is not None and not QUALITY.values_of(row.family):
        form = replace(form, quality=None)
    return replace(form, aspect_ratio=None) if n_sources == 1 else form
