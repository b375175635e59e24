"""The two verbs, `%%imagine` and `%%ask_image`: a cell's line becomes one call to the studio."""

from __future__ import annotations

from argparse import Namespace
from collections import ChainMap
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand
from IPython.core.magic_arguments import magic_arguments

from imagine_nb.cells import arguments as take
from imagine_nb.cells.background import Background
from imagine_nb.cells.defaults import Defaults
from imagine_nb.cells.line import checked_name, parsed, references, schema
from imagine_nb.cells.screen import is_headless
from imagine_nb.cells.waiting import Answering, Making, Waiting

if TYPE_CHECKING:
    from imagine_nb.cells.references import Filled
    from imagine_nb.studio import Studio

Names = Mapping[str, Any]


@magics_class
class ImagineMagics(Magics, Defaults):
    """The verbs; its traits are the defaults of their options, see `%imagine_config`."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell, parent=shell)
        self.waiting = Waiting(shell)
        self.background = Background(shell)

    @no_var_expand
    @needs_local_scope
    @magic_arguments()
    @take.OUT
    @take.IMAGES
    @take.COUNT
    @take.RATIO
    @take.RESOLUTION
    @take.QUALITY
    @take.MODEL
    @take.USER
    @take.SAVE
    @take.GRID
    @take.ENGINE
    @take.BUDGET
    @take.FRESH
    @take.DRY_RUN
    @take.YES
    @take.BACKGROUND
    @take.NO_DISPLAY
    @take.RAW
    @take.HELP
    @line_cell_magic
    def imagine(self, line: str, cell: str | None = None, local_ns: Names | None = None) -> Any:
        """Make a picture from the prompt, or edit and combine pictures.

        Options stand before the prompt; the prompt may go on in the cell's body. `{name}` in it is replaced
        by the variable; where that is a picture, it becomes a source, as with -i.

            %%imagine -o fox -a 3:2
            a red fox in the snow at sunset

            fox = %imagine a red fox in the snow at sunset
            %imagine -i fox make it night
            %imagine put the hat from {hat} on {fox}
            %imagine --grid style=watercolour|linocut -n 2 a fox as a {style}

        A picture costs $0.02 with grok-imagine-image, and $0.04 to $0.08 with grok-imagine-image-2.0; an edit
        costs $0.002 and $0.01 more for each source. --dry-run tells the price. What was made before is shown
        again for nothing; --fresh and %imagine_again ask for another.
        """
        options, prompt = parsed(self.imagine.parser, line, cell)
        if options.help:
            return _manual(self.imagine)
        checked_name(options.out)
        names = ChainMap(dict(local_ns or {}), self.shell.user_ns)
        if options.grid:
            from imagine_nb.cells.gridding import grid

            return self._given(options, grid(self, options, prompt, names))
        return self._imagined(options, prompt, names)

    def _imagined(self, options: Namespace, prompt: str, names: Names) -> Any:
        from imagine_nb.cells.pricing import agreed, dry_run

        ready = self.filled(options, prompt, names, word=in_edit)
        making = Making({0: "Making", 1: "Editing"}.get(len(ready.sources), "Combining"), options.count)
        plan = self.studio.plan(
            ready.text, **self.image_options(options, ready, prompt), on_pictures=making.arrive
        )
        if options.dry_run:
            return dry_run(self.shell, plan)
        job = self.studio.start(agreed(plan, above=self.ask_above, yes=options.yes))
        if options.background and not is_headless():
            return self._given(options, self.background.start(job, making))
        return self._given(options, self.waiting.result(job, making, is_silent=options.no_display))

    def image_options(self, options: Namespace, ready: Filled, typed: str) -> dict[str, Any]:
        """The options of a cell as the studio takes them, the defaults filled in."""
        return {
            "typed": typed,
            "images": ready.sources,
            "n": options.count,
            "aspect_ratio": options.aspect_ratio
            or (self.aspect_ratio if len(ready.sources) != 1 else "")
            or None,
            "resolution": options.resolution or self.resolution or None,
            "quality": options.quality or self.quality or None,
            "model": options.model or self.model,
            "user": options.user,
            "engine": options.engine,
            "budget": options.budget,
            "fresh": options.fresh,
        }

    @no_var_expand
    @needs_local_scope
    @magic_arguments()
    @take.OUT
    @take.IMAGES
    @take.CHAT
    @take.NEW
    @take.DETAIL
    @take.SCHEMA
    @take.MODEL
    @take.ENGINE
    @take.FRESH
    @take.NO_STREAM
    @take.NO_DISPLAY
    @take.RAW
    @take.HELP
    @line_cell_magic
    def ask_image(self, line: str, cell: str | None = None, local_ns: Names | None = None) -> Any:
        """Ask a question about pictures; the answer streams in.

        Name the pictures with -i or as `{name}` in the question. With --chat the next question may leave
        them out. With --schema the answer is a dict that fits the JSON schema.

            %%ask_image -i fox -o answer
            What is in this picture, and at what time of day?

            %ask_image --chat tour compare {fox} and {cat}
            %ask_image --chat tour which one is brighter?

        grok-4.3 costs $1.25 for a million tokens in and $2.50 for a million out; images count as tokens.
        """
        options, question = parsed(self.ask_image.parser, line, cell)
        if options.help:
            return _manual(self.ask_image)
        checked_name(options.out)
        names = ChainMap(dict(local_ns or {}), self.shell.user_ns)
        ready = self.filled(options, question, names, word=_in_question)
        if options.new and options.chat:
            self.studio.forget(options.chat)
        answering = Answering(ready.sources)
        job = self.studio.start_ask(
            ready.text,
            typed=question,
            images=ready.sources,
            chat=options.chat,
            detail=options.detail or self.detail or None,
            model=options.model or self.chat_model,
            engine=options.engine,
            fresh=options.fresh,
            on_text=None if options.no_stream else answering.pieces.append,
            **({"response_format": schema(options.schema, names)} if options.schema else {}),
        )
        answer = self.waiting.result(job, answering, is_silent=options.no_display)
        return self._given(options, answer.data if options.schema else answer)

    def filled(self, options: Namespace, prompt: str, names: Names, *, word: Any) -> Filled:
        """The prompt with its names filled in, and the sources of the cell."""
        from imagine_nb.cells.references import Filled, filled, referred

        given = [found for each in references(options.image) for found in referred(each, names, self.studio)]
        return Filled(prompt, tuple(given)) if options.raw else filled(prompt, names, before=given, word=word)

    def _given(self, options: Namespace, result: Any) -> Any:
        """The result, saved and named as the options say."""
        if getattr(options, "save", None):
            from imagine_nb.cells.saving import save

            save(result, options.save)
        if options.out:
            self.shell.user_ns[options.out] = result
        if isinstance(result, dict):
            self.waiting.remember(result)
        return result

    @property
    def studio(self) -> Studio:
        """The notebook's studio."""
        from imagine_nb.notebook import studio

        return studio()


def in_edit(number: int, of: int) -> str:
    """What a prompt calls its source of this number."""
    return "this image" if of == 1 else f"<IMAGE_{number}>"


def _in_question(number: int, of: int) -> str:
    return "this image" if of == 1 else f"image {number + 1}"


def _manual(magic: Any) -> None:
    print(magic.__doc__)  # noqa: T201 - a manual is text for the cell's output
