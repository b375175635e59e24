"""The parser's state: subjects and scene so far, and adjectives that wait for their noun."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from imagine_nb.print_shop.reading.nouns import nouns
from imagine_nb.print_shop.reading.scene import Scene, Subject
from imagine_nb.print_shop.reading.words import meanings


@dataclass(slots=True)
class Reading:
    """What has been read so far, and the adjectives that wait for their noun."""

    scene: Scene
    subjects: list[Subject] = field(default_factory=list)
    count: int = 0
    colour: str = ""
    size: str = ""
    relation: str = ""
    place: str = ""  # one that stands before its noun: "on the left, two trees"
    fresh: bool = True  # whether a clause begins
    chain: int = 0  # where the subjects begin that "and" has joined: "a cat and a dog in a boat"
    joined: bool = False
    adjacent: bool = False  # whether the word before was a noun
    weak_setting: bool = False
    implied: list[Subject] = field(default_factory=list)  # what somebody's doing takes
    unknown: list[str] = field(default_factory=list)


def has_trait(subject: Subject, *traits: str) -> bool:
    """Whether the subject's noun has any of these traits."""
    return bool(nouns()[subject.noun].traits & {*traits})


def read_setting(phrase: str, reading: Reading, *, ends: bool = True) -> bool:
    """Whether the phrase is a setting, which then is the scene's; `ends` where the phrase ends with it."""
    found = meanings("settings").get(phrase)
    if found is None:
        return False
    if found == "sea" and reading.relation == "beside":
        found = "beach"  # a house by the sea
    if not reading.scene.setting or (reading.weak_setting and phrase not in meanings("weak settings")):
        reading.scene = replace(reading.scene, setting=found)
        reading.weak_setting = phrase in meanings("weak settings")
    elif phrase == "winter" and reading.scene.setting != found:  # a season, and only snow shows it
        reading.unknown.append(phrase)
    if reading.relation == "above" and reading.subjects and not has_trait(reading.subjects[-1], "building"):
        reading.subjects[-1] = replace(reading.subjects[-1], place="above")
    if ends:
        end_of_phrase(reading)
    return True


def with_colour(scene: Scene, colour: str) -> Scene:
    """The scene with one more colour in its palette."""
    return scene if colour == "colourful" else replace(scene, colours=(*scene.colours, colour))


def end_of_phrase(reading: Reading) -> None:
    """Adjectives whose noun never came: "an orange" is the fruit, any other colour is the palette's."""
    if reading.colour == "orange" and reading.count:
        reading.subjects.append(Subject("orange fruit", min(reading.count, 12)))
    elif reading.colour:
        reading.scene = with_colour(reading.scene, reading.colour)
    reading.count, reading.colour, reading.size, reading.relation = 0, "", "", ""
