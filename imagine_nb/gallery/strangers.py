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
from imagine_nb.gallery.files import bodies_in, is_picture_name, is_plain
from imagine_nb.gallery.sessions import NOBODY
from imagine_nb.picture_files import pixels
from imagine_nb.picture_files.stamp import Facts, facts_in
from imagine_nb.records import JSON, new_id
from imagine_nb.usage import Usage

_NUMBERED = re.compile(r"(\d{1,9})-(.+?)(?:-[0-9a-f]{4})?$")
_UNKNOWN = "unknown"
_TELLING = 2_000  # bytes of a body that tell what it is


class Known(Protocol):
    """What records know: requests by their ids, pictures by their requests and places."""

    requests: dict[str, Mapping[str, JSON]]
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
        told = _lost_request(request_id, facts.created if facts else self.created, prompt)
        if facts:
            told |= {
                "engine": facts.engine if facts.engine in ENGINES else XAI.name,
                "endpoint": facts.endpoint,
                "model": facts.model,
                "sent": facts.sent,
                "parameters": dict(facts.parameters),
                "sources": [asdict(each) for each in facts.sources],
                "take": facts.take,
            }
        yield "requests", told
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


def bodies_of_strangers(folder: Path, known: Known) -> Iterator[Mapping[str, JSON]]:
    """The requests that bodies stand for which no record knows; they are unfinished, and adopted by that."""
    for body in bodies_in(folder):
        if body.stem not in known.requests:
            with suppress(OSError):
                found = _lost_request(body.stem, body.stat().st_mtime, _UNKNOWN)
                yield found | {"endpoint": _endpoint(plain_bytes(body))}


def _endpoint(body: bytes) -> str:
    """What was asked that is answered like this."""
    start = body[:_TELLING]
    if b'"choices"' in start:
        return "/chat/completions"
    return "/responses" if b'"output' in start or b"response." in start else "/images/generations"


def _lost_request(request_id: str, created: float, prompt: str) -> dict[str, JSON]:
    """A request of which only what it brought is left."""
    return {
        "id": request_id,
        "created": created,
        "engine": XAI.name,
        "base_url": "",
        "endpoint": "/images/generations",
        "model": _UNKNOWN,
        "prompt": prompt,
        "sent": prompt,
        "parameters": {},
        "sources": [],
        "take": 1,
        **dict.fromkeys(("history", "chat", "notebook", "cell")),
        "session": NOBODY,
        "versions": {},
    }


def lost_outcome(request_id: str, finished: float) -> Mapping[str, JSON]:
    """The ending of a request of which only what it brought is left."""
    blank = dict.fromkeys(("model", "http_status", "api_request_id", "code", "cost_ticks"))
    return {
        "request_id": request_id,
        "finished": finished,
        "status": "unknown",
        "error": "Its record was lost; what it brought was not.",
        "usage": Usage().kept(),
        "seconds": 0.0,
        **blank,
    }
