"""Answers to questions: the text about some pictures, and what is known of it. They show themselves."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from imagine_nb.display import html as display
from imagine_nb.errors import InputError
from imagine_nb.frames import tabular
from imagine_nb.printable import printable
from imagine_nb.records import AnswerRecord, clipped
from imagine_nb.sources import Source
from imagine_nb.usage import Usage

if TYPE_CHECKING:
    from imagine_nb.display.html import Bundle


@tabular("question", "text", "model", "cost_usd", "id")
@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The text about some pictures, with its response id, usage, cost, and the pictures it is about."""

    record: AnswerRecord
    about: tuple[Source, ...] = field(default=())
    badge: str = ""
    notice: str = ""

    def __str__(self) -> str:
        return self.record.text

    def __repr__(self) -> str:
        facts = [*display.answer_facts(self.record), *([self.notice] if self.notice else [])]
        return printable(f"<Answer {clipped(self.text, 80)!r} · {' · '.join(facts)}>")

    @property
    def text(self) -> str:
        """What was answered, in Markdown."""
        return self.record.text

    @property
    def content(self) -> str:
        """The same as `text`, as a chat response has it."""
        return self.record.text

    @property
    def data(self) -> Any:
        """The answer as JSON, where a schema was asked for; raises InputError where it is none."""
        try:
            return json.loads(self.record.text)
        except ValueError:
            raise InputError(
                "The answer is not JSON.", advice="Ask with schema=, or --schema in a cell."
            ) from None

    @property
    def question(self) -> str:
        """What was asked."""
        return self.record.question

    @property
    def id(self) -> str | None:
        """The response's id at the API."""
        return self.record.response_id

    @property
    def stored(self) -> bool:
        """Whether the API keeps the answer, so that a chat can go on from its id."""
        return self.record.stored

    @property
    def model(self) -> str:
        """The model that answered; `print-shop` where it was the print shop."""
        return self.record.model

    @property
    def usage(self) -> Usage:
        """Tokens and cost, as far as the API told."""
        return self.record.usage

    @property
    def cost_usd(self) -> float | None:
        """What the answer cost in US dollars; None where the API did not tell."""
        return self.record.usage.cost_usd

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Bundle:  # noqa: ARG002
        about = [(each.record, each.data) for each in self.about]
        return display.answer_bundle(self.record, about, badge=self.badge, notice=self.notice)
