"""Line magics beside the two cell magics: key, panel, gallery, cost, defaults, background, lineage."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, cast

from IPython.core.magic import Magics, line_magic, magics_class

from imagine_nb.cells import arguments as option
from imagine_nb.cells.option_line import options_first, parsed, setting
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.live.once import ONCE
from imagine_nb.live.screen import Screen

if TYPE_CHECKING:
    from imagine_nb.cells.magics import ImagineMagics
    from imagine_nb.display.html import Bundle, Shown
    from imagine_nb.pictures import Picture
    from imagine_nb.records import PictureRecord

_OLDER = "%imagine_panel shows them all; %imagine_gallery WORDS finds those with the words."
SHOWN = 24  # pictures that %imagine_gallery shows at once


def _words(line: str) -> list[str]:
    """The words of a line; quotes hold one together, and a backslash stands for itself, as in a path."""
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split, lexer.commenters, lexer.escape = True, "", ""
    try:
        return list(lexer)
    except ValueError:  # a quote that nothing closes
        return line.split()


@magics_class
class CompanionMagics(Magics):
    """Line magics: `%imagine_key`, `_panel`, `_gallery` and the rest; `--help` after one is its manual."""

    def __init__(self, magics: ImagineMagics) -> None:
        super().__init__(magics.shell)
        self._magics = magics

    @line_magic
    @option.helped
    def imagine_key(self, line: str) -> None:
        """Enter an API key, hidden; it stays in this kernel's memory alone. `--forget` drops it."""
        from imagine_nb.keys import checked_key

        if line.strip() == "--forget":
            self._magics.studio.use_key(None)
            return
        if line.strip():
            raise InputError(
                "A key does not belong in a cell: it would be saved with the notebook.",
                advice="Delete it there, make a new key at https://console.x.ai, and run %imagine_key alone.",
            )
        import getpass  # most notebooks never ask for a key

        try:
            text = getpass.getpass("xAI API key: ")
        except (EOFError, NotImplementedError, RuntimeError) as exc:
            raise InputError(
                "There is nobody here to type a key.", advice="Set XAI_API_KEY instead."
            ) from exc
        self._magics.studio.use_key(checked_key(text, source="%imagine_key"))
        self._say("The key is kept in this kernel's memory, and nowhere else.")

    @line_magic
    @option.helped
    def imagine_panel(self, line: str) -> Any:
        """Open `imagine_nb.panel()`: Create, Ask, Table, Lineage and Compare beside the gallery."""
        from imagine_nb.panels import panel

        if line.strip():
            raise InputError("%imagine_panel takes no options.")
        return panel(studio=self._magics.studio)

    @line_magic
    @option.helped
    def imagine_gallery(self, line: str) -> Any:
        """Show the newest pictures of the gallery, or those whose prompts or answers hold the words.

        `--rebuild` makes a lost or broken database again, from the files beside it; `--verify` reads every
        file and compares it with its record; `--prune 30` deletes what is older than 30 days, but favourites.
        """
        from imagine_nb.cells.upkeep import kept_up

        if kept_up(self.shell, line, lambda: self._magics.studio.gallery):
            return None
        from imagine_nb.display.tables import shelf_bundle
        from imagine_nb.pictures import Pictures

        studio = self._magics.studio
        found, count = studio.gallery.find(line.strip(), limit=SHOWN), studio.gallery.count(line.strip())
        if not found:
            self._say(f"Nothing in the gallery holds {line.strip()!r}." if line else "The gallery is empty.")
            return None
        pictures = Pictures([studio.picture(record) for record in found])
        note = _OLDER if count > SHOWN else ""
        return self._shown(pictures, shelf_bundle([each.shown() for each in pictures], of=count, note=note))

    @line_magic
    @option.helped
    def imagine_cost(self, line: str) -> Any:
        """What was spent: `%imagine_cost`, or by `day`, `model`, `session` or `request`."""
        from imagine_nb.charges import GROUPINGS, By
        from imagine_nb.suggestions import checked

        by = checked("grouping", line.strip() or "session", GROUPINGS)
        ledger = self._magics.studio.gallery.ledger(by=cast(By, by))
        return self._shown(ledger, {"text/html": ledger._repr_html_(), "text/plain": str(ledger)})

    @line_magic
    @option.helped
    def imagine_config(self, line: str) -> Any:
        """Show every default as a table, or set some: `%imagine_config resolution=2k ask_above=5`."""
        from imagine_nb.cells.tables import defaults_table

        for text in line.split():
            self._magics.set_default(*setting(text, self._magics.trait_names(config=True)))
        return defaults_table(self._magics)

    @option.with_manual
    @option.OUT
    @option.SAVE
    @option.BUDGET
    @option.DRY_RUN
    @option.YES
    @option.BACKGROUND
    @option.NO_DISPLAY
    @option.HELP
    @line_magic
    def imagine_again(self, line: str) -> Any:
        """Another take of all that the newest cell made, or of a picture, as in `%imagine_again 12`.

        It is priced, and asked about, as that cell was; the plain cell shows this take from then on.
        """
        from imagine_nb.budget import Limit
        from imagine_nb.cells.targets import check_targets
        from imagine_nb.studio.plans import joined, within

        options, which = parsed(self.imagine_again.parser, options_first(line))
        if options.help:
            return option.print_manual(self.imagine_again)
        check_targets(options)
        studio, gridded = self._magics.studio, self._magics.gridded
        if which:
            return self._magics.send(options, within(studio.plan_again(self._picture(which)), options.budget))
        limit = None if options.budget is None else Limit(options.budget)  # one, for all of it together
        plans = [within(plan, limit) for plan in studio.plans_again()]
        if gridded is not None and gridded[2] is studio.latest:
            axes, labels, _ = gridded
            return self._magics.send_grid(options, axes, dict(zip(labels, plans, strict=True)))
        return self._magics.send(options, joined(plans))

    @line_magic
    @option.helped
    def imagine_wait(self, line: str) -> None:
        """Wait for what is made in the background, all of it or one: `%imagine_wait 1`."""
        for error in self._magics.background.wait(line):
            raise error

    @line_magic
    @option.helped
    def imagine_cancel(self, line: str) -> None:
        """Cancel what is made in the background, all of it or one: `%imagine_cancel 1`."""
        for pending in self._magics.background.of(line):
            if not pending.done:
                pending.cancel()

    @line_magic
    @option.helped
    def imagine_recipe(self, line: str) -> None:
        """The cells that make a picture again: `%imagine_recipe fox`; `--python` gives a program."""
        from imagine_nb.references.references import variables

        words = line.split()
        as_program = "--python" in words
        which = " ".join(word for word in words if word != "--python")
        named = variables(self.shell.user_ns, first=which)
        recipe = self._magics.studio.gallery.recipe(self._picture(which).record, variables=named)
        print(recipe.program if as_program else recipe)  # noqa: T201 - to be copied from the output

    @line_magic
    @option.helped
    def imagine_lineage(self, line: str) -> Any:
        """What a picture was made from and what was made from it, as a graph: `%imagine_lineage fox`."""
        from imagine_nb.display.lineage import lineage_bundle

        studio = self._magics.studio
        lineage = studio.gallery.lineage(self._picture(line).record)

        def shown(record: PictureRecord) -> Shown | None:
            return studio.picture(record).shown() if studio.gallery.has(record) else None

        return self._shown(lineage, lineage_bundle(lineage.records, shown, focus=lineage.picture.id))

    @line_magic
    @option.helped
    def imagine_export(self, line: str) -> None:
        """Write the gallery, or some pictures, to one file: `%imagine_export reel.zip fox cat`."""
        from imagine_nb.cells.upkeep import WorkLine

        path, *names = _words(line) or ["imagine_gallery.zip"]
        if path.startswith("-"):
            raise InputError(f"There is no option {path}.", advice="Name a file, such as reel.zip.")
        chosen = [self._picture(name).record for name in names] or None
        shown = WorkLine(self.shell, "Packing")
        written = self._magics.studio.gallery.export(path, pictures=chosen, progress=shown)
        what = "The gallery is" if chosen is None else "The pictures and what they were made from are"
        name = f"'{written}'" if " " in str(written) else written
        in_python = f"imagine_nb.Gallery().import_({str(written)!r})"
        shown.end(f"{what} in {written}. Elsewhere, %imagine_import {name} takes it in, or {in_python}.")

    @line_magic
    @option.helped
    def imagine_import(self, line: str) -> None:
        """Take in what `%imagine_export` wrote, elsewhere: `%imagine_import reel.zip`."""
        from imagine_nb.cells.upkeep import WorkLine

        path = line.strip().strip("'\"")
        if not path or path.startswith("-"):
            raise InputError("%imagine_import takes one file.", advice="Name what %imagine_export wrote.")
        shown = WorkLine(self.shell, "Taking in")
        shown.end(repr(self._magics.studio.gallery.import_(path, progress=shown)).strip("<>") + ".")

    def _picture(self, text: str) -> Picture:
        """The one picture that a reference means."""
        from imagine_nb.references.references import single

        if text.strip() in {"", "last"} and (newest := self._magics.studio.last) is not None:
            return newest
        found = single(text.strip() or "last", self.shell.user_ns, self._magics.studio)
        if found.record.picture_id is None:
            raise ImagineError(f"{text.strip()} is no picture of the gallery.")
        return self._magics.studio.picture(self._magics.studio.gallery[found.record.picture_id])

    def _shown(self, result: Any, bundle: Bundle) -> Any:
        """The result, once it is shown."""
        Screen(self.shell).show(bundle)
        ONCE.note(self.shell, result)
        return result

    def _say(self, text: str) -> None:
        from imagine_nb.display.html import line_bundle

        Screen(self.shell).show(line_bundle(text))
