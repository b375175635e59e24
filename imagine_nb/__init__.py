"""Make, edit, combine and question images in notebooks with xAI's Grok Imagine API."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from imagine_nb import aio, chat, errors, sync
    from imagine_nb import batch as batch
    from imagine_nb import cost as cost
    from imagine_nb import files as files
    from imagine_nb import image as image
    from imagine_nb import models as models
    from imagine_nb import search as search
    from imagine_nb import tools as tools
    from imagine_nb import types as types
    from imagine_nb.answers import Answer
    from imagine_nb.client import AsyncClient, Chat, Client
    from imagine_nb.errors import ImagineError
    from imagine_nb.gallery import Gallery
    from imagine_nb.nested_loops import allow_nested_loops
    from imagine_nb.notebook import ask, ask_many, imagine, imagine_many
    from imagine_nb.panels.panel import panel
    from imagine_nb.pictures import Picture, Pictures
    from imagine_nb.prices import estimate
    from imagine_nb.studio import Studio

__version__ = "0.1.0"

_HOMES = {
    "Answer": "answers",
    "AsyncClient": "client",
    "Chat": "client",
    "Client": "client",
    "Gallery": "gallery",
    "ImagineError": "errors",
    "Picture": "pictures",
    "Pictures": "pictures",
    "Studio": "studio",
    "allow_nested_loops": "nested_loops",
    "ask": "notebook",
    "ask_many": "notebook",
    "estimate": "prices",
    "imagine": "notebook",
    "imagine_many": "notebook",
    "panel": "panels",
}
_MODULES = frozenset(
    ("aio", "batch", "chat", "cost", "errors", "files", "image", "models", "search", "sync", "tools", "types")
)
# parts of xai_sdk that are not here: whoever asks for one is told why
_ABSENT = frozenset(("collections", "proto", "telemetry", "tokenizer", "video"))

__all__ = [
    "Answer",
    "AsyncClient",
    "Chat",
    "Client",
    "Gallery",
    "ImagineError",
    "Picture",
    "Pictures",
    "Studio",
    "aio",
    "allow_nested_loops",
    "ask",
    "ask_many",
    "chat",
    "errors",
    "estimate",
    "imagine",
    "imagine_many",
    "panel",
    "sync",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    if name in _ABSENT:
        raise AttributeError(import_module(f"{__name__}.absent").reason(name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_MODULES})


def load_ipython_extension(shell: Any) -> None:
    """`%load_ext imagine_nb`: the cell magics `%%imagine` and `%%ask_image`, and their companions."""
    from imagine_nb.cells import load

    load(shell)


def unload_ipython_extension(shell: Any) -> None:
    """`%unload_ext imagine_nb`: take the magics away again."""
    from imagine_nb.cells import unload

    unload(shell)
