"""The parser of prompts: a prompt to its Scene, with the words that it did not understand."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from imagine_nb.print_shop.reading.colours import COLOURS
from imagine_nb.print_shop.reading.idioms import idiom
from imagine_nb.print_shop.reading.lookahead import LONGEST
from imagine_nb.print_shop.reading.nouns import nouns, words
from imagine_nb.print_shop.reading.parser_state import (
    Reading,
    end_of_phrase,
    has_trait,
    read_setting,
    with_colour,
)
from imagine_nb.print_shop.reading.scene import Scene, Subject, scene_key, with_attribute
from imagine_nb.print_shop.reading.words import counts, groups, meanings

_QUOTED = re.compile(r"[\"“”«»„](.+?)[\"“”«»]|(?<!\w)'([^']{2,60})'(?!\w)", re.S)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[.;:!?,]")
_LIFELIKE = re.compile(
    r"\b(?:photo-?realis\w*|realistic|life-?like|photograph\w*|photo|portrait|headshot|selfie|cinematic|hyper-?real\w*)\b",
    re.I,
)
_NO_PORTRAIT = "It makes no likenesses of people: anybody in it is a toy figure."
_PHOTO = re.compile(
    r"\b(?:as|like) an? (?:\w+ )?photo(?:graph)?\b|\bphoto(?:graph(?:ic)?)?[- ]style\b"
    r"|^\s*(?:an? )?(?:\w+ )?photo(?:graph)? of\b|,\s*photo(?:graph)?\s*(?:,|$)",
    re.I,
)
_NO_PHOTO = "It makes no photographs: this is a drawing."
_MOST_WORDS = 3000


def scene_of(prompt: str, *, seed: int = 1) -> Scene:
    """The Scene that a prompt asks for."""
    lettering = tuple(" ".join((a or b).split()) for a, b in _QUOTED.findall(prompt))
    reading = Reading(Scene(prompt=prompt, lettering=lettering, key=scene_key(prompt, seed)))
    tokens = [t.replace("’", "'") for t in _TOKEN.findall(_QUOTED.sub(" ", prompt).lower())]
    tokens, at = tokens[:_MOST_WORDS], 0
    while at < len(tokens):
        at += _read_longest(tokens, at, reading)
    end_of_phrase(reading)
    known = {s.noun for s in reading.subjects}
    subjects = (*reading.subjects, *(s for s in reading.implied if s.noun not in known))
    remarks = (_NO_PORTRAIT,) if _asks_for_portrait(prompt, subjects) else ()
    remarks = remarks or ((_NO_PHOTO,) if _PHOTO.search(prompt) else ())
    if len(tokens) == _MOST_WORDS:
        remarks = (*remarks, f"It read the first {_MOST_WORDS} words.")
    return replace(
        reading.scene, subjects=subjects, unknown=tuple(dict.fromkeys(reading.unknown)), remarks=remarks
    )


def _asks_for_portrait(prompt: str, subjects: tuple[Subject, ...]) -> bool:
    people = any("person" in nouns()[s.noun].traits for s in subjects)
    return bool(_LIFELIKE.search(prompt)) and (people or ("portrait" in prompt.lower() and not subjects))


def _read_longest(tokens: list[str], at: int, reading: Reading) -> int:
    """Reads the longest phrase that begins at `at`; answers how many tokens it was."""
    if read := idiom(tokens, at, reading):
        return read
    for length in range(min(LONGEST, len(tokens) - at), 0, -1):
        phrase = " ".join(tokens[at : at + length])
        if phrase.endswith("'s"):
            phrase = phrase[:-2]
        before = reading.adjacent
        if any(read(phrase, reading) for read in _READERS):
            reading.fresh = False
            reading.adjacent = reading.adjacent and not before
            return length
    word = tokens[at]
    reading.adjacent = False
    reading.joined = (reading.joined or word in ("and", ",")) and word not in ".;:!?"
    if word in ".;:!?,":
        end_of_phrase(reading)
        reading.fresh = True
    elif word not in meanings("passed over") and not word.isdecimal():
        reading.unknown.append(word)
    return 1


def _read_place(phrase: str, reading: Reading) -> bool:
    if phrase not in meanings("places"):
        return False
    place = meanings("places")[phrase]
    if place == "atop":
        if len(reading.subjects) > 1:
            reading.subjects[-1] = replace(reading.subjects[-1], relation="on", to=reading.subjects[0].noun)
    elif reading.fresh or not reading.subjects:
        reading.place = place
    else:
        reading.subjects[-1] = replace(reading.subjects[-1], place=place)
    return True


def _read_group(phrase: str, reading: Reading) -> bool:
    """A word for several nouns at once: "London landmarks"."""
    if phrase not in groups():
        return False
    if reading.adjacent and "animal" in nouns()[reading.subjects[-1].noun].traits:
        reading.subjects[-1] = replace(reading.subjects[-1], count=4)  # "a duck family"
        return True
    there = {s.noun for s in reading.subjects}
    reading.subjects += [Subject(noun) for noun in groups()[phrase] if noun not in there]
    reading.count, reading.colour, reading.size, reading.relation = 0, "", "", ""
    return True


def _read_words(kind: str, attribute: str) -> Callable[[str, Reading], bool]:
    def read(phrase: str, reading: Reading) -> bool:
        found = meanings(kind).get(phrase)
        if found is None:
            return False
        reading.scene = with_attribute(reading.scene, attribute, found)
        return True

    return read


def _read_noun(phrase: str, reading: Reading) -> bool:
    if (found := words().get(phrase)) is None:
        return False
    if phrase == "building" and not (reading.count or reading.colour or reading.size):
        return False  # "children building a snowman"
    name, several = found
    if reading.adjacent and _made_one(name, reading):
        return True
    some = several and not nouns()[name].worn  # "a bag of oranges" is more than one
    count = max(reading.count, 3) if some and reading.count <= 1 else reading.count or 1
    new = Subject(name, min(count, 12), reading.colour, reading.size, reading.place)
    wearers = [s for s in reading.subjects if nouns()[s.noun].traits & {"animal", "person"}]
    if nouns()[name].worn and wearers:
        new = replace(new, relation="on", to=wearers[-1].noun)
    elif reading.relation and reading.subjects:
        new = _related(new, reading)
    elif reading.joined and _more_of_a_dish(new, reading):
        new = replace(new, relation="beside", to=reading.subjects[-1].to)
    if not reading.joined:
        reading.chain = len(reading.subjects)
    reading.joined = False
    reading.subjects.append(new)
    reading.place = ""
    reading.count, reading.colour, reading.size, reading.relation = 0, "", "", ""
    reading.adjacent = not several
    return True


def _more_of_a_dish(new: Subject, reading: Reading) -> bool:
    """Whether "pizza with olives and ..." goes on."""
    last = reading.subjects[-1] if reading.subjects else Subject("")
    with_dish = last.relation == "beside" and "food" in nouns()[last.to].traits
    return with_dish and has_trait(new, "food", "plant")


def _made_one(name: str, reading: Reading) -> bool:
    """Two nouns in a row are one thing: a "lemon tree" is a tree, a "robot chef" a robot (True)."""
    first = reading.subjects[-1]
    if "person" in nouns()[name].traits and nouns()[first.noun].traits & {"animal", "person"}:
        return True
    if nouns()[name].worn or "celestial" in nouns()[first.noun].traits:
        return False
    reading.subjects.pop()
    reading.subjects = [replace(s, to=name) if s.to == first.noun else s for s in reading.subjects]
    reading.count = max(reading.count, first.count)
    reading.colour, reading.size = reading.colour or first.colour, reading.size or first.size
    reading.place = reading.place or first.place
    reading.relation = reading.relation if reading.subjects else ""
    return False


def _related(new: Subject, reading: Reading) -> Subject:
    """The relation between the last subject and this one, noted on whichever it places."""
    at = max(
        (i for i, s in enumerate(reading.subjects) if not nouns()[s.noun].worn),
        default=len(reading.subjects) - 1,
    )
    last, relation = reading.subjects[at], reading.relation
    if relation == "bears":
        return replace(new, relation="above", to=last.noun)
    if relation == "holds":
        return replace(new, relation="in", to=last.noun)
    if last.place == "above" and relation in ("on", "in"):
        new = replace(new, place="above")
    if relation == "with":
        return replace(new, relation="beside", to=last.noun)
    targets = {s.to for s in reading.subjects}
    for i in range(min(reading.chain, at), at + 1):
        subject = reading.subjects[i]
        settled = subject.relation or (i < at and subject.noun in targets) or subject.noun == new.noun
        if not settled and (i == at or "building" not in nouns()[subject.noun].traits):
            reading.subjects[i] = replace(subject, relation=relation, to=new.noun)
    return new


def _read_colour(phrase: str, reading: Reading) -> bool:
    colour = meanings("colours").get(phrase, phrase)
    if colour not in COLOURS and colour != "colourful":
        return False
    if reading.colour:
        reading.scene = with_colour(reading.scene, reading.colour)
    reading.colour = colour
    return True


def _read_count(phrase: str, reading: Reading) -> bool:
    if phrase.isdecimal() and 0 < int(phrase) <= 99:
        reading.count = int(phrase)
    elif phrase in counts():
        reading.count = max(reading.count, counts()[phrase])
    else:
        return False
    return True


def _read_size(phrase: str, reading: Reading) -> bool:
    if phrase not in meanings("sizes"):
        return False
    reading.size = meanings("sizes")[phrase]
    return True


def _read_relation(phrase: str, reading: Reading) -> bool:
    if phrase not in meanings("relations"):
        return False
    end_of_phrase(reading)
    reading.joined = False
    reading.relation = meanings("relations")[phrase]
    return True


_READERS = (
    _read_place,
    _read_group,
    _read_words("styles", "style"),
    _read_words("times", "time"),
    _read_words("weathers", "weather"),
    _read_noun,
    read_setting,
    _read_colour,
    _read_count,
    _read_size,
    _read_relation,
)
