"""The Scene: what a picture shows, as data that is written to JSON and read from it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any

VERSION = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of thing in the picture: what, how many, how it looks, and where it is."""

    noun: str
    count: int = 1
    colour: str = ""
    size: str = ""  # "tiny", "small", "large", "huge"
    place: str = ""  # "left", "right", "middle", "front", "back", "above"
    relation: str = ""  # "on", "under", "above", "beside", "behind", "before", "in"
    to: str = ""  # the noun of the subject that `relation` is about


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that is needed to draw the picture again, exactly."""

    prompt: str = ""
    subjects: tuple[Subject, ...] = ()
    setting: str = ""
    time: str = ""
    weather: str = ""
    style: str = ""
    colours: tuple[str, ...] = ()  # colour words that belong to no subject: the palette
    lettering: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()  # what was done to the finished print: "sepia", "warmer", ...
    unknown: tuple[str, ...] = ()  # words of the prompt that were not understood
    remarks: tuple[str, ...] = ()  # what the caption has to say besides
    key: str = ""  # the seed of every random choice; an edit keeps it, so that the picture stays itself

    @property
    def empty(self) -> bool:
        """Whether nothing was recognised that could be drawn."""
        return not (self.subjects or self.setting or self.time or self.weather or self.lettering)


def scene_key(prompt: str, seed: int) -> str:
    """The seed of a picture: the same in every process for the same prompt and seed."""
    return hashlib.sha256(f"{seed}|{prompt}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def with_attribute(scene: Scene, name: str, value: str) -> Scene:
    """The scene with another "setting", "time", "weather" or "style"."""
    changed: dict[str, Any] = {name: value}
    return dataclasses.replace(scene, **changed)


def scene_json(scene: Scene) -> str:
    """The Scene as one line of JSON; fields that say nothing are left out."""
    return json.dumps({"version": VERSION, **_filled(scene)}, ensure_ascii=True, separators=(",", ":"))


def scene_from_json(text: str) -> Scene | None:
    """The Scene that `text` records, or None where it records none that this version can draw."""
    try:
        record = json.loads(text)
        return _scene(record) if record.pop("version") == VERSION else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _filled(thing: Any) -> dict[str, Any]:
    record = dataclasses.asdict(thing)
    fields = {f.name: f for f in dataclasses.fields(thing)}
    kept = {k: v for k, v in record.items() if k == "noun" or v != fields[k].default}
    if subjects := getattr(thing, "subjects", ()):
        kept["subjects"] = [_filled(subject) for subject in subjects]
    return kept


def _scene(record: dict[str, Any]) -> Scene:
    names = {f.name for f in dataclasses.fields(Scene)}
    values: dict[str, Any] = {
        k: tuple(v) if isinstance(v, list) else v for k, v in record.items() if k in names
    }
    values["subjects"] = tuple(Subject(**subject) for subject in record.get("subjects", ()))
    return Scene(**values)
