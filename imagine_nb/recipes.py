"""Recipes: the shortest list of cells that makes a picture again, and the same as a Python program."""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from imagine_nb.cell_text import PYTHONS, USUAL, file_word, imagine_cell, n_given, word
from imagine_nb.display.escaping import OURS, escape
from imagine_nb.lineage import in_order
from imagine_nb.placeholders import PLACEHOLDERS, in_edit, literal
from imagine_nb.printable import counted
from imagine_nb.records import BATCH_ID, BATCH_REQUEST_ID, JSON, PictureRecord, Recorded, SourceRecord
from imagine_nb.regions import BOX, FEATHER, as_calls, box_of, images_of, mask_of
from imagine_nb.settings import MODEL
from imagine_nb.slugs import slug

_RESERVED = {*PYTHONS, *keyword.kwlist, "imagine", "file_source", "last"}
_HELD = re.compile(r"([^\W\d]\w*)(?:\[\d+\])?")  # a variable, or one picture of it


@dataclass(frozen=True, slots=True, repr=False)
class Recipe:
    """Recipe: how a picture is made again.

    `cells` run in this order in a notebook that has loaded the extension; `program` is the same in Python.
    After either, `name` is the picture: a variable, or `name[1]` where its request made several.
    """

    picture: PictureRecord
    cells: tuple[str, ...]
    program: str
    name: str

    def __repr__(self) -> str:
        return f"<Recipe of picture {self.picture.number} · {counted(len(self.cells), 'cell')}>"

    def __str__(self) -> str:
        return "\n\n".join(self.cells)

    def _repr_html_(self) -> str:
        cells = "".join(f"<pre>{escape(cell)}</pre>" for cell in self.cells)
        return f'<div class="{OURS}">{cells}</div>'


@dataclass(frozen=True, slots=True)
class _Input:
    """One source of a step: what it is in Python, and what `-i` takes for it (None where that cannot say it).

    `is_made` says that it is a picture which the recipe makes before.
    """

    code: str
    reference: str | None
    is_made: bool = False


@dataclass(frozen=True, slots=True)
class _Step:
    """One request of the recipe, the variable that holds what it brings, its sources and its mask as code."""

    recorded: Recorded
    name: str
    inputs: tuple[_Input, ...]
    mask: _Input | None = None

    @property
    def settings(self) -> dict[str, JSON]:
        """The options that are not as they are left out."""
        request = self.recorded.request
        given = {**request.parameters, MODEL.name: request.model}
        return {name: given[name] for name, usual in USUAL.items() if given.get(name, usual) != usual}


def recipe(
    picture: PictureRecord,
    family: Iterable[PictureRecord],
    requests: Mapping[str, Recorded],
    variables: Mapping[str, str] | None = None,
) -> Recipe:
    """The recipe of a picture, out of its family's records, and their requests and variables by id."""
    picture, family, requests = as_calls(picture, family, requests)
    known = {record.id: record for record in in_order([*family, picture])}
    order = list(dict.fromkeys(record.request_id for record in known.values()))
    steps = _steps([requests[id_] for id_ in order], known, variables or {})
    names = {step.recorded.id: step.name for step in steps}
    name = _expression(picture, requests, names)
    notes = _notes(steps, known)
    cells = [*(["\n".join(notes)] if notes else []), *(_cell(step) for step in steps)]
    if name != names[picture.request_id]:
        cells.append(name)
    return Recipe(picture, tuple(cells), _program(steps, notes, name), name)


