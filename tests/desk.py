"""A panel without a widget: its page is this test, which sends messages and is told what happens."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from queue import Queue
from typing import Any

from imagine_nb import Studio
from imagine_nb.errors import ImagineError
from imagine_nb.gallery.places import outside_cells
from imagine_nb.panels.core import Core
from imagine_nb.panels.messages import VERSION, message_of
from imagine_nb.panels.page import error_json

SECONDS = 30.0
KEY = "xai-" + "0123456789abcdefghij"  # that no page, store or file ever holds
FORM = {"prompt": "", "sources": [], "count": 1}


@dataclass(frozen=True)
class Told:
    """A reply or an event as the page has it."""

    fields: Mapping[str, Any]
    buffers: list[bytes] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        return self.fields[name]


class Desk:
    """The page of one panel. What is sent to it has to be JSON, and its thumbnails among its buffers."""

    def __init__(self, studio: Studio) -> None:
        self.core = Core(studio)
        self._numbers = count(1)
        self._events: Queue[Told] = Queue()
        self.heard: list[Told] = []
        self.core.page.send = self._send

    def _send(self, content: dict[str, Any], buffers: list[bytes]) -> None:
        self._events.put(checked(content, buffers))

    def ask(self, verb: str, *buffers: bytes, **fields: Any) -> Told:
        """What a message is answered. Raises the ImagineError that it is refused with."""
        content = {"v": VERSION, "msg": f"a-{next(self._numbers)}", "do": verb, **fields}
        message = message_of(json.loads(json.dumps(content)), list(buffers))
        with outside_cells():
            reply = {**self.core.verbs, **self.core.looks}[verb](message)
        return checked(reply.fields, reply.buffers)

    def refused(self, verb: str, *buffers: bytes, **fields: Any) -> tuple[str, str]:
        """The sentence that a message is refused with, and the field that it stands beside."""
        try:
            told = self.ask(verb, *buffers, **fields)
        except ImagineError as error:
            said = error_json(error)
            return said["text"], said["field"]
        raise AssertionError(f"{verb} was answered: {told.fields}")

    def event(self, name: str, where: Callable[[Told], bool] = lambda told: True) -> Told:
        """The next event of this name that is as told; those before it are `heard`."""
        until = time.monotonic() + SECONDS
        while True:
            told = self._events.get(timeout=max(0.0, until - time.monotonic()))
            self.heard.append(told)
            if told["event"] == name and where(told):
                return told

    def ended(self, job: str) -> Told:
        """The event that says how a job ended."""
        return self.event("job", lambda told: told["job"] == job and told["state"] != "running")

    def generate(self, prompt: str, **settings: Any) -> tuple[Told, list[dict[str, Any]]]:
        """Make pictures; how the job ended, and the cards."""
        job = self.ask("generate", **{**FORM, "prompt": prompt, **settings})["job"]
        ended = self.ended(job)
        return ended, self.results()[0]["cards"]

    def results(self) -> list[dict[str, Any]]:
        """The groups of a new view, the newest first."""
        return list(self.ask("hello")["state"]["results"])

    def upload(self, data: bytes, *, name: str = "fox.png", **fields: Any) -> dict[str, Any]:
        """The source that an upload in pieces makes."""
        size = 2**20
        key = self.ask("upload", name=name, size=len(data), **fields)["upload"]
        for index, at in enumerate(range(0, len(data), size)):
            told = self.ask("piece", data[at : at + size], upload=key, index=index)
        return dict(told["source"])


def checked(content: Mapping[str, Any], buffers: Any) -> Told:
    """A message to the page as it arrives there."""
    fields = json.loads(json.dumps(content, allow_nan=False))
    assert KEY not in json.dumps(fields)
    for at in thumbs(fields):
        assert -1 <= at < len(buffers), (at, len(buffers))
    places = [each for each in thumbs(fields) if each >= 0]
    assert len(places) == len(set(places))
    return Told(fields, [bytes(each) for each in buffers])


def thumbs(value: Any) -> list[int]:
    """All places of thumbnails in a message."""
    if isinstance(value, dict):
        own = [value["thumb"]] if "thumb" in value else []
        return own + [each for item in value.values() for each in thumbs(item)]
    return [each for item in value for each in thumbs(item)] if isinstance(value, list) else []
