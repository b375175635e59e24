"""Strangers: picture files in a gallery that no record knows, and what they say of themselves."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Protocol

from imagine_nb.engines import ENGINES, XAI
from imagine_nb.gallery.disk import plain_bytes
from imagine_nb.gallery.files import is_picture_name, is_plain
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.stamp import Facts, facts_in
from imagine_nb.records import JSON, Usage, new_id

_NUMBERED = re.compile(r"(\d{1,9})-(.+?)(?:-[0-9a-f]{4})?$")
_UNKNOWN = "unknown"


class Known(Protocol):
    """The pictures that records know, by their requests and places."""

    pictures: dict[object, dict[str, JSON]]

    def settle(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Stranger:
    """A picture file that no record knows; `facts` is what it says of itself, if anything."""

    path: str
    sha256: str
    n_bytes: int
    mime_type: str
    width: int
    height: int
    created: float
    facts: Facts | None

    @property
    def number(self) -> int:
        """The number that its name begins with; 0 for none."""
        named = _NUMBERED.match(Path(self.path).stem)
        return int(named[1]) if named else 0

    def rows(self, number: int) -> Iterator[tuple[str, Mapping[str, JSON]]]:
        """The rows of the request that it stands for; what nobody knows is unknown, its cost first of all."""
        request_id, facts = new_id(), self.facts
        prompt = facts.prompt if facts else _words(self.path)
        yield (
            "requests",
            {
                "id": request_id,
                "created": facts.created if facts else self.created,
                "engine": facts.engine if facts and facts.engine in ENGINES else XAI.name,
                "base_url": "",
                "endpoint": facts.endpoint if facts else "/images/generations",
                "model": facts.model if facts else _UNKNOWN,
                "prompt": prompt,
                "sent": facts.sent if facts else prompt,
                "parameters": dict(facts.parameters) if facts else {},
                "sources": [asdict(each) for each in facts.sources] if facts else [],
                "take": facts.take if facts else 1,
                **dict.fromkeys(("history", "chat", "notebook", "cell")),
                "session": "rebuilt:0:0",
                "versions": {},
            },
        )
        yield "outcomes", lost_outcome(request_id, self.created)
        same = ("sha256", "mime_type", "width", "height", "n_bytes", "path")
        facts_of_file = {name: getattr(self, name) for name in same}
        rest = {"position": 0, "revised_prompt": "", "url": None, "cost_ticks": None}
        yield (
            "pictures",
            {"id": new_id(), "request_id": request_id, "number": number, **facts_of_file, **rest},
        )


def strangers_in(folder: Path, known: Known) -> list[Stranger]:
    """The picture files that no record knows. One that a record misses by its hash is that record's."""
    known.settle()
    paths = {row["path"] for row in known.pictures.values()}
    missed = {row["sha256"]: row for row in known.pictures.values() if not is_plain(folder / row["path"])}
    found = []
    for path in sorted(folder.iterdir()):
        if path.name in paths or not is_picture_name(path.name) or not is_plain(path):
            continue
        if (stranger := _stranger(path)) is None:
            continue
        if (row := missed.pop(stranger.sha256, None)) is not None:
            row["path"] = path.name
        else:
            found.append(stranger)
    return found


def _stranger(path: Path) -> Stranger | None:
    """A file, where it is a picture."""
    try:
        data = plain_bytes(path)
        kind, width, height = pixels.kind_and_size(data)
        created = path.stat().st_mtime
    except Exception:  # noqa: BLE001 - it may hold anything, and is no picture then
        return None
    facts = None
    with suppress(Exception):
        facts = facts_in(data)
    return Stranger(
        path.name, hashlib.sha256(data).hexdigest(), len(data), kind, width, height, created, facts
    )


def _words(name: str) -> str:
    """What a file's name says of its picture."""
    named = _NUMBERED.match(Path(name).stem)
    return (named[2] if named else Path(name).stem).replace("-", " ")


def lost_outcome(request_id: str, finished: float) -> Mapping[str, JSON]:
    """The ending of a request of which only what it brought is left."""
    blank = dict.fromkeys(("model", "http_status", "api_request_id", "code", "cost_ticks"))
    return {
        "request_id": request_id,
        "finished": finished,
        "status": "unknown",
        "error": "Its record was lost; what it brought was not.",
        "usage": asdict(Usage()),
        "seconds": 0.0,
        **blank,
    }
