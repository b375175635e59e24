"""Alt texts of a studio's pictures: asked of the chat model as any question is, and kept with the pictures.

A picture that has an alt text keeps it: one by hand, and one that the API wrote, until another is asked for
with `fresh`. What an engine wrote that costs nothing gives way where the API is asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, Unpack

from imagine_nb.answers import Answer
from imagine_nb.engines import ENGINES
from imagine_nb.errors import GalleryError, ImagineError, InputError, without_keys
from imagine_nb.gallery import Gallery
from imagine_nb.gallery.marks import LONGEST_ALT, one_line
from imagine_nb.gallery.places import outside_cells
from imagine_nb.holders import HoldsPictures, pictures_in
from imagine_nb.loop import Job
from imagine_nb.options import ON_ROW, AskOptions, DescribeOptions, ManyAskOptions, check_names
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.records import AnswerRecord, Author, PictureRecord, clipped
from imagine_nb.studio.results import Shows
from imagine_nb.values import call_given, in_short

if TYPE_CHECKING:
    from imagine_nb.bulk.plan import BulkPlan
    from imagine_nb.bulk.results import Results
    from imagine_nb.bulk.row import Row

QUESTION = (
    "Write the alt text of this picture, for somebody who cannot see it: what it shows, in one or two plain"
    " sentences of at most 240 characters together. Do not begin with “image of” or “picture of”."
    " Quote words that can be read in it. Answer with the alt text alone."
)
_One: TypeAlias = "Picture | Pictures | PictureRecord | HoldsPictures"
Several: TypeAlias = "_One | Iterable[_One]"
COLUMN = "picture"  # of the table that pictures are asked about in
_OPTIONS = DescribeOptions.__annotations__.keys() - {"takes"}  # a picture has one alt text
_OPENING = re.compile(r"^\W*alt(?:ernative)?[ -]?text\W*[:\-–—][\s*_]*", re.IGNORECASE)
_PAIRS = ('""', "''", "“”", "‘’", "«»", "``", "**")


class Asks(Shows, Protocol):
    """The studio, as its alt texts know it."""

    @property
    def gallery(self) -> Gallery: ...
    def who_answers(self, engine: str | None = None) -> str: ...
    def start_ask(self, question: str, **options: Unpack[AskOptions]) -> Job[Answer]: ...
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
        self.answer(picture, options)
        return self.now(picture.record).alt

    def answer(self, picture: Picture, options: AskOptions) -> Answer | None:
        """The answer that a picture's alt text is now; None where it keeps the one that it has."""
        (record,) = self._records(picture)
        fresh = bool(options.get("fresh"))
        if not fresh and self._keeps(record, options.get("engine")):
            return None
        answer = self.begun(picture, options).result()
        self.kept(picture, answer, fresh=fresh)
        return answer

    def begun(self, picture: Picture, options: AskOptions) -> Job[Answer]:
        """The question for a picture's alt text, whatever it has, under way; its answer is to be `kept`."""
        (record,) = self._records(picture)
        asked: AskOptions = {**options, "images": self._studio.picture(record)}
        with outside_cells():  # a picture has one alt text: two threads that ask for it share the answer
            return self._studio.start_ask(QUESTION, **asked)

    def kept(self, picture: Picture, answer: Answer, *, fresh: bool = False) -> None:
        """Keep the alt text in an answer with its picture. Raises ImagineError where there is none in it.

        One that was written by hand meanwhile stays, unless with `fresh`.
        """
        if not cleaned(answer.text, answer.record.engine):
            raise ImagineError("The answer holds no alt text.", advice="Ask again, or write one yourself.")
        _keep(self._studio.gallery, picture.record, answer.record, fresh=fresh)

    def _keeps(self, record: PictureRecord, engine: str | None) -> bool:
        """Whether a picture keeps the alt text that it has, where this engine is the one that is asked."""
        by = record.alt_by
        return bool(record.alt) and (by is None or by.engine not in self._giving_way(engine))

    def _lacking(self, pictures: Several | None, options: DescribeOptions) -> list[Picture]:
        """Those of the pictures, None for all of the gallery, that are to be asked about; each once."""
        engine, fresh, kept = options.get("engine"), options.get("fresh"), self._studio.gallery
        if pictures is not None:
            records = [each for each in self._records(pictures) if fresh or not self._keeps(each, engine)]
        else:
            records = list(kept) if fresh else kept.undescribed(besides=self._giving_way(engine))
        return [self._studio.picture(each) for each in records]

    def plan(self, pictures: Several | None, options: DescribeOptions) -> BulkPlan:
        """What the alt texts of these pictures, None for all of the gallery, cost; nothing is asked."""
        asked = self._asked(options)
        found = self._lacking(pictures, options)
        if found:
            return self._studio.plan_ask_many({COLUMN: found}, QUESTION, **asked)
        from imagine_nb.bulk.plan import BulkPlan

        return BulkPlan(0, 0)

    def written(self, pictures: Several | None, options: DescribeOptions) -> Results:
        """The alt texts of these pictures, None for all of the gallery; each is kept as it comes."""
        asked = self._asked(options)
        if found := self._lacking(pictures, options):
            return self._studio.ask_many({COLUMN: found}, QUESTION, **asked)
        from imagine_nb.bulk.results import Results

        return Results((), columns=[COLUMN])

    def _asked(self, options: DescribeOptions) -> Any:
        """The options of the table that the pictures are."""
        check_names(options, _OPTIONS)
        gallery, fresh = self._studio.gallery, bool(options.get("fresh"))
        on_row = call_given(options.get("on_row"), of="on_row", advice=ON_ROW)
        keep = _keeping(gallery, on_row, fresh=fresh)
        return {**options, "images": COLUMN, "on_row": keep}

    def _giving_way(self, engine: str | None) -> list[str]:
        """The engines whose texts give way to those of who is asked now."""
        billed = ENGINES[self._studio.who_answers(engine)].is_billed
        return [each.name for each in ENGINES.values() if billed and not each.is_billed]

    def _records(self, pictures: Several) -> list[PictureRecord]:
        """The pictures as the gallery has them now, each once. Raises InputError where it has one not."""
        ids = list(dict.fromkeys(_ids(pictures)))
        found = self._studio.gallery.pictures(ids)
        if len(found) < len(ids):
            advice = "Its alt text would be kept nowhere; picture.ask(...) asks about any."
            raise InputError("A picture is not in the gallery of this studio.", advice=advice)
        return found


