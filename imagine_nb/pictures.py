"""Result objects: Picture and Pictures. They show themselves, and are the next cell's input."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Unpack, overload

from imagine_nb.answers import Answer
from imagine_nb.books import Books
from imagine_nb.captions import caption_of
from imagine_nb.display import html as display
from imagine_nb.display.tables import shelf_bundle
from imagine_nb.errors import InputError
from imagine_nb.facts import Facts
from imagine_nb.frames import pandas, tabular
from imagine_nb.gallery import Gallery, href, reachable
from imagine_nb.gallery.disk import save_as
from imagine_nb.options import AskOptions, ImagineOptions
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.colours import plain
from imagine_nb.records import PictureRecord
from imagine_nb.saving import copy_of
from imagine_nb.sources import Source, listed, picture_source
from imagine_nb.suggestions import no_attribute
from imagine_nb.usage import Usage
from imagine_nb.values import path_given

if TYPE_CHECKING:
    import numpy.typing as npt
    from pandas import DataFrame
    from PIL.Image import Image

    from imagine_nb.display.html import Bundle, Shown


class Describes(Protocol):
    """The alt texts of a studio's pictures, as a picture knows them."""

    def now(self, record: PictureRecord) -> PictureRecord: ...
    def of(self, picture: Picture, options: AskOptions) -> str: ...


class Maker(Protocol):
    """The studio, as a picture knows it."""

    @property
    def alt_texts(self) -> Describes: ...
    def imagine(self, prompt: str, **options: Unpack[ImagineOptions]) -> Pictures: ...
    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer: ...
    def picture(self, record: PictureRecord) -> Picture: ...
    @property
    def gallery(self) -> Gallery: ...


@tabular("number", "prompt", "model", "size", "cost_usd", "parents", "path", "id")
@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Picture(Facts, Books):
    """One image and all that is known of it. It shows itself, and goes wherever an image goes.

    `fox.imagine("make it night")` edits it, `fox.ask("What is this?")` asks about it, `fox.save("fox.png")`
    writes it; `-i fox`, `{fox}` in a prompt and `images=fox` take it in.

    `record` holds the facts; the most asked are properties. `path` is its file in the gallery, None where
    it is kept in none; `badge` and `notice` are shown with it.
    """

    record: PictureRecord
    path: Path | None
    _data: Callable[[], bytes]
    _maker: Maker
    badge: str = ""
    notice: str = ""

    def __repr__(self) -> str:
        return f"<{display.text_of(self.described, path=str(self.path or ''), notice=self.notice)}>"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # protocols ask for many
            raise AttributeError(name)
        raise no_attribute(name, dir(type(self)), of="A picture")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Picture) and self.id == other.id

    def __hash__(self) -> int:
        return hash(self.id)

    @property
    def sha256(self) -> str:
        """The hash of its bytes, as it was recorded: 64 hexadecimal digits."""
        return self.record.sha256 or hashlib.sha256(self.data).hexdigest()

    @property
    def described(self) -> PictureRecord:
        """Its `record` with the alt text, and who wrote it, as they are now."""
        return self._maker.alt_texts.now(self.record) if self.path else self.record

    @property
    def alt(self) -> str:
        """The alt text as it is now, by hand or by `describe`; empty where it has none."""
        return self.described.alt

    @property
    def chain(self) -> Pictures:
        """The pictures from the first to this one, each made from the one before, in order.

        Of several sources the first is followed; pictures that were deleted are left out.
        """
        before = self._maker.gallery.chain(self.record) if self.parents else []
        return Pictures([*map(self._maker.picture, before), self])

    @property
    def data(self) -> bytes:
        """The bytes as they came; raises GalleryError where the file is gone."""
        return self._data()

    @property
    def image(self) -> Image:
        """The picture as a PIL image."""
        return pixels.decoded(self.data, name=f"Picture {self.number}")

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:  # noqa: FBT001
        """The pixels: an array of shape (height, width, 3), uint8."""
        import numpy as np

        array = np.array(plain(self.image).convert("RGB"))
        return array if dtype is None else array.astype(dtype)

    def as_source(self) -> Source:
        """This picture as the source of an edit or a question."""
        return picture_source(self.record, self.data)

    def save(self, path: str | Path, *, metadata: bool = True) -> Path:
        """Write the picture to `path`, in the format that its name asks for (PNG, JPEG, WebP); returns it.

        Its prompt, model, parents and parameters go into the file, or with `metadata=False` nothing but
        pixels. Pixels of the same format are not encoded again. The folder is made where it is not there.
        Raises InputError for another format, and where it cannot be written.
        """
        return save_as(path, copy_of(self.record, self.data, Path(path_given(path)), metadata=metadata))

    def __copy__(self) -> Picture:
        return self

    def __deepcopy__(self, memo: object) -> Picture:
        return self  # frozen, as its file is

    def imagine(self, prompt: str, **options: Unpack[ImagineOptions]) -> Pictures:
        """Edit this picture: `fox.imagine("make it night")`; with `images` it is combined with those.

        Takes the options of `Studio.imagine`; this picture is the first source.
        """
        merged: ImagineOptions = {**options, "images": [self, *listed(options.get("images"))]}
        return self._maker.imagine(prompt, **merged)

    def ask(self, question: str, **options: Unpack[AskOptions]) -> Answer:
        """Ask about this picture: `fox.ask("What is this?")`; with `images` about those too, after it.

        Takes the options of `Studio.ask`.
        """
        merged: AskOptions = {**options, "images": [self, *listed(options.get("images"))]}
        return self._maker.ask(question, **merged)

    def describe(self, *, model: str | None = None, engine: str | None = None, fresh: bool = False) -> str:
        """The alt text, in one or two sentences: asked of the chat model and kept, or the one it has.

        Every display has it from then on, and names who wrote it. One by hand, or by the API, stays: `fresh`
        asks for another. Raises InputError for a picture that is kept in no gallery.
        """
        return self._maker.alt_texts.of(self, {"model": model, "engine": engine, "fresh": fresh})

    def shown(self) -> Shown:
        """The picture with what stands beside it, to be displayed."""
        link, path = (href(self.path), reachable(self.path)) if self.path else (None, None)
        return display.Shown(self.described, self.data, link, path, badge=self.badge, notice=self.notice)

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        return display.picture_bundle(self.shown())


