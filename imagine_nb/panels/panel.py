"""The panel: Create and Ask as tabs over one studio, and a still picture where no widget can be shown."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

from imagine_nb.display.html import Bundle, text_of
from imagine_nb.errors import GalleryError, SourceError
from imagine_nb.panels.ask import Ask
from imagine_nb.panels.callbacks import told
from imagine_nb.panels.create import Create
from imagine_nb.panels.markup import failure_html, hint_html, still_html
from imagine_nb.panels.shelf import Shelf
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.studio.studio import Studio

WHAT = "imagine_nb panel: Create, Ask - open in Jupyter to use"


class Panel(w.VBox):
    """Widget with a form on each of two tabs. Shows itself; saved, it is a still of its newest pictures."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._shelf = Shelf(studio)
        self._ask = Ask(studio, self._shelf)
        self._create = Create(studio, self._shelf, ask=self._ask_about)
        self._tabs = w.Tab([self._create, self._ask], titles=("Create", "Ask"))
        self._who = w.HTML(layout={"flex": "1 1 auto"})
        self._look = w.Button(description="Refresh", layout={"width": "auto", "flex": "0 0 auto"})
        self._look.tooltip = "Look for pictures that cells have made meanwhile"
        head = w.HBox([self._who, self._look], layout={"align_items": "center"})
        super().__init__([head, self._tabs], layout={"width": "auto", "max_width": "1040px"})
        for name, widget in (("panel", self), ("who", self._who), ("refresh", self._look)):
            widget.add_class(f"imagine-{name}")
        self._look.on_click(told(lambda _: self._refresh(), self._say))
        told(lambda _: self._refresh(), self._say)(None)

    def __repr__(self) -> str:
        last = self._last()
        told = f"; last: {text_of(last[-1].record)}" if last else ""
        return f"{WHAT}{told}"

    def _refresh(self) -> None:
        self._say(hint_html(self._studio.introduction()))
        self._shelf.refresh()

    def _say(self, html: str) -> None:
        self._who.value = html

    def _ask_about(self, picture: Picture) -> None:
        self._ask.choose(picture)
        self._tabs.selected_index = 1

    def _last(self) -> Pictures:
        """What was made last here, else the newest picture there is."""
        return self._create.results.pictures or Pictures(self._shelf.pictures[:1])

    def _repr_mimebundle_(self, **options: Any) -> Bundle:
        """The live panel, and for a renderer without widgets a still one."""
        live: Bundle = super()._repr_mimebundle_(**options)
        return {**self._still(), **live, "text/plain": repr(self)}

    def _still(self) -> Bundle:
        last = self._last()
        try:
            bundle = last._repr_mimebundle_() if last else {}
        except (GalleryError, SourceError) as error:  # its file is gone; the panel itself is well
            return {"text/html": still_html(failure_html(error), WHAT)}
        return {**bundle, "text/html": still_html(bundle.get("text/html", ""), WHAT)}


def panel(*, studio: Studio | None = None) -> Panel:
    """A panel to make pictures and to ask about them, as the last line of a cell shows it.

    It works with `studio`, None for the notebook's own, and keeps what it makes in that studio's gallery.
    """
    if studio is None:
        from imagine_nb import notebook

        studio = notebook.studio()
    return Panel(studio)
