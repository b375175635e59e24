"""A question in its conversation: what is asked last, what was said and shown before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from imagine_nb.print_shop import press
from imagine_nb.print_shop.counter.cancellation import Stop
from imagine_nb.print_shop.counter.formats import Format
from imagine_nb.print_shop.counter.refusals import bad_request
from imagine_nb.print_shop.counter.tokens import token_count
from imagine_nb.print_shop.counter.turns import TOOL, Turn
from imagine_nb.print_shop.press import CannotAnswer, Document, Result, Source

LONGEST_TEXT = 1_000_000  # characters of a conversation
_PICTURE_TOKENS = 256  # of a picture, in the print shop's own kind of tokens


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked last, what was said before, and the instructions to heed.

    `results` are those of the functions that were called for this question.
    """

    text: str
    sources: tuple[Source, ...]
    history: tuple[tuple[str, str], ...]
    system: str
    documents: tuple[Document, ...] = ()
    results: tuple[Result, ...] = ()
    form: Format = field(default_factory=Format)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many tokens a conversation has, of its texts and of its pictures."""

    text: int
    images: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.text + self.images


def question_in(turns: Sequence[Turn], *, instructions: str = "", form: Format | None = None) -> Question:
    """The last turn of the user as a question, the turns before it as its history.

    A question without pictures or documents of its own is about those that were shown last.
    """
    rules = [instructions, *(turn.text for turn in turns if turn.role in {"system", "developer"})]
    asked = [at for at, turn in enumerate(turns) if turn.role == "user"]
    if not asked and not any(rules):
        raise bad_request("There is no message of the user.")
    last = asked[-1] if asked else -1
    said = turns[: last + 1]
    shown = next((turn for turn in reversed(said) if turn.sources or turn.documents), Turn("user", ""))
    return Question(
        text=said[-1].text if said else "",
        sources=shown.sources,
        history=tuple((turn.role, turn.text) for turn in said[:-1] if turn.role in {"user", "assistant"}),
        system="\n".join(rule for rule in rules if rule),
        documents=shown.documents,
        results=_results(turns, after=last),
        form=form or Format(),
    )


def _results(turns: Sequence[Turn], *, after: int) -> tuple[Result, ...]:
    """The results since the question, with the names of their functions: by id, else in order."""
    calls = [call for turn in turns[after + 1 :] for call in turn.calls]
    names = {call.id: call.name for turn in turns for call in turn.calls}
    told = [turn for turn in turns[after + 1 :] if turn.role == TOOL]
    in_turn = [calls[at].name if at < len(calls) else "" for at in range(len(told))]
    return tuple(
        Result(names.get(turn.call_id) or name, turn.text) for turn, name in zip(told, in_turn, strict=True)
    )


def tokens_in(turns: Sequence[Turn]) -> Counts:
    """How many tokens these messages have. Refuses more text than a conversation may hold."""
    texts = [turn.text for turn in turns] + [call.arguments for turn in turns for call in turn.calls]
    characters = sum(map(len, texts))
    if characters > LONGEST_TEXT:
        raise bad_request(f"The messages have {characters} characters; {LONGEST_TEXT} are allowed.")
    pictures = sum(len(turn.sources) for turn in turns)
    return Counts(sum(map(token_count, texts)), pictures * _PICTURE_TOKENS)


def answer_to(question: Question, stop: Stop = press.never) -> str:
    """The press's answer. Refuses a form that no answer can have."""
    try:
        return press.answered(
            question.text,
            question.sources,
            documents=question.documents,
            history=question.history,
            system=question.system,
            results=question.results,
            schema=question.form.schema,
            as_json=question.form.is_json,
            stop=stop,
        )
    except CannotAnswer as exc:
        raise bad_request(str(exc)) from exc
