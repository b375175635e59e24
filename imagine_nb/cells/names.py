"""Attribute and index paths: `fox`, `fox.prompt`, `foxes[0]`. Looked up, never run as code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from imagine_nb.placeholders import PATH, STEP

MISSING = object()


def value_of(path: str, names: Mapping[str, Any], default: Any = None) -> Any:
    """The value at `name`, `name.attribute` or `name[0]`; `default` where there is none."""
    head = re.match(r"\w+", path)
    if head is None or not re.fullmatch(PATH, path):
        return default
    value = names.get(head.group(), default)
    for step in re.findall(STEP, path[head.end() :]):
        try:
            value = _stepped(value, step)
        except (AttributeError, LookupError, TypeError):
            return default
    return value


def _stepped(value: Any, step: str) -> Any:
    if step.startswith("."):
        return getattr(value, step[1:])
    index = step[1:-1]
    return value[index[1:-1] if index[0] in "'\"" else int(index)]
