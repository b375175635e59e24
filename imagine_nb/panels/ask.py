"""Ask form: a question about chosen pictures; the answer streams in."""

from __future__ import annotations

import ipywidgets as w

from imagine_nb.display.html import answer_facts
from imagine_nb.errors import InputError
from imagine_nb.loop import Job
from imagine_nb.money import cost
from imagine_nb.panels.callbacks import told
from imagine_nb.panels.cells import ask_cell
from imagine_nb.panels.copying import CellText
from imagine_nb.panels.markup import answer_html, chosen_html, hint_html
from imagine_nb.panels.shelf import Shelf, label
from imagine_nb.panels.source_slot import Held
from imagine_nb.panels.work import Work
from imagine_nb.pictures import Answer, Picture
from imagine_nb.settings import CHAT_MODEL
from imagine_nb.studio.studio import Studio

IN_SIGHT = 6  # thumbnails of the chosen pictures; more would push the question away


class Ask(w.VBox):
    """Ask form: pictures to choose, a question, and the answer below."""

    def __init__(self, studio: Studio, shelf: Shelf) -> None:
        self._studio, self._shelf = studio, shelf
        self._pieces: list[str] = []
        self._choice = _choice()
        self._chosen = w.HTML()
        self._question = _question()
        self._answer = w.HTML(layout={"width": "auto"})
        self._cell = CellText()
        self.work = Work(
            "Ask",
            begin=self._begin,
            end=self._end,
            progress=lambda: self._show("Answering …"),
            broken=lambda: self._show("Not the whole answer"),
            billed=lambda: self._studio.is_billed,
            beside=[self._cell.button],
        )
        super().__init__(
            [self._choice, self._chosen, self._question, self.work, self._cell.view, self._answer]
        )
        self._wire()
        self._fill()

    def _wire(self) -> None:
        for name in ("choice", "chosen", "question", "answer"):
            getattr(self, f"_{name}").add_class(f"imagine-{name}")
        self.add_class("imagine-ask")
        self._choice.observe(told(lambda _: self._show_chosen(), self.work.tell), "value")
        self._shelf.observe(told(lambda _: self._fill(), self.work.tell), "pictures")

    def choose(self, picture: Picture) -> None:
        """Make this the one picture that is asked about."""
        self._fill(picture)
        self._choice.value = (picture,)

    def _fill(self, extra: Picture | None = None) -> None:
        """Offer the shelf's pictures; what was chosen stays chosen."""
        chosen, offered = self._choice.value, list(self._shelf.pictures)
        offered += [each for each in (*chosen, extra) if each is not None and each not in offered]
        self._choice.options = [(label(each), each) for each in offered]
        self._choice.value = chosen

    def _show_chosen(self) -> None:
        about = [picture.as_source() for picture in self._choice.value]
        more = f"and {len(about) - IN_SIGHT} more" if len(about) > IN_SIGHT else ""
        seen = [(each.record, each.data) for each in about[:IN_SIGHT]]
        self._chosen.value = chosen_html(seen) + hint_html(more)

    def _begin(self) -> tuple[str, Job[Answer]]:
        question, pictures = self._question.value.strip(), self._choice.value
        if not pictures:
            raise InputError("No picture is chosen.", advice="Choose one or more in the list above.")
        if not question:
            raise InputError("There is no question.", advice="Write one about the chosen pictures.")
        pieces: list[str] = []
        job = self._studio.start_ask(question, images=pictures, fresh=True, on_text=pieces.append)
        self._pieces, self._answer.value = pieces, ""
        self._offer(question, pictures)
        return "Asking", job

    def _offer(self, question: str, pictures: tuple[Picture, ...]) -> None:
        held = [Held(picture.as_source(), picture) for picture in pictures]
        model = None if self._studio.chat_model == CHAT_MODEL else self._studio.chat_model
        text = ask_cell(question, references=[each.reference for each in held], model=model)
        self._cell.offer(text, note=" ".join(each.note for each in held if each.note))

    def _show(self, state: str) -> None:
        """Show as much of the answer as there is."""
        if self._pieces:
            self._answer.value = answer_html("".join(self._pieces), [state])

    def _end(self, answer: Answer, seconds: float) -> str:
        self._answer.value = answer_html(answer.text, answer_facts(answer.record), notice=answer.notice)
        return f"Answered in {seconds:.1f} s · {cost(answer.usage.cost_in_usd_ticks)}"


def _choice() -> w.SelectMultiple:
    return w.SelectMultiple(
        description="Pictures",
        tooltip="The pictures to ask about: several with Ctrl or Shift, on a Mac with Command",
        rows=5,
        layout={"width": "auto"},
    )


def _question() -> w.Textarea:
    return w.Textarea(
        description="Question",
        placeholder="What is in this picture?",
        tooltip="What you want to know about the chosen pictures",
        rows=2,
        layout={"width": "auto"},
    )
