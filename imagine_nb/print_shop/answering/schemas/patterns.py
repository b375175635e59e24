"""Regular expressions of a schema, read into trees, and matched without backtracking, in bounded time.

The reader is Python's own; its classes `\\d`, `\\w` and `\\s` are ASCII here, as for most who check a schema.
"""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Sequence
from typing import Any

from imagine_nb.print_shop.answering.schemas.effort import Effort, Unsatisfied

_LONGEST = 1000  # characters of a pattern
_parser: Any = importlib.import_module("re._parser")  # the tree of a pattern has no public door

Node = tuple[Any, Any]
Tree = Sequence[Node]
WITHOUT_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT"})
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
UNBOUNDED = int(_parser.MAXREPEAT)
_CATEGORIES = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


@functools.lru_cache(maxsize=64)
def tree_of(pattern: str) -> Tree:
    """The pattern as a tree of nodes. Raises Unsatisfied where it cannot be read."""
    if len(pattern) > _LONGEST:
        raise Unsatisfied(f"A pattern has {len(pattern)} characters; the print shop reads {_LONGEST}.")
    try:
        return _plain(_parser.parse(re.sub(r"\(\?<(?=\w)", "(?P<", pattern), re.ASCII))
    except (re.error, RecursionError, OverflowError) as exc:
        raise Unsatisfied(f"The pattern {pattern[:80]!r} cannot be read: {exc}.") from exc


def _plain(tree: Any) -> Tree:
    """Groups are one node, and so are sequences, under the names of the parser's own codes."""
    return [_node(str(code), argument) for code, argument in tree]


def _node(code: str, argument: Any) -> Node:
    if code in REPEATS:
        low, high, inner = argument
        return "REPEAT", (int(low), int(high), _plain(inner))
    if code == "SUBPATTERN":
        return "GROUP", _plain(argument[3])
    if code == "ATOMIC_GROUP":
        return "GROUP", _plain(argument)
    if code == "BRANCH":
        return code, [_plain(branch) for branch in argument[1]]
    if code in {"ASSERT", "ASSERT_NOT"}:
        return code, (argument[0], _plain(argument[1]))
    if code in {"GROUPREF", "GROUPREF_EXISTS"}:
        raise re.error("it refers back to a group")
    return code, argument


def is_found(tree: Tree, text: str, *, effort: Effort) -> bool:
    """Whether the pattern matches anywhere in `text`."""
    return bool(_ends(tree, text, set(range(len(text) + 1)), effort))


def _ends(tree: Tree, text: str, starts: set[int], effort: Effort) -> set[int]:
    """Where matches end that begin at one of `starts`."""
    for node in tree:
        effort.spend(1 + len(starts))
        starts = _ends_of(node, text, starts, effort)
        if not starts:
            break
    return starts


def _ends_of(node: Node, text: str, starts: set[int], effort: Effort) -> set[int]:
    code, argument = node
    match code:
        case "GROUP":
            return _ends(argument, text, starts, effort)
        case "BRANCH":
            return set().union(*(_ends(branch, text, starts, effort) for branch in argument))
        case "REPEAT":
            return _repeated(argument, text, starts, effort)
        case "AT":
            return {at for at in starts if _is_at(str(argument), text, at)}
        case "ASSERT" | "ASSERT_NOT":
            wanted = code == "ASSERT"
            return {at for at in starts if _looks(argument, text, at, effort) == wanted}
    return {at + 1 for at in starts if at < len(text) and accepts(node, text[at])}


def _repeated(argument: Any, text: str, starts: set[int], effort: Effort) -> set[int]:
    low, high, inner = argument
    reached, found = starts, set(starts) if low == 0 else set()
    for count in range(1, min(high, low + len(text) + 1) + 1):
        reached = _ends(inner, text, reached, effort)
        if count > low:
            reached = reached - found
        if not reached:
            break
        if count >= low:
            found |= reached
    return found


def _looks(argument: Any, text: str, at: int, effort: Effort) -> bool:
    direction, inner = argument
    if direction > 0:
        return bool(_ends(inner, text, {at}, effort))
    return any(at in _ends(inner, text, {start}, effort) for start in range(at + 1))


def _is_at(place: str, text: str, at: int) -> bool:
    if place in {"AT_BEGINNING", "AT_BEGINNING_STRING"}:
        return at == 0
    if place in {"AT_END", "AT_END_STRING"}:
        return at == len(text)
    sides = [0 <= k < len(text) and bool(re.match(r"\w", text[k], re.ASCII)) for k in (at - 1, at)]
    return (sides[0] != sides[1]) == (place == "AT_BOUNDARY")


def accepts(node: Node, character: str) -> bool:
    """Whether a node of one character's width stands for this character."""
    code, argument = node
    match code:
        case "LITERAL":
            return ord(character) == int(argument)
        case "NOT_LITERAL":
            return ord(character) != int(argument)
        case "ANY":
            return character != "\n"
        case "IN":
            return _is_in(argument, character)
    return False


def _is_in(items: Any, character: str) -> bool:
    negated = str(items[0][0]) == "NEGATE"
    found = any(_item_accepts(str(code), argument, character) for code, argument in items[int(negated) :])
    return found != negated


def _item_accepts(code: str, argument: Any, character: str) -> bool:
    if code == "RANGE":
        return int(argument[0]) <= ord(character) <= int(argument[1])
    if code == "CATEGORY":
        negated, name = "NOT_" in str(argument), str(argument).rpartition("_")[2]
        return bool(re.match(_CATEGORIES[name], character, re.ASCII)) != negated
    return ord(character) == int(argument)
