"""Text of a cell: a request as the magic cell that asks the same, word for word."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from imagine_nb.magic_lines import is_plain
from imagine_nb.placeholders import ending, literal
from imagine_nb.records import JSON
from imagine_nb.settings import DETAIL, PICTURE, QUESTION_MODEL

# names that mean something to Python or IPython, and would not any more as a picture's
PYTHONS = frozenset({*dir(builtins), "In", "Out", "get_ipython", "quit"})
USUAL: Mapping[str, JSON] = MappingProxyType({row.name: row.default for row in PICTURE})


def imagine_cell(
    prompt: str,
    *,
    references: Sequence[str | None] = (),
    out: str | None = None,
    settings: Mapping[str, JSON] = USUAL,
    usual: Mapping[str, JSON] = USUAL,
    region: str | Sequence[int] | None = None,
    mask: str | None = None,
    before: Sequence[tuple[str, str | None]] = (),
) -> str | None:
    """The `%%imagine` cell of a prompt as it is typed, names in braces and all; None where none can say it.

    `references` (and `mask`) are words for `-i`, as `word` and `file_word` make them: sources by their
    numbers in the gallery, addresses, files, variables, in order, less those that the prompt names; see
    `n_given`. `settings` are read for `n`, `model` and the rest of a picture's settings; those are left out
    that are as `usual`, which is what a cell means that says nothing of them. `region` is a box. `before`
    are other options, which go first: flags, each with its word.
    """
    options: list[tuple[str, str | None]] = list(before)
    for row in PICTURE:
        value, left_out = settings.get(row.name, USUAL[row.name]), usual.get(row.name, USUAL[row.name])
        if value != left_out:
            options.append((row.flags[0], None if value is None else word(value)))
    if region is not None:
        box = region if isinstance(region, str) else ",".join(map(str, region))
        options.append(("--region", word(box.replace(" ", ""))))
    if mask is not None:
        options.append(("--mask", mask))
    return _cell("imagine", prompt, out, references, options)


def table_cell(
    prompt: str,
    *,
    table: str,
    max_usd: str | None = None,
    references: Sequence[str | None] = (),
    settings: Mapping[str, JSON] = USUAL,
    usual: Mapping[str, JSON] = USUAL,
) -> str | None:
    """The `%%imagine --table` cell of a template; None where no cell can say it.

    `table` is the word for `--table`: a variable, or a file as `file_word` makes it. The rest is as in
    `imagine_cell`.
    """
    limit = [] if max_usd is None else [("--max-usd", word(max_usd))]
    options: list[tuple[str, str | None]] = [("--table", table), *limit]
    return imagine_cell(prompt, references=references, settings=settings, usual=usual, before=options)


def ask_cell(
    question: str,
    *,
    references: Sequence[str | None] = (),
    out: str | None = None,
    chat: str | None = None,
    detail: str | None = None,
    model: str | None = None,
) -> str | None:
    """The `%%ask_image` cell of a question as it is typed; None where no cell can say it.

    `references` are as in `imagine_cell`. `chat` is the name of a conversation; a `detail` or `model` of None
    is left out.
    """
    given = [("--chat", chat), (DETAIL.flags[0], detail), (QUESTION_MODEL.flags[0], model)]
    options = [(flag, word(value)) for flag, value in given if value is not None]
    return _cell("ask_image", question, out, references, options)


def n_given(sources: Sequence[str], named: Iterable[str]) -> int:
    """How many of its sources, from the first, a cell has to give with `-i`: its prompt names the others.

    `named` are those that the prompt names, in its order; a cell takes them after those of `-i`.
    """
    in_prompt = list(dict.fromkeys(named))
    for count in range(len(sources)):
        given = list(sources[:count])
        if given + [each for each in in_prompt if each not in given] == list(sources):
            return count
    return len(sources)


def word(value: JSON, *, quoted: bool = False) -> str | None:
    """A value on the option line, quoted where it has to be; None where it cannot stand there."""
    text = literal(str(value))
    if not text or text.startswith("-") or not text.isprintable() or ('"' in text and "'" in text):
        return None
    if quoted or re.search(r"[\s'\"]", text):
        return f"'{text}'" if '"' in text else f'"{text}"'
    return text


def file_word(name: str) -> str | None:
    """A file's name or path as `-i` takes it; None for one that would be read as something else."""
    odd = "," in name or name != name.strip() or re.fullmatch(r"\d+|[0-9a-f]{4,16}", name)
    return None if odd else word(name, quoted=True)


def _cell(
    verb: str,
    text: str,
    out: str | None,
    references: Sequence[str | None],
    options: Sequence[tuple[str, str | None]],
) -> str | None:
    if not is_plain(text) or None in references or any(value is None for _, value in options):
        return None
    words = [f"%%{verb}", *([f"-o {out}"] if out else []), *(f"-i {each}" for each in references)]
    words += [*(f"{flag} {value}" for flag, value in options), *ending(text)]
    return f"{' '.join(words)}\n{text}"