class Pictures(Books, Sequence[Picture]):
    """Pictures, of one request or more, in order. They show as a grid; a single one acts as that Picture.

    `name[0]` is the first, `name.one` the only one. They are what `-i name`, `{name}` in a prompt and
    `images=` take; `.to_pandas()` is a frame of their facts, `.contact_sheet("sheet.pdf")` a sheet of them.
    """

    def __init__(self, pictures: Sequence[Picture]) -> None:
        self._pictures = tuple(pictures)

    def __repr__(self) -> str:
        inner = "\n ".join(repr(picture) for picture in self._pictures)
        return inner if len(self) == 1 else f"[{inner}]"

    def __len__(self) -> int:
        return len(self._pictures)

    def __iter__(self) -> Iterator[Picture]:
        return iter(self._pictures)

    @overload
    def __getitem__(self, index: int) -> Picture: ...
    @overload
    def __getitem__(self, index: slice) -> Pictures: ...
    def __getitem__(self, index: int | slice) -> Picture | Pictures:
        if isinstance(index, slice):
            return Pictures(self._pictures[index])
        try:
            return self._pictures[index]
        except IndexError:
            counted = {0: "are none", 1: "is one picture, [0]"}
            told = counted.get(len(self), f"are {len(self)} pictures, [0] to [{len(self) - 1}]")
            raise IndexError(f"There {told}, and no [{index}].") from None

    @property
    def cost_usd(self) -> float | None:
        """What they cost together in US dollars; None where the API did not tell."""
        ticks = [picture.record.cost_ticks for picture in self]
        return None if None in ticks else Usage(sum(tick or 0 for tick in ticks)).cost_usd

    @property
    def one(self) -> Picture:
        """The single picture; raises InputError where there are several."""
        if len(self) == 1:
            return self._pictures[0]
        one = "Pick one by its index, as in name[0]; list(name) is a list of them."
        advice = one if self else "Make one first."
        raise InputError(f"These are {len(self)} pictures.", advice=advice)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if not hasattr(Picture, name):
            raise no_attribute(name, {*dir(type(self)), *dir(Picture)}, of="These pictures")
        if len(self._pictures) != 1:
            raise AttributeError(f"These are {len(self._pictures)} pictures: pick one, as in name[0].{name}.")
        return getattr(self._pictures[0], name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *(dir(self._pictures[0]) if len(self) == 1 else ())})

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> npt.NDArray[Any]:  # noqa: FBT001
        """The pixels of the single picture; raises InputError where there are several."""
        return self.one.__array__(dtype, copy)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Pictures) and self._pictures == other._pictures

    def __hash__(self) -> int:
        return hash(self._pictures)

    def as_source(self) -> Source:
        """The single picture as a source; raises InputError where there are several."""
        return self.one.as_source()

    def to_pandas(self) -> DataFrame:
        """The same as a pandas frame, one row for each, as `pandas.DataFrame(pictures)` makes it.

        Its columns are `number`, `prompt` (as it was sent), `model`, `size` (width and height in pixels),
        `cost_usd`, `parents` (ids), `path` and `id`. Raises InputError where pandas is not installed.
        """
        return pandas().DataFrame(list(self))

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        if len(self) == 1:
            return display.picture_bundle(self.one.shown())
        if not self:
            return display.line_bundle("No pictures.")
        several = [picture.shown() for picture in self]
        has_one_prompt = len({(each.record.sent, caption_of(each.record)) for each in several}) == 1
        return display.pictures_bundle(several) if has_one_prompt else shelf_bundle(several)