def _ids(pictures: Several) -> Iterator[str]:
    """The ids of one picture or several, or of what holds some. Raises InputError for what is none."""
    several: Any = pictures_in(pictures)
    if several is None:
        is_list = isinstance(pictures, Iterable) and not isinstance(pictures, (str, bytes))
        several = pictures if is_list else [pictures]
    for each in several:
        if (held := pictures_in(each)) is not None:
            yield from (inner.id for inner in held)
        elif isinstance(each, PictureRecord):
            yield each.id
        else:
            raise InputError(f"{in_short(each)} is no picture.", advice="Give pictures of the gallery.")


def cleaned(text: str, engine: str) -> str:
    """An answer as an alt text: one line, without quotes around it, and no heading or author before it."""
    label = ENGINES[engine].label
    alt = one_line(without_keys(text))
    if label and alt.lower().startswith(label.lower()):
        alt = alt[len(label) :].lstrip(" .:")
    alt = _OPENING.sub("", alt)
    while len(alt) > 1 and alt[0] + alt[-1] in _PAIRS and alt[0] not in alt[1:-1]:
        alt = alt[1:-1].strip()
    return clipped(alt, LONGEST_ALT)


def _keep(gallery: Gallery, picture: PictureRecord, answer: AnswerRecord, *, fresh: bool) -> None:
    """Keep the alt text in an answer with its picture, unless one was written by hand meanwhile."""
    alt, author = cleaned(answer.text, answer.engine), Author(answer.engine, answer.model)
    now = gallery.described(picture)
    if alt and (now.alt, now.alt_by) != (alt, author) and (fresh or not now.alt or now.alt_by is not None):
        gallery.describe(picture, alt, by=author)


def _keeping(
    gallery: Gallery, on_row: Callable[[Any], object] | None, *, fresh: bool
) -> Callable[[Row], None]:
    """What keeps the alt text of each row, and then calls the caller's own."""

    def keep(row: Row) -> None:
        if row.answer is not None:
            _keep(gallery, row.values[COLUMN].record, row.answer.record, fresh=fresh)
        if on_row is not None:
            on_row(row)

    return keep
