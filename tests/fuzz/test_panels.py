"""Fuzzing of a panel's messages: whatever a page sends is answered or refused by our error, and soon."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from desk import Desk, checked
from fuzzing import cases
from imagine_nb import Studio
from imagine_nb.errors import ImagineError
from imagine_nb.panels.messages import message_of
from imagine_nb.panels.page import error_json

MESSAGES = 1500
MOST_SECONDS = 20  # for one message, on a busy machine
WORDS = (
    "", "x", "../../secret", "\x00", "\ud800", "\u202e", "a\x1b[31m", "9" * 5000, "f" * 16, "0" * 16,
    "<script>", "n" * 200_000, "1e400", "NaN", "{fox}", "{{x}", "}{", "create", "newest", "form", "picture",
    "40,30,200,100", "16:9", "http://[", "data:image/png;base64,AAAA", "/dev/zero", "' OR 1=1 --",
    "2026-11-24", "xai",
)  # fmt: skip
NUMBERS = (0, 1, 2, -1, 101, 256, 512, 2**20, 2**63, 10**30, 0.5, 1e308, True, False, None)
BUFFERS = (b"", b"x", b"\x89PNG\r\n\x1a\n", b"x" * (2**20 + 1))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A panel with two pictures, a source and an answer."""
    folder: Path = tmp_path_factory.mktemp("fuzzed")
    studio = Studio(engine="print-shop", gallery=folder / "gallery", notify=lambda text: None)
    made = Desk(studio)
    _, cards = made.generate("a fox", count=2)
    made.ask("source", picture=cards[0]["id"])
    yield made
    for each in made.core.jobs.running:
        each.job.cancel()
    studio.close()


def seeds(desk: Desk, png: bytes) -> list[dict[str, Any]]:
    """A message of every verb that is well formed."""
    ids = [each["id"] for each in desk.ask("page")["cards"]]
    form = {
        "prompt": "a fox",
        "sources": list(desk.core.state.held)[:1],
        "count": 1,
        "model": "grok-imagine-image",
    }
    form |= {"aspect_ratio": None, "resolution": None, "quality": None, "mask": None, "region": "1,2,30,40"}
    upload = desk.ask("upload", name="x.png", size=len(png))["upload"]
    fields: dict[str, dict[str, Any]] = {
        "form": form, "generate": {**form, "count": 0}, "cell": {"of": "form", **form},
        "upload": {"name": "x.png", "size": len(png), "type": "image/png", "kind": "picture", "shrunk": ""},
        "piece": {"upload": upload, "index": 0}, "source": {"text": "1"},
        "source_image": {"key": form["sources"][0]},
        "page": {"query": {"text": "fox", "sort": "newest", "edited": None}, "offset": 0, "limit": 50},
        "cards": {"ids": ids, "side": 256}, "favourite": {"ids": ids, "on": True}, "undo": {"token": "x"},
        "select": {"ids": ids}, "about": {"ids": ids}, "view": {"name": "ask"}, "forget": {"what": "results"},
        "table": {"text": "nowhere.csv"},
        "table_plan": {"prompt": "a {b}", "settings": form},
        "table_start": {"prompt": "a {c}", "max_usd": "x"},
        "table_cell": {"prompt": "a {b}", "settings": form},
        "complete": {"text": "fo", "in_table": True}, "cancel": {"job": "x"}, "key": {"value": "two words"},
        "ask": {"question": "", "pictures": ids, "model": None, "new": False}, "delete": {"ids": []},
    }  # fmt: skip
    for verb in ("image", "file", "details", "lineage", "vary"):
        fields[verb] = {"id": ids[0]}
    verbs = {*desk.core.verbs, *desk.core.looks}
    return [{"v": 1, "msg": "a-1", "do": each, **fields.get(each, {})} for each in sorted(verbs)]


def odd(chance: random.Random, old: Any) -> Any:
    """A value that a page can send; often near the old one."""
    if isinstance(old, dict) and old and chance.random() < 0.6:
        name = chance.choice([*old])
        return {**old, name: odd(chance, old[name])}
    if isinstance(old, list) and old and chance.random() < 0.6:
        return chance.choice(([*old, *old], old * 60, old[:-1], [odd(chance, old[0])]))
    deep: Any = []
    for _ in range(chance.choice((3, 60, 400))):
        deep = chance.choice(([deep], {"x": deep}))
    return chance.choice(
        (chance.choice(WORDS), chance.choice(NUMBERS), deep, {}, [], [old], float("nan"), 1e400)
    )


def answered(desk: Desk, content: Any, buffers: list[bytes], number: int) -> str | None:
    """What a message is refused with, None where it is answered."""
    known = {**desk.core.verbs, **desk.core.looks}
    try:
        message = message_of(json.loads(json.dumps(content)), buffers)
        if message.verb in known:
            reply = known[message.verb](message)
            checked(reply.fields, reply.buffers)
    except ImagineError as error:
        return str(error_json(error)["text"])
    except Exception as error:
        raise AssertionError(f"{number}: {str(content)[:2000]}: {error!r}") from error
    return None


def test_whatever_a_page_sends_is_answered_or_refused_by_our_error(desk: Desk, png: bytes) -> None:
    templates, refused = seeds(desk, png), 0
    for number in range(cases(MESSAGES)):
        chance = random.Random(number)
        content = chance.choice(templates)
        for _ in range(chance.randint(0, 3)):
            name = chance.choice([*content])
            content = {**content, name: odd(chance, content[name])}
        buffers = [chance.choice((*BUFFERS, png)) for _ in range(chance.randint(0, 2))]
        started = time.monotonic()
        told = answered(desk, content, buffers, number)
        assert time.monotonic() - started < MOST_SECONDS, (number, content)
        assert told is None or len(told) < 3_000, (number, content)
        refused += told is not None
    assert 0 < refused < cases(MESSAGES)
    assert desk.ask("hello")["state"]
