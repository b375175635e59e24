"""Idioms: phrases that mean something else than their words do, as "a field of tulips", "a glass vase"."""

from __future__ import annotations

from imagine_nb.print_shop.reading.lookahead import Found, is_noun, noun_after, noun_at, setting_at
from imagine_nb.print_shop.reading.nouns import nouns, words
from imagine_nb.print_shop.reading.parser_state import Reading, has_trait, read_setting
from imagine_nb.print_shop.reading.scene import Subject
from imagine_nb.print_shop.reading.words import counts, meanings

_ARTICLES = (["a"], ["an"], ["the"], ["his"], ["her"])


def idiom(tokens: list[str], at: int, reading: Reading) -> int:
    """Reads what means something else than its words do; answers how many tokens it was, 0 for none."""
    return next((read for idiom in _IDIOMS if (read := idiom(tokens, at, reading))), 0)


def _many_of(tokens: list[str], at: int, reading: Reading) -> int:
    """ "A field of tulips" is many of them, in a field."""
    word = tokens[at]
    if tokens[at + 1 : at + 2] != ["of"] or word not in counts() or is_noun(" ".join(tokens[at : at + 3])):
        return 0
    reading.count = max(reading.count, counts()[word])
    if word == "field":
        reading.place = "around"
    if word in meanings("settings"):
        read_setting(word, reading, ends=False)
        reading.relation = ""
    return 2


def _contents(tokens: list[str], at: int, reading: Reading) -> int:
    """ "A glass of lemonade" is the lemonade, "a vase of roses" is both."""
    word, following = tokens[at], tokens[at + 1 : at + 2]
    if following == ["of"] and word in meanings("containers"):
        whole = any(is_noun(" ".join(tokens[at : at + n])) for n in (3, 4))
        empty = is_noun(word) and not noun_after(tokens, at + 2)  # "a jar of pickles" is the jar at least
        if whole or empty:
            return 0
        return 2
    if word != "of" or not reading.subjects or not has_trait(reading.subjects[-1], "vessel"):
        return 0
    reading.relation, reading.adjacent = "holds", False
    if (noun := noun_at(tokens, at + 1)) and noun.several:
        reading.count = 5
    return 1


def _borne(tokens: list[str], at: int, reading: Reading) -> int:
    """ "Children flying kites" stand on the ground; "a bear with a balloon" has it above its head."""
    if tokens[at] not in meanings("bearing"):
        return 0
    bearer = reading.subjects and has_trait(reading.subjects[-1], "animal", "person")
    noun = noun_after(tokens, at + 1)
    if bearer and noun and nouns()[noun.name].traits & {"strung", "flown"}:
        reading.relation, reading.adjacent, reading.joined = "bears", False, False
        return 1
    return int(tokens[at] == "flying" and tokens[at + 1 : at + 2] in _ARTICLES)


def _material(tokens: list[str], at: int, reading: Reading) -> int:
    """ "A glass vase" is a vase and no glass; it has that colour where none is asked."""
    made = meanings("materials").get(tokens[at])
    if made is None or ((whole := noun_at(tokens, at)) and whole.length > 1):
        return 0
    if noun_at(tokens, at + 1):
        reading.colour = reading.colour or made
        return 1
    return int(setting_at(tokens, at + 1) and not setting_at(tokens, at, least=2))


def _full_ground(tokens: list[str], at: int, reading: Reading) -> int:
    """ "A pumpkin field" is a field with pumpkins all over it, an orchard has the trees."""
    noun = _grown(tokens, at)
    if noun is None or tokens[at + noun.length : at + noun.length + 1] == []:
        return 0
    ground = tokens[at + noun.length]
    if ground not in meanings("grounds") or not nouns()[noun.name].traits & {"plant", "crop"}:
        return 0
    trees = ground in ("orchard", "grove") and "crop" in nouns()[noun.name].traits
    name = "tree" if trees else noun.name
    place = "" if nouns()[name].height >= 0.5 else "around"
    reading.subjects.append(Subject(name, 6 if not place else 12, reading.colour, reading.size, place))
    reading.relation = ""
    read_setting(meanings("grounds")[ground], reading)
    reading.adjacent = False
    return noun.length + 1


def _grown(tokens: list[str], at: int) -> Found | None:
    """What grows under this name: lavender is a colour, but a lavender field has flowers."""
    whole = (f"{tokens[at]} {what}" for what in ("flower", "plant", "fruit"))
    grown = next((words()[phrase] for phrase in whole if phrase in words()), None)
    return Found(*grown, 1) if grown else noun_at(tokens, at)


def _busy(tokens: list[str], at: int, reading: Reading) -> int:
    """ "A bear fishing" has a rod beside it."""
    tool = meanings("doing").get(tokens[at])
    if tool is None or ((whole := noun_at(tokens, at)) and whole.length > 1):
        return 0
    named = noun_at(tokens, at + 1) or tokens[at + 1 : at + 2] in _ARTICLES
    doer = next((s for s in reversed(reading.subjects) if has_trait(s, "animal", "person")), None)
    if doer and not named:
        reading.implied.append(Subject(tool, size="small", relation="beside", to=doer.noun))
    return 1


_IDIOMS = (_many_of, _contents, _borne, _material, _full_ground, _busy)
