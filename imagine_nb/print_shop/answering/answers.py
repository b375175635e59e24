"""Questions about pictures, answered from facts alone; what the facts do not hold is said to be unknown."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from imagine_nb.print_shop.answering.as_json import filled, schema_in, wants_json
from imagine_nb.print_shop.answering.comparison import compared
from imagine_nb.print_shop.answering.facts import Facts, data_size
from imagine_nb.print_shop.drawing.finishing.captions import counted, described
from imagine_nb.print_shop.drawing.settings.default_setting import setting_of
from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.parser import scene_of

if TYPE_CHECKING:
    from imagine_nb.print_shop.reading.scene import Subject

_PREFIX = "Print shop, not Grok: "
_CANNOT = "The print shop cannot tell that: it does not see, it only measures pictures and remembers its own."
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_FOLLOW_UP = re.compile(
    r"^\s*(?:and|what about|how about|also|so)\b"
    r"|\b(?:the (?:other|first|second|third|last) one|that one|the other)\b",
    re.I,
)


def answer(
    question: str, facts: Sequence[Facts], *, history: Sequence[tuple[str, str]] = (), system: str = ""
) -> str:
    """The answer in words, or in JSON where that is asked for."""
    if schema := schema_in(system) or schema_in(question):
        return filled(schema, question, facts)
    if wants_json(question) or wants_json(system):
        return filled(None, question, facts)
    opening = "" if any(role == "assistant" for role, _ in history) else _PREFIX
    if not facts:
        return opening + "no picture came with the question, and about anything else it knows nothing."
    chosen = _meant(question, facts)
    text = _text(question, chosen, facts)
    if not text and (earlier := _earlier_question(question, history)):
        text = _text(earlier, chosen, facts)
    if not text:
        text = f"{_CANNOT} {_overview(chosen)}"
    return opening + text


def _text(question: str, chosen: Sequence[int], facts: Sequence[Facts]) -> str:
    low = question.lower()
    if len(chosen) >= 2 and re.search(
        r"\b(?:compar\w*|differen\w*|same|identical|changed?|versus|vs|similar\w*|in common)\b"
        r"|\b(?:brighter|darker|larger|bigger)\b",
        low,
    ):
        return compared([(k, facts[k]) for k in chosen], low)
    parts = _said_of(low)
    texts = []
    for k in chosen:
        said = [text for say in parts if (text := say(facts[k], low))] if facts[k].seen else []
        name = f"Image {k + 1}" if len(facts) > 1 else "The picture"
        if not facts[k].seen:
            said = [f"was not seen: it is at another address ({facts[k].name or 'no name'})"]
        if said:
            texts.append(f"{name} {'; it '.join(said)}.")
    return " ".join(texts)


def _meant(question: str, facts: Sequence[Facts]) -> list[int]:
    """Which pictures a question is about: "image 2", "<IMAGE_1>", "the first one"; else all of them."""
    low, n = question.lower(), len(facts)
    found = {int(k) - 1 for k in re.findall(r"\b(?:image|picture|photo)s? (\d+)\b", low)}
    found |= {int(k) for k in re.findall(r"<image_(\d+)>", low)}
    found |= {k % n for word, k in _ORDINALS.items() if re.search(rf"\b{word}\b(?! time)", low) and (k < n)}
    if re.search(r"\bboth\b|\ball\b|\bthem\b|\bthese\b", low):
        return list(range(n))
    return sorted(k for k in found if 0 <= k < n) or list(range(n))


def _earlier_question(question: str, history: Sequence[tuple[str, str]]) -> str:
    if not (_FOLLOW_UP.search(question) or len(question.split()) <= 4):
        return ""
    return next((text for role, text in reversed(history) if role == "user"), "")


def _overview(chosen: Sequence[int]) -> str:
    del chosen
    return (
        "It can say size, format, colours, brightness, contrast and sharpness, compare pictures,"
        " and tell what it drew itself."
    )


def _size(f: Facts, low: str) -> str:
    del low
    return f"is {f.width} x {f.height} pixels, {f.shape} ({f.ratio})"


def _format(f: Facts, low: str) -> str:
    del low
    return f"is a {f.format or 'picture'} of {data_size(f.size)}, mode {f.mode}"


def _colours(f: Facts, low: str) -> str:
    if (subject := _asked_subject(f, low)) and subject.colour:
        return f"shows {counted(subject)}"
    names = ", ".join(f"{name} ({share:.0%})" for name, share in f.colours)
    return f"is mostly {names}, over all its pixels, named by the nearest of {len(COLOURS)} colours"


def _brightness(f: Facts, low: str) -> str:
    del low
    word = "dark" if f.brightness < 0.35 else "bright" if f.brightness > 0.65 else "of middle brightness"
    return f"is {word}: its mean lightness is {f.brightness:.0%}"


def _contrast(f: Facts, low: str) -> str:
    del low
    word = "low" if f.contrast < 0.15 else "high" if f.contrast > 0.27 else "moderate"
    return f"has {word} contrast ({f.contrast:.2f}, the deviation of lightness)"


def _sharpness(f: Facts, low: str) -> str:
    del low
    word = "soft" if f.sharpness < 0.12 else "crisp" if f.sharpness > 0.35 else "moderately sharp"
    return f"is {word} (mean edge {f.sharpness:.2f} of 1)"


def _transparency(f: Facts, low: str) -> str:
    del low
    return f"has {f.transparent:.0%} transparent pixels" if f.transparent else "has no transparency"


def _contents(f: Facts, low: str) -> str:
    if f.scene is None:
        measures = [_size(f, low), _colours(f, low), _brightness(f, low), _contrast(f, low)]
        return f"was not printed here, so what it shows is beyond the print shop; it {'; it '.join(measures)}"
    if f.scene.empty:
        return "is an abstract print: no word of its prompt was one the print shop can draw"
    del low
    return f"is a print of {described(f.scene)}"


def _count(f: Facts, low: str) -> str:
    if f.scene is None:
        return "was not printed here, so the print shop cannot count in it"
    for pattern, trait, name in (
        (r"\banimals?\b", "animal", "animals"),
        (r"\b(?:people|persons?)\b", "person", "people"),
    ):
        if re.search(pattern, low):
            return _counted_with(f, trait, name)
    if asked := scene_of(low).subjects:
        n = sum(s.count for s in f.scene.subjects if s.noun == asked[0].noun)
        return f"shows {n} {asked[0].noun}{'' if n == 1 or asked[0].noun.endswith('s') else ' (in all)'}"
    names = ", ".join(map(counted, f.scene.subjects)) or "none"
    return f"shows {sum(s.count for s in f.scene.subjects)} things: {names}"


def _counted_with(f: Facts, trait: str, name: str) -> str:
    from imagine_nb.print_shop.reading.nouns import nouns

    n = sum(s.count for s in (f.scene.subjects if f.scene else ()) if trait in nouns()[s.noun].traits)
    return f"shows {n} {name}"


def _presence(f: Facts, low: str) -> str:
    asked = scene_of(low)
    if f.scene is None:
        return (
            "was not printed here, so the print shop cannot tell what is in it"
            if asked.subjects or asked.setting
            else ""
        )
    if asked.subjects:
        there = [s for s in f.scene.subjects if s.noun == asked.subjects[0].noun]
        return f"shows {counted(there[0])}" if there else f"shows no {asked.subjects[0].noun}"
    for name, now in (
        ("time", f.scene.time or "day"),
        ("weather", f.scene.weather or "fair"),
        ("setting", setting_of(f.scene)),
    ):
        if getattr(asked, name):
            same = getattr(asked, name) == now
            return f"shows {'indeed ' if same else ''}{now}" + (
                "" if same else f", not {getattr(asked, name)}"
            )
    return ""


def _where(f: Facts, low: str) -> str:
    subject = _asked_subject(f, low)
    if f.scene is None or subject is None:
        return _contents(f, low)
    if subject.relation and subject.to:
        return f"shows {counted(subject)} {subject.relation} the {subject.to}"
    return f"shows {counted(subject)}" + (
        f" at the {subject.place}" if subject.place else f", in the setting {setting_of(f.scene)}"
    )


def _setting(f: Facts, low: str) -> str:
    del low
    if f.scene is None:
        return "was not printed here, so its place, time and weather are unknown"
    time, weather = f.scene.time or "day", f.scene.weather or "fair"
    return f"shows this place: {setting_of(f.scene)}; time: {time}; weather: {weather}"


def _lettering(f: Facts, low: str) -> str:
    del low
    if f.scene is None:
        return "was not printed here, and the print shop cannot read"
    return (
        f"bears the words {' / '.join(f'“{t}”' for t in f.scene.lettering)}"
        if f.scene.lettering
        else "bears no lettering"
    )


def _style(f: Facts, low: str) -> str:
    del low
    return (
        f"is in the style {f.scene.style or 'linocut'}"
        if f.scene
        else "was not printed here, so its style is unknown"
    )


def _making(f: Facts, low: str) -> str:
    del low
    if f.scene is None:
        return "was not made by the print shop; how it was made is not known"
    return f"was made by the print shop from the prompt “{f.scene.prompt}”"


def _asked_subject(f: Facts, low: str) -> Subject | None:
    nouns = {s.noun for s in scene_of(low).subjects}
    return next((s for s in (f.scene.subjects if f.scene else ()) if s.noun in nouns), None)


_CONTENTS = re.compile(
    r"\bdescri|\bcaption|\bwhat\b|\bwho\b|\bwhose\b|\bidentify|\balt[ -]text|\bsummar|\btell me|\bsubjects?\b"
)
_ABOUT_IT = re.compile(
    r"\b(?:in|this|that|see|show\w*|here|depict\w*|pictures?|images?|photos?|subjects?|these|it|you|he|she|person|people)\b"
)
_YES_OR_NO = re.compile(
    r"^\s*(?:is|are|does|do|can you see|has)\b|\bwhich\b.*\b(?:shows?|has|have|contains?|with)\b"
)
_BEYOND = re.compile(
    r"\b(?:mood|feel\w*|emotion\w*|mean(?:s|ing)?|beautiful|better|best|why|opinion|story)\b"
)
_TOPICS: tuple[tuple[str, Callable[[Facts, str], str]], ...] = (
    (r"\bhow many\b|\bcount\b|\bnumber of\b", _count),
    (r"\bwhere(?:'s| is| are)\b|\bposition\b|\blocat", _where),
    (
        r"\bsize\b|\bdimension|\bhow (?:big|large|wide|tall|high)|\bwidth|\bheight|\bresolution|\bpixels?\b",
        _size,
    ),
    (r"\baspect|\bratio|\borientation|\blandscape or\b|\bportrait or\b", _size),
    (r"\bformat|\bfile|\bmime|\bjpe?g\b|\bpng\b|\bmode\b|\bbytes\b|\bkilobytes", _format),
    (r"\bcolou?rs?\b|\bpalette|\bhues?\b|\btones\b", _colours),
    (r"\bbright|\bdark|\blightness|\bexposure", _brightness),
    (r"\bcontrast", _contrast),
    (r"\bsharp|\bblur|\bfocus|\bcrisp", _sharpness),
    (r"\btransparen|\balpha", _transparency),
    (r"\bsetting|\bscene\b|\bplace\b|\bweather|\btime of day|\bseason|\bbackground|\bwhat time", _setting),
    (r"\btext\b|\blettering|\bwords?\b|\bwritten|\bread\b|\bsays?\b|\bsign\b", _lettering),
    (r"\bstyle|\btechnique|\bmedium", _style),
    (
        r"\bprompt|\bwho made|\bhow (?:was|is) (?:it|this) (?:made|drawn|created)|\bgenerated|\bsynthetic",
        _making,
    ),
    (r"\bai\b|\bartificial|\breal\b", _making),
    (r"\bwho (?:painted|drew|created|took)\b", _making),
    (r"^\s*is (?:this|it) an? (?:photo\w*|painting|drawing|print)\b", _making),
    (r"\btitle\b", _contents),
)


def _said_of(question: str) -> list[Callable[[Facts, str], str]]:
    """What a question asks to be said; what is in the picture only where it asks for nothing more exact."""
    exact = list(dict.fromkeys(say for pattern, say in _TOPICS if re.search(pattern, question)))
    if exact:
        return exact
    if _BEYOND.search(question):
        return []
    if _YES_OR_NO.search(question):
        return [_presence]
    return [_contents] if _CONTENTS.search(question) and _ABOUT_IT.search(question) else []