def cell_of(
    picture: PictureRecord,
    edits: Iterable[PictureRecord],
    requests: Mapping[str, Recorded],
    kept: Mapping[str, tuple[int, str]],
    *,
    variable: str | None = None,
) -> str:
    """The one cell that asks for a picture as it was asked for, whatever take it is.

    Its sources that are `kept` stand by their numbers, or in Python by their files, which `kept` has by their
    ids. Where an edit was set into a region, `edits` is that one. `variable` holds the result.
    """
    picture, _, calls = as_calls(picture, edits, requests)
    recorded = calls[picture.request_id]

    def given(source: SourceRecord) -> _Input:
        number, path = kept.get(source.picture_id or "", (0, ""))
        return _Input(repr(path), str(number)) if number else _input(source, {}, {}, {})

    mask = mask_of(recorded.request)
    name = _free(variable or _words(recorded.request.sent), set())
    inputs = tuple(map(given, images_of(recorded.request)))
    step = _Step(recorded, name, inputs, None if mask is None else given(mask))
    return _magic_cell(step) or _python_cell(step, made=recorded.request.take - 1)


def _steps(
    requests: Sequence[Recorded], known: Mapping[str, PictureRecord], variables: Mapping[str, str]
) -> list[_Step]:
    by_id = {each.id: each for each in requests}
    names = _names(requests, known, variables)

    def step(each: Recorded) -> _Step:
        inputs = [_input(source, known, by_id, names) for source in images_of(each.request)]
        mask = mask_of(each.request)
        painted = None if mask is None else _input(mask, known, by_id, names)
        return _Step(each, names[each.id], tuple(inputs), painted)

    return [step(each) for each in requests]


def _input(
    source: SourceRecord,
    known: Mapping[str, PictureRecord],
    requests: Mapping[str, Recorded],
    names: Mapping[str, str],
) -> _Input:
    if source.picture_id is not None and source.picture_id in known:
        code = _expression(known[source.picture_id], requests, names)
        return _Input(code, code, is_made=True)
    if source.file_id:
        return _Input(f"file_source({source.file_id!r})", None)
    if source.url is not None:
        return _Input(repr(source.url), word(source.url))
    if source.name.isidentifier() and not keyword.iskeyword(source.name):
        return _Input(source.name, source.name)
    return _Input(repr(source.name), file_word(source.name))


def _expression(picture: PictureRecord, requests: Mapping[str, Recorded], names: Mapping[str, str]) -> str:
    """What code calls a picture: its request's variable, with an index where that brought several."""
    several = requests[picture.request_id].request.parameters.get("n", 1) != 1
    name = names[picture.request_id]
    return f"{name}[{picture.index}]" if several else name


def _names(
    requests: Sequence[Recorded], known: Mapping[str, PictureRecord], variables: Mapping[str, str]
) -> dict[str, str]:
    """A variable for each request: the user's, else what a later cell called it, else words of its prompt."""
    used = {each.name for one in requests for each in one.request.sources if each.picture_id not in known}
    called = {
        known[source.picture_id].request_id: match[1]
        for each in requests
        for source in each.request.sources
        if source.picture_id is not None
        and source.picture_id in known
        and (match := _HELD.fullmatch(source.name))
    }
    names: dict[str, str] = {}
    for each in requests:
        wish = variables.get(each.id) or called.get(each.id) or _words(each.request.sent)
        names[each.id] = _free(wish, {*used, *names.values()})
    return names


def _words(prompt: str) -> str:
    words = slug(re.sub(r"<IMAGE_\d+>|this image", " ", prompt)).replace("-", "_")
    return words if words.isidentifier() else f"picture_{words}"


def _free(wish: str, used: set[str]) -> str:
    if wish in _RESERVED or wish.startswith("_"):
        wish = f"{wish.strip('_')}_picture" if wish.strip("_") else "picture"
    if wish not in used:
        return wish
    return next(name for number in range(2, len(used) + 3) if (name := f"{wish}_{number}") not in used)


def _notes(steps: Sequence[_Step], known: Mapping[str, PictureRecord]) -> list[str]:
    """Comments on what the recipe needs from elsewhere, and on what it leaves out."""
    others = {
        source.identity: source
        for step in steps
        for source in (*images_of(step.recorded.request), mask_of(step.recorded.request))
        if source is not None and source.picture_id not in known
    }
    given = {name for step in steps for name in step.recorded.request.parameters}
    left_out = given - USUAL.keys() - {BATCH_ID, BATCH_REQUEST_ID, BOX, FEATHER}
    notes = [f"# {_line(source.name)}: {_told(source)}" for source in others.values()]
    return notes + [f"# It was made with {_line(name)}, which is left out here." for name in sorted(left_out)]


