"""Strings of a pattern: made from its tree, with a length that is asked for."""

from __future__ import annotations

import string
from collections.abc import Iterator
from itertools import islice
from typing import Any

from imagine_nb.print_shop.answering.schemas.effort import Effort
from imagine_nb.print_shop.answering.schemas.patterns import UNBOUNDED, WITHOUT_WIDTH, Node, Tree, accepts

_LONGEST = 2048  # characters of a made string
_MASK = (1 << (_LONGEST + 1)) - 1
_READABLE = "xX" + string.ascii_letters + "0" + string.digits + "-_ .,:/@+" + string.punctuation
_MIXED = "xX0-"  # what passwords have to hold
_OTHER = "\t\n\r\x00é±λЖ中\U0001f600"
_TRIES = 12
_SPINS = 200

Lengths = int  # bit n is set where a string of n characters is possible


def strings_of(tree: Tree, *, least: int, most: int, effort: Effort) -> Iterator[str]:
    """Strings that the tree stands for, of `least` to `most` characters, the shortest first.

    What looks ahead or behind, and anchors, are not heeded: the caller checks.
    """
    if most < least:
        return
    maker = _Maker(effort)
    possible = maker.lengths(tree) >> least << least & ((1 << (int(min(most, _LONGEST)) + 1)) - 1)
    lengths = list(islice(_bits(possible), _TRIES))
    for length in lengths:
        yield maker.made(tree, length)
        yield maker.made(tree, length, choices=_MIXED)
    for spin in range(1, _SPINS):
        for length in lengths[:2]:
            yield maker.made(tree, length, spin=spin)


def _bits(number: int) -> Iterator[int]:
    """The places of its bits that are set, the lowest first."""
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


class _Maker:
    """The lengths of each part of a tree, and parts of a given length."""

    def __init__(self, effort: Effort) -> None:
        self._effort = effort
        self._known: dict[int, Lengths] = {}
        self._characters: dict[int, list[str]] = {}
        self._choices, self._spin = "", 0

    def made(self, tree: Tree, length: int, *, choices: str = "", spin: int = 0) -> str:
        """A string of `length`, which is one of the tree's lengths.

        `choices` are tried in turn, before others, for each character; each `spin` gives another string,
        where there are others.
        """
        self._choices, self._spin = choices, spin
        return self._made(tree, length)

    def lengths(self, tree: Tree) -> Lengths:
        found = 1
        for node in tree:
            found = self._joined(found, self._of(node))
        return found

    def _joined(self, one: Lengths, other: Lengths) -> Lengths:
        """The sums of any two lengths: `other`, moved by each run of lengths in `one` and smeared over it."""
        if one.bit_count() > other.bit_count():
            one, other = other, one
        found = 0
        while one:
            start = (one & -one).bit_length() - 1
            above = one >> start
            run = (~above & (above + 1)).bit_length() - 1
            moved, width = other << start, 1
            while width < run:
                step = min(width, run - width)
                moved |= moved << step
                width += step
            self._effort.spend(4 + run.bit_length())
            found |= moved
            one = above >> run << (start + run)
        return found & _MASK

    def _of(self, node: Node) -> Lengths:
        if id(node) not in self._known:
            self._effort.spend()
            self._known[id(node)] = self._computed(*node)
        return self._known[id(node)]

    def _computed(self, code: str, argument: Any) -> Lengths:
        match code:
            case "GROUP":
                return self.lengths(argument)
            case "BRANCH":
                found = 0
                for branch in argument:
                    found |= self.lengths(branch)
                return found
            case "REPEAT":
                return self._repeated(argument)
        return 1 if code in WITHOUT_WIDTH else 2

    def _repeated(self, argument: Any) -> Lengths:
        low, high, inner = argument
        if low > _LONGEST:
            return 0
        once = self.lengths(inner)
        reached, found = 1, 1 if low == 0 else 0
        for count in range(1, (_LONGEST if high == UNBOUNDED else min(high, _LONGEST)) + 1):
            reached = self._joined(reached, once)
            if count >= low:
                if found | reached == found:
                    break
                found |= reached
        return found

    def _made(self, tree: Tree, length: int) -> str:
        rests = [1]  # the lengths of what follows each node, from the last
        for node in reversed(tree[1:]):
            rests.append(self._joined(self._of(node), rests[-1]))
        text = ""
        for node, rest in zip(tree, reversed(rests), strict=True) if tree else ():
            own = self._split(self._of(node), rest, length - len(text))
            text += self._part(node, own, len(text))
        return text

    def _split(self, first: Lengths, rest: Lengths, length: int) -> int:
        """The length of the first of two parts that come to `length` together."""
        while True:
            self._effort.spend()
            own = (first & -first).bit_length() - 1
            if rest >> (length - own) & 1:
                return own
            first &= first - 1

    def _part(self, node: Node, length: int, at: int) -> str:
        code, argument = node
        match code:
            case "GROUP":
                return self._made(argument, length)
            case "BRANCH":
                fitting = next(branch for branch in argument if self.lengths(branch) >> length & 1)
                return self._made(fitting, length)
            case "REPEAT":
                return self._repetition(argument, length, at)
        return self._character(node, at) if length else ""

    def _repetition(self, argument: Any, length: int, at: int) -> str:
        low, _, inner = argument
        if len(inner) == 1 and self._of(inner[0]) == 2:  # one character, the usual case
            self._effort.spend(length)
            return "".join(self._part(inner[0], 1, at + k) for k in range(length))
        once, sums = self.lengths(inner), [1]
        while not (len(sums) > low and sums[-1] >> length & 1):
            sums.append(self._joined(sums[-1], once))
        text = ""
        for rest in reversed(sums[:-1]):
            own = self._split(once, rest, length - len(text))
            text += self._made(inner, own)
        return text

    def _character(self, node: Node, at: int) -> str:
        if node[0] == "LITERAL":
            return chr(int(node[1]))
        turn = at % len(self._choices) if self._choices else 0
        first = self._choices[turn:] + self._choices[:turn]
        if not self._spin:
            return next(
                (each for each in first + _READABLE + _OTHER + _named(node) if accepts(node, each)), ""
            )
        fitting = self._fitting(node)
        self._spin, at = divmod(self._spin, max(1, len(fitting)))
        return fitting[at] if fitting else ""

    def _fitting(self, node: Node) -> list[str]:
        """All characters that a node stands for, as far as any are looked for."""
        if id(node) not in self._characters:
            every = dict.fromkeys(_READABLE + _OTHER + _named(node))
            self._effort.spend(len(every))
            self._characters[id(node)] = [each for each in every if accepts(node, each)]
        return self._characters[id(node)]


def _named(node: Node) -> str:
    """The first characters of the ranges that a class of characters names."""
    if node[0] != "IN":
        return ""
    ranges = [argument[0] for code, argument in node[1] if str(code) == "RANGE"]
    return "".join(chr(int(each)) for each in ranges + [a for c, a in node[1] if str(c) == "LITERAL"])
