"""Notebook functions `imagine` and `ask`, and the one studio that they use."""

from __future__ import annotations

from functools import cache
from typing import Unpack

from imagine_nb.options import AskOptions, ImagineOptions
from imagine_nb.pictures import Answer, Pictures
from imagine_nb.signatures import spelled_out
from imagine_nb.studio.studio import Studio


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
