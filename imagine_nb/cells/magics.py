"""The magics `%%imagine` and `%%ask_image`: a cell's line becomes one call to the studio."""

from __future__ import annotations

from argparse import Namespace
from collections import ChainMap
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, needs_local_scope, no_var_expand

from imagine_nb.cells import arguments as option
from imagine_nb.cells.background import Background
from imagine_nb.cells.defaults import Defaults
from imagine_nb.cells.endings import brought
from imagine_nb.cells.option_line import parsed, region_options, schema
from imagine_nb.cells.prompts import check_words
from imagine_nb.cells.targets import check_question, check_targets, save
from imagine_nb.cells.waiting import Waiting
from imagine_nb.live.once import ONCE
from imagine_nb.placeholders import Word, in_edit, in_question
from imagine_nb.settings import DETAIL, PICTURE, QUESTION, Setting

if TYPE_CHECKING:
    from imagine_nb.cells.grid import Axes
    from imagine_nb.cells.waiting import Progress
    from imagine_nb.grid import Labels
    from imagine_nb.loop import Job
    from imagine_nb.options import AskOptions
    from imagine_nb.sources import Source
    from imagine_nb.studio.plans import Plan
    from imagine_nb.studio.studio import Studio

Names = Mapping[str, Any]


@magics_class
class ImagineMagics(Magics, Defaults):
    """The verbs; its traits are the defaults of their options, see `%imagine_config`."""

    def __init__(self, shell: Any) -> None:
        super().__init__(shell, parent=shell)
        self.waiting = Waiting(shell)
        self.background = Background(shell)
        self.gridded: tuple[Axes, list[Labels], tuple[Plan, ...]] | None = None  # the newest grid, as sent

    @no_var_expand
    @needs_local_scope
    @option.with_manual
    @option.OUT
    @option.IMAGES
    @option.REGION
    @option.MASK
    @option.setting_options(PICTURE)
    @option.SAVE
    @option.GRID
    @option.ENGINE
    @option.table_options
    @option.BUDGET
    @option.FRESH
    @option.DRY_RUN
    @option.YES
    @option.BACKGROUND
    @option.NO_DISPLAY
    @option.RAW
    @option.HELP
    @line_cell_magic
    def imagine(self, line: str, cell: str | None = None, local_ns: Names | None = None) -> Any:
        """Make a picture from the prompt, or edit and combine pictures.

        Options stand before the prompt; the prompt may go on in the cell's body. `{name}` in it is replaced
        by the variable; where that is a picture, it becomes a source, as with -i. In an option's value it is
        the variable's text. -- before the prompt sends it as typed where it looks like an option.

            %%imagine -o fox -a 3:2
            a red fox in the snow at sunset

            fox = %imagine a red fox in the snow at sunset
            %imagine -i fox make it night
            %imagine put the hat from {hat} on {fox}
            %imagine --grid style=watercolour|linocut -n 2 a fox as a {style}
            %imagine --table animals.csv --max-usd 5 -o zoo a {colour} {animal}

        A picture costs $0.02 with grok-imagine-image, and $0.04 to $0.08 with grok-imagine-image-2.0; an edit
        costs $0.002 and $0.01 more for each source. --dry-run tells the price. What was made before is shown
        again for nothing; --fresh and %imagine_again ask for another. --table asks once for each of its rows.

            %imagine -i fox --region 10%,20%,30%,40% a blue scarf

        The API edits whole pictures, without masks: --region and --mask set its edit into the source there
        alone, feathered within. Outside, every pixel stays; it costs what the edit costs.
        """
        names = ChainMap(dict(local_ns or {}), self.shell.user_ns)
        options, prompt = parsed(self.imagine.parser, line, cell, names)
        if options.help:
            return option.print_manual(self.imagine)
        check_words(self.imagine.parser, options, prompt)
        check_targets(options)
        return self._imagined(options, prompt, names)

    def _imagined(self, options: Namespace, prompt: str, names: Names) -> Any:
        """What a cell brings: pictures, a grid of them, or a table's."""
        if options.columns is not None:
            from imagine_nb.cells.bulk import imagine_rows

            return imagine_rows(self, options, prompt, names)
        if not options.grid:
            return self.send(options, self.planned(options, prompt, names))
        from imagine_nb.cells.grid import grid_plans

        return self.send_grid(options, *grid_plans(self, options, prompt, names))

    def send(self, options: Namespace, plan: Plan) -> Any:
        """What a plan brings, once its price is agreed to."""
        from imagine_nb.cells.progress import Making

        if options.dry_run:  # before anybody is asked about a price
            return self._dry_run(plan)
        making = Making(plan, self._agreed(plan, options))
        return self._made(options, self.studio.start(plan, on_pictures=making.arrive), making)

    def send_grid(self, options: Namespace, axes: Axes, plans: Mapping[Labels, Plan]) -> Any:
        """The grid that its plans bring, once their price is agreed to."""
        from imagine_nb.cells import grid
        from imagine_nb.cells.progress import Gridding

        whole = grid.whole(plans)
        if options.dry_run:
            return self._dry_run(whole)
        progress = Gridding(axes, list(plans), whole, self._agreed(whole, options, is_grid=True))
        job = grid.start(self.studio, plans, progress)
        self.gridded = axes, list(plans), self.studio.latest
        return self._made(options, job, progress)

    def _dry_run(self, plan: Plan) -> None:
        from imagine_nb.cells.pricing import dry_run

        dry_run(self.shell, plan)

    def _agreed(self, plan: Plan, options: Namespace, *, is_grid: bool = False) -> str:
        """The plan in words, where its reader should know. Raises BudgetError for what nobody pays."""
        if plan.price_usd == 0 and len(plan.orders) == 1 and not is_grid:
            return ""  # there is nothing to agree to
        from imagine_nb.agreement import require_agreement
        from imagine_nb.cells.pricing import described

        plan.check_budgets()  # before anybody is asked about a price
        require_agreement(plan.contents, plan.price, above=self.ask_above, yes=options.yes)
        is_plain = len(plan.orders) == 1 and not is_grid and plan.price.is_known
        return "" if is_plain else described(plan)

    def planned(self, options: Namespace, prompt: str, names: Names) -> Plan:
        """What a cell would send, the defaults of its options filled in."""
        text, found = self.filled(options, prompt, names, word=in_edit)
        chosen: Any = {row.name: self.chosen(options, row, of=len(found)) for row in PICTURE}
        return self.studio.plan(
            text,
            typed=prompt,
            variable=options.out,
            images=found,
            **region_options(options, names, self.studio),
            engine=options.engine,
            budget=options.budget,
            fresh=options.fresh,
            **chosen,
        )

    def chosen(self, options: Namespace, row: Setting, *, of: int = 0) -> Any:
        """What a setting is for a cell, which has so many sources; None leaves it to the model."""
        given = getattr(options, row.name)
        if given in (None, "") and row.has_default and not (row.is_shape and of == 1):
            given = getattr(self, row.name)
        return None if given == "" else given

    def _made(self, options: Namespace, job: Job[Any], progress: Progress) -> Any:
        """The result, waited for or in the background."""
        wait = partial(self.waiting.result, job, progress, is_silent=options.no_display)
        return brought(self, options, job, progress, wait=wait, save=partial(save, options))

    @no_var_expand
    @needs_local_scope
    @option.with_manual
    @option.OUT
    @option.IMAGES
    @option.CHAT
    @option.NEW
    @option.setting_options(QUESTION)
    @option.SCHEMA
    @option.SAVE
    @option.table_options
    @option.ENGINE
    @option.FRESH
    @option.DRY_RUN
    @option.YES
    @option.BACKGROUND
    @option.NO_STREAM
    @option.NO_DISPLAY
    @option.RAW
    @option.HELP
    @line_cell_magic
    def ask_image(self, line: str, cell: str | None = None, local_ns: Names | None = None) -> Any:
        """Ask a question about pictures; the answer streams in.

        Name the pictures with -i or as `{name}` in the question. With --chat the next question may leave
        them out. With --schema the answer is a dict that fits the JSON schema.

            %%ask_image -i fox -o answer
            What is in this picture, and at what time of day?

            %ask_image --chat tour compare {fox} and {cat}
            %ask_image --chat tour which one is brighter?
            %ask_image --table photos.csv -i file -o told is there a {animal} in it?

        grok-4.3 costs $1.25 for a million tokens in and $2.50 for a million out; images count as tokens.
        """
        from imagine_nb.cells.progress import Answering

        names = ChainMap(dict(local_ns or {}), self.shell.user_ns)
        options, question = parsed(self.ask_image.parser, line, cell, names, texts="question")
        if options.help:
            return option.print_manual(self.ask_image)
        check_words(self.ask_image.parser, options, question)
        check_targets(options)
        if options.columns is not None:
            from imagine_nb.cells.bulk import ask_rows

            return ask_rows(self, options, question, names)
        check_question(options)
        text, found = self.filled(options, question, names, word=in_question)
        answering = Answering(found, is_billed=lambda: self.studio.is_billed)
        asked = self._ask_options(options, found, question, names)
        if not options.no_stream:
            asked["on_text"] = answering.pieces.append
        job = self.studio.start_ask(text, **asked)
        answer = self.waiting.result(job, answering, is_silent=options.no_display)
        return self.named(options, answer.data if options.schema else answer)

    def _ask_options(
        self, options: Namespace, found: tuple[Source, ...], typed: str, names: Names
    ) -> AskOptions:
        """The options of a question as the studio takes them, the defaults filled in."""
        shape: AskOptions = {"response_format": schema(options.schema, names)} if options.schema else {}
        to: AskOptions = {"chat": options.chat, "new": options.new, "engine": options.engine}
        goes_on = bool(options.chat) and self.studio.goes_on(typed, to)  # with its model
        return {
            **to,
            "typed": typed,
            "images": found,
            "detail": self.chosen(options, DETAIL),
            "model": options.chat_model or (None if goes_on else self.chat_model),
            "fresh": options.fresh,
            **shape,
        }

    def filled(
        self, options: Namespace, prompt: str, names: Names, *, word: Word
    ) -> tuple[str, tuple[Source, ...]]:
        """The prompt with its names filled in, and the sources of the cell."""
        if not options.image and (options.raw or "{" not in prompt):
            return prompt, ()  # as it is most often
        from imagine_nb.references.references import resolved

        return resolved(prompt, names, self.studio, given=options.image, word=None if options.raw else word)

    def named(self, options: Namespace, result: Any) -> Any:
        """The result, put in the variable that was asked for; the cell has shown it already."""
        if options.out:
            self.shell.user_ns[options.out] = result
        ONCE.note(self.shell, result)
        return result

    @property
    def studio(self) -> Studio:
        """The notebook's studio."""
        from imagine_nb.notebook import studio

        return studio()
