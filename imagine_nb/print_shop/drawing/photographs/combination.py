"""Combination of two to five sources: prints merge their Scenes, photographs are cut out or framed."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PIL import Image

from imagine_nb.print_shop.drawing.canvas import Cancelled, never
from imagine_nb.print_shop.drawing.figures.mounts import Mount, framed, mounted, on_easel
from imagine_nb.print_shop.drawing.photographs.cutouts import cut_of, die_cut
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene, Subject, scene_key
from imagine_nb.print_shop.reading.words import meanings

CLEAN = 0.72  # from this measure on, a cut is shown instead of a frame
_TAG = re.compile(r"<?\b(?:image|picture|img)[ _]?(\d)\b>?", re.I)
_STYLE_OF = re.compile(r"\b(?:style|palette|colou?rs|look)\s+(?:of|from|as|like)\s+(?:the )?\s*\0(\d)", re.I)
_PART_OF = re.compile(r"\b(?:the|a|an)?\s*((?:\w+ ){0,2}\w+)\s+(?:from|of|in)\s+\0(\d)", re.I)
_SETTING_OF = re.compile(r"\b(?:background|scene|setting|landscape|place)\s+(?:from|of|in)\s+\0(\d)", re.I)

_ONTO = re.compile(r"\b(?:on|onto|in|into|to|inside|beside|with)\s+(?:the )?\0(\d)", re.I)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """One source as a combination knows it: its scene, or its pixels, or the words of its name alone."""

    scene: Scene | None
    photo: Image.Image | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Combination:
    """A scene of everything, the photographs that stand in it, and the picture that lends its colours."""

    scene: Scene
    mounts: tuple[Mount, ...]
    colour_model: Image.Image | None = None


def combined(
    prompt: str, ingredients: Sequence[Ingredient], *, seed: int, stop: Callable[[], bool] = never
) -> Combination:
    """What a combination shows; raises Cancelled soon after `stop` answers True."""
    text = _numbered(prompt, len(ingredients))
    asked = scene_of(_spelled(text, ingredients), seed=seed)
    styles = {int(k) for k in _STYLE_OF.findall(text)}
    settings = {int(k) for k in _SETTING_OF.findall(text)}
    parts = {
        int(k): scene_of(words).subjects for words, k in _PART_OF.findall(text) if scene_of(words).subjects
    }
    subjects, photos, remarks = _gathered(ingredients, styles, parts)
    home = settings or {int(k) for k in _ONTO.findall(text)}
    first = [
        i.scene for k, i in enumerate(ingredients) if i.scene and (not home or k in home) and k not in styles
    ]
    lent = [scene for k, i in enumerate(ingredients) if (scene := i.scene) and k in styles]
    style = next((scene.style for scene in lent), "")
    setting = asked.setting or next((setting_of(s) for s in first), "") or ("" if not photos else "room")
    scene = replace(
        asked,
        subjects=(*_related(asked.subjects, subjects),),
        setting=setting,
        key=scene_key(prompt, seed),
        time=asked.time or next((s.time for s in first), ""),
        weather=asked.weather or ("" if asked.time else next((s.weather for s in first), "")),
        style=asked.style or style or _common_style(first),
        unknown=tuple(w for w in asked.unknown if w not in meanings("filler")),
        remarks=tuple(remarks),
    )
    colour_model = next(
        (ingredients[k].photo for k in styles if k < len(ingredients) and ingredients[k].photo), None
    )
    return _with_mounts(scene, photos, colour_model, stop)


def restyled(prompt: str, ingredients: Sequence[Ingredient]) -> tuple[Image.Image, str, Image.Image] | None:
    """Where a photograph is to look like another source: it, the style's name, and the model's picture."""
    text = _numbered(prompt, len(ingredients))
    models = {int(k) for k in _STYLE_OF.findall(text)}
    others = [source for k, source in enumerate(ingredients) if k not in models]
    if (
        len(models) != 1
        or len(others) != 1
        or others[0].scene
        or scene_of(_spelled(text, ingredients)).setting
    ):
        return None
    model = ingredients[models.pop()]
    if others[0].photo is None or model.photo is None:
        return None
    style = (model.scene.style or "linocut") if model.scene else ""
    return others[0].photo, style, model.photo


def _numbered(prompt: str, n: int) -> str:
    """References to sources as NUL and a digit from 0: `<IMAGE_0>` counts from zero, "image 1" from one."""

    def mark(match: re.Match[str]) -> str:
        zero_based = "_" in match[0] or match[0].startswith("<")
        k = int(match[1]) - (0 if zero_based else 1)
        return f"\0{k}" if 0 <= k < n else " "

    return _TAG.sub(mark, prompt)


def _spelled(text: str, ingredients: Sequence[Ingredient]) -> str:
    """References as words: "the hat from <IMAGE_0> on <IMAGE_1>" is "the hat on the fox" if it shows one."""

    def noun(match: re.Match[str]) -> str:
        scene = ingredients[int(match[1])].scene
        things = [s.noun for s in scene.subjects if not nouns()[s.noun].worn] if scene else []
        return f" the {things[0]} " if things else " "

    return re.sub(r"\0(\d)", noun, re.sub(r"\b(?:from|of|as|like)\s+(?:the )?\0\d", " ", text))


def _common_style(scenes: Sequence[Scene]) -> str:
    styles = {s.style for s in scenes}
    return styles.pop() if len(styles) == 1 else ""


def _gathered(
    ingredients: Sequence[Ingredient], styles: set[int], parts: dict[int, tuple[Subject, ...]]
) -> tuple[list[Subject], list[Image.Image], list[str]]:
    subjects: list[Subject] = []
    photos: list[Image.Image] = []
    remarks: list[str] = []
    for k, source in enumerate(ingredients):
        if source.scene is None and source.photo is None:
            words = scene_of(source.name)
            subjects += words.subjects
            drawn = (
                "drawn from the words of its name" if words.subjects else "nothing in its name can be drawn"
            )
            remarks.append(f"Image {k + 1} was not seen ({source.name or 'no name'}): {drawn}.")
        elif k in styles:
            continue
        elif source.photo is not None and source.scene is None:
            photos.append(source.photo)
        elif source.scene is not None:
            wanted = {s.noun for s in parts.get(k, ())}
            subjects += [s for s in source.scene.subjects if not wanted or s.noun in wanted]
    return _merged(subjects), photos, remarks


def _merged(subjects: Sequence[Subject]) -> list[Subject]:
    """The same subject from two sources is there twice."""
    out: list[Subject] = []
    for new in subjects:
        twin = next(
            (i for i, s in enumerate(out) if (s.noun, s.colour) == (new.noun, new.colour) and s.to == new.to),
            None,
        )
        if twin is None or nouns()[new.noun].worn:
            out.append(replace(new, place=""))
        else:
            out[twin] = replace(out[twin], count=min(12, out[twin].count + new.count))
    return out


def _related(asked: Sequence[Subject], found: list[Subject]) -> list[Subject]:
    """The sources' subjects, placed as the prompt says; what the prompt names besides is added."""
    out = list(found)
    names = {s.noun for s in found}
    for subject in asked:
        if subject.noun not in names:
            out.append(subject)
            continue
        at = next(i for i, s in enumerate(out) if s.noun == subject.noun)
        if subject.to in {s.noun for s in out} or subject.place:
            out[at] = replace(
                out[at],
                relation=subject.relation or out[at].relation,
                to=subject.to or out[at].to,
                place=subject.place,
            )
    return out


def _with_mounts(
    scene: Scene, photos: Sequence[Image.Image], colour_model: Image.Image | None, stop: Callable[[], bool]
) -> Combination:
    mounts, subjects, remarks = [], list(scene.subjects), list(scene.remarks)
    for k, photo in enumerate(photos):
        if stop():
            raise Cancelled
        mount, remark = _mount_of(photo, k, scene.setting)
        mounts.append(mount)
        remarks.append(f"Photograph {k + 1} {remark}.")
        subjects.append(Subject(f"photograph {k + 1}"))
    return Combination(
        replace(scene, subjects=tuple(subjects), remarks=tuple(remarks)), tuple(mounts), colour_model
    )


def _mount_of(photo: Image.Image, k: int, setting: str) -> tuple[Mount, str]:
    if setting in ("room", "wall"):
        return mounted(functools.partial(framed, photo, which=k), hangs=True), "hangs framed"
    cut = cut_of(photo)
    if cut.clean >= CLEAN:
        return mounted(functools.partial(die_cut, photo, cut)), "is cut out"
    return mounted(functools.partial(on_easel, photo, which=k)), "stands framed"
