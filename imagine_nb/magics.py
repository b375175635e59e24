"""The cell magics `%%imagine` and `%%ask_image`, and their companions: a cell's line becomes one call."""

from __future__ import annotations

import contextlib
import getpass
import keyword
from argparse import Namespace
from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from IPython.core.magic import (
    Magics,
    line_cell_magic,
    line_magic,
    magics_class,
    needs_local_scope,
    no_var_expand,
)
from IPython.core.magic_arguments import argument, magic_arguments

from imagine_nb.errors import ImagineError, InputError, Stopped
from imagine_nb.options import parsed
from imagine_nb.screen import Screen
from imagine_nb.syntax import read_as_meant

if TYPE_CHECKING:
    from imagine_nb.display import Bundle
    from imagine_nb.loop import Job
    from imagine_nb.references import Filled
    from imagine_nb.studio import Studio

T = TypeVar("T")

_SHOWN_TYPES = (("imagine_nb.pictures", "Pictures"), ("imagine_nb.pictures", "Answer"))
_OUT = argument("-o", "--out", metavar="NAME", help="put the result in this variable")
_IMAGES = argument(
    "-i",
    "--image",
    metavar="REF",
    action="append",
    default=[],
    help="a source: a variable, last, a number of the gallery, a path or a URL; several with commas",
)
_MODEL = argument("-m", "--model", metavar="NAME", help="the model")
_HELP = argument("-h", "--help", action="store_true", help="show this manual")


@magics_class
class ImagineMagics(Magics):
    """`%%imagine`, `%%ask_image`, `%imagine_key`, `%imagine_panel`."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell)
        self._shown: tuple[int, Any] = (0, None)

    @no_var_expand
    @needs_local_scope
    @magic_arguments()
    @_OUT
    @_IMAGES
    @argument("-n", "--count", metavar="N", type=int, default=1, help="how many pictures, 1 to 10")
    @argument("-a", "--aspect-ratio", metavar="W:H", help="1:1, 3:2, 16:9, 9:16, ...; auto")
    @argument("-r", "--resolution", metavar="SIZE", help="1k or 2k")
    @argument("-q", "--quality", metavar="TIER", help="low or medium, where the model has it")
    @_MODEL
    @_HELP
    @line_cell_magic
    def imagine(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> Any:
        """Make a picture from the prompt, or edit and combine pictures.

        Options stand before the prompt; the prompt may go on in the cell's body. `{name}` in it is replaced
        by the variable; where that is a picture, it becomes a source, as with -i.

            %%imagine -o fox -a 3:2
            a red fox in the snow at sunset

            fox = %imagine a red fox in the snow at sunset
            %imagine -i fox make it night
            %imagine put the hat from {hat} on {fox}
        """
        options, prompt = parsed(self.imagine.parser, line, cell)
        if options.help:
            return self._manual(self.imagine)
        self._check_out(options.out)
        ready = self._filled(options, prompt, local_ns, word=_in_edit)
        job = _studio().start_imagine(
            ready.text,
            typed=prompt,
            images=ready.sources,
            n=options.count,
            aspect_ratio=options.aspect_ratio,
            resolution=options.resolution,
            quality=options.quality,
            model=options.model,
        )
        doing = {0: "Making", 1: "Editing"}.get(len(ready.sources), "Combining")
        what = "a picture" if options.count == 1 else f"{options.count} pictures"
        return self._result(options, job, _line, doing=f"{doing} {what}")

    @no_var_expand
    @needs_local_scope
    @magic_arguments()
    @_OUT
    @_IMAGES
    @argument("--chat", metavar="NAME", help="a conversation that goes on under this name")
    @argument("--detail", metavar="LEVEL", help="auto, low or high")
    @_MODEL
    @_HELP
    @line_cell_magic
    def ask_image(self, line: str, cell: str | None = None, local_ns: Mapping[str, Any] | None = None) -> Any:
        """Ask a question about pictures; the answer streams in.

        Name the pictures with -i or as `{name}` in the question. With --chat the next question may leave
        them out.

            %%ask_image -i fox -o answer
            What is in this picture, and at what time of day?

            %ask_image --chat tour compare {fox} and {cat}
            %ask_image --chat tour and which is brighter
        """
        options, question = parsed(self.ask_image.parser, line, cell)
        if options.help:
            return self._manual(self.ask_image)
        self._check_out(options.out)
        ready = self._filled(options, question, local_ns, word=_in_question)
        pieces: list[str] = []
        job = _studio().start_ask(
            ready.text,
            typed=question,
            images=ready.sources,
            chat=options.chat,
            detail=options.detail,
            model=options.model,
            on_text=pieces.append,
        )
        return self._result(options, job, _streaming(pieces, ready), doing="Answering")

    @line_magic
    def imagine_key(self, line: str) -> None:
        """Enter an API key, hidden; it stays in this kernel's memory alone. `--forget` drops it."""
        from imagine_nb.config import checked_key

        if line.strip() == "--forget":
            _studio().use_key(None)
            return
        if line.strip():
            raise InputError(
                "A key does not belong in a cell: it would be saved with the notebook.",
                advice="Delete it there, make a new key at https://console.x.ai, and run %imagine_key alone.",
            )
        try:
            text = getpass.getpass("xAI API key: ")
        except (EOFError, NotImplementedError, RuntimeError) as exc:
            raise InputError(
                "There is nobody here to type a key.", advice="Set XAI_API_KEY instead."
            ) from exc
        _studio().use_key(checked_key(text, source="%imagine_key"))
        Screen(self.shell).show(_line("The key is kept in this kernel's memory, and nowhere else."))

    @line_magic
    def imagine_panel(self, line: str) -> Any:
        """Open a panel: Create and Ask, with buttons."""
        from imagine_nb.panels import panel

        if line.strip():
            raise InputError("%imagine_panel takes no options.")
        return panel(studio=_studio())

    def _filled(
        self,
        options: Namespace,
        prompt: str,
        local_ns: Mapping[str, Any] | None,
        *,
        word: Callable[[int, int], str],
    ) -> Filled:
        from imagine_nb.references import filled, referred

        names = ChainMap(dict(local_ns or {}), self.shell.user_ns)
        references = [each.strip() for text in options.image for each in _split(text)]
        given = [found for each in references for found in referred(each, names, _studio())]
        return filled(prompt, names, before=given, word=word)

    def _result(self, options: Namespace, job: Job[T], showing: Callable[[str], Bundle], *, doing: str) -> T:
        """Wait for a job with its progress shown; then its result is shown, once, and named.

        `showing(state)` is what there is to see so far, with a line that says how it stands.
        """
        screen = Screen(self.shell)

        def tick() -> None:
            if screen.due():
                screen.progress(showing(f"{doing} … {job.seconds:.1f} s"))

        tick()
        try:
            result = job.result(tick=tick)
        except KeyboardInterrupt:
            screen.progress(showing(f"Stopped after {job.seconds:.1f} s."))
            raise Stopped("The request was cancelled; it may have been charged.") from None
        except ImagineError:
            screen.progress(showing(f"Failed after {job.seconds:.1f} s."))
            raise
        screen.show(result._repr_mimebundle_())  # type: ignore[attr-defined] # Pictures and Answer have it
        if options.out:
            self.shell.user_ns[options.out] = result
        self._shown = (self.shell.execution_count, result)
        return result

    def show_unless_shown(self, value: Any) -> None:
        """IPython's display hook of a result: it is in the cell's output already, so not again."""
        shown, self._shown = self._shown, (0, None)
        if shown[0] != self.shell.execution_count or shown[1] is not value:
            raise NotImplementedError  # IPython then goes on with its other formatters

    def _check_out(self, name: str | None) -> None:
        if name is not None and (not name.isidentifier() or keyword.iskeyword(name)):
            raise InputError(f"{name!r} cannot be a variable's name.", advice="Use letters, digits and _.")

    def _manual(self, magic: Any) -> None:
        print(magic.__doc__)  # noqa: T201 - a manual is text for the cell's output


