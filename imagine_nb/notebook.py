"""Notebook functions `imagine`, `ask` and their like for tables, and the one studio that they use."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Unpack, cast

from imagine_nb.answers import Answer
from imagine_nb.options import (
    AskOptions,
    BulkOptions,
    ImagineOptions,
    ManyAskOptions,
    ManyImagineOptions,
    PictureOptions,
    QuestionOptions,
)
from imagine_nb.pictures import Pictures
from imagine_nb.settings import PictureSettings
from imagine_nb.signatures import spelled_out
from imagine_nb.studio.studio import Studio
from imagine_nb.wire.chat_settings import Settings

if TYPE_CHECKING:
    from imagine_nb.bulk.results import Results


@cache
def studio() -> Studio:
    """The studio behind the cells, panels and functions of this process."""
    return Studio()


@spelled_out(ImagineOptions, told=(ImagineOptions, PictureOptions, PictureSettings))
def imagine(prompt: str, **options: Unpack[ImagineOptions]) -> Pictures:
    """Pictures made from a prompt, or edited or combined where there are `images`; see `Studio.imagine`.

    Examples:
        >>> fox = imagine("a red fox in the snow", aspect_ratio="3:2")
        >>> fox.size
        (1248, 832)
        >>> night = fox.imagine("make it night")
        >>> night.parents == (fox.id,)
        True
    """
    return studio().imagine(prompt, **options)


@spelled_out(AskOptions, told=(AskOptions, QuestionOptions, Settings))
def ask(question: str, **options: Unpack[AskOptions]) -> Answer:
    """The answer to a question about pictures, or to a follow-up in a `chat`; see `Studio.ask`.

    Examples:
        >>> print(ask("How large is this picture?", images=imagine("a red fox")))
        Print shop, not Grok: The picture is 1024 x 1024 pixels, square (1:1).
    """
    return studio().ask(question, **options)


@spelled_out(ManyImagineOptions, told=(ManyImagineOptions, PictureOptions, PictureSettings, BulkOptions))
def imagine_many(table: Any, prompt: str | None = None, **options: Unpack[ManyImagineOptions]) -> Results:
    """Pictures for every row of a table, by a prompt that names its columns; see `Studio.imagine_many`.

    Its figures are shown while it runs, in a cell or on stderr; `quiet` shows none.

    Examples:
        >>> animals = {"animal": ["hare", "owl"], "colour": ["grey", "white"]}
        >>> [row.prompt for row in imagine_many(animals, "a {colour} {animal}", quiet=True)]
        ['a grey hare', 'a white owl']
        >>> imagine_many(animals, "a {colour} {animal}", dry_run=True)
        <BulkPlan 0 requests for 2 rows · 2 kept already · for nothing>
    """
    from imagine_nb.live.watching import seen_through  # most notebooks have no table

    return cast("Results", seen_through(studio().imagine_many, table, prompt, options, of_pictures=True))


@spelled_out(ManyAskOptions, told=(ManyAskOptions, QuestionOptions, Settings, BulkOptions))
def ask_many(table: Any, question: str | None = None, **options: Unpack[ManyAskOptions]) -> Results:
    """The answer to a question for every row of a table, as `imagine_many`; see `Studio.ask_many`.

    Examples:
        >>> boats = imagine_many(["a paper boat", "a steam boat"], quiet=True)
        >>> told = ask_many(boats, "How large is this picture?", images="picture", quiet=True)
        >>> [row.answer.text for row in told][0]
        'Print shop, not Grok: The picture is 1024 x 1024 pixels, square (1:1).'
    """
    from imagine_nb.live.watching import seen_through

    return cast("Results", seen_through(studio().ask_many, table, question, options, of_pictures=False))
