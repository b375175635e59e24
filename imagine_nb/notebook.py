"""Notebook functions `imagine`, `ask` and their like for tables, and the one studio that they use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Unpack, cast

from imagine_nb.answers import Answer
from imagine_nb.options import AskOptions, ImagineOptions, ManyAskOptions, ManyImagineOptions
from imagine_nb.pictures import Pictures
from imagine_nb.signatures import spelled_out
from imagine_nb.studio.studio import Studio

if TYPE_CHECKING:
    from imagine_nb.bulk.results import Results


@cache
def studio() -> Studio:
    """The studio behind the cells, panels and functions of this process."""
    return Studio()


@spelled_out(ImagineOptions)
def imagine(prompt: str, **options: Unpack[ImagineOptions]) -> Pictures:
    """Pictures made from a prompt, or edited or combined where there are `images`; see `Studio.imagine`."""
    return studio().imagine(prompt, **options)


@spelled_out(AskOptions)
def ask(question: str, **options: Unpack[AskOptions]) -> Answer:
    """The answer to a question about pictures, or to a follow-up in a `chat`; see `Studio.ask`."""
    return studio().ask(question, **options)


@spelled_out(ManyImagineOptions)
def imagine_many(table: Any, prompt: str | None = None, **options: Unpack[ManyImagineOptions]) -> Results:
    """Pictures for every row of a table, by a prompt that names its columns; see `Studio.imagine_many`.

    Its figures are shown while it runs, in a cell or on stderr; `quiet` shows none.
    """
    from imagine_nb.live.watching import seen_through  # most notebooks have no table

    return cast("Results", seen_through(studio().imagine_many, table, prompt, options, of_pictures=True))


@spelled_out(ManyAskOptions)
def ask_many(table: Any, question: str | None = None, **options: Unpack[ManyAskOptions]) -> Results:
    """The answer to a question for every row of a table, as `imagine_many`; see `Studio.ask_many`."""
    from imagine_nb.live.watching import seen_through

    return cast("Results", seen_through(studio().ask_many, table, question, options, of_pictures=False))
