"""The engine behind the counter: prompts, instructions and questions in, pictures and answers out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageOps

from imagine_nb.print_shop.answering.answers import answer
from imagine_nb.print_shop.answering.as_json import filled, plain_json
from imagine_nb.print_shop.answering.documents import Document
from imagine_nb.print_shop.answering.facts import facts_of
from imagine_nb.print_shop.answering.functions import Function, calls_of
from imagine_nb.print_shop.answering.picture_requests import PictureRequest, picture_asked
from imagine_nb.print_shop.answering.results import Result
from imagine_nb.print_shop.answering.schemas.effort import Unsatisfied
from imagine_nb.print_shop.answering.schemas.schema import Schema
from imagine_nb.print_shop.drawing.canvas import Cancelled, never
from imagine_nb.print_shop.drawing.finishing.captions import note
from imagine_nb.print_shop.drawing.finishing.colour_transfer import with_colours_of
from imagine_nb.print_shop.drawing.finishing.metadata import COMPOSITE, SYNTHETIC, jpeg, recorded_scene
from imagine_nb.print_shop.drawing.finishing.operations import SHAPING
from imagine_nb.print_shop.drawing.photographs.combination import Ingredient, combined, restyled
from imagine_nb.print_shop.drawing.photographs.decoding import (
    Unreadable,
    decoded,
    opened,
    upright,
    upright_size,
)
from imagine_nb.print_shop.drawing.photographs.edits import edited_photo, plan_note, planned
from imagine_nb.print_shop.drawing.rendering import rendered, toned
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene
from imagine_nb.print_shop.reading.scene_edits import edited_scene

__all__ = [
    "Cancelled",
    "CannotAnswer",
    "CannotPrint",
    "Document",
    "Function",
    "PictureRequest",
    "Print",
    "Result",
    "Source",
    "answered",
    "calls_of",
    "edited",
    "generated",
    "never",
    "picture_asked",
    "picture_type",
    "pixels_of",
]

CannotPrint = Unreadable
CannotAnswer = Unsatisfied
_WORKING_PIXELS = 1_048_576


@dataclass(frozen=True, slots=True)
class Source:
    """One picture of a request; a remote one was not seen: `data` is None, `name` its file name's words."""

    data: bytes | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """A finished picture: JPEG bytes with the scene in their metadata, and a note on what was drawn."""

    data: bytes
    mime_type: str
    width: int
    height: int
    note: str


def generated(
    prompt: str, *, width: int, height: int, seed: int = 1, stop: Callable[[], bool] = never
) -> Print:
    """A print of what `prompt` asks for; the same bytes for the same prompt, size and seed."""
    scene = scene_of(prompt, seed=seed)
    return _print_of(rendered(scene, width=width, height=height, stop=stop), note(scene), scene=scene)


def edited(
    prompt: str,
    sources: Sequence[Source],
    *,
    size: tuple[int, int] | None = None,
    seed: int = 1,
    stop: Callable[[], bool] = never,
) -> Print:
    """One source: that picture after the instruction. Several: all in one picture, 1024 square or `size`."""
    ingredients = [_ingredient(source) for source in sources]
    first = ingredients[0]
    if len(ingredients) == 1 and first.scene and first.photo:
        return _redrawn(first.scene, prompt, size or _working_size(first.photo.size), seed, stop)
    if len(ingredients) == 1 and first.photo:
        return _edited_photo(first.photo, prompt, size, stop)
    return _together(prompt, ingredients, size or (1024, 1024), seed, stop)


def answered(
    question: str,
    sources: Sequence[Source],
    *,
    documents: Sequence[Document] = (),
    history: Sequence[tuple[str, str]] = (),
    system: str = "",
    results: Sequence[Result] = (),
    schema: Schema | bool | None = None,
    as_json: bool = False,
    stop: Callable[[], bool] = never,
) -> str:
    """What is true about these pictures and documents and bears on the question; says what it cannot tell.

    The results of functions are passed on. A `schema` makes the answer JSON that fits it. Raises CannotAnswer
    where nothing was found that does.
    """
    facts = [facts_of(source.data, source.name) for source in sources]
    if schema is not None:
        return filled(schema, facts, results, documents=documents, question=question, stop=stop)
    if as_json and not results:
        return plain_json(facts, documents)
    return answer(question, facts, documents=documents, history=history, system=system, results=results)


def picture_type(data: bytes) -> str:
    """The media type of a picture that can be read, told by its header; empty for any other file."""
    try:
        return Image.MIME.get(opened(data).format or "", "")
    except Unreadable:
        return ""


def pixels_of(data: bytes) -> tuple[int, int]:
    """Width and height of a source as it is seen, by its header. Raises CannotPrint."""
    return upright_size(opened(data))


def _ingredient(source: Source) -> Ingredient:
    if source.data is None:
        return Ingredient(None, None, source.name)
    image = decoded(source.data)
    return Ingredient(recorded_scene(image), upright(image), source.name)


def _redrawn(scene: Scene, prompt: str, size: tuple[int, int], seed: int, stop: Callable[[], bool]) -> Print:
    changed = edited_scene(scene, prompt, seed=seed)
    return _print_of(
        rendered(changed, width=size[0], height=size[1], stop=stop), note(changed), scene=changed
    )


def _edited_photo(
    photo: Image.Image, prompt: str, size: tuple[int, int] | None, stop: Callable[[], bool]
) -> Print:
    plan = planned(prompt)
    if plan.needs_scene:
        return _together(prompt, [Ingredient(None, photo)], size or (1024, 1024), 1, stop)
    small = photo.resize(_working_size(photo.size), Image.Resampling.LANCZOS)
    unshaped = size or (
        None if any(name.partition(" ")[0] in SHAPING for name in plan.operations) else small.size
    )
    return _print_of(
        edited_photo(small, plan, size=unshaped, stop=stop), plan_note(plan), source_type=COMPOSITE
    )


def _together(
    prompt: str, ingredients: Sequence[Ingredient], size: tuple[int, int], seed: int, stop: Callable[[], bool]
) -> Print:
    if found := restyled(prompt, ingredients):
        return _recoloured(*found, size, stop)
    result = combined(prompt, ingredients, seed=seed, stop=stop)
    image = rendered(result.scene, width=size[0], height=size[1], mounts=result.mounts, stop=stop)
    if result.colour_model is not None:
        image = with_colours_of(image, result.colour_model)
    if result.mounts:
        return _print_of(image, note(result.scene), source_type=COMPOSITE)
    return _print_of(image, note(result.scene), scene=result.scene)


def _recoloured(
    photo: Image.Image, style: str, model: Image.Image, size: tuple[int, int], stop: Callable[[], bool]
) -> Print:
    """A photograph in another source's style and palette."""
    image = toned(ImageOps.fit(photo, size), (style,), stop=stop)
    said = f"the palette{f' and the style {style}' if style else ''} of the other source"
    caption = f"Print shop, not Grok. Gave the photograph {said}."
    return _print_of(with_colours_of(image, model), caption, source_type=COMPOSITE)


def _print_of(
    image: Image.Image, caption: str, *, scene: Scene | None = None, source_type: str = SYNTHETIC
) -> Print:
    return Print(
        jpeg(image, scene, source_type=source_type, note=caption),
        "image/jpeg",
        image.width,
        image.height,
        caption,
    )


def _working_size(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, (_WORKING_PIXELS / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
