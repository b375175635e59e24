"""Options of `imagine` and `ask` besides the prompt: one table each, for functions, cells and panels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, Protocol, runtime_checkable

from imagine_nb.budget import Budget
from imagine_nb.chat import Conversation
from imagine_nb.errors import InputError
from imagine_nb.records import JSON
from imagine_nb.regions import RegionLike
from imagine_nb.settings import PictureSettings
from imagine_nb.sources import ImageLike
from imagine_nb.suggestions import meant
from imagine_nb.wire.chat_settings import Settings, settings_fields


class ImagineOptions(PictureSettings, total=False):
    """What `imagine` takes besides the prompt.

    `images`: one or several sources, which make it an edit (up to 3, or 5 where the model allows); anything
    image-like. `n`: how many pictures; more than 10 are several requests. `model`, and the rest of
    `PictureSettings`: `aspect_ratio`, `resolution`, ... as the API has them. `region`: x, y, width and height
    in one source, in pixels (`(40, 30, 200, 100)`) or percent (`"10%,20%,30%,40%"`), or `mask`: what is white
    or opaque in it; the edit is set in there alone, and all else stays. `engine` for this request alone,
    `budget`: what all of it may cost in US dollars. `fresh`: a new take even of a request made before.
    `typed`: the prompt before names in it were filled in. `variable`: the one that gets the result, for
    recipes. `on_pictures`: called with the pictures of each request as it ends, from the background thread.
    """

    images: ImageLike | Iterable[ImageLike]
    n: int
    model: str | None
    region: RegionLike | None
    mask: ImageLike | None
    engine: str | None
    budget: float | Budget | None
    fresh: bool
    typed: str | None
    variable: str | None
    on_pictures: Callable[[Any], object] | None  # it is given Pictures, which take these options themselves


@runtime_checkable
class HasConversation(Protocol):
    """What holds a conversation: a client's Chat."""

    @property
    def conversation(self) -> Conversation: ...


class AskOptions(Settings, total=False):
    """What `ask` takes besides the question.

    `images`: the pictures asked about, anything image-like. `chat`: a name or a Chat that goes on across
    cells; `new` begins the one of that name anew, once it is answered. `detail`: `auto`, `low` or `high`.
    `model`: of this question and, in a chat, of those after it. `max_tokens`, `temperature`, `top_p`,
    `reasoning_effort`, `store_messages` as the API has them. `typed`: the question before names were filled
    in. `on_text`: called with each piece of the answer as it comes, from the background thread.
    """

    images: ImageLike | Iterable[ImageLike]
    chat: str | HasConversation | None
    new: bool
    detail: str | None
    model: str | None
    engine: str | None
    fresh: bool
    typed: str | None
    on_text: Callable[[str], None] | None


def check_names(given: Collection[str], known: Collection[str]) -> None:
    """Raise InputError for an option that is not there, which would be lost in silence."""
    for name in given:
        if name not in known:
            advice = meant(name, known, told="{}=", others="Options")
            raise InputError(f"There is no option {name}=.", advice=advice)


def fields_of(options: AskOptions) -> dict[str, JSON]:
    """The settings of a question that were given, as the API's body has them."""
    given: dict[str, JSON] = {name: options[name] for name in Settings.__annotations__ if name in options}  # type: ignore[literal-required]
    return settings_fields(given) if given else {}
