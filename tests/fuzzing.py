"""Fuzzing: how many cases a fuzz test tries, few in the suite and many in `make fuzz`."""

from __future__ import annotations

import os
import random

TIMES = "FUZZ_TIMES"  # of the cases that the suite tries


def cases(in_the_suite: int) -> int:
    """How many cases to try now."""
    return in_the_suite * int(os.environ.get(TIMES, "1"))


def mutated(data: bytes, chance: random.Random) -> bytes:
    """`data` with one to eight faults: bytes changed, cut out, doubled, or put in from elsewhere in it."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(found) + 1)
        end = min(len(found), at + chance.choice((1, 1, 2, 4, 16, 64, 4096)))
        kind = chance.randrange(5)
        if kind == 0 and at < len(found):
            found[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del found[at:end]
        elif kind == 2:
            found[at:at] = found[at:end]
        elif kind == 3:
            found[at:at] = chance.randbytes(chance.choice((1, 2, 8)))
        else:
            start = chance.randrange(len(found) + 1)
            found[at:end] = found[start : start + end - at]
    return bytes(found)
