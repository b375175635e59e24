"""Answers to questions about pictures, from facts alone; what the facts do not hold is said to be unknown."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from imagine_nb.print_shop.answering import statements
from imagine_nb.print_shop.answering.alt_texts import ASKED, alt_text
from imagine_nb.print_shop.answering.as_json import filled, plain_json, schema_in, wants_json
from imagine_nb.print_shop.answering.comparison import compared
from imagine_nb.print_shop.answering.documents import Document, told_of
from imagine_nb.print_shop.answering.results import Result, passed_on
from imagine_nb.print_shop.answering.schemas.effort import Unsatisfied

if TYPE_CHECKING:
    from imagine_nb.print_shop.answering.facts import Facts

Statement = Callable[["Facts", str], str]  # of a picture and the question, in lower case
Part = tuple[str, list[Statement]]  # of a question, and what it asks to be said

_NAME = "Print shop, not Grok"
_PREFIX = f"{_NAME}: "
_LONGEST = 4_000  # characters of a question that are looked at for its words
_CANNOT = (
    "The print shop cannot tell that: it does not see, it only measures pictures and remembers its own."
    " It can say size, format, colours, brightness, contrast and sharpness, compare pictures,"
    " and tell what it drew itself."
)
_ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}
_FOLLOW_UP = re.compile(
    r"^\s*(?:and|what about|how about|also|so)\b"
    r"|\b(?:the (?:other|first|second|third|last) one|that one|the other)\b",
    re.I,
)


def answer(
    question: str,
    facts: Sequence[Facts],
    *,
    documents: Sequence[Document] = (),
    history: Sequence[tuple[str, str]] = (),
    system: str = "",
    results: Sequence[Result] = (),
) -> str:
    """The answer in words, or in JSON where the question or the instructions ask for that."""
    opening = "" if any(role == "assistant" and _NAME in text for role, text in history) else _PREFIX
    if results:
        return opening + passed_on(results)
    if schema := schema_in(system) or schema_in(question):
        with suppress(Unsatisfied):  # a schema that was only spoken of
            return filled(schema, facts, documents=documents)
    if wants_json(question) or wants_json(system):
        return plain_json(facts, documents)
    question = question[:_LONGEST]
    if documents:
        return opening + told_of(documents, question) + _beside(question, facts)
    if not facts:
        return opening + "no picture came with the question, and about anything else it knows nothing."
    chosen = _meant(question, facts)
    text = _text(question, chosen, facts)
    if not text and (earlier := _earlier_question(question, history)):
        text = _text(earlier, chosen, facts)
    return opening + (text or _CANNOT)


def _beside(question: str, facts: Sequence[Facts]) -> str:
    """What is said of the pictures that came with documents."""
    text = _text(question, range(len(facts)), facts)
    return f"\n\n{text}" if text else ""


def _text(question: str, chosen: Sequence[int], facts: Sequence[Facts]) -> str:
    low = question.lower()
    if len(chosen) >= 2 and re.search(
        r"\b(?:compar\w*|differen\w*|same|identical|changed?|versus|vs|similar\w*|in common)\b"
        r"|\b(?:brighter|darker|larger|bigger)\b",
        low,
    ):
        return compared([(k, facts[k]) for k in chosen])
    if ASKED.search(low) and all(facts[k].seen for k in chosen):
        return _alt_texts(chosen, facts)
    parts = list(_parts(question))
    texts = []
    for k in chosen:
        said = _said(facts[k], parts) if facts[k].seen else []
        name = f"Image {k + 1}" if len(facts) > 1 else "The picture"
        if not facts[k].seen:
            said = [f"was not seen: it is at another address ({facts[k].name or 'no name'})"]
        if said:
            texts.append(f"{name} {'; it '.join(said)}.")
    return " ".join([*texts, *_unsaid(parts)] if texts else [])


def _alt_texts(chosen: Sequence[int], facts: Sequence[Facts]) -> str:
    """The alt texts of pictures, each with its number where there are several."""
    if len(facts) == 1:
        return alt_text(facts[0])
    return " ".join(f"Image {k + 1}: {alt_text(facts[k])}" for k in chosen)


def _said(facts: Facts, parts: Sequence[Part]) -> list[str]:
    """What is said of a picture to all parts of a question, each thing once."""
    said = dict.fromkeys(say(facts, part.lower()) for part, asked in parts for say in asked)
    return [text for text in said if text and not any(text in other for other in said if other != text)]


def _unsaid(parts: Sequence[Part]) -> Iterator[str]:
    """What is said of the parts of a question that nothing was said to."""
    for part, found in parts:
        if not found and _ASKS.match(part):
            yield f"To “{part[:80]}” it has no answer: it does not see, it only measures."


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
    return next((text[:_LONGEST] for role, text in reversed(history) if role == "user"), "")


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


@functools.cache
def _of_facts(statement: Callable[[Facts], str]) -> Statement:
    """A statement that does not depend on the question; cached, so that each is said once."""
    return lambda facts, _: statement(facts)


_TOPICS: tuple[tuple[str, Statement], ...] = (
    (r"\bhow many\b|\bcount\b|\bnumber of\b", statements.count),
    (r"\bwhere(?:'s| is| are)\b|\bposition\b|\blocat", statements.whereabouts),
    (
        r"\bsize\b|\bdimension|\bhow (?:big|large|wide|tall|high)|\bwidth|\bheight|\bresolution|\bpixels?\b",
        _of_facts(statements.size),
    ),
    (r"\baspect|\bratio|\borientation|\blandscape or\b|\bportrait or\b", _of_facts(statements.size)),
    (
        r"\bformat|\bfile|\bmime|\bjpe?g\b|\bpng\b|\bmode\b|\bbytes\b|\bkilobytes",
        _of_facts(statements.file_format),
    ),
    (r"\bcolou?rs?\b|\bpalette|\bhues?\b|\btones\b", statements.colours),
    (r"\bbright|\bdark|\blightness|\bexposure", _of_facts(statements.brightness)),
    (r"\bcontrast", _of_facts(statements.contrast)),
    (r"\bsharp|\bblur|\bfocus|\bcrisp", _of_facts(statements.sharpness)),
    (r"\btransparen|\balpha", _of_facts(statements.transparency)),
    (
        r"\bsetting|\bscene\b|\bplace\b|\bweather|\btime of day|\bseason|\bbackground|\bwhat time",
        _of_facts(statements.setting),
    ),
    (
        r"\btext\b|\blettering|\bwords?\b|\bwritten|\bread\b|\bsays?\b|\bsign\b",
        _of_facts(statements.lettering),
    ),
    (r"\bstyle|\btechnique|\bmedium", _of_facts(statements.style)),
    (
        r"\bprompt|\bwho made|\bhow (?:was|is) (?:it|this) (?:made|drawn|created)|\bgenerated|\bsynthetic",
        _of_facts(statements.making),
    ),
    (r"\bai\b|\bartificial|\breal\b", _of_facts(statements.making)),
    (r"\bwho (?:painted|drew|created|took)\b", _of_facts(statements.making)),
    (r"^\s*is (?:this|it) an? (?:photo\w*|painting|drawing|print)\b", _of_facts(statements.making)),
    (r"\btitle\b", statements.contents),
)


_BEGINNING = (
    r"(?:what|which|who|whose|where|when|why|how|is|are|does|do|did|can|has|have|describe|name|list|count"
    r"|tell)\b"
)
_ASKS = re.compile(_BEGINNING, re.I)
_BETWEEN = re.compile(rf"[?!;\n]+\s*|\.\s+|,?\s+(?:and|also|then|but)\s+(?={_BEGINNING})", re.I)


def _parts(question: str) -> Iterator[Part]:
    """The parts of a question, with what each asks to be said; all of it as one where no part asks alone."""
    parts = [part.strip(" ,.") for part in _BETWEEN.split(question)]
    found = [(part, _said_of(part.lower())) for part in parts if part]
    yield from found if any(said for _, said in found) else [(question, _said_of(question.lower()))]


def _said_of(question: str) -> list[Statement]:
    """What a question asks to be said; what is in the picture only where it asks for nothing more exact."""
    exact = list(dict.fromkeys(say for pattern, say in _TOPICS if re.search(pattern, question)))
    if exact:
        return exact
    if _BEYOND.search(question):
        return []
    if _YES_OR_NO.search(question):
        return [statements.presence]
    return [statements.contents] if _CONTENTS.search(question) and _ABOUT_IT.search(question) else []
