"""Create form: makes, edits and combines pictures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from imagine_nb.loop import Job
from imagine_nb.money import cost
from imagine_nb.panels.cells import imagine_cell
from imagine_nb.panels.copying import CellText
from imagine_nb.panels.markup import hint_html, status_html
from imagine_nb.panels.results import Results
from imagine_nb.panels.shelf import Shelf
from imagine_nb.panels.source_slot import UPLOAD_MB, Held, Slot
from imagine_nb.panels.work import Work
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.prices import image_model
from imagine_nb.settings import ASPECT_RATIO, IMAGE_MODEL, MAX_N
from imagine_nb.studio.studio import Studio

SLOTS = 3
KEEPS_SHAPE = "An edit of one picture keeps its shape."
SOURCES = (
    f"Sources, if it is an edit: pictures of the gallery, or files of at most {UPLOAD_MB} MB "
    "(a larger one never arrives; a cell takes it with -i)."
)


class Create(w.VBox):
    """Create form: prompt, sources, count and ratio; results below. `ask` is what a card's Ask does."""

    def __init__(self, studio: Studio, shelf: Shelf, *, ask: Callable[[Picture], object]) -> None:
        self._studio, self._shelf = studio, shelf
        self._prompt = _prompt()
        self._slots = [Slot(number, shelf) for number in range(1, SLOTS + 1)]
        self._count = w.BoundedIntText(1, min=1, max=MAX_N, description="Count")
        self._ratio = w.Dropdown(options=_ratios(studio.model), description="Ratio")
        self._why = w.HTML()
        self._cell = CellText()
        self.work = Work(
            "Generate", begin=self._begin, end=self._end, billed=self._billed, beside=[self._cell.button]
        )
        self.results = Results(slots=SLOTS, use=self._use, ask=ask, tell=self.work.tell)
        self._dress()
        wrap = {"flex_flow": "row wrap"}
        settings = w.HBox([self._count, self._ratio, self._why], layout={**wrap, "align_items": "center"})
        sources = w.HBox(self._slots, layout=wrap)
        explained = w.HTML(hint_html(SOURCES))
        super().__init__(
            [self._prompt, explained, sources, settings, self.work, self._cell.view, self.results]
        )
        self.add_class("imagine-create")
        for slot in self._slots:
            slot.observe(self._sources_changed, "held")

    def _dress(self) -> None:
        self._count.layout.width, self._ratio.layout.width = "150px", "190px"
        self._count.tooltip = f"How many pictures, 1 to {MAX_N}"
        self._ratio.tooltip = "Width to height; default leaves it to the model"
        for name in ("prompt", "count", "ratio"):
            getattr(self, f"_{name}").add_class(f"imagine-{name}")

    @property
    def _held(self) -> list[Held]:
        """The sources, in the order of their slots, the same one once."""
        each: dict[str, Held] = {}
        for held in (slot.held for slot in self._slots):
            if held is not None:
                each.setdefault(held.source.record.identity, held)
        return list(each.values())

    @property
    def _aspect_ratio(self) -> str | None:
        return None if len(self._held) == 1 else self._ratio.value or None

    def _sources_changed(self, _: Any) -> None:
        alone = len(self._held) == 1
        self._ratio.disabled = alone
        self._why.value = hint_html(KEEPS_SHAPE if alone else "")

    def _use(self, picture: Picture, slot: int) -> None:
        self._slots[slot - 1].hold(picture)
        self.work.tell(status_html(f"It is source {slot} now."))

    def _begin(self) -> tuple[str, Job[Pictures]]:
        prompt, held, n = self._prompt.value.strip(), self._held, self._count.value
        plan = self._studio.plan(
            prompt,
            images=tuple(each.source for each in held),
            n=n,
            aspect_ratio=self._aspect_ratio,
            fresh=True,
        )
        job = self._studio.start(plan)
        self._offer(prompt, held)
        verb = {0: "Making", 1: "Editing"}.get(len(held), "Combining")
        return f"{verb} {_pictures(n)}{'' if plan.price.is_known else f' for {plan.price}'}", job

    def _offer(self, prompt: str, held: list[Held]) -> None:
        text = imagine_cell(
            prompt,
            references=[each.reference for each in held],
            n=self._count.value,
            aspect_ratio=self._aspect_ratio,
            model=None if self._studio.model == IMAGE_MODEL else self._studio.model,
        )
        self._cell.offer(text, note=" ".join(each.note for each in held if each.note))

    def _end(self, pictures: Pictures, seconds: float) -> str:
        self.results.show(pictures)
        self._shelf.add(pictures)
        ticks = [picture.record.cost_ticks for picture in pictures]
        whole = None if None in ticks else sum(tick or 0 for tick in ticks)
        unkept = dict.fromkeys(each.notice for each in pictures if each.path is None and each.notice)
        made = f"Made {_pictures(len(pictures))} in {seconds:.1f} s"
        return " · ".join([made, cost(whole), *unkept])

    def _billed(self) -> bool:
        return self._studio.is_billed


def _prompt() -> w.Textarea:
    return w.Textarea(
        description="Prompt",
        placeholder="a red fox in the snow at sunset",
        tooltip="What the picture should show, or what an edit should change",
        rows=3,
        layout={"width": "auto"},
    )


def _ratios(model: str) -> list[tuple[str, str]]:
    known = image_model(model)
    ratios = ASPECT_RATIO.values_of(known.family) if known else ASPECT_RATIO.values
    return [("default", ""), *((ratio, ratio) for ratio in ratios)]


def _pictures(n: int) -> str:
    return "1 picture" if n == 1 else f"{n} pictures"
