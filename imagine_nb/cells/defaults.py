"""The defaults of the cells' options, as traits: a flag, then `%config`, then the environment, then these."""

from __future__ import annotations

import os
from typing import Any

from traitlets import Bool, Float, HasTraits, Unicode, default, observe

from imagine_nb.config import CHAT_MODEL, IMAGE_MODEL, engine_name


def _environment(name: str, usual: str) -> str:
    """What `IMAGINE_NB_<NAME>` says, else the usual value."""
    return os.environ.get(f"IMAGINE_NB_{name.upper()}") or usual


class Defaults(HasTraits):
    """What an option is where a cell leaves it out; `%config ImagineMagics.resolution = "2k"` sets one."""

    model = Unicode(help="the model that makes pictures").tag(config=True)
    chat_model = Unicode(help="the model that answers questions").tag(config=True)
    aspect_ratio = Unicode("", help="the shape of new pictures, as 3:2").tag(config=True)
    resolution = Unicode("", help="1k or 2k").tag(config=True)
    quality = Unicode("", help="low or medium, where the model has it").tag(config=True)
    detail = Unicode("", help="how closely a question looks: auto, low or high").tag(config=True)
    engine = Unicode("auto", help="auto, xai, print-shop or replay").tag(config=True)
    ask_above = Float(help="ask before a cell that costs more than this, in US dollars").tag(config=True)
    nested_loops = Bool(default_value=False, help="let asyncio.run(...) work in a cell").tag(config=True)

    @default("model")
    def _usual_model(self) -> str:
        return _environment("model", IMAGE_MODEL)

    @default("chat_model")
    def _usual_chat_model(self) -> str:
        return _environment("chat_model", CHAT_MODEL)

    @default("ask_above")
    def _usual_ask_above(self) -> float:
        return float(_environment("ask_above", "1"))

    @observe("engine")
    def _use_engine(self, change: Any) -> None:
        from imagine_nb.notebook import studio

        engine_name(change["new"])  # raises InputError for one that is not there
        studio().engine = change["new"]

    @observe("nested_loops")
    def _nest(self, change: Any) -> None:
        if change["new"]:
            from imagine_nb.loops import allow_nested_loops

            allow_nested_loops()
