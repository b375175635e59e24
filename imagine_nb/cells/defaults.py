"""Configurable defaults of options, as traits: a flag, then `%config`, then the environment, then these."""

from __future__ import annotations

import os
from typing import Any

from traitlets import Bool, Float, HasTraits, TraitError, Unicode, default, observe, validate

from imagine_nb.engines import AUTO, CHOICES
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.settings import PICTURE, QUESTION

_ROWS = {row.name: row for row in (*PICTURE, *QUESTION) if row.has_default}
_CHECKED = {row.name: row.values for row in _ROWS.values() if not row.is_open} | {"engine": CHOICES}
_TRUE, _FALSE = frozenset({"on", "yes", "true", "1"}), frozenset({"off", "no", "false", "0"})


class Default(Unicode):
    """Text trait whose default the environment variable `IMAGINE_NB_<NAME>` sets."""

    def default(self, obj: Any = None) -> Any:
        return os.environ.get(f"IMAGINE_NB_{self.name.upper()}") or super().default(obj)


class Defaults(HasTraits):
    """What an option is where a cell leaves it out; `%config ImagineMagics.resolution = "2k"` sets one.

    There is one for each row of the settings that has a default, and these.
    """

    # the body of a class is a namespace: a class of its own for these would make loading slower
    vars().update(
        {name: Default(row.default or "", help=row.manual).tag(config=True) for name, row in _ROWS.items()}
    )
    engine = Default(AUTO, help=f"who answers: {', '.join(CHOICES)}").tag(config=True)
    ask_above = Float(help="ask before a cell that costs more than this, in US dollars").tag(config=True)
    nested_loops = Bool(default_value=False, help="let asyncio.run(...) work in a cell").tag(config=True)

    def set_default(self, name: str, text: str) -> None:
        """Set one from text; raises InputError for what it cannot be."""
        try:
            self.set_trait(name, _value(getattr(self, name), text, name))
        except TraitError as exc:
            raise InputError(str(exc)) from None

    @default("ask_above")
    def _usual_ask_above(self) -> float:
        from imagine_nb.agreement import ask_above

        return ask_above()

    @validate(*_CHECKED)
    def _known(self, proposal: Any) -> str:
        """The value, where it is one of those that there are; an empty one leaves it to the model."""
        from imagine_nb.suggestions import checked

        name, value = proposal["trait"].name, str(proposal["value"])
        try:
            checked(name.replace("_", " "), value or None, _CHECKED[name])
        except InputError as error:  # traitlets takes the old value back for its own errors alone
            raise TraitError(str(error)) from None
        return value

    @validate("ask_above")
    def _sum_of_dollars(self, proposal: Any) -> float:
        """The sum, where it is one; `inf` never asks."""
        if not proposal["value"] >= 0:  # what is no number is above and below nothing
            raise TraitError(f"ask_above is {proposal['value']}. It is a sum in US dollars, such as 2.50.")
        return float(proposal["value"])

    @observe("engine")
    def _use_engine(self, change: Any) -> None:
        from imagine_nb.notebook import studio

        studio().engine = change["new"] or "auto"

    @observe("nested_loops")
    def _nest(self, change: Any) -> None:
        if not change["new"]:
            return
        from imagine_nb.nested_loops import allow_nested_loops

        try:
            allow_nested_loops()
        except ImagineError:
            self.set_trait("nested_loops", change["old"])
            raise


def _value(now: Any, text: str, name: str) -> Any:
    """`text` as a value of the same kind as `now`."""
    if isinstance(now, bool):
        if text.lower() not in _TRUE | _FALSE:
            raise InputError(f"{name} is {text!r}.", advice="It is on or off.")
        return text.lower() in _TRUE
    if not isinstance(now, float):
        return text
    from imagine_nb.agreement import sum_in

    return sum_in(text, name)
