"""Regions: the part of a source that an edit is set into, a box in its pixels or what a mask paints.

The API has no masks. It edits the whole picture, and here that edit is set into the source within the region
alone: a step of its own in the gallery, whose request is at `PATH`, costs nothing and is sent to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from imagine_nb.errors import InputError
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.insets import Inset, boxed, inset, painted
from imagine_nb.printable import printable
from imagine_nb.records import JSON, PictureRecord, Recorded, SourceRecord
from imagine_nb.sources import ImageLike, Source, source
from imagine_nb.values import in_short

if TYPE_CHECKING:
    import numpy.typing as npt

PATH = "/region"
BOX, FEATHER = "region", "feather"  # the parameters of such a request

_NUMBER = re.compile(r"\s*([+-]?[0-9]{1,9}(?:\.[0-9]{1,9})?)\s*(%?)\s*")
_FOUR = "It is x, y, width and height: 40,30,200,100 in pixels, or 10%,20%,30%,40%."
_MOST = 10**9  # no picture has so many pixels
_FINEST, _SOFTEST, _PART = 1, 32, 100  # pixels of the feather, and what part of the picture's side it is

Box: TypeAlias = tuple[int, int, int, int]
RegionLike: TypeAlias = "str | Sequence[float | str]"


class Asked(Protocol):
    """A request, or a picture's record, as far as its region is concerned."""

    @property
    def endpoint(self) -> str: ...
    @property
    def parameters(self) -> Mapping[str, JSON]: ...
    @property
    def sources(self) -> tuple[SourceRecord, ...]: ...


@dataclass(frozen=True, slots=True)
class Region:
    """Region of one source: `box` is x, y, width and height in its pixels, else `mask` paints it.

    The edit comes in over `feather` pixels within it.
    """

    feather: int
    box: Box | None = None
    mask: Source | None = None

    def __str__(self) -> str:
        return printable(_told(self.box, self.mask.record if self.mask else None))

    @property
    def identity(self) -> str:
        """What makes two regions of a picture the same one."""
        return f"{self.box or (self.mask and self.mask.record.identity)}"

    @property
    def parameters(self) -> dict[str, JSON]:
        """The parameters of its request; a mask is one of its sources."""
        return {**({BOX: list(self.box)} if self.box else {}), FEATHER: self.feather}

    def set_in(self, under: bytes, edit: bytes, *, name: str) -> Inset:
        """The edit, set into the picture that it was made of. Raises SourceError for what cannot be read."""
        inside = self._inside(pixels.upright_size(under))
        return inset(under, edit, inside, feather=self.feather, name=name)

    def _inside(self, size: tuple[int, int]) -> npt.NDArray[Any]:
        if self.mask is not None and self.mask.data is not None:
            return painted(self.mask.data, size, name=self.mask.record.name)
        return boxed(self.box or (0, 0, *size), size)


