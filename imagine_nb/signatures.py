"""Signatures that spell out keyword options, so that Tab completes them and `?` lists them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def spelled_out(fields: type[Any], *, told: Sequence[type[Any]] = ()) -> Callable[[F], F]:
    """A decorator of functions whose `**options` are these fields of a TypedDict: it names each of them.

    The docstring goes on with those of the classes that are `told`, which say what each field is.
    """

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
        docs = (inspect.getdoc(each) or "" for each in (function, *told))
        function.__doc__ = "\n\n".join(docs)
        return function

    return decorate
