"""Widget callbacks whose errors are shown instead of lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from imagine_nb.panels.markup import failure_html


def told(call: Callable[[Any], object], tell: Callable[[str], object]) -> Callable[[Any], None]:
    """Callback that runs `call`; its errors go to `tell` as HTML: a front end shows no traceback of them."""

    def called(event: Any) -> None:
        try:
            call(event)
        except Exception as error:  # noqa: BLE001 - told, whatever it is
            tell(failure_html(error))

    return called