def region_of(
    sources: Sequence[Source], box: RegionLike | None = None, mask: ImageLike | None = None
) -> Region | None:
    """The region of an edit, None where neither a box nor a mask is given.

    Raises InputError where it cannot be: not of one source whose pixels are here, out of it, or empty.
    """
    if box is None and mask is None:
        return None
    if box is not None and mask is not None:
        raise InputError("There are a region and a mask.", advice="Give one of them: a mask is a region.")
    size = _size(sources)
    feather = max(_FINEST, min(_SOFTEST, min(size) // _PART))
    if box is not None:
        return Region(feather, box=box_in(box, size))
    region = Region(feather, mask=_mask(mask))
    if not region._inside(size).any():
        advice = "What it paints is white, or opaque where the rest can be seen through."
        raise InputError("The mask paints nothing.", advice=advice)
    return region


def _size(sources: Sequence[Source]) -> tuple[int, int]:
    """The size of the one source that a region can be of."""
    if len(sources) != 1:
        told = f"{len(sources)} are named" if sources else "none is named"
        raise InputError(f"A region is of one picture, and {told}.", advice="Name one source.")
    (only,) = sources
    if only.data is None:
        raise InputError(
            f"{only.record.name} is fetched by the API: its pixels are not here, and a region needs them.",
            advice="Download it first, and name the file.",
        )
    try:
        return pixels.upright_size(only.data)
    except ValueError as exc:
        raise pixels.broken(only.record.name, exc) from exc


def _mask(mask: Any) -> Source:
    found = source(mask)
    if found.data is None:
        raise InputError("The mask is at an address.", advice="Download it first, and name the file.")
    return found


def box_in(value: object, size: tuple[int, int]) -> Box:
    """The box of a region of a picture of this size, in pixels. Raises InputError for what is none.

    `value` is four numbers, as text with commas or as a sequence, all of them in pixels or all in percent.
    """
    numbers = [_number(each, value) for each in _parts(value)]
    if len(numbers) != 4 or len({is_percent for _, is_percent in numbers}) != 1:
        raise _no_box(value)
    left, top, width, height = (number for number, _ in numbers)
    if numbers[0][1]:
        right, bottom = (round(size[0] * (left + width) / 100), round(size[1] * (top + height) / 100))
        left, top = round(size[0] * left / 100), round(size[1] * top / 100)
        width, height = right - left, bottom - top
    if any(each != int(each) for each in (left, top, width, height)):
        raise _no_box(value)
    box = int(left), int(top), int(width), int(height)
    if box[2] < 1 or box[3] < 1:
        raise InputError(f"The region {in_short(value)} is empty.", advice=_FOUR)
    if box[0] < 0 or box[1] < 0 or box[0] + box[2] > size[0] or box[1] + box[3] > size[1]:
        raise InputError(
            f"The region {in_short(value)} reaches out of the picture.",
            advice=f"That is {size[0]} x {size[1]}: x + width is at most {size[0]}, y + height {size[1]}.",
        )
    return box


def _no_box(value: object) -> InputError:
    return InputError(f"The region {in_short(value)} is no box.", advice=_FOUR)


def _parts(value: object) -> list[object]:
    if isinstance(value, str):
        return list(value[:200].split(","))
    if isinstance(value, (bytes, bytearray, Mapping, set)) or not isinstance(value, Iterable):
        raise _no_box(value)
    try:
        return [each for each, _ in zip(value, range(5), strict=False)]
    except Exception as exc:  # whatever a class of the program's does
        raise _no_box(value) from exc


def _number(part: object, whole: object) -> tuple[float, bool]:
    """A number, and whether it is in percent."""
    if isinstance(part, str) and (match := _NUMBER.fullmatch(part)):
        return float(match[1]), bool(match[2])
    number: Any = part if isinstance(part, Real) and not isinstance(part, bool) else _MOST
    if not -_MOST < number < _MOST:
        raise _no_box(whole)
    return float(number), False


def is_region(asked: Asked) -> bool:
    """Whether this is the step in which an edit was set in."""
    return asked.endpoint == PATH and len(asked.sources) >= 2


def edit_of(asked: Asked) -> str | None:
    """The id of the edit that was set in; None where nobody knows."""
    return asked.sources[1].picture_id if is_region(asked) else None


def mask_of(asked: Asked) -> SourceRecord | None:
    """The mask of a region; None for a box."""
    return asked.sources[2] if is_region(asked) and len(asked.sources) > 2 else None


def box_of(asked: Asked) -> Box | None:
    """The box of a region; None for a mask, and where what is recorded is no box."""
    box = asked.parameters.get(BOX) if is_region(asked) else None
    if not (isinstance(box, list) and len(box) == 4 and all(type(each) is int for each in box)):
        return None
    left, top, width, height = box
    return left, top, width, height


def images_of(asked: Asked) -> tuple[SourceRecord, ...]:
    """The sources that were sent: of a region the picture that the edit was asked of."""
    return asked.sources[:1] if is_region(asked) else asked.sources


def told(asked: Asked) -> str:
    """The region of a request in words: `200 x 100 at 40, 30`, or by its mask."""
    return _told(box_of(asked), mask_of(asked))


def _told(box: Box | None, mask: SourceRecord | None) -> str:
    if box is None:
        return f"where {mask.name if mask else 'the mask'} paints"
    return f"{box[2]} x {box[3]} at {box[0]}, {box[1]}"


Family: TypeAlias = "list[PictureRecord]"


def as_calls(
    picture: PictureRecord, family: Iterable[PictureRecord], requests: Mapping[str, Recorded]
) -> tuple[PictureRecord, Family, dict[str, Recorded]]:
    """A picture, its family and their requests, each edit and its region as the one call that makes both.

    Edits that nothing else needs are left out; a call has the settings of its edit, and the id of a region's
    request, and its pictures have their places among those of the edit.
    """
    known = {each.id: each for each in [*family, picture]}
    calls, firsts = dict(requests), dict[tuple[str, str], str]()
    for each in sorted(filter(is_region, known.values()), key=lambda one: one.number):
        edit, mask = known.get(edit_of(each) or ""), mask_of(each)
        where = f"{box_of(each)} {mask.identity if mask else ''}"
        first = firsts.setdefault((edit.request_id if edit else each.request_id, where), each.request_id)
        settings = requests[edit.request_id].request.parameters if edit else {}
        step = requests[each.request_id]
        made = replace(step.request, parameters={**step.request.parameters, **settings})
        calls[first] = replace(step, id=first, request=made)
        parents = tuple(one.picture_id for one in (*images_of(each), mask) if one and one.picture_id)
        known[each.id] = replace(each, request_id=first, index=edit.index if edit else 0, parents=parents)
    asked = {parent for each in known.values() for parent in each.parents} | {picture.id}
    edits = {edit_of(each) for each in known.values()} - asked
    return known[picture.id], [each for each in known.values() if each.id not in edits], calls