def _studio() -> Studio:
    from imagine_nb.notebook import studio

    return studio()


def _line(text: str) -> Bundle:
    from imagine_nb.display import line_bundle

    return line_bundle(text)


def _streaming(pieces: list[str], ready: Filled) -> Callable[[str], Bundle]:
    """What is shown of an answer while it comes, beside the pictures that it is about."""
    from imagine_nb.display import answer_html, beside

    small = beside([(each.record, each.data) for each in ready.sources])

    def shown(state: str) -> Bundle:
        text = "".join(pieces)
        return {
            "text/html": answer_html(text, small, facts=[state]),
            "text/plain": f"{text}\n{state}".strip(),
        }

    return shown


def _split(text: str) -> list[str]:
    """The references between commas; a URL or data URI is one, commas and all."""
    return [text] if text.startswith(("http://", "https://", "data:")) else text.split(",")


def _in_edit(number: int, of: int) -> str:
    return "this image" if of == 1 else f"<IMAGE_{number}>"


def _in_question(number: int, of: int) -> str:
    return "this image" if of == 1 else f"image {number + 1}"


def load(shell: Any) -> None:
    """Give a shell the magics; loading again changes nothing."""
    if ImagineMagics.__name__ in shell.magics_manager.registry:
        return
    magics = ImagineMagics(shell)
    shell.register_magics(magics)
    shell.input_transformers_cleanup.append(read_as_meant)
    for module, name in _SHOWN_TYPES:
        shell.display_formatter.ipython_display_formatter.for_type_by_name(
            module, name, magics.show_unless_shown
        )


def unload(shell: Any) -> None:
    """Take the magics away, end what runs in the background, and keep every result."""
    from imagine_nb import loop

    if read_as_meant in shell.input_transformers_cleanup:
        shell.input_transformers_cleanup.remove(read_as_meant)
    manager = shell.magics_manager
    magics = manager.registry.pop(ImagineMagics.__name__, None)
    for kind, names in ImagineMagics.magics.items():
        for name in names:
            manager.magics[kind].pop(name, None)
    for module, name in _SHOWN_TYPES:
        with contextlib.suppress(KeyError):
            shell.display_formatter.ipython_display_formatter.pop(f"{module}.{name}")
    if magics is not None:
        _studio().close()
        loop.stop()
