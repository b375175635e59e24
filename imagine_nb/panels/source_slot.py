"""Source input: a picture of the gallery, or an uploaded file, as one source of an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ipywidgets as w
from traitlets import Any as AnyTrait

from imagine_nb.panels.callbacks import told
from imagine_nb.panels.cells import file_reference
from imagine_nb.panels.markup import hint_html, source_html
from imagine_nb.panels.shelf import Shelf, label
from imagine_nb.pictures import Picture
from imagine_nb.sources import Source, of_bytes

UPLOAD_MB = 8  # the server's websocket takes 10 MiB, and drops a larger message without a word
NOTHING = ("From the gallery …", "")  # not None: a choice of None shows no label in some front ends


@dataclass(frozen=True, slots=True)
class Held:
    """Content of a slot: the source, and the picture of the gallery that it is, if it is one."""

    source: Source
    picture: Picture | None = None

    @property
    def reference(self) -> str:
        """What `-i` of a cell takes for it."""
        if self.picture is not None and self.picture.number:
            return str(self.picture.number)
        return file_reference(self.source.record.name)

    @property
    def note(self) -> str:
        """What a cell needs besides, in words; empty for a picture of the gallery."""
        if self.picture is not None and self.picture.number:
            return ""
        name = self.source.record.name
        return f"{name} has no number in the gallery: the cell reads a file of that name beside the notebook."


class Slot(w.VBox):
    """Source input: controls to choose one source, and a preview. Observe `held`, a Held or None."""

    held = AnyTrait(None, allow_none=True)

    def __init__(self, number: int, shelf: Shelf) -> None:
        self._number = number
        self._shelf = shelf
        self._filling = False
        self._picker = _picker(number)
        self._upload = _upload(number)
        self._clear = w.Button(
            description="Clear",
            disabled=True,
            tooltip=f"Empty source {number}",
            layout={"width": "68px", "flex": "0 0 auto"},
        )
        self._view = w.HTML()
        for name in ("picker", "upload", "clear"):
            getattr(self, f"_{name}").add_class(f"imagine-{name}-{number}")
        super().__init__([self._picker, w.HBox([self._upload, self._clear]), self._view])
        self.layout = w.Layout(flex="1 1 190px", max_width="300px", min_width="0")
        self.add_class("imagine-slot").add_class(f"imagine-slot-{number}")
        self._wire()
        self._show()

    def _wire(self) -> None:
        self._picker.observe(told(self._picked, self._tell), "value")
        self._upload.observe(told(self._uploaded, self._tell), "value")
        self._clear.on_click(told(lambda _: self.hold(None), self._tell))
        self._shelf.observe(told(lambda _: self._fill(), self._tell), "pictures")

    def hold(self, held: Held | Picture | None) -> None:
        """Put a source in this slot, or empty it with None. Raises where the picture's file is gone."""
        self.held = Held(held.as_source(), held) if isinstance(held, Picture) else held
        self._show()

    def _picked(self, change: Any) -> None:
        picture = change["new"] or None
        if not self._filling and picture != self._picture:
            self.hold(picture)

    def _uploaded(self, change: Any) -> None:
        if not change["new"]:
            return
        file = change["new"][0]
        self._upload.value = ()  # its bytes would be saved with the widget's state
        self.hold(Held(of_bytes(bytes(file["content"]), name=file["name"])))

    @property
    def _picture(self) -> Picture | None:
        return None if self.held is None else self.held.picture

    def _show(self) -> None:
        self._clear.disabled = self.held is None
        if self.held is None:
            self._tell(hint_html("Empty"))
        else:
            source = self.held.source
            self._tell(source_html(source.record, source.data, number=self._number))
        self._fill()

    def _fill(self) -> None:
        """Offer the shelf's pictures, with the one that is held chosen."""
        held = self._picture
        pictures = self._shelf.pictures
        offered = pictures if held is None or held in pictures else (held, *pictures)
        self._filling = True
        try:
            self._picker.options = [NOTHING, *((label(each), each) for each in offered)]
            self._picker.value = held or NOTHING[1]
        finally:
            self._filling = False

    def _tell(self, html: str) -> None:
        self._view.value = html


def _picker(number: int) -> w.Dropdown:
    return w.Dropdown(
        options=[NOTHING],
        description=f"Source {number}",
        tooltip=f"Source {number}: a picture of the gallery",
        style={"description_width": "62px"},
        layout={"width": "auto"},
    )


def _upload(number: int) -> w.FileUpload:
    return w.FileUpload(
        accept="image/*",
        multiple=False,
        tooltip=f"Source {number}: a picture file of at most {UPLOAD_MB} MB; a larger one never arrives",
        layout={"width": "auto", "flex": "1 1 auto"},
    )
