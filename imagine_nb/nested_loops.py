"""Nested event loops: `asyncio.run(...)` of a user works in a cell by nest-asyncio, only where asked.

This package does not need it: its own calls run on a loop of their own.
"""

from __future__ import annotations

import asyncio
import importlib
import re
import sys
from importlib.metadata import PackageNotFoundError, version

from imagine_nb.errors import ImagineError

_INSTEAD = "Write `await ...` in the cell instead of `asyncio.run(...)`."
_ENOUGH = (1, 7, 3)  # the first nest-asyncio2 that loses no cell of ipykernel 7
_KERNEL = (7, 1)  # from this ipykernel on, nest-asyncio loses cells


def allow_nested_loops() -> str:
    """Let `asyncio.run(...)` and `run_until_complete(...)` work where a loop runs; who does it.

    It stays so until the kernel ends. Uses nest-asyncio, or nest-asyncio2 where that loses cells (ipykernel
    7.1 or newer) or is behind Python (3.12 or newer). Raises ImagineError, with nothing changed, where
    neither can do it.
    """
    loop = _running_loop()
    if loop is not None and not isinstance(loop, asyncio.BaseEventLoop):
        raise ImagineError(f"A loop of {type(loop).__module__} cannot be nested.", advice=_INSTEAD)
    kernel = _release("ipykernel") if "ipykernel" in sys.modules else None
    name = "nest_asyncio2" if needs_second(kernel, sys.version_info[:2]) else "nest_asyncio"
    if name == "nest_asyncio2" and is_patched() and not hasattr(asyncio, "_nest_asyncio2"):
        raise ImagineError(
            "nest-asyncio is applied already, and loses cells in this kernel.",
            advice="Take nest_asyncio.apply() out of the notebook and restart the kernel.",
        )
    if name == "nest_asyncio2" and (_release("nest-asyncio2") or ()) < _ENOUGH:
        raise ImagineError("nest-asyncio2 is too old here.", advice='pip install "nest-asyncio2>=1.7.3"')
    importlib.import_module(name).apply(loop)
    return name.replace("_", "-")


def is_patched() -> bool:
    """Whether one of the two libraries is applied in this process."""
    return hasattr(asyncio, "_nest_patched")


def needs_second(ipykernel: tuple[int, ...] | None, python: tuple[int, int]) -> bool:
    """Whether it takes nest-asyncio2 under these versions of ipykernel (None outside of it) and Python."""
    return python >= (3, 12) or (ipykernel is not None and ipykernel >= _KERNEL)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _release(package: str) -> tuple[int, ...] | None:
    """The numbers of an installed version, None where the package is not there."""
    try:
        return tuple(int(number) for number in re.findall(r"\d+", version(package))[:3])
    except PackageNotFoundError:
        return None
