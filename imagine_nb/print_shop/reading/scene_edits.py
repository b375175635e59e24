"""Edits of a recorded Scene: an instruction changes only what it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from imagine_nb.print_shop.reading.instructions import (
    EVERYTHING,
    FEWER,
    KEEP,
    LARGER,
    MORE,
    OF_THEM,
    QUOTES,
    REMOVE,
    SIZE_STEPS,
    SMALLER,
    VERBS,
    WHOLE,
    clauses,
    counted,
    number_in,
    replacement_in,
)
from imagine_nb.print_shop.reading.nouns import nouns, words
from imagine_nb.print_shop.reading.operation_words import operations_in
from imagine_nb.print_shop.reading.parser import scene_of
from imagine_nb.print_shop.reading.scene import Scene, Subject, scene_key, with_attribute
from imagine_nb.print_shop.reading.scenery import as_scenery, scenery_in
from imagine_nb.print_shop.reading.words import meanings


@dataclass(slots=True)
class Change:
    """A scene on its way from before to after an instruction, with what could not be done."""

    scene: Scene
    failed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    done: int = 0


def edited_scene(scene: Scene, instruction: str, *, seed: int = 1) -> Scene:
    """The scene after the instruction; what it cannot follow is named in its remarks and unknown words."""
    change = Change(replace(scene, remarks=(), unknown=()))
    for clause in clauses(instruction):
        _apply(change, clause)
    remarks = tuple(f"Not done: {text}." for text in change.failed)
    key = scene.key if seed == 1 else scene_key(scene.key, seed)  # another take is another composition
    return replace(change.scene, remarks=remarks, unknown=tuple(dict.fromkeys(change.unknown)), key=key)


def _apply(change: Change, clause: str) -> None:
    if KEEP.search(clause):
        return
    before, was, failures = change.done, change.scene, len(change.failed)
    about_subject = _names_a_subject(change.scene, clause)
    operations, rest = ((), clause) if about_subject else operations_in(QUOTES.sub(" ", clause))
    if operations:
        change.scene = replace(change.scene, tones=_toned(change.scene.tones, operations))
        change.done += 1
    quoted = " ".join(QUOTES.findall(clause))
    asked = scene_of(f"{rest} {quoted}" if operations else clause)
    replacement = replacement_in(clause)
    _apply_surroundings(change, scene_of(replacement[1]) if replacement and not quoted else asked, clause)
    if REMOVE.search(clause):
        _remove(change, asked, clause)
    elif not (replacement and _replace(change, *replacement)):
        _apply_subjects(change, asked, clause)
    filler = meanings("filler")
    change.unknown += [w for w in asked.unknown if w not in filler and not re.fullmatch(VERBS, w)]
    if change.done == before:
        change.failed.append(_refused(clause))
    elif change.scene == was and len(change.failed) == failures:
        change.failed.append(f"“{clause.strip()}”: it changes nothing here")


def _refused(clause: str) -> str:
    """A clause that is not followed, with the reason where it is about what nobody asked for by name."""
    scenery = " and ".join(scenery_in(clause))
    reason = f": scenery, as {scenery}, comes with the place, the time and the weather" if scenery else ""
    return f"“{clause.strip()}”{reason}"


def _names_a_subject(scene: Scene, clause: str) -> bool:
    """Whether the clause is about one of the subjects and not the picture: "make the fox lighter"."""
    there = {s.noun for s in scene.subjects}
    named = any(s.noun in there for s in scene_of(clause).subjects)
    return named and not WHOLE.search(clause)


def _toned(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    kept = list(old)
    for name in new:
        if name == "flip" and "flip" in kept:
            kept.remove("flip")
        else:
            kept.append(name)
    return tuple(kept)


def _apply_surroundings(change: Change, asked: Scene, clause: str) -> None:
    removing = bool(REMOVE.search(clause))
    for name in ("time", "weather", "setting", "style"):
        if new := getattr(asked, name):
            if removing and (name != "weather" or change.scene.weather != new):
                continue
            new = "" if removing else new
            change.scene = with_attribute(change.scene, name, new)
            change.done += 1
    if asked.time == "day" and "sunny" in clause.lower() and not asked.weather:
        change.scene = replace(change.scene, weather="")
    if _MILD.search(clause) and change.scene.weather in ("leaf fall", "snowfall"):
        change.scene = replace(change.scene, weather="")
        change.done += 1
    if asked.lettering and not removing:
        change.scene = replace(change.scene, lettering=asked.lettering)
        change.done += 1
    elif removing and re.search(r"\b(?:text|words?|lettering|writing|caption|title)\b", clause, re.I):
        change.scene = replace(change.scene, lettering=())
        change.done += 1


_MILD = re.compile(r"\b(?:spring|summer)(?:time)?\b", re.I)  # seasons that look as settings do anyway


def _remove(change: Change, asked: Scene, clause: str) -> None:
    kept = list(change.scene.subjects)
    for subject in asked.subjects:
        at = _find(kept, subject)
        if at is None:
            scenery = as_scenery(subject.noun)
            change.failed.append(_refused(clause) if scenery else f"there is no {subject.noun} to remove")
            change.done += 1
        elif counted(clause) and kept[at].count > subject.count:
            kept[at] = replace(kept[at], count=kept[at].count - subject.count)
            change.done += 1
        else:
            kept.pop(at)
            change.done += 1
    change.scene = replace(change.scene, subjects=tuple(kept))


def _find(subjects: list[Subject], wanted: Subject) -> int | None:
    """The place of the subject meant: the same noun, and the same colour where one is named."""
    same = [i for i, s in enumerate(subjects) if s.noun == wanted.noun]
    exact = [i for i in same if wanted.colour and subjects[i].colour == wanted.colour]
    return next(iter(exact or same), None)


def _replace(change: Change, old_text: str, new_text: str) -> bool:
    """One noun by another; False where the clause replaces something else."""
    old, new = scene_of(old_text), scene_of(new_text)
    subjects = list(change.scene.subjects)
    if EVERYTHING.match(old_text) and new.subjects:
        change.scene = replace(change.scene, subjects=new.subjects)
        change.done += 1
        return True
    if old_text.lower() in ("it", "this") and len(subjects) == 1 and new.subjects:
        old = replace(old, subjects=(Subject(subjects[0].noun),))
    if not old.subjects or not new.subjects:
        return False
    at = _find(subjects, old.subjects[0])
    if at is None:
        change.failed.append(f"there is no {old.subjects[0].noun} to replace")
        change.done += 1
        return True
    was, now = subjects[at], new.subjects[0]
    counted = now.count > 1 or re.match(r"\s*(?:a|an|one|\d)\b", new_text, re.I)
    subjects[at] = replace(
        was,
        noun=now.noun,
        colour=now.colour,
        count=now.count if counted else was.count,
        size=now.size or was.size,
    )
    subjects = [replace(s, to=now.noun) if s.to == was.noun else s for s in subjects]
    change.scene = replace(change.scene, subjects=(*subjects, *new.subjects[1:]))
    change.done += 1
    return True


def _apply_subjects(change: Change, asked: Scene, clause: str) -> None:
    subjects = list(change.scene.subjects)
    for wanted in _coloured(asked):
        at = _find(subjects, wanted)
        if at is None and _alters(clause, wanted):
            scenery = as_scenery(wanted.noun)
            change.failed.append(_refused(clause) if scenery else f"there is no {wanted.noun} to change")
        elif at is None:
            subjects.append(_attached(wanted, subjects))
        elif not _is_new(clause, wanted):
            subjects[at] = _altered(subjects[at], wanted, clause)
        elif subjects[at].colour == wanted.colour and not (wanted.relation or wanted.place):
            subjects[at] = replace(subjects[at], count=min(12, subjects[at].count + wanted.count))
        else:
            subjects.append(_attached(wanted, subjects))
        change.done += 1
    if subjects and not asked.subjects and _is_about_the_first(asked, clause):
        count = number_in(clause) if OF_THEM.search(clause) else 1
        colour = asked.colours[0] if asked.colours else ""
        subjects[0] = _altered(subjects[0], Subject(subjects[0].noun, count=count, colour=colour), clause)
        change.done += 1
    change.scene = replace(change.scene, subjects=tuple(subjects))


def _is_about_the_first(asked: Scene, clause: str) -> bool:
    """Whether a clause without a noun means the subject: "make it bigger", not "make the sky purple"."""
    if scenery_in(clause):
        return False
    sized = bool(LARGER.search(clause) or SMALLER.search(clause))
    many = bool(OF_THEM.search(clause)) and counted(clause)
    return sized or many or bool(asked.colours and not asked.unknown)


def _coloured(asked: Scene) -> tuple[Subject, ...]:
    """The subjects of a clause; a colour that follows its noun is the noun's: "make the dog blue"."""
    if len(asked.subjects) == 1 and asked.colours and not asked.subjects[0].colour:
        return (replace(asked.subjects[0], colour=asked.colours[0]),)
    return asked.subjects


