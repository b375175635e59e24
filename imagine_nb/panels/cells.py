"""Cell source: a form's request as the cell that makes the same one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from imagine_nb.placeholders import ending, literal
from imagine_nb.settings import ASPECT_RATIO, COUNT, MODEL, QUESTION_MODEL, Setting


def imagine_cell(
    prompt: str,
    *,
    references: Sequence[str] = (),
    n: int = 1,
    aspect_ratio: str | None = None,
    model: str | None = None,
) -> str:
    """The `%%imagine` cell of a prompt; `references` are what `-i` takes, None and 1 are left out."""
    count = None if n == 1 else str(n)
    return _cell(
        "imagine", prompt, references, [(COUNT, count), (ASPECT_RATIO, aspect_ratio), (MODEL, model)]
    )


def ask_cell(question: str, *, references: Sequence[str] = (), model: str | None = None) -> str:
    """The `%%ask_image` cell of a question."""
    return _cell("ask_image", question, references, [(QUESTION_MODEL, model)])


def file_reference(name: str) -> str:
    """What `-i` takes for a file of this name beside the notebook; a comma or quote becomes a wildcard."""
    plain = re.sub(r"[,\"']", "?", name)
    return f'"{plain}"' if re.search(r"\s", plain) or plain.startswith("-") else plain


def _cell(
    verb: str, text: str, references: Sequence[str], options: Sequence[tuple[Setting, str | None]]
) -> str:
    words = [f"-i {reference}" for reference in references]
    words += [f"{row.flags[0]} {value}" for row, value in options if value is not None]
    return f"{' '.join([f'%%{verb}', *words, *ending(text)])}\n{literal(text)}"
