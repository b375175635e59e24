"""Plan of a form: what it would send and at what price, or what stands in its way and beside which field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, cast

from imagine_nb.errors import BudgetError, ImagineError
from imagine_nb.money import cost
from imagine_nb.panels.form import Form, beside, checked_form, fitting, form_of
from imagine_nb.panels.messages import FieldError, Message, Reply
from imagine_nb.panels.notebook import in_notebook
from imagine_nb.panels.page import error_json
from imagine_nb.panels.shared import Shared
from imagine_nb.placeholders import Word, in_edit
from imagine_nb.prices import image_model
from imagine_nb.records import JSON
from imagine_nb.references.names import Names
from imagine_nb.references.offers import near_misses
from imagine_nb.references.references import filled, with_last
from imagine_nb.regions import region_of
from imagine_nb.settings import IMAGE_MODEL, PictureSettings
from imagine_nb.sources import Source
from imagine_nb.studio.plans import Plan

_ANY_PROMPT = "…"  # a price does not depend on the words


@dataclass(frozen=True, slots=True)
class Filled:
    """A form whose names are filled in: the text as it is sent, and all of its sources in order."""

    form: Form
    text: str
    sources: tuple[Source, ...]


class Planning:
    """Plans of a panel's form; verb `form`."""

    def __init__(self, shared: Shared) -> None:
        self._studio, self._state, self._changed = shared.studio, shared.state, shared.changed
        self.verbs = {"form": self._priced}

    def filled(self, form: Form) -> Filled:
        """The form, checked, with its names filled in. Raises FieldError beside what is wrong."""
        checked = checked_form(form, self._state.held)
        text, sources = self.words(checked.prompt, self._sources(checked), word=in_edit, field="prompt")
        if len(sources) == 1:  # a source that the prompt names, too
            checked = fitting(checked, n_sources=1)
        return Filled(checked, text, sources)

    def words(
        self, text: str, sources: tuple[Source, ...], *, word: Word, field: str
    ) -> tuple[str, tuple[Source, ...]]:
        """A prompt or a question with the notebook's names filled in, and its sources after these.

        Raises FieldError, beside `field`, for a name that nearly is one or cannot be filled in.
        """
        with beside(field):
            names = with_last(text, in_notebook(), self._studio)
            _check_near(text, names, field=field)
            return filled(text.strip(), names, before=sources, word=word)

    def _sources(self, form: Form) -> tuple[Source, ...]:
        return tuple(self._state.held[key].source for key in form.sources)

    def plan(self, form: Form) -> Plan:
        """What Generate would send. Raises FieldError for what would be refused, beside what causes it."""
        return self.planned(self.filled(form))

    def planned(self, given: Filled) -> Plan:
        """What would be sent of a form whose names are filled in. Raises FieldError as `plan` does."""
        try:
            return self._studied(given)
        except ImagineError as error:
            field = self._culprit(given)
            raise FieldError(error.message, advice=error.advice, field=field) from error

    def _studied(self, given: Filled) -> Plan:
        form = given.form
        return self._studio.plan(
            given.text,
            typed=form.prompt.strip(),
            images=given.sources,
            n=form.count,
            model=form.model,
            fresh=True,
            **cast(PictureSettings, form.choices),
            **self._masked(form),
        )

    def _culprit(self, given: Filled) -> str:
        """The field of a form that cannot be sent: what would have to be another for it to be sent."""
        form, row = given.form, image_model(given.form.model)
        if not given.text:
            return "prompt"
        if row is not None and len(given.sources) > row.max_sources:
            return "sources"
        try:
            region_of(given.sources, form.region, self._masked(form).get("mask"))
        except ImagineError:
            return "region"
        try:
            self._studied(replace(given, form=replace(form, prompt=_ANY_PROMPT), text=_ANY_PROMPT))
        except ImagineError:
            return ""
        return "prompt"

    def _masked(self, form: Form) -> Mapping[str, Any]:
        """What the form says of a region, as options of the studio: a mask wins over a box."""
        if form.mask in self._state.held:
            return {"mask": self._state.held[form.mask].source}
        return {"region": form.region} if form.region else {}

    def _priced(self, message: Message) -> Reply:
        """The price of the form as it stands, and what is wrong with it."""
        form = self._state.form = form_of(message)
        self._changed()
        try:
            given = self.filled(form)
            plan = self.planned(given if given.text else replace(given, text=_ANY_PROMPT))
        except ImagineError as error:
            return Reply({"price": "", "detail": "", "notices": [], "problems": [error_json(error)]})
        return Reply({**self._price_of(plan), "notices": _notices(plan), "problems": _over(plan)})

    def _price_of(self, plan: Plan) -> dict[str, JSON]:
        price = str(plan.price) if plan.price.usd else cost(0)
        if not self._studio.is_billed:
            return {"price": price, "detail": f"{plan.contents}, nothing is billed{plan.price.keyed}"}
        return {
            "price": price,
            "detail": f"{plan.contents} with {plan.orders[0].request.model or IMAGE_MODEL}",
        }


def _check_near(text: str, names: Names, *, field: str) -> None:
    """Raise FieldError, a question, for a name that there is not and that nearly is one."""
    for wrong, near in near_misses(text, names).items():
        mended = text.replace(f"{{{wrong}}}", f"{{{near}}}")
        raise FieldError(
            f"There is no {{{wrong}}}.",
            advice=f"Did you mean {{{near}}}?",
            field=field,
            fix={"label": f"Use {{{near}}}", field: mended},
        )


def _over(plan: Plan) -> list[dict[str, JSON]]:
    try:
        plan.check_budgets()
    except BudgetError as error:
        return [error_json(error)]
    return []


def _notices(plan: Plan) -> list[str]:
    return list(dict.fromkeys(order.notice for order in plan.orders if order.notice))
