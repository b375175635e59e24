"""The defaults of the cells' options, as traits: a flag, then `%config`, then the environment, then these."""

from __future__ import annotations

import os
from typing import Any

from traitlets import Bool, Float, HasTraits, TraitError, Unicode, default, observe, validate

from imagine_nb.errors import ImagineError, InputError

_CHECKED = ("aspect_ratio", "resolution", "quality", "detail", "engine")
_TRUE, _FALSE = frozenset({"on", "yes", "true", "1"}), frozenset({"off", "no", "false", "0"})


class Setting(Unicode):
    """A text; `IMAGINE_NB_<NAME>` sets what it is where nothing else does."""

    def default(self, obj: Any = None) -> Any:
        return os.environ.get(f"IMAGINE_NB_{self.name.upper()}") or super().default(obj) or _usual(self.name)


def _usual(name: str) -> str:
    from imagine_nb.config import CHAT_MODEL, IMAGE_MODEL

    return {"model": IMAGE_MODEL, "chat_model": CHAT_MODEL}.get(name, "")


class Defaults(HasTraits):
    """What an option is where a cell leaves it out; `%config ImagineMagics.resolution = "2k"` sets one."""

    model = Setting(help="the model that makes pictures").tag(config=True)
    chat_model = Setting(help="the model that answers questions").tag(config=True)
    aspect_ratio = Setting(help="the shape of new pictures, as 3:2").tag(config=True)
    resolution = Setting(help="1k or 2k").tag(config=True)
    quality = Setting(help="low or medium, where the model has it").tag(config=True)
    detail = Setting(help="how closely a question looks: auto, low or high").tag(config=True)
    engine = Setting("auto", help="auto, xai, print-shop or replay").tag(config=True)
    ask_above = Float(help="ask before a cell that costs more than this, in US dollars").tag(config=True)
    nested_loops = Bool(default_value=False, help="let asyncio.run(...) work in a cell").tag(config=True)

    def set_default(self, name: str, text: str) -> None:
        """Set one from text; raises InputError for what it cannot be."""
        try:
            self.set_trait(name, _value(getattr(self, name), text, name))
        except TraitError as exc:
            raise InputError(str(exc)) from None

    @default("ask_above")
    def _usual_ask_above(self) -> float:
        return float(_sum(os.environ.get("IMAGINE_NB_ASK_ABOVE") or "1", "IMAGINE_NB_ASK_ABOVE"))

    @validate(*_CHECKED)
    def _known(self, proposal: Any) -> str:
        """The value, where it is one of those that there are; an empty one leaves it to the model."""
        from imagine_nb import config, prices

        name, value = proposal["trait"].name, str(proposal["value"])
        allowed = {
            "aspect_ratio": prices.RATIOS,
            "resolution": prices.RESOLUTIONS,
            "quality": prices.QUALITIES,
            "detail": prices.DETAILS,
            "engine": config.ENGINES,
        }
        try:
            prices.checked(name.replace("_", " "), value or None, allowed[name])
        except InputError as error:  # traitlets takes the old value back for its own errors alone
            raise TraitError(str(error)) from None
        return value

    @observe("engine")
    def _use_engine(self, change: Any) -> None:
        from imagine_nb.notebook import studio

        studio().engine = change["new"] or "auto"

    @observe("nested_loops")
    def _nest(self, change: Any) -> None:
        if not change["new"]:
            return
        from imagine_nb.loops import allow_nested_loops

        try:
            allow_nested_loops()
        except ImagineError:
            self.set_trait("nested_loops", change["old"])
            raise


def _value(now: Any, text: str, name: str) -> Any:
    """`text` as a value of the same kind as `now`."""
    if isinstance(now, bool):
        if text.lower() not in _TRUE | _FALSE:
            raise InputError(f"{name} is {text!r}.", advice="It is on or off.")
        return text.lower() in _TRUE
    return _sum(text, name) if isinstance(now, float) else text


def _sum(text: str, name: str) -> float:
    try:
        return float(text.removeprefix("$"))
    except ValueError:
        raise InputError(f"{name} is {text!r}.", advice="It is a sum in US dollars, such as 2.50.") from None
