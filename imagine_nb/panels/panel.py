"""The panel: one widget over a studio, with a front end of its own and a still where no kernel runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Any, TypedDict, Unpack

import anywidget
from traitlets import Any as AnyTrait
from traitlets import Enum, Unicode, validate

from imagine_nb.bulk.results import Results
from imagine_nb.cell_text import USUAL
from imagine_nb.display.html import Bundle
from imagine_nb.errors import InputError
from imagine_nb.gallery.places import outside_cells, running_cell
from imagine_nb.options import check_names
from imagine_nb.panels.core import Cores, Place, Verb
from imagine_nb.panels.form import CHOICES, Form
from imagine_nb.panels.messages import Message, UnknownMessageError, id_in, message_of
from imagine_nb.panels.notebook import usual
from imagine_nb.panels.state import VIEWS
from imagine_nb.panels.still import is_new, shows_gallery, still_html, still_text
from imagine_nb.panels.workers import Workers
from imagine_nb.pictures import Picture, Pictures
from imagine_nb.printable import counted
from imagine_nb.records import JSON, new_id
from imagine_nb.signatures import spelled_out
from imagine_nb.sources import ImageLike, Source, listed, source
from imagine_nb.studio.studio import Studio
from imagine_nb.suggestions import checked

_FOLLOWING = ["pictures", "selected", "answer", "prompt", "view"]
_STATIC = Path(__file__).with_name("static")
_cores, _workers = Cores(), Workers()
_live: dict[Place, Panel] = {}


class Panel(anywidget.AnyWidget):
    """Widget with Create, Ask, Table and more beside the gallery; saved, a still of its last state.

    `pictures`, `selected`, `answer`, `prompt` and `view` can be read, set and observed: what was made here,
    the newest request first; what is selected in the gallery; the newest answer; the text of the prompt; and
    `create`, `ask`, `table`, `lineage` or `compare`. `results` are those of the newest table.
    """

    _esm = _STATIC / "panel.js"
    _css = _STATIC / "panel.css"
    panel_id = Unicode().tag(sync=True)

    pictures = AnyTrait(Pictures(()))
    selected = AnyTrait(Pictures(()))
    answer = AnyTrait(None, allow_none=True)
    prompt = Unicode("")
    view = Enum(VIEWS, VIEWS[0])

    def __init__(
        self,
        studio: Studio,
        *,
        prompt: str | None = None,
        sources: ImageLike | Iterable[ImageLike] | None = None,
        view: str | None = None,
    ) -> None:
        checked("view", view, VIEWS)
        given = tuple(map(source, listed(sources)))
        self._place = _cores.place(running_cell())
        wanted = (prompt, view, tuple(each.record.identity for each in given))
        self._core, is_again = _cores.of(self._place, wanted, studio)
        self._close_those_before()
        super().__init__(panel_id=new_id())
        _keep_shell(self.comm)
        if self._place is not None:
            _live[self._place] = self
        if not is_again:
            self._begin(prompt or "", given, view or VIEWS[0])
        self._handles: list[Any] = []
        self._shown: object = None
        self._still_lock, self._lock = RLock(), RLock()
        self._told: tuple[str, Any] | None = None  # the trait that follows the state now
        self._verbs, self._looks = self._core.verbs, self._core.looks
        self._core.page.send = self._send_to_page
        self._core.changed = self._follow
        self._follow()
        self.on_msg(self._hear)
        self.observe(self._set, _FOLLOWING)

    def _close_those_before(self) -> None:
        """Close the panels of the earlier run of this cell."""
        cell, number = self._place or (None, 0)
        for place in [each for each in _live if each[0] == cell and each[1] >= number]:
            _live.pop(place).close()

    def _begin(self, prompt: str, given: Sequence[Source], view: str) -> None:
        state = self._core.state
        keys = tuple(self._core.holding.hold(each).key for each in given)
        meant, studio = usual(), self._core.studio
        state.form = Form(
            prompt,
            keys,
            choices={row.name: meant[row.name] for row in CHOICES if meant.get(row.name)},
            model=studio.model if meant["model"] == USUAL["model"] else meant["model"],
        )
        state.view = view

    def __repr__(self) -> str:
        return f"<Panel {self.view} · {counted(len(self.pictures), 'picture')}>"

    @property
    def results(self) -> Results | None:
        """What the newest table has brought, as far as it has come; None where there was none."""
        run = self._core.state.table_run
        if run is None or run.job is None:
            return None
        return run.job.results if run.results is None else run.results

    def close(self) -> None:
        """Take the panel off the page; what it has made stays, and its cell brings it back."""
        if self._core.page.send == self._send_to_page:
            self._core.page.tell("gone", {})
            self._core.page.send = None
        layout = self.layout
        super().close()
        layout.close()  # a widget, too, which nobody else would end

    def _send_to_page(self, content: dict[str, JSON], buffers: list[bytes]) -> None:
        if self.comm is not None:
            self.send(content, buffers)

    def set_state(self, sync_data: object) -> None:
        """Take no trait from a page: it sends messages, which are checked."""

    def _hear(self, _: object, content: object, buffers: object) -> None:
        """Hand a message of the page over; it is answered from another thread."""
        try:
            message = message_of(content, buffers)
        except InputError as error:
            self._core.page.refuse(id_in(content), error)
            return
        if (verb := self._verbs.get(message.verb)) is not None:
            _workers.act(partial(self._answer, message, verb))
        elif (look := self._looks.get(message.verb)) is not None:
            _workers.look(partial(self._answer, message, look))
        else:
            self._core.page.refuse(message.id, UnknownMessageError("The page asks for what there is not."))

    def _answer(self, message: Message, verb: Verb) -> None:
        page = self._core.page
        try:
            with outside_cells():
                page.reply(message.id, verb(message))
        except Exception as error:  # noqa: BLE001 - told on the page, whatever it is
            page.refuse(message.id, error)

    def _follow(self) -> None:
        """The traits are what the state is; several threads may see to it, one after the other."""
        with self._lock:
            for name in _FOLLOWING:
                value = self._in_state(name)
                self._told = name, value
                setattr(self, name, value)
            self._told = None
        _workers.look(self._restill)

    def _in_state(self, name: str) -> Any:
        state = self._core.state
        if name == "pictures":
            return Pictures(state.pictures)
        if name == "selected":
            return self._core.cards.known(state.selected)
        if name == "answer":
            return next((each.answer for each in reversed(state.turns) if each.answer is not None), None)
        return state.form.prompt if name == "prompt" else state.view

    def _set(self, change: Any) -> None:
        """A cell has set a trait: the state and the page follow."""
        with self._lock:
            if (change["name"], change["new"]) == self._told:  # it was not a cell, but what had happened here
                return
            told = self._core.setting.take(change["name"], change["new"])
        if told is not None:
            self._core.page.tell("state", *told)
            _workers.look(self._restill)

    @validate("pictures", "selected")
    def _as_pictures(self, proposal: Any) -> Pictures:
        value = proposal["value"]
        given = [value] if isinstance(value, Picture) else list(value)
        found = [one for each in given for one in (each if isinstance(each, Pictures) else [each])]
        if not all(isinstance(each, Picture) for each in found):
            raise InputError("These are no pictures.", advice="Give a Picture, or a list of them.")
        return Pictures(found)

    def _ipython_display_(self) -> None:
        """Show the still, which stands in a saved file, and the live panel, which hides it."""
        from IPython.display import display

        self._handles.append(display(self._still(), raw=True, display_id=True))
        display({**self._live_bundle(), "text/plain": ""}, raw=True)

    def _live_bundle(self) -> Bundle:
        bundle: Any = self._repr_mimebundle_()
        return dict(bundle[0] if isinstance(bundle, tuple) else bundle or {})

    def _restill(self) -> None:
        """The still in the notebook follows the panel."""
        with self._still_lock:
            self._redraw()

    def _redraw(self) -> None:
        state = self._core.state
        ids = tuple(each.id for each in self.pictures)
        shown = (
            ids,
            tuple((each.id, each.state) for each in state.turns),
            (state.form.prompt, state.form.sources, state.selected) if is_new(state) else (),
            state.table_run is not None and state.table_run.is_over and state.table_run.id,
        )
        if not self._handles or shown == self._shown:
            return
        self._shown = shown
        still = self._still()
        for handle in self._handles:
            handle.update(still, raw=True)

    def _still(self) -> Bundle:
        state = self._core.state
        gallery = self._core.cards.seen(state.selected) if shows_gallery(state) else ()
        html = still_html(state, panel_id=self.panel_id, gallery=gallery)
        return {"text/html": html, "text/plain": still_text(state)}


def _keep_shell(comm: Any) -> None:
    """Have messages of the page handled by the shell of the kernel's that they are sent to.

    ipykernel 7.4 hands them to the one that the comm spoke from last, which is often that of the cells: while
    a cell runs, nothing would be heard.
    """
    if hasattr(comm, "_reply_subshell_for"):
        comm._reply_subshell_for = lambda _, default: default


class PanelOptions(TypedDict, total=False):
    """Options of a panel."""

    prompt: str | None
    sources: ImageLike | Iterable[ImageLike] | None
    view: str | None
    studio: Studio | None


@spelled_out(PanelOptions)
def panel(**options: Unpack[PanelOptions]) -> Panel:
    """A panel to make, edit, compare and question pictures, as the last line of a cell shows it.

    `prompt` and `sources` fill its form; `view` is `create`, `ask`, `table`, `lineage` or `compare`. It works
    with `studio`, None for the notebook's own, and keeps what it makes in that studio's gallery. Running its
    cell again brings form and results back.
    """
    check_names(options, PanelOptions.__annotations__)
    if (studio := options.get("studio")) is None:
        from imagine_nb import notebook

        studio = notebook.studio()
    prompt, sources, view = options.get("prompt"), options.get("sources"), options.get("view")
    return Panel(studio, prompt=prompt, sources=sources, view=view)
