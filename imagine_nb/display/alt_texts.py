"""Alt texts as they are shown: a picture's own, or one made of its prompt, and who wrote it."""

from __future__ import annotations

from collections.abc import Sequence

from imagine_nb.captions import caption_of
from imagine_nb.display.details import QUIET
from imagine_nb.display.escaping import escape
from imagine_nb.engines import ENGINES
from imagine_nb.records import PictureRecord
from imagine_nb.regions import PATH


def alt_text(record: PictureRecord) -> str:
    """Alt text of a picture: the one it was given, else its prompt, and whether it was made or edited.

    Of several of one request it says which it is; names of sources stand without their braces.
    """
    made = {"/images/edits": "Edited picture", PATH: "Picture edited in a region"}
    prompt = caption_of(record)
    for source in record.sources:
        prompt = prompt.replace(f"{{{source.name}}}", source.name)
    which = f", {record.index + 1} of {record.n}" if record.n > 1 else ""
    return record.alt or f"{made.get(record.endpoint, 'Picture')}{which}: {' '.join(prompt.split())[:400]}"


def alt_html(of: Sequence[PictureRecord]) -> str:
    """The alt texts of pictures, folded, and who wrote each; empty where none has one."""
    texts = {each.number: alt_told(each) for each in of if each.alt}
    lines = [f"{number}: {text}" if len(of) > 1 else text for number, text in texts.items()]
    if not lines:
        return ""
    each = "".join(f'<div dir="auto">{escape(line)}</div>' for line in lines)
    return f'<details style="{QUIET}"><summary>alt text</summary>{each}</details>'


def alt_told(record: PictureRecord) -> str:
    """`Alt text by grok-4.3: A red fox in snow.`: it, and who wrote it; empty where there is none."""
    return f"Alt text by {alt_author(record)}: {record.alt}" if record.alt else ""


def alt_author(record: PictureRecord) -> str:
    """Who wrote an alt text: `hand`, or the model that was asked; empty where there is none."""
    if not record.alt:
        return ""
    by = record.alt_by
    return "hand" if by is None else ENGINES[by.engine].label or by.model
