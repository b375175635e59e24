"""Options of `imagine`, `ask` and their like for tables: one table each, for functions, cells and panels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any, Protocol, TypedDict, runtime_checkable

from imagine_nb.budget import Budget
from imagine_nb.chat import Conversation
from imagine_nb.durations import Duration
from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.regions import RegionLike
from imagine_nb.settings import PictureSettings
from imagine_nb.sources import ImageLike
from imagine_nb.suggestions import meant
from imagine_nb.wire.chat_settings import Settings, Shape, settings_fields


class PictureOptions(PictureSettings, total=False):
    """What every request for pictures may be asked with, one or many.

    `images`: one or several sources, which make it an edit (up to 3, or 5 where the model allows); anything
    image-like. `n`: how many pictures; more than 10 are several requests. `model`, and the rest of
    `PictureSettings`: `aspect_ratio`, `resolution`, ... as the API has them. `region`: x, y, width and height
    in one source, in pixels (`(40, 30, 200, 100)`) or percent (`"10%,20%,30%,40%"`), or `mask`: what is white
    or opaque in it; the edit is set in there alone, and all else stays. `engine` for this request alone,
    `budget`: what all of it may cost in US dollars. `fresh`: a new take even of a request made before.
    """

    images: ImageLike | Iterable[ImageLike]
    n: int
    model: str | None
    region: RegionLike | None
    mask: ImageLike | None
    engine: str | None
    budget: float | Budget | None
    fresh: bool


class ImagineOptions(PictureOptions, total=False):
    """What `imagine` takes besides the prompt: `PictureOptions`, and these.

    `typed`: the prompt before names in it were filled in. `variable`: the one that gets the result, for
    recipes. `on_pictures`: called with the pictures of each request as it ends, from the background thread.
    """

    typed: str | None
    variable: str | None
    on_pictures: Callable[[Any], object] | None  # it is given Pictures, which take these options themselves


@runtime_checkable
class HasConversation(Protocol):
    """What holds a conversation: a client's Chat."""

    @property
    def conversation(self) -> Conversation: ...


class QuestionOptions(Settings, total=False):
    """What every question may be asked with, one or many.

    `images`: the pictures asked about, anything image-like. `detail`: `auto`, `low` or `high`. `model`: of
    this question and, in a chat, of those after it. `max_tokens`, `temperature`, `top_p`, `reasoning_effort`,
    `store_messages` as the API has them. `schema`: a JSON schema, as a dict or as JSON, or a pydantic model
    that the answer fits: `.data` is then a dict, and of a table its fields become columns. `engine` for this
    question alone. `fresh`: a new answer even to a question asked before.
    """

    images: ImageLike | Iterable[ImageLike]
    schema: Shape | None
    detail: str | None
    model: str | None
    engine: str | None
    fresh: bool


class AskOptions(QuestionOptions, total=False):
    """What `ask` takes besides the question: `QuestionOptions`, and these.

    `chat`: a name or a Chat that goes on across cells; `new` begins the one of that name anew, once it is
    answered. `typed`: the question before names were filled in. `on_text`: called with each piece of the
    answer as it comes, from the background thread.
    """

    chat: str | HasConversation | None
    new: bool
    typed: str | None
    on_text: Callable[[str], None] | None


ON_ROW = "It is a function of a Row."  # what on_row= is


class BulkOptions(TypedDict, total=False):
    """How a table is worked through, whatever is asked of its rows.

    `max_in_flight`: how many requests at once (8). `requests_per_second`: how many may begin in a second;
    left out it is the API's documented limit, None lifts it. `max_usd`: what the run may cost; `deadline`:
    seconds from its start, a timedelta, or a datetime (local where it names no zone);
    `stop_after_failures`: how many rows may fail. Where one of these is reached, what is in flight is
    finished, and the other rows are not asked; a batch that may cost more than `max_usd` is refused, and
    takes neither of the others. `takes`: so many results of each row; equal rows, which
    share one result otherwise, have their own then. `retry_unknown`: ask again for rows of an earlier run
    that may have been charged. `yes` agrees to the price beforehand. `dry_run` plans only: the result is a
    BulkPlan. `background` returns at once, with a BulkJob. `quiet`: show no figures meanwhile. `how`:
    `requests`, the API's own `batch`, or a Dask Client whose workers make the requests. `on_row`: called with
    each Row as it ends, from the background thread.
    """

    max_in_flight: int
    requests_per_second: float | None
    max_usd: float | None
    deadline: Duration | datetime | None
    stop_after_failures: int | None
    takes: int | None
    retry_unknown: bool
    yes: bool
    dry_run: bool
    background: bool
    quiet: bool
    how: Any  # "requests", "batch" or a dask.distributed.Client, which is no dependency
    on_row: Callable[[Any], object] | None  # it is given a Row


class ManyImagineOptions(PictureOptions, BulkOptions, total=False):
    """What `imagine_many` takes besides the table and the prompt: `PictureOptions` and `BulkOptions`.

    Where a setting is text it may hold {column}. Text in `images` or `mask` is the name of a column of
    pictures, or several; a picture in it is the same for every row.
    """


class ManyAskOptions(QuestionOptions, BulkOptions, total=False):
    """What `ask_many` takes besides the table and the question: `QuestionOptions`, `BulkOptions`, and these.

    `budget`: what all of it may cost in US dollars. Text in `images` is the name of a column of pictures, or
    several.
    """

    budget: float | Budget | None


class DescribeOptions(BulkOptions, total=False):
    """What `describe` takes besides the pictures: `BulkOptions` without `takes`, and these.

    `model`: the chat model that is asked. `engine`: who answers. `fresh`: another alt text even where there
    is one, by hand too. `budget`: what all of it may cost in US dollars.
    """

    model: str | None
    engine: str | None
    fresh: bool
    budget: float | Budget | None


def check_names(given: Collection[str], known: Collection[str]) -> None:
    """Raise InputError for an option that is not there, which would be lost in silence."""
    for name in given:
        if name not in known:
            advice = meant(name, known, told="{}=", others="Options")
            raise InputError(f"There is no option {name}=.", advice=advice)


def fields_of(options: AskOptions) -> dict[str, JSON]:
    """The settings of a question that were given, as the API's body has them. Raises InputError."""
    given: dict[str, JSON] = {name: options[name] for name in Settings.__annotations__ if name in options}  # type: ignore[literal-required]
    if (shape := options.get("schema")) is not None:
        if given.get("response_format") is not None:
            raise InputError("schema= and response_format= say the same.", advice="Give one of them.")
        given["response_format"] = shape
    return settings_fields(given) if given else {}
