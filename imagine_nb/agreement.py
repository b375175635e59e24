"""Price agreement: a price above a threshold is agreed to by somebody, or refused before anything is sent."""

from __future__ import annotations

import os
import sys

from imagine_nb.errors import BudgetError, InputError
from imagine_nb.prices import Price

VARIABLE = "IMAGINE_NB_ASK_ABOVE"
ABOVE_USD = 1.0  # what nobody is asked about, unless told otherwise


def require_agreement(contents: str, price: Price, *, above: float, yes: bool) -> None:
    """Ask about the price of something where it is above that.

    `contents` says what it is of: `25 pictures in 3 requests`. Raises BudgetError where nobody agrees, with
    nothing sent.
    """
    if yes or price.usd <= above or _agrees(f"{contents} will cost {price}. Go on? [y/N] "):
        return
    raise BudgetError(
        f"{contents} would cost {price}, and nobody agreed to that.",
        price_usd=price.usd,
        advice="Nothing was sent. --yes (yes=True in Python) agrees beforehand; "
        "%imagine_config ask_above=2 asks later.",
    )


def _agrees(question: str) -> bool:
    """Whether somebody says yes; nobody does where nobody can be asked."""
    if not hasattr(sys, "ps1") and not (sys.stdin and sys.stdin.isatty()):
        return False  # no notebook or prompt: what is piped into a program is no answer
    try:
        answer = input(question)
    except (NotImplementedError, EOFError, OSError, KeyboardInterrupt):  # a front end that cannot ask
        answer = ""
    return answer.strip().lower() in {"y", "yes"}


def ask_above() -> float:
    """The threshold that the environment sets, in US dollars."""
    return sum_in(os.environ.get(VARIABLE) or str(ABOVE_USD), VARIABLE)


def sum_in(text: str, name: str) -> float:
    """A sum of US dollars, `2.50` or `$2.50`; raises InputError for anything else."""
    try:
        return float(text.removeprefix("$"))
    except ValueError:
        raise InputError(f"{name} is {text!r}.", advice="It is a sum in US dollars, such as 2.50.") from None
