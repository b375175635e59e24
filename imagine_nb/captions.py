"""Captions: the prompt of a picture with its sources by the names that were typed for them."""

from __future__ import annotations

from imagine_nb.placeholders import in_edit
from imagine_nb.records import PictureRecord, Request
from imagine_nb.regions import images_of


def caption_of(asked: Request | PictureRecord) -> str:
    """The prompt as it was typed, `the hat of {hat}`, where `the hat of <IMAGE_0>` was sent.

    Words that stood in variables are filled in, as they were sent.
    """
    sources, text = images_of(asked), asked.sent
    for number, source in enumerate(sources):
        name, word = f"{{{source.name}}}", in_edit(number, len(sources))
        if name in asked.prompt and word not in asked.prompt:  # else nobody knows which of them was typed
            text = text.replace(word, name)
    return text
