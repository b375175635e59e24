"""Edits of a photograph: what can be done to any picture is done, what cannot is named."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import ImageOps

from imagine_nb.print_shop.drawing.canvas import stepping
from imagine_nb.print_shop.drawing.finishing.lettering import lettered
from imagine_nb.print_shop.drawing.finishing.operations import SHAPING, operated
from imagine_nb.print_shop.reading.instructions import clauses
from imagine_nb.print_shop.reading.operation_words import operations_in
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.words import meanings

if TYPE_CHECKING:
    from PIL import Image


@dataclass(frozen=True, slots=True)
class Plan:
    """What an instruction asks of a photograph: operations in order, lettering, and what cannot be done."""

    operations: tuple[str, ...]
    lettering: tuple[str, ...]
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    needs_scene: bool = False  # it asks for the photograph's subject in another place


def planned(instruction: str) -> Plan:
    """The plan that an instruction for a photograph comes to."""
    operations: list[str] = []
    lettering: list[str] = []
    failed: list[str] = []
    unknown: list[str] = []
    needs_scene = False
    for clause in clauses(instruction) or [instruction]:
        found, rest = operations_in(clause)
        asked = scene_of(rest if found else clause)
        lettering += asked.lettering
        styles = [name for name in (asked.time if asked.time != "day" else "", asked.style) if name]
        operations += [*found, *styles]
        needs_scene |= bool(
            asked.setting
            and not asked.style
            and re.search(r"\b(?:put|place|set|in|on|at|into|onto|to)\b", clause, re.I)
        )
        if asked.setting and needs_scene:
            continue
        if asked.subjects:
            failed.append(f"“{clause.strip()}”: the print shop does not know what is where in a photograph")
        elif not (found or styles or asked.lettering):
            failed.append(f"“{clause.strip()}”")
        unknown += [w for w in asked.unknown if w not in meanings("filler")]
    return Plan(
        tuple(operations), tuple(lettering), tuple(failed), tuple(dict.fromkeys(unknown)), needs_scene
    )


def edited_photo(
    image: Image.Image, plan: Plan, *, size: tuple[int, int] | None, stop: Callable[[], bool]
) -> Image.Image:
    """The photograph after the plan, of that size where one is asked."""
    names = [n for n in plan.operations if n.partition(" ")[0] in SHAPING] + [
        n for n in plan.operations if n.partition(" ")[0] not in SHAPING
    ]
    shaped, step = False, stepping(stop)
    for name in names:
        step()
        if size and not shaped and name.partition(" ")[0] not in SHAPING:
            image, shaped = ImageOps.fit(image, size), True
        image = operated(image, name, step=step)
    if size and image.size != size:
        image = ImageOps.fit(image, size)
    return lettered(image, plan.lettering) if plan.lettering else image


def plan_note(plan: Plan) -> str:
    """The caption of an edited photograph."""
    done = [*plan.operations, *(f"lettered “{text}”" for text in plan.lettering)]
    text = (
        f"Print shop, not Grok. Did to the photograph: {', '.join(done)}."
        if done
        else "Print shop, not Grok. The photograph is unchanged."
    )
    if "blur the background" in plan.operations:
        text += " (It takes the middle for the subject.)"
    if "upscale" in plan.operations:
        text += " (No detail was invented.)"
    text += "".join(f" Not done: {reason}." for reason in plan.failed)
    return text + (f" Not understood: {', '.join(plan.unknown)}." if plan.unknown else "")
