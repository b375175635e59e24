"""Alt texts of a studio's pictures: asked of the chat model as any question is, and kept with the pictures.

A picture that has an alt text keeps it: one by hand, and one that the API wrote, until another is asked for
with `fresh`. What an engine wrote that costs nothing gives way where the API is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, Unpack

from imagine_nb.engines import ENGINES
from imagine_nb.errors import GalleryError, ImagineError, InputError
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.marks import LONGEST_ALT, one_line
from imagine_nb.options import AskOptions, DescribeOptions, ManyAskOptions, check_names
from imagine_nb.pictures import Picture
from imagine_nb.records import AnswerRecord, Author, PictureRecord, clipped
from imagine_nb.studio.results import Shows

if TYPE_CHECKING:
    from imagine_nb.bulk.plan import BulkPlan
    from imagine_nb.bulk.results import Results
    from imagine_nb.bulk.row import Row

QUESTION = (
    "Write the alt text of this picture, for somebody who cannot see it: what it shows, in one or two plain"
    " sentences of at most 240 characters together. Do not begin with “image of” or “picture of”."
    " Quote words that can be read in it. Answer with the alt text alone."
)
COLUMN = "picture"  # of the table that pictures are asked about in
_OPTIONS = DescribeOptions.__annotations__.keys() - {"takes"}  # a picture has one alt text
_OPENING = re.compile(r"^\W*alt(?:ernative)?[ -]?text\W*[:\-–—]\s*", re.IGNORECASE)
_PAIRS = ('""', "''", "“”", "‘’", "«»", "``", "**")


class Asks(Shows, Protocol):
    """The studio, as its alt texts know it."""

    @property
    def gallery(self) -> Gallery: ...
    def who_answers(self, engine: str | None = None) -> str: ...
    def ask_many(self, table: Any, question: str, **options: Unpack[ManyAskOptions]) -> Results: ...
    def plan_ask_many(self, table: Any, question: str, **options: Unpack[ManyAskOptions]) -> BulkPlan: ...


class AltTexts:
    """Alt texts of the pictures of one studio."""

    def __init__(self, studio: Asks) -> None:
        self._studio = studio

    def now(self, record: PictureRecord) -> PictureRecord:
        """The same picture with its alt text as it is now; as it was where nothing can be looked up."""
        with suppress(GalleryError):
            return self._studio.gallery.described(record)
        return record

    def of(self, picture: Picture, options: AskOptions) -> str:
        """The alt text of a picture, asked for unless it has one that it keeps. Raises what `ask` raises."""
        gallery = self._gallery([picture])
        record = gallery.described(picture.record)
        if not options.get("fresh") and self.keeps(record, options.get("engine")):
            return record.alt
        asked: AskOptions = {**options, "images": picture}
        answer = self._studio.ask(QUESTION, **asked)
        return _kept(gallery, record, answer.record)

    def keeps(self, record: PictureRecord, engine: str | None = None) -> bool:
        """Whether a picture keeps the alt text that it has, where this engine is the one that is asked."""
        return bool(record.alt) and (
            record.alt_by is None or record.alt_by.engine not in self._giving_way(engine)
        )

    def lacking(self, pictures: Iterable[Picture] | None, options: DescribeOptions) -> list[Picture]:
        """Those of the pictures, None for all of the gallery, that are to be asked about; each once."""
        engine, fresh = options.get("engine"), options.get("fresh")
        if pictures is None:
            kept = self._studio.gallery
            records = list(kept) if fresh else kept.undescribed(besides=self._giving_way(engine))
            return [self._studio.picture(each) for each in records]
        chosen = list(dict.fromkeys(pictures))
        self._gallery(chosen)
        return [each for each in chosen if fresh or not self.keeps(each.described, engine)]

    def plan(self, pictures: Iterable[Picture] | None, options: DescribeOptions) -> BulkPlan:
        """What the alt texts of these pictures, None for all of the gallery, cost; nothing is asked."""
        asked = self._asked(options)
        found = self.lacking(pictures, options)
        if found:
            return self._studio.plan_ask_many({COLUMN: found}, QUESTION, **asked)
        from imagine_nb.bulk.plan import BulkPlan

        return BulkPlan(0, 0)

    def written(self, pictures: Iterable[Picture] | None, options: DescribeOptions) -> Results:
        """The alt texts of these pictures, None for all of the gallery; each is kept as it comes."""
        asked = self._asked(options)
        if found := self.lacking(pictures, options):
            return self._studio.ask_many({COLUMN: found}, QUESTION, **asked)
        from imagine_nb.bulk.results import Results

        return Results((), columns=[COLUMN])

    def _asked(self, options: DescribeOptions) -> ManyAskOptions:
        check_names(options, _OPTIONS)
        gallery, on_row = self._studio.gallery, options.get("on_row")
        asked: Any = {**options, "images": COLUMN, "on_row": _keeping(gallery, on_row)}
        return asked  # type: ignore[no-any-return]

    def _giving_way(self, engine: str | None) -> list[str]:
        """The engines whose texts give way to those of who is asked now."""
        billed = ENGINES[self._studio.who_answers(engine)].is_billed
        return [each.name for each in ENGINES.values() if billed and not each.is_billed]

    def _gallery(self, pictures: Iterable[Picture]) -> Gallery:
        """The gallery that keeps them. Raises InputError where it does not keep one of them."""
        if any(each.path is None for each in pictures):
            raise InputError(
                "A picture that is kept in no gallery has no alt text.",
                advice="Ask about it instead: picture.ask(...).",
            )
        return self._studio.gallery


def cleaned(text: str, engine: str) -> str:
    """An answer as an alt text: one line, without quotes around it, and no heading or author before it."""
    label = ENGINES[engine].label
    alt = one_line(text)
    if label and alt.lower().startswith(label.lower()):
        alt = alt[len(label) :].lstrip(" .:")
    alt = _OPENING.sub("", alt)
    while len(alt) > 1 and alt[0] + alt[-1] in _PAIRS and alt[0] not in alt[1:-1]:
        alt = alt[1:-1].strip()
    return clipped(alt, LONGEST_ALT)


def _kept(gallery: Gallery, picture: PictureRecord, answer: AnswerRecord) -> str:
    """The alt text in an answer, kept with the picture. Raises ImagineError where there is none in it."""
    alt = cleaned(answer.text, answer.engine)
    if not alt:
        raise ImagineError("The answer holds no alt text.", advice="Ask with fresh=True, or write one.")
    author = Author(answer.engine, answer.model)
    now = gallery.described(picture)
    if (now.alt, now.alt_by) != (alt, author):
        gallery.describe(picture, alt, by=author)
    return alt


def _keeping(gallery: Gallery, on_row: Callable[[Any], object] | None) -> Callable[[Row], None]:
    """What keeps the alt text of each row, and then calls the caller's own."""

    def keep(row: Row) -> None:
        if row.answer is not None and cleaned(row.answer.text, row.answer.record.engine):
            _kept(gallery, row.values[COLUMN].record, row.answer.record)
        if on_row is not None:
            on_row(row)

    return keep
