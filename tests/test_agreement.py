"""Agreement to a price: asked for above a threshold, refused where nobody can be asked."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from imagine_nb.agreement import ask_above, require_agreement, sum_in
from imagine_nb.errors import BudgetError, InputError
from imagine_nb.prices import Price

ASKS = """
from imagine_nb.agreement import require_agreement
from imagine_nb.prices import Price
require_agreement("60 pictures", Price(1.2), above=1, yes=False)
print("agreed")
"""


COMMAND = [sys.executable, "-c", ASKS]


def asked(answer: bytes) -> str:
    """What a program in a terminal says, where that is typed."""
    master, slave = pty.openpty()
    os.write(master, answer)
    done = subprocess.run(
        [sys.executable, "-c", ASKS], stdin=slave, capture_output=True, text=True, check=False
    )
    os.close(master)
    os.close(slave)
    return done.stdout + done.stderr


def test_a_low_price_and_one_agreed_to_are_not_asked_about() -> None:
    require_agreement("50 pictures", Price(1.0), above=1, yes=False)
    require_agreement("60 pictures", Price(1.2), above=1, yes=True)


def test_somebody_at_a_terminal_is_asked() -> None:
    said = asked(b"y\n")
    assert "60 pictures will cost about $1.20. Go on? [y/N]" in said
    assert "agreed" in said
    assert "nobody agreed to that" in asked(b"n\n")
    assert "nobody agreed to that" in asked(b"\n")


def test_what_is_piped_in_is_no_yes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKS], input="y\n", capture_output=True, text=True, check=False
    )
    assert "60 pictures would cost about $1.20, and nobody agreed to that. Nothing was sent." in done.stderr


def test_nobody_can_be_asked_here() -> None:
    with pytest.raises(BudgetError, match="yes=True") as error:
        require_agreement("60 pictures", Price(1.2), above=1, yes=False)
    assert error.value.price_usd == pytest.approx(1.2)


def test_the_threshold_is_a_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask_above() == 1
    monkeypatch.setenv("IMAGINE_NB_ASK_ABOVE", "$2.50")
    assert ask_above() == 2.5
    with pytest.raises(InputError, match="ask_above is 'lots'"):
        sum_in("lots", "ask_above")
