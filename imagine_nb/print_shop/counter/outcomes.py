"""The outcome of a question: calls of functions, pictures that were drawn, and what is said."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import partial
from uuid import uuid4

from imagine_nb.print_shop import press
from imagine_nb.print_shop.counter.cancellation import Stop
from imagine_nb.print_shop.counter.orders import Order
from imagine_nb.print_shop.counter.prints import prints_of
from imagine_nb.print_shop.counter.questions import Question, answer_to
from imagine_nb.print_shop.counter.refusals import MODERATED, Refusal, bad_request
from imagine_nb.print_shop.counter.shop import Shop
from imagine_nb.print_shop.counter.tools import Tools
from imagine_nb.print_shop.counter.turns import MadeCall, Turn
from imagine_nb.print_shop.press import CannotAnswer, PictureRequest, Source

_OPENING = "Print shop, not Grok: "
_NEEDS_THEM = re.compile(
    r"\b(?:search|look up|browse|latest|newest|recent\w*|news|current\w*|today|now|online|web\w*|internet"
    r"|tweets?|posts?|twitter|x\.com|code|run|execute|compute|calculate|files?|collections?)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that was drawn, by its prompt; without data where moderation refused it."""

    prompt: str
    action: str
    data: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a question."""

    text: str
    calls: tuple[MadeCall, ...] = ()
    drawn: tuple[Drawn, ...] = ()

    @property
    def turn(self) -> Turn:
        """It as a turn of the conversation."""
        sources = tuple(Source(each.data) for each in self.drawn if each.data is not None)
        return Turn("assistant", self.text, sources, calls=self.calls)


async def outcome_of(question: Question, tools: Tools, *, shop: Shop) -> Outcome:
    """The outcome of a question: results in hand are passed on, so that calls come to an end."""
    if not question.results:
        if calls := await shop.clerks.run(partial(_calls, question, tools)):
            return Outcome("", calls)
        if (wanted := _picture(question, tools)) is not None:
            outcome = await _drawn(wanted, question, shop)
            return replace(outcome, text=outcome.text + _beside(question, tools))
    text = await shop.clerks.run(partial(answer_to, question))
    return Outcome(text + _beside(question, tools))


def _calls(question: Question, tools: Tools, stop: Stop) -> tuple[MadeCall, ...]:
    if not tools.functions:
        return ()
    forced = tools.forced and tools.drawing is None
    try:
        made = press.calls_of(question.text, tools.functions, forced=forced, several=tools.several, stop=stop)
    except CannotAnswer as exc:
        raise bad_request(f"The arguments of a function: {exc}") from exc
    return tuple(MadeCall(f"call_{uuid4()}", call.name, call.arguments) for call in made)


def _picture(question: Question, tools: Tools) -> PictureRequest | None:
    if tools.drawing is None or not question.text:
        return None
    return press.picture_asked(
        question.text, has_picture=bool(question.sources), action=tools.drawing, forced=tools.forced
    )


async def _drawn(wanted: PictureRequest, question: Question, shop: Shop) -> Outcome:
    """A picture of the prompt, or of the pictures that were shown last after it."""
    order = Order(
        prompt=wanted.prompt,
        count=1,
        ratio="auto",
        resolution="1k",
        as_url=False,
        deferred=False,
        take=1,
        sources=question.sources if wanted.is_edit else (),
    )
    drawn = Drawn(wanted.prompt, "edit" if wanted.is_edit else "generate")
    try:
        (made,) = await prints_of(order, presses=shop.presses)
    except Refusal as exc:
        if exc.code != MODERATED:
            raise
        return Outcome(await _told(f"{_OPENING}{exc}", question, (), shop), drawn=(drawn,))
    text = await _told(made.note, question, (Source(made.data),), shop)
    return Outcome(text, drawn=(replace(drawn, data=made.data),))


async def _told(words: str, question: Question, shown: tuple[Source, ...], shop: Shop) -> str:
    """The words, or the form that was asked for, filled from the picture that was drawn."""
    if not question.form.is_json:
        return words
    about = replace(question, sources=shown, documents=())
    return await shop.clerks.run(partial(answer_to, about))


def _beside(question: Question, tools: Tools) -> str:
    """What is said of tools that are not to be had here, where the question needs them."""
    if question.form.is_json or question.results:
        return ""
    if (
        tools.drawing == "edit"
        and not question.sources
        and press.picture_asked(question.text, has_picture=True, action="edit")
    ):
        return " There is no picture in the conversation that could be edited."
    shown = question.sources or question.documents
    if not tools.elsewhere or (shown and not _NEEDS_THEM.search(question.text)):
        return ""
    names = ", ".join(tools.elsewhere)
    return f" It has no network and runs no tools of the API ({names}): nothing was looked up or run."
