"""The magic `%imagine_alt`: alt texts asked of the chat model or written by hand, for one picture or many."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_magic, magics_class, no_var_expand

from imagine_nb.cells import arguments as option
from imagine_nb.cells.option_line import parted, unquoted
from imagine_nb.errors import InputError
from imagine_nb.live.screen import Screen
from imagine_nb.settings import QUESTION_MODEL

if TYPE_CHECKING:
    from imagine_nb.cells.magics import ImagineMagics
    from imagine_nb.options import AskOptions
    from imagine_nb.pictures import Picture

_ONE = 'A text of yours stands in quotes, as in %imagine_alt fox "a red fox in snow".'


@magics_class
class AltTextMagics(Magics):
    """The line magic `%imagine_alt`; `--help` after it is its manual."""

    def __init__(self, magics: ImagineMagics) -> None:
        super().__init__(magics.shell)
        self._magics = magics

    @no_var_expand
    @option.with_manual
    @option.OUT
    @option.ALL
    @option.NOTEBOOK
    @option.setting_options([QUESTION_MODEL])
    @option.ENGINE
    @option.MAX_USD
    @option.BUDGET
    @option.FRESH
    @option.RETRY_UNKNOWN
    @option.DRY_RUN
    @option.YES
    @option.BACKGROUND
    @option.NO_DISPLAY
    @option.HELP
    @line_magic
    def imagine_alt(self, line: str) -> Any:
        """Alt text for pictures: asked of the chat model, or by hand, and shown with them from then on.

            %imagine_alt fox
            %imagine_alt fox "a red fox in fresh snow"
            %imagine_alt --all --dry-run
            %imagine_alt --notebook

        Without a name it is about the last picture. A text in quotes is yours, and "" takes it away.
        A picture that has an alt text keeps it, unless with --fresh; the print shop's gives way to the API's.
        What many cost is told, and asked about, first; the same line goes on where it was stopped.
        """
        options, words = parted(self.imagine_alt.parser, line)
        if options.help:
            return option.print_manual(self.imagine_alt)
        quoted = [word for word in words if unquoted(word) != word]
        pictures = self._pictures(options, [word for word in words if word not in quoted])
        is_limited = options.max_usd is not None or options.budget is not None
        of_many = options.dry_run or options.background or is_limited
        if quoted:
            self._by_hand(options, pictures, quoted)
        elif pictures is None or len(pictures) != 1 or of_many:
            return self._many(options, pictures)
        else:
            self._one(options, pictures[0])
        return None

    def _pictures(self, options: Namespace, names: Sequence[str]) -> list[Picture] | None:
        """The pictures that are meant, None for all of the gallery."""
        if options.all or options.notebook:
            if names or (options.all and options.notebook):
                raise InputError(
                    "%imagine_alt takes names, or --all, or --notebook.", advice="Leave one out."
                )
            return None if options.all else self._of_notebook()
        studio, each = self._magics.studio, [part for name in names for part in name.split(",") if part]
        try:
            found = [id_ for name in each or ["last"] for id_ in self._ids(name)]
        except InputError as error:
            if len(names) > 1:
                error.advice = _ONE
            raise
        return [studio.picture(record) for record in studio.gallery.pictures(found)]

    def _ids(self, name: str) -> list[str]:
        """The pictures of the gallery that a name means, by ids."""
        from imagine_nb.references.references import referred

        sources = referred(name, self.shell.user_ns, self._magics.studio)
        ids = [each.record.picture_id for each in sources if each.record.picture_id is not None]
        if len(ids) < len(sources):
            raise InputError(f"{name} is no picture of the gallery.", advice="Name one that is.")
        return ids

    def _of_notebook(self) -> list[Picture]:
        """The pictures that this notebook's cells showed and its variables hold."""
        from imagine_nb.gallery.places import notebook_name
        from imagine_nb.references.references import pictures_held

        studio = self._magics.studio
        shown = studio.gallery.shown_in(notebook_name())
        ids = [*(each.id for each in shown), *(each.id for each in pictures_held(self.shell.user_ns))]
        return [studio.picture(record) for record in studio.gallery.pictures(ids)]

    def _by_hand(self, options: Namespace, pictures: list[Picture] | None, quoted: Sequence[str]) -> None:
        """An alt text of the user's own."""
        if pictures is None or len(pictures) != 1 or len(quoted) != 1:
            raise InputError("An alt text by hand is for one picture.", advice=_ONE)
        self._magics.studio.gallery.describe(pictures[0].record, unquoted(quoted[0]))
        self._told(options, pictures[0])

    def _one(self, options: Namespace, picture: Picture) -> None:
        """One picture's alt text, asked for unless it has one."""
        from imagine_nb.display.html import answer_facts

        model = options.chat_model or self._magics.chat_model
        asked: AskOptions = {"model": model, "engine": options.engine, "fresh": options.fresh}
        answer = self._magics.studio.alt_texts.answer(picture, asked)
        more = "It had this already; --fresh asks for another."
        if answer is not None:
            _, *facts = answer_facts(answer.record)  # who answered is told already
            more = " · ".join(filter(None, [answer.badge, *facts, answer.notice]))
        self._told(options, picture, more)

    def _told(self, options: Namespace, picture: Picture, more: str = "") -> None:
        """The alt text that a picture has now, shown with who wrote it."""
        from imagine_nb.display.alt_texts import alt_told
        from imagine_nb.display.html import line_bundle

        told = alt_told(picture.described) or "It has no alt text any more."
        line = line_bundle("\n".join(filter(None, [f"Picture {picture.number}. {told}", more])))
        Screen(self.shell, is_silent=options.no_display).show(line)
        if options.out:
            self.shell.user_ns[options.out] = picture.alt

    def _many(self, options: Namespace, pictures: list[Picture] | None) -> Any:
        """The alt texts of several pictures, as a table's answers."""
        from imagine_nb.cells.bulk import made
        from imagine_nb.live.progress import BulkProgress

        studio, progress = self._magics.studio, BulkProgress(of_pictures=False)
        given = {"engine": options.engine, "budget": options.budget, "max_usd": options.max_usd}
        asked: Any = {name: value for name, value in given.items() if value is not None}
        asked |= {"model": options.chat_model or self._magics.chat_model, "fresh": options.fresh}
        asked |= {"retry_unknown": options.retry_unknown}
        asked |= {"yes": True, "on_row": progress.arrive}  # it is asked about here
        plan = studio.alt_texts.plan(pictures, asked)
        if not plan.n_rows:
            from imagine_nb.display.html import line_bundle

            told = "No picture here lacks an alt text; --fresh asks for others."
            Screen(self.shell, is_silent=options.no_display).show(line_bundle(told))
            return None
        options.save = None
        return made(self._magics, options, plan, progress)
