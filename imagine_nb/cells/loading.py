"""IPython extension: what `%load_ext imagine_nb` registers with a shell, and `%unload_ext` removes."""

from __future__ import annotations

import contextlib
import sys
from functools import cache
from typing import Any

from IPython.core.magic import Magics

from imagine_nb.cells.alt_texts import AltTextMagics
from imagine_nb.cells.companions import CompanionMagics
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.cells.syntax import read_as_meant
from imagine_nb.cells.tour import TourMagics
from imagine_nb.live.once import ONCE

COMPANIONS = (CompanionMagics, AltTextMagics, TourMagics)
# what a cell returns that it has shown already
_SHOWN = (
    ("imagine_nb.pictures", "Pictures"),
    ("imagine_nb.answers", "Answer"),
    ("imagine_nb.grid", "Grid"),
    ("imagine_nb.bulk.results", "Results"),
    ("imagine_nb.studio.bulk.batch", "BatchJob"),
    ("imagine_nb.cells.background", "Pending"),
    ("imagine_nb.gallery.ledger", "Ledger"),
    ("imagine_nb.gallery.lineage", "Lineage"),
    ("builtins", "dict"),
)


def load(shell: Any) -> None:
    """Register the magics with a shell; loading again changes nothing."""
    if ImagineMagics.__name__ in shell.magics_manager.registry:
        return
    verbs, companions = _magics(shell)
    shell.register_magics(verbs, *companions)
    shell.configurables += [each for each in (verbs, *companions) if each not in shell.configurables]
    shell.input_transformers_cleanup.append(read_as_meant)
    shell.Completer.custom_matchers.append(_matcher(verbs))
    for module, name in _SHOWN:
        ONCE.watch(shell, module, name)


@cache
def _magics(shell: Any) -> tuple[ImagineMagics, list[Magics]]:
    """The magics of a shell; loaded again they have their defaults and their jobs as before."""
    verbs = ImagineMagics(shell)
    return verbs, [each(verbs) for each in COMPANIONS]


def unload(shell: Any) -> None:
    """Remove the magics once what runs in the background has ended; every result is kept."""
    registry = shell.magics_manager.registry
    if ImagineMagics.__name__ not in registry:
        return
    verbs, companions = _magics(shell)
    for each in (verbs, *companions):
        del registry[type(each).__name__]
        shell.configurables.remove(each)
        for form, names in each.magics.items():
            for name in names:
                shell.magics_manager.magics[form].pop(name, None)
    shell.input_transformers_cleanup.remove(read_as_meant)
    matchers = shell.Completer.custom_matchers
    matchers[:] = [each for each in matchers if not hasattr(each, "of_imagine_nb")]
    _forget_types(shell.display_formatter.ipython_display_formatter)
    _stop_working(verbs)


def _stop_working(verbs: ImagineMagics) -> None:
    """Let the jobs of the background end, then the thread; nothing was started where nothing was asked."""
    if "imagine_nb.notebook" not in sys.modules:
        return
    from imagine_nb import loop

    verbs.background.wait()
    verbs.studio.close()
    loop.stop()


def _matcher(verbs: ImagineMagics) -> Any:
    """What IPython's completer calls; the offers are loaded when the Tab key is first pressed."""
    from IPython.core.completer import context_matcher

    @cache
    def completer() -> Any:
        from imagine_nb.cells.completion import Completer

        return Completer(verbs)

    @context_matcher(identifier="imagine_nb")
    def imagine_nb(context: Any) -> Any:
        return completer()(context)

    imagine_nb.of_imagine_nb = True
    return imagine_nb


def _forget_types(formatter: Any) -> None:
    for module, name in _SHOWN:
        with contextlib.suppress(KeyError):
            formatter.pop(f"{module}.{name}")
