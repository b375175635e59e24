"""Make, edit, combine and question images in notebooks with xAI's Grok Imagine API.

Without a key the print shop answers, an engine in this package that draws for nothing and always says that it
is not Grok; `%imagine_key` takes a key. `%imagine_tour` gives the first four cells.

In Python, where `help(imagine)`, or `imagine?` in a notebook, says all options:

    >>> from imagine_nb import ask, ask_many, estimate, imagine, imagine_many
    >>> fox = imagine("a red fox in the snow", aspect_ratio="3:2")       # make
    >>> night = fox.imagine("make it night")                             # edit; fox is a variable, as any
    >>> both = imagine("<IMAGE_1> on a wall behind <IMAGE_0>", images=[fox, night])    # combine
    >>> both.ask("What is in this picture?").text                        # ask
    'Print shop, not Grok: The picture is a print of ...
    >>> estimate("a red fox", n=4)                                       # in US dollars, before a call
    0.08
    >>> animals = [{"colour": "red", "animal": "fox"}, {"colour": "blue", "animal": "hat"}]
    >>> zoo = imagine_many(animals, "a {colour} {animal}", quiet=True)   # one for each row of a table
    >>> told = ask_many(zoo, "What is it?", images="picture", quiet=True)

In cells, after `%load_ext imagine_nb`; `--help` after a magic is its manual, `%%imagine` has its prompt in
the body of the cell, and `-o night` is `night = ...`:

    fox = %imagine -a 3:2 a red fox in the snow             make
    %imagine -i fox -o night make it night                  edit
    %imagine -o both hang {night} on a wall behind {fox}    combine, by the names of variables
    %imagine --grid style=inked|carved a fox, {style}       every combination
    %imagine --table animals a {colour} {animal}            one for each row of a table
    %ask_image -i both what is in this picture?             ask

    %imagine_key              enter an API key, which stays in this kernel's memory
    %imagine_panel            a form for all of it, beside the gallery
    %imagine_gallery fox      the newest pictures, or those that hold the words
    %imagine_cost day         what was spent
    %imagine_config           every default; %imagine_config resolution=2k sets one
    %imagine_again            another take of what the newest cell made
    %imagine_lineage night    what a picture was made from, and what from it
    %imagine_recipe night     the cells that make it again
    %imagine_alt fox "a fox"  an alt text; without one the chat model is asked
    %imagine_export all.zip   the gallery in one file
    %imagine_import all.zip   what was exported elsewhere
    %imagine_wait             wait for what --background makes; %imagine_cancel ends it
    %imagine_tour             the first four cells

What they bring shows itself, and is the input of the next:

    >>> fox.one.size, fox.cost_usd, len(zoo.pictures)                    # Pictures; one acts as that Picture
    ((1248, 832), 0.0, 2)
    >>> path = fox.save("fox.png")  # .data, .image, .path, .prompt, .parents
    >>> frame = fox.to_pandas()  # and .contact_sheet(...), .to_pdf(...)
    >>> zoo.failed, zoo.csv.splitlines()[0]                              # Results: rows, in the table's order
    (<Results 0 rows...>, 'colour,animal,status,picture,number,cost_usd,seconds,error')
    >>> from imagine_nb import Gallery, Studio
    >>> studio = Studio(engine="print-shop", gallery="class")  # a gallery, a key, a budget of its own
    >>> len(Gallery("class"))                                            # the folder in which all is kept
    0

`Client` and `AsyncClient` have the surface of `xai_sdk`; `help("imagine_nb.client")` lists what differs.
Errors are `ImagineError` and what is below it, `help("imagine_nb.errors")`; each says what to do next.
"""

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
    from imagine_nb.cells.tour import tour
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
    "tour": "cells.tour",
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
    "tour",
]


class _NoAttributeError(AttributeError):
    """A name that is not here; what may have been meant is looked for when it is read: imports ask too."""

    def __str__(self) -> str:
        from imagine_nb.suggestions import no_attribute

        return str(no_attribute(self.args[0], __dir__(), of=f"module {__name__!r}"))


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    if name in _ABSENT:
        raise AttributeError(import_module(f"{__name__}.absent").reason(name))
    raise _NoAttributeError(name)


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