def _is_new(clause: str, wanted: Subject) -> bool:
    """Whether the clause brings in a new thing instead of speaking about the one that is there."""
    if not re.match(
        r"(?:please |can you |could you )*(?:add|include|insert|draw|put|place|give|with)\b", clause, re.I
    ):
        return False
    return not re.search(_definite(wanted), clause, re.I) and not MORE.search(clause)


def _alters(clause: str, wanted: Subject) -> bool:
    """Whether the clause changes what it takes to be there: "make the dog blue"; the sky has sun and moon."""
    in_the_sky = as_scenery(wanted.noun) in ("the sun", "the moon")
    return not in_the_sky and re.match(_ALTERING + _definite(wanted), clause, re.I) is not None


_ALTERING = (
    r"\s*(?:please |can you |could you )*"
    r"(?:make|paint|re-?colou?r|colou?r|turn|change|move|shift)\s+(?:all\s+)?"
)


def _definite(wanted: Subject) -> str:
    """The pattern of a noun as what is there already: "the dog", "her red hat"."""
    names = "|".join(re.escape(word) for word, (noun, _) in words().items() if noun == wanted.noun)
    return rf"\b(?:the|this|that|its|his|her)\s+(?:\w+\s+)?(?:{names})\b"


def _altered(was: Subject, wanted: Subject, clause: str) -> Subject:
    count = was.count
    if MORE.search(clause):
        count = min(12, was.count + max(1, wanted.count if counted(clause) else 1))
    elif FEWER.search(clause):
        count = max(1, was.count - max(1, wanted.count if counted(clause) else 1))
    elif re.search(r"\bdouble\b|\btwice\b", clause, re.I):
        count = min(12, was.count * 2)
    elif wanted.count > 1 and counted(clause):
        count = wanted.count
    size = wanted.size or was.size
    if LARGER.search(clause) or SMALLER.search(clause):
        step = SIZE_STEPS.index(was.size) + (1 if LARGER.search(clause) else -1)
        size = SIZE_STEPS[min(max(step, 0), len(SIZE_STEPS) - 1)]
    place, relation, to = wanted.place or was.place, was.relation, was.to
    if wanted.relation and wanted.to != was.noun:
        relation, to = wanted.relation, wanted.to
    elif wanted.place:
        relation, to = "", ""
    return replace(
        was, count=count, colour=wanted.colour or was.colour, size=size, place=place, relation=relation, to=to
    )


def _attached(new: Subject, subjects: list[Subject]) -> Subject:
    """A hat goes to whoever can wear it."""
    if nouns()[new.noun].worn and not new.to:
        wearers = [s for s in subjects if nouns()[s.noun].traits & {"animal", "person"}]
        if wearers:
            return replace(new, relation="on", to=wearers[0].noun)
    return new
