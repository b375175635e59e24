"""Form of a panel: what is asked for as it stands there, the sources that it names, and its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import TypeAlias

from imagine_nb.errors import ImagineError
from imagine_nb.fields import MAX_COUNT
from imagine_nb.panels.messages import FieldError, Message
from imagine_nb.pictures import Picture
from imagine_nb.prices import image_model
from imagine_nb.records import JSON
from imagine_nb.settings import IMAGE_MODEL, MAX_PICTURES, PICTURE
from imagine_nb.sources import Source
from imagine_nb.suggestions import checked
from imagine_nb.values import checked_count

CHOICES = tuple(row for row in PICTURE if row.values and not row.is_open)
_Choices: TypeAlias = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Form:
    """What Create asks for: `sources` and `mask` are keys of what the panel holds, `region` is `x,y,w,h`.

    `choices` are the settings with values to choose from, by their names; what is left out is the model's.
    """

    prompt: str = ""
    sources: tuple[str, ...] = ()
    count: int = 1
    choices: _Choices = field(default_factory=dict)
    model: str = IMAGE_MODEL
    mask: str | None = None
    region: str | None = None

    def json(self) -> dict[str, JSON]:
        """The form as the page has it."""
        told = {**asdict(self), "sources": list(self.sources)}
        return {**told, **{row.name: self.choices.get(row.name) for row in CHOICES}}


@dataclass(frozen=True, slots=True)
class Held:
    """What a panel holds as a source: its key, the source, and what `-i` of a cell takes for it."""

    key: str
    source: Source
    reference: str | None  # None: no cell can say it
    picture: Picture | None = None


def form_of(message: Message) -> Form:
    """The form as the page sent it; a count out of range stays as it was typed."""
    count = message.fields.get("count")
    return Form(
        message.text("prompt"),
        message.names("sources"),
        count if isinstance(count, int) and not isinstance(count, bool) and abs(count) <= MAX_COUNT else 0,
        {row.name: value for row in CHOICES if (value := message.or_none(row.name)) is not None},
        model=message.or_none("model") or IMAGE_MODEL,
        mask=message.or_none("mask"),
        region=message.or_none("region"),
    )


@contextmanager
def beside(name: str) -> Iterator[None]:
    """An error within stands beside this field of the form."""
    try:
        yield
    except FieldError:
        raise
    except ImagineError as error:
        raise FieldError(error.message, advice=error.advice, field=name) from error


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
    for each in CHOICES:
        allowed = each.values_of(row.family) if row else each.values
        if allowed:
            with beside(each.name):
                checked(each.label, form.choices.get(each.name), allowed)
    return fitting(form, n_sources=len(form.sources))


def fitting(form: Form, *, n_sources: int) -> Form:
    """The form without what its model has no setting for, and no shape where a source keeps its own."""
    model = image_model(form.model)
    fit = [
        row.name
        for row in CHOICES
        if (model is None or row.values_of(model.family)) and not (row.is_shape and n_sources == 1)
    ]
    return replace(form, choices={name: value for name, value in form.choices.items() if name in fit})
