"""Signatures that spell out keyword options, so that Tab completes them and `?` lists them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def spelled_out(fields: type[Any]) -> Callable[[F], F]:
    """A decorator of functions whose `**options` are these fields of a TypedDict: it names each of them."""

    def decorate(function: F) -> F:
        signature = inspect.signature(function)
        *plain, options = signature.parameters.values()
        each = (
            options.replace(
                name=name,
                kind=inspect.Parameter.KEYWORD_ONLY,
                default=None,
                annotation=getattr(kind, "__forward_arg__", kind),  # as it is written
            )
            for name, kind in fields.__annotations__.items()
        )
        function.__signature__ = signature.replace(parameters=[*plain, *each])  # type: ignore[attr-defined]
        return function

    return decorate
