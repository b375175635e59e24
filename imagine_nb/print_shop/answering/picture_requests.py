"""Requests for a picture in a conversation: whether a question asks to draw or to edit, and its prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass

_OPENING = (
    r"^\W*(?:(?:please|now|then|ok|okay|and|(?:can|could|would|will) you|i want you to|i'd like you to)\W+)*"
)
_MAKE = r"(?:generate|create|draw|make|paint|sketch|render|design|illustrate|produce|imagine|show)"
_PICTURE = (
    r"(?:images?|pictures?|photos?|photographs?|drawings?|illustrations?|paintings?|prints?|infographics?"
    r"|sketch(?:es)?|logos?|posters?|portraits?|icons?|artworks?|wallpapers?|cartoons?|comics?)"
)
_DRAW = re.compile(
    rf"\b{_MAKE}\b(?:\W+\w+){{0,8}}?\W+{_PICTURE}\b|{_OPENING}(?:draw|paint|sketch|illustrate)\b", re.I
)
_LEAD = re.compile(
    rf"{_OPENING}{_MAKE}\s+(?:me\s+|us\s+)?(?:an?\s+|the\s+)?"
    rf"(?:{_PICTURE}\s+(?:of|showing|with|that shows|in which)\s+)?",
    re.I,
)
_EDIT = re.compile(
    rf"{_OPENING}(?:edit|change|modify|adjust|retouch|restyle|turn|transform|convert|colou?ri[sz]e|recolou?r|add"
    r"|remove|replace|crop|rotate|flip|brighten|darken|blur|sharpen|combine|put"
    r"|(?:make|give) (?:it|this|that|the|her|him|them|its|both|these))\b",
    re.I,
)
_ORDER = re.compile(r"^[^:]{0,80}\b(?:edit|change|modify|image|picture|photo)\b[^:]{0,80}:\s*(?=\S)", re.I)

_LONGEST = 2_000  # characters of a question that are looked at


@dataclass(frozen=True, slots=True)
class PictureRequest:
    """A picture to be made: of the prompt alone, or out of the pictures shown (`is_edit`)."""

    prompt: str
    is_edit: bool


def picture_asked(
    question: str, *, has_picture: bool, action: str = "auto", forced: bool = False
) -> PictureRequest | None:
    """The picture that a question asks for, None for a question that asks for none.

    `action` is the API's: `generate` and `edit` allow only the one; `auto` edits where there is a picture
    and the question wants that one changed.
    """
    question = question[:_LONGEST]
    draws, edits = bool(_DRAW.search(question)), bool(_EDIT.search(question))
    if has_picture and action != "generate" and (edits or (action == "edit" and (draws or forced))):
        return PictureRequest(_ORDER.sub("", question).strip(), is_edit=True)
    if action != "edit" and (draws or forced):
        return PictureRequest(_LEAD.sub("", question, count=1).strip() or question, is_edit=False)
    return None
