"""Copy as cell: a form, a picture or a question as the cell that brings the same, at no new cost."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from imagine_nb.cell_text import ask_cell, imagine_cell
from imagine_nb.errors import GalleryError, InputError
from imagine_nb.panels.creating import keys_of
from imagine_nb.panels.form import Form, form_of
from imagine_nb.panels.messages import Message, Reply, UnknownMessageError
from imagine_nb.panels.notebook import in_notebook, usual
from imagine_nb.panels.planning import Filled, Planning
from imagine_nb.panels.shared import Shared
from imagine_nb.panels.state import Group
from imagine_nb.pictures import Picture
from imagine_nb.placeholders import in_edit
from imagine_nb.references.references import n_to_give, with_last
from imagine_nb.settings import CHAT_MODEL
from imagine_nb.studio.showing import cell_of, show_in_cells

SAME = "Run next, it shows the same again, for nothing."
ANEW = "Run, it asks for what has not been made yet: {price}."
NO_CELL = "No cell can say this."


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
            return self._of_picture(self._cards.picture(message.picture()))
        if of == "question":
            return self._of_question(message)
        raise UnknownMessageError("The page wants a cell of what is none.")

    def _of_form(self, form: Form) -> Reply:
        """The cell of the form as it stands; it shows what was made of the same form here last."""
        given = self._planning.filled(form)
        plan = self._planning.planned(given)
        keys = keys_of(plan)
        group = next((each for each in self._state.groups if each.keys == keys and each.pictures), None)
        text = self._text(given)
        if group is not None and self._show_again(group.pictures, n=form.count):
            return Reply({"text": text, "note": SAME})
        price = str(plan.price) if plan.price.usd else f"nothing is billed{plan.price.keyed}"
        return Reply({"text": text, "note": ANEW.format(price=price)})

    def _of_picture(self, picture: Picture) -> Reply:
        """The cell of the call that made a picture, with all that it made."""
        group, kept, n = self._group_of(picture), self._cards.gallery, picture.record.n
        if kept is None:
            raise InputError(NO_CELL, advice="This panel keeps nothing.")
        if group is not None and group.form is not None:
            n, at, text = group.form.count, group.pictures.index(picture), self._text_of(group.form)
        else:
            at, text = picture.record.index, cell_of(kept, picture.record)
        shown = self._show_again([picture] if group is None else group.pictures, n=n)
        which = f" This one is number {at + 1} of {n}." if n > 1 else ""
        return Reply({"text": text, "note": f"{SAME if shown else ''}{which}".strip()})

    def _text_of(self, form: Form) -> str:
        return self._text(self._planning.filled(form))

    def _group_of(self, picture: Picture) -> Group | None:
        return next((each for each in self._state.groups if picture in each.pictures), None)

    def _text(self, given: Filled) -> str:
        form, prompt = given.form, given.form.prompt.strip()
        held = [self._state.held[key] for key in form.sources]
        names = with_last(prompt, in_notebook(), self._studio)
        count = n_to_give(prompt, names, [each.source for each in held], word=in_edit)
        references = [each.reference for each in held[:count]]
        mask = self._state.held.get(form.mask or "")
        text = imagine_cell(
            prompt,
            references=references,
            settings={"n": form.count, **form.choices, "model": form.model},
            usual=usual(n_sources=len(given.sources)),
            region=None if mask else form.region,
            mask=None if mask is None else mask.reference,
        )
        if text is None or (mask is not None and mask.reference is None):
            raise InputError(NO_CELL, advice="Its text or a name in it cannot stand in a cell; change it.")
        return text

    def _show_again(self, pictures: Sequence[Picture], *, n: int) -> bool:
        """Whether the plain cell shows these again from now on."""
        kept = self._cards.gallery
        if kept is None:
            return False
        with suppress(GalleryError):
            return show_in_cells(kept, [each.record.request_id for each in pictures], n=n)
        return False

    def _of_question(self, message: Message) -> Reply:
        question = message.text("question").strip()
        turns = self._state.turns
        at = next((at for at in reversed(range(len(turns))) if turns[at].question == question), None)
        pictures = self._cards.pictures(message.pictures("pictures")) if at is None else turns[at].pictures
        text = ask_cell(
            question,
            references=[str(each.number) if each.number else None for each in pictures],
            chat=self._state.chat if at else None,
            model=None if self._studio.chat_model == CHAT_MODEL else self._studio.chat_model,
        )
        if text is None:
            raise InputError(
                NO_CELL, advice="Its text, or a picture that is not kept, cannot stand in a cell."
            )
        answer, kept = None if at is None else turns[at].answer, self._cards.gallery
        with suppress(GalleryError):
            if answer is not None and kept is not None:
                shown = show_in_cells(kept, [answer.record.request_id])
                return Reply({"text": text, "note": SAME if shown else ""})
        return Reply({"text": text, "note": ""})