def _told(source: SourceRecord) -> str:
    if source.sha256 is None:
        return f"{_line(source.url or '')}, fetched by the API" if source.url else "a file stored at the API"
    facts = [f"{source.width} x {source.height}", f"{(source.n_bytes or 0) / 1000:,.0f} kB"]
    where = ", a picture that is not in this gallery" if source.picture_id else ""
    return f"{', '.join(facts)}, sha256 {source.sha256[:12]}…{where}"


def _line(text: str) -> str:
    """`text` as part of a comment: one line, nothing in it that ends one."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())


def _cell(step: _Step) -> str:
    """The step as a cell: the magic where it says exactly what was sent, else Python."""
    magic = _magic_cell(step) if step.recorded.request.take == 1 else None
    return magic or _python_cell(step)


def _python_cell(step: _Step, *, made: int = 0) -> str:
    return "\n".join([*_imports([step]), "", _python(step, made=made), step.name])


def _magic_cell(step: _Step) -> str | None:
    request, prompt = step.recorded.request, _prompt_with_names(step)
    if _sent(prompt, step) != request.sent or (step.mask and step.mask.reference is None):
        return None
    named = [match[2] for match in PLACEHOLDERS.finditer(prompt) if match[2]]
    n_first = n_given([each.code for each in step.inputs], named)
    return imagine_cell(
        prompt,
        references=[each.reference for each in step.inputs[:n_first]],
        out=step.name,
        settings=step.settings,
        region=box_of(request),
        mask=step.mask.reference if step.mask else None,
    )


def _prompt_with_names(step: _Step) -> str:
    """The prompt as it is typed: each picture of the recipe by its name, other braces as they stand."""
    prompt = literal(step.recorded.request.sent)
    for number, each in enumerate(step.inputs):
        if each.is_made:
            prompt = prompt.replace(in_edit(number, len(step.inputs)), f"{{{each.code}}}")
    return prompt


def _sent(prompt: str, step: _Step) -> str:
    """What a cell with this prompt sends."""
    words = {each.code: in_edit(at, len(step.inputs)) for at, each in enumerate(step.inputs)}
    return PLACEHOLDERS.sub(
        lambda match: f"{{{match[1]}}}" if match[1] else words.get(match[2], match[0]), prompt
    )


def _python(step: _Step, *, made: int) -> str:
    """The step as Python; so many takes of the same request were `made` before it."""
    request = step.recorded.request
    arguments = [repr(request.sent)]
    if step.inputs:
        arguments.append(f"images=[{', '.join(each.code for each in step.inputs)}]")
    arguments += [f"{name}={value!r}" for name, value in step.settings.items()]
    arguments += [f"region={box}"] if (box := box_of(request)) else []
    arguments += [f"mask={step.mask.code}"] if step.mask else []
    call = f"{step.name} = imagine({', '.join(arguments)})"
    if request.take - made == 1:
        return call
    return f"for _ in range({request.take - made}):  # it is take {request.take}\n    {call}"


def _program(steps: Sequence[_Step], notes: Sequence[str], name: str) -> str:
    made: Counter[str] = Counter()
    lines = []
    for step in steps:
        key, take = step.recorded.request.key, step.recorded.request.take
        lines.append(_python(step, made=made[key] if made[key] < take else 0))
        made[key] = max(made[key], take)
    return "\n".join([*notes, *_imports(steps), "", *lines, f"print({name})", ""])


def _imports(steps: Sequence[_Step]) -> list[str]:
    has_files = any(each.code.startswith("file_source(") for step in steps for each in step.inputs)
    more = ["from imagine_nb.sources import file_source"] if has_files else []
    return ["from imagine_nb import imagine", *more]
