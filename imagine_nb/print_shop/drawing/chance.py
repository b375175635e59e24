"""Seeded random generators: the same choices for the same words in every process."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

Floats = np.ndarray[Any, np.dtype[Any]]  # an array of numbers between 0 and 1, or of grey levels


def chance(*words: object) -> np.random.Generator:
    """A random generator seeded by these words alone."""
    digest = hashlib.sha256("|".join(map(str, words)).encode("utf-8", "surrogatepass")).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))


def wavering(random: np.random.Generator, n: int, waves: Sequence[tuple[int, float]]) -> Floats:
    """A smooth line of `n` values around zero: for each (knots, height) a wave of that many knots."""
    line = np.zeros(n)
    for knots, height in waves:
        at = np.linspace(0, knots, n, endpoint=False)
        i = at.astype(int)
        t = at - i
        t = t * t * (3 - 2 * t)
        values = random.uniform(-1, 1, knots + 2)
        line += height * (values[i] * (1 - t) + values[i + 1] * t)
    return line
