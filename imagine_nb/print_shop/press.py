"""The drawing side of the print shop: prompts, instructions and questions in, prints and answers out."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PIL import Image, ImageOps

from imagine_nb.print_shop.canvas import Cancelled, never
from imagine_nb.print_shop.metadata import COMPOSITE, jpeg, recorded_scene
from imagine_nb.print_shop.captions import described, note
from imagine_nb.print_shop.paint import painted
from imagine_nb.print_shop.parser import scene_of
from imagine_nb.print_shop.scene import Scene, scene_key
from imagine_nb.print_shop.styles import styled

__all__ = ["Cancelled", "CannotPrint", "Print", "Source", "answered", "edited", "generated", "never"]
_MOST_PIXELS = 64_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """One picture that a request carried. A remote one was not seen: `data` is None, `name` its file name's words."""

    data: bytes | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Print:
    """A pulled print: JPEG bytes with the scene in their metadata, and a note on what was drawn."""

    data: bytes
    mime_type: str
    width: int
    height: int
    note: str


class CannotPrint(ValueError):
    """A source that is no picture which the print shop can read."""


def generated(
    prompt: str, *, width: int, height: int, seed: int = 1, stop: Callable[[], bool] = never
) -> Print:
    """A print of what `prompt` asks for; the same bytes for the same prompt, size and seed."""
    scene = scene_of(prompt, seed=seed)
    return _printed(painted(scene, width=width, height=height, stop=stop), scene, note(scene))


def edited(
    prompt: str, sources: Sequence[Source], *, size: tuple[int, int] | None = None, seed: int = 1,
    stop: Callable[[], bool] = never,
) -> Print:
    """One source: that picture after the instruction. Several: all of them in one picture."""
    asked = scene_of(prompt, seed=seed)
    if len(sources) == 1 and sources[0].data is not None:
        image = _opened(sources[0].data)
        width, height = size or _working_size(image.size)
        if old := recorded_scene(image):
            scene = replace(old, time=asked.time or old.time, weather=asked.weather or old.weather, setting=asked.setting or old.setting,
                            style=asked.style or old.style, subjects=(*old.subjects, *asked.subjects), unknown=asked.unknown)
            return _printed(painted(scene, width=width, height=height, stop=stop), scene, note(scene))
        photo = ImageOps.fit(image.convert("RGB"), (width, height))
        names = [n for n in (asked.style, *(w for w in ("sepia",) if w in prompt.lower())) if n]
        return _printed(styled(photo, names, stop=stop), None, f"Print shop, not Grok. Did: {', '.join(names) or 'nothing'}.", source_type=COMPOSITE)
    width, height = size or (1024, 1024)
    scenes = [s for s in (recorded_scene(_opened(x.data)) if x.data else scene_of(x.name) for x in sources) if s]
    merged = replace(asked, subjects=tuple(t for s in scenes for t in s.subjects) + asked.subjects, key=scene_key(prompt, seed))
    return _printed(painted(merged, width=width, height=height, stop=stop), merged, note(merged))


def answered(
    question: str, sources: Sequence[Source], *, history: Sequence[tuple[str, str]] = (), system: str = ""
) -> str:
    """What is true about these pictures and bears on the question; says what it cannot tell."""
    del question, history, system
    lines = []
    for k, source in enumerate(sources, 1):
        if source.data is None:
            lines.append(f"Image {k} was not seen: it is at another address ({source.name}).")
            continue
        image = _opened(source.data)
        scene = recorded_scene(image)
        drawn = f" It is a print of: {described(scene)}." if scene else ""
        lines.append(f"Image {k} is {image.width} x {image.height} pixels, {image.format}.{drawn}")
    return "Print shop, not Grok. " + (" ".join(lines) or "No picture came with the question.")


def _printed(image: Image.Image, scene: Scene | None, note: str, **marks: str) -> Print:
    return Print(jpeg(image, scene, **marks), "image/jpeg", image.width, image.height, note)  # type: ignore[arg-type]


def _working_size(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, (1_048_576 / (size[0] * size[1])) ** 0.5)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data))
        if image.width * image.height > _MOST_PIXELS:
            raise CannotPrint(f"The picture claims {image.width} x {image.height} pixels: too many to read.")
        image.load()
    except CannotPrint:
        raise
    except Exception as exc:
        raise CannotPrint("A source is no picture that the print shop can read.") from exc
    return image
