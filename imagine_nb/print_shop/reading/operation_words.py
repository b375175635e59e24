"""The words for operations on a finished picture: tones, turns, crops, frames, as in "make it warmer"."""

from __future__ import annotations

import re

from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.words import meanings

_COLOUR = (
    "(" + "|".join(sorted({*COLOURS, *meanings("colours")} - {"colourful"}, key=len, reverse=True)) + ")"
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("zoom in", r"\bzoom(?:ed)?(?: \w+)? in\b|\bcloser\b|\bclose-?up\b"),
    ("sepia", r"\bsepia\b|\bvintage\b|\bretro\b|\bold photo(graph)?\b"),
    (
        "black and white",
        r"\bblack[ -]and[ -]white\b|\bb ?& ?w\b|\bmonochrome\b|\bgr[ea]yscale\b|\bdesaturated?\b",
    ),
    ("warmer", r"\bwarm(er|ly|th)?\b"),
    ("colder", r"\b(cold|cool|cold-toned)(er)?\b"),
    ("darker", r"\bless bright\b|\btoo bright\b"),
    ("brighter", r"\bless dark\b|\btoo dark\b|\bbright(er|en)?\b|\blighten\b|\blighter\b"),
    ("darker", r"\bdark(er|en)\b|\bdimmer\b"),
    ("less contrast", r"\b(less|lower|reduce( the)?|softer) contrast\b"),
    ("more contrast", r"\bcontrast\b|\bpunchier\b"),
    ("more saturated", r"\b(more )?(saturated|vivid|vibrant|colou?rful)\b|\bsaturation\b"),
    ("paler", r"\b(muted|pastel|faded|washed[ -]out|less (saturated|colou?rful))\b"),
    (
        "blur the background",
        r"\bblur(red|ry)?( out)? (the |its )?background\b|\bbokeh\b|\bbackground blur(red)?\b",
    ),
    ("blur", r"\bblur(red|ry)?\b"),
    ("sharper", r"\bsharp(er|en)\b|\bcrisper\b"),
    ("inverted", r"\binvert(ed)?\b|\bnegative\b"),
    ("vignette", r"\bvignett?e\b"),
    (
        "flip top to bottom",
        r"\b(flip|mirror)(ped|ed)? (it |this |the \w+ )?(vertically|upside[ -]down)\b|\bupside[ -]down\b",
    ),
    ("flip", r"\bflip(ped)?\b|\bmirror(ed)?\b"),
    ("upscale", r"\bupscaled?\b|\benlarged?\b|\bhigher resolution\b|\bdouble (the )?(size|resolution)\b"),
)
_RATIO = re.compile(r"\b(\d{1,2})\s*(?::|to|x|by)\s*(\d{1,2})\b")
_ROTATE = re.compile(r"\b(?:rotate|turn)\w*\b(?:[^.]*?(-?\d{1,3})(?: ?degrees|°)?)?")


def operations_in(text: str) -> tuple[tuple[str, ...], str]:
    """The operations that a text asks for, in a fixed order, and the text without the words for them."""
    low, found = text.lower(), []
    for reader in (_tint_in, _crop_in, _rotation_in, _frame_in):
        name, low = reader(low)
        found += [name] if name else []
    for name, pattern in _PATTERNS:
        if re.search(pattern, low):
            found.append(name)
            low = re.sub(pattern, " ", low)
    return tuple(found), low


def _colour(word: str) -> str:
    return meanings("colours").get(word, word)


def _tint_in(text: str) -> tuple[str, str]:
    it = r"(?:it|this|everything|the (?:whole )?(?:image|picture|photo|photograph))"
    patterns = (
        rf"\btint(?:ed|s)?(?: (?:it|this|the \w+))?(?: (?:in|with|to))? {_COLOUR}\b",
        rf"\b{_COLOUR}(?:ish)?[ -](?:tint(?:ed)?|tone[ds]?|hue|filter|wash)\b",
        rf"\b(?:make|turn|colou?r|paint) {it}(?: all)? {_COLOUR}\b(?! and white)",
    )
    for pattern in patterns:
        if match := re.search(pattern, text):
            return f"tint {_colour(match[1])}", text.replace(match[0], " ")
    return "", text


def _crop_in(text: str) -> tuple[str, str]:
    if not re.search(r"\bcrop|\baspect|\bratio|\bsquare\b", text):
        return "", text
    match = _RATIO.search(text)
    if match and int(match[1]) and int(match[2]):
        asked = r"\bcrop\w*|\baspect|\bratio|" + re.escape(match[0])
        return f"crop {match[1]}:{match[2]}", re.sub(asked, " ", text)
    if re.search(r"\bsquare\b", text):
        return "crop 1:1", re.sub(r"\bcrop\w*|\bsquare\b", " ", text)
    return "", text


def _rotation_in(text: str) -> tuple[str, str]:
    match = _ROTATE.search(text)
    if not match or (match[0].startswith("turn") and not match[1]):
        return "", text
    degrees = int(match[1] or 90) * (-1 if "counter" in text or "anti" in text or " left" in text else 1)
    rest = re.sub(
        r"\b(counter-?|anti-?)?clockwise\b|\bto the (left|right)\b|\bdegrees?\b|\b(left|right)\b",
        " ",
        text.replace(match[0], " "),
    )
    return f"rotate {degrees % 360}", rest


def _frame_in(text: str) -> tuple[str, str]:
    match = re.search(
        rf"\b(?:(?:a|an|in a|with a|add a) )?(?:{_COLOUR} )?(?:picture |wooden )?(?:frame|border)d?\b", text
    )
    if not match:
        return "", text
    return f"frame {_colour(match[1] or 'brown')}", text.replace(match[0], " ")
