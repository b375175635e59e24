"""A question in its conversation: the messages, their roles, their pictures and their documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from imagine_nb.print_shop import press
from imagine_nb.print_shop.counter.fields import JSONObject, object_of, required_text, wrong_type
from imagine_nb.print_shop.counter.refusals import bad_request, misfit
from imagine_nb.print_shop.counter.tokens import token_count
from imagine_nb.print_shop.press import Document, Source

LONGEST_TEXT = 1_000_000  # characters of a conversation
ROLES = ("user", "assistant", "system", "developer")

Part = str | Source | Document
Reader = Callable[[JSONObject, str], Part]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message: its role, its text, its pictures and its documents."""

    role: str
    text: str
    sources: tuple[Source, ...] = ()
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked last, what was said before, and the instructions to heed."""

    text: str
    sources: tuple[Source, ...]
    history: tuple[tuple[str, str], ...]
    system: str
    documents: tuple[Document, ...] = ()


def turn_in(message: JSONObject, name: str, *, readers: Mapping[str, Reader]) -> Turn:
    """A message with a text, or with parts of the types that `readers` can read."""
    role = required_text(message, "role")
    if role not in ROLES:
        options = ", ".join(f"`{word}`" for word in ROLES)
        raise misfit(f"{name}.role", f"unknown variant `{role[:60]}`, expected one of {options}")
    content = message.get("content")
    if isinstance(content, str):
        return Turn(role, content)
    if not isinstance(content, list):
        raise wrong_type(f"{name}.content", content, "a string or a sequence")
    parts = [_part(part, f"{name}.content[{at}]", readers) for at, part in enumerate(content)]
    text = "\n".join(part for part in parts if isinstance(part, str))
    return Turn(
        role,
        text,
        tuple(part for part in parts if isinstance(part, Source)),
        tuple(part for part in parts if isinstance(part, Document)),
    )


def _part(value: object, name: str, readers: Mapping[str, Reader]) -> Part:
    part = object_of(value, name)
    kind = required_text(part, "type")
    if kind not in readers:
        options = ", ".join(f"`{word}`" for word in readers)
        raise misfit(f"{name}.type", f"unknown variant `{kind[:60]}`, expected one of {options}")
    return readers[kind](part, name)


def question_in(turns: Sequence[Turn], *, instructions: str) -> Question:
    """The last turn of the user as a question, the turns before it as its history.

    A question without pictures or documents of its own is about those that were shown last.
    """
    asked = [at for at, turn in enumerate(turns) if turn.role == "user"]
    if not asked:
        raise bad_request("There is no message of the user.")
    said = turns[: asked[-1] + 1]
    shown = next((turn for turn in reversed(said) if turn.sources or turn.documents), said[-1])
    rules = [instructions, *(turn.text for turn in turns if turn.role in {"system", "developer"})]
    return Question(
        text=said[-1].text,
        sources=shown.sources,
        history=tuple((turn.role, turn.text) for turn in said[:-1] if turn.role in {"user", "assistant"}),
        system="\n".join(rule for rule in rules if rule),
        documents=shown.documents,
    )


def tokens_in(turns: Sequence[Turn]) -> int:
    """How many tokens these messages have. Refuses more text than a conversation may hold."""
    characters = sum(len(turn.text) for turn in turns)
    if characters > LONGEST_TEXT:
        raise bad_request(f"The messages have {characters} characters; {LONGEST_TEXT} are allowed.")
    return sum(token_count(turn.text) for turn in turns)


def format_rule_in(asked: Any) -> str:
    """The response format that a body asks for, in words: a JSON schema, JSON, or nothing."""
    kind = asked.get("type") if isinstance(asked, dict) else None
    if kind == "json_schema":
        return json.dumps(asked)
    return "Answer in JSON." if kind == "json_object" else ""


def answer_to(question: Question) -> str:
    """The press's answer."""
    return press.answered(
        question.text,
        question.sources,
        documents=question.documents,
        history=question.history,
        system=question.system,
    )
