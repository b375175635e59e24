"""Copy as cell: a form, a picture or a question as the cell that brings the same, at no new cost."""

from __future__ import annotations

from imagine_nb.panels.cells import ask_cell, imagine_cell
from imagine_nb.panels.form import Form, form_of
from imagine_nb.panels.messages import Message, Reply, UnknownMessageError
from imagine_nb.panels.planning import Planning
from imagine_nb.panels.shared import Shared
from imagine_nb.settings import IMAGE_MODEL


class Copying:
    """Cells of a panel; verb `cell`."""

    def __init__(self, shared: Shared, planning: Planning) -> None:
        self._studio, self._state, self._cards = shared.studio, shared.state, shared.cards
        self._planning = planning
        self.verbs = {"cell": self._cell}

    def _cell(self, message: Message) -> Reply:
        of = message.text("of", most=80)
        if of == "form":
            return self._of_form(form_of(message))
        if of == "picture":
            return self._of_picture(message.picture())
        if of == "question":
            return self._of_question(message)
        raise UnknownMessageError("The page wants a cell of what is none.")

    def _of_form(self, form: Form) -> Reply:
        given = self._planning.filled(form)
        references = [self._state.held[key].reference for key in given.form.sources]
        text = imagine_cell(
            form.prompt.strip(),
            references=references,
            n=form.count,
            aspect_ratio=given.form.aspect_ratio,
            model=None if form.model == IMAGE_MODEL else form.model,
        )
        return Reply({"text": text, "note": ""})

    def _of_picture(self, id_: str) -> Reply:
        picture = self._cards.picture(id_)
        return Reply({"text": imagine_cell(picture.record.prompt), "note": ""})

    def _of_question(self, message: Message) -> Reply:
        pictures = self._cards.pictures(message.pictures("pictures"))
        text = ask_cell(message.text("question").strip(), references=[str(each.number) for each in pictures])
        return Reply({"text": text, "note": ""})
