"""What a version reads of a gallery, as plain facts: written down by an old one, compared with a new one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

from imagine_nb import Gallery
from imagine_nb.gallery.health import Health
from imagine_nb.records import PictureRecord, Recorded

SEARCHES: dict[str, dict[str, Any]] = {
    "fox": {"text": "fox"},
    "words of an answer": {"text": "orange tail"},
    "the beginning of a word, an accent left out": {"text": "cafe noi"},
    "a script without spaces": {"text": "狐"},
    "nothing": {"text": "zeppelin"},
    "engine": {"engine": "print-shop"},
    "model that answered": {"model": "print-shop"},
    "label": {"label": "poster"},
    "favourites": {"favourites": True},
    "cost": {"min_usd": 0.03},
    "a page": {"limit": 2, "offset": 1},
}


def facts_of(gallery: Gallery) -> Any:
    """All that is read of a gallery, as JSON has it. Nothing in it depends on the machine or its clock."""
    charges = gallery.ledger().total.charges
    records = list(gallery)
    finished = [gallery.recorded(each.request_id) for each in charges if each.status != "sent"]
    keys = {each.request.key for each in finished}
    facts = {
        "pictures": [asdict(each) for each in records],
        "files": {each.path: hashlib.sha256(gallery.data(each)).hexdigest() for each in records},
        "requests": [_recorded(each) for each in finished],
        "answers": [asdict(each) for each in gallery.answers()],
        "charges": [_of(each, "request_id status certainty ticks usd model") for each in charges],
        "ledgers": _ledgers(gallery),
        "engines": sorted(gallery.journal.engines()),
        "last_takes": {key: gallery.journal.last_take(key) for key in keys},
        "chosen": {key: chosen for key in keys if (chosen := gallery.journal.chosen(key, 1))},
        "found": {name: _numbers(gallery.find(**wanted)) for name, wanted in SEARCHES.items()},
        "since": _numbers(gallery.find(since=records[5].created)),
        "until": _numbers(gallery.find(until=records[5].created)),
        "labels": {"": gallery.labels(), **_each(records, gallery.labels)},
        "favourites": _numbers(filter(gallery.is_favourite, records)),
        "lineages": _each(records, lambda each: str(gallery.lineage(each))),
        "ancestors": _each(records, lambda each: _numbers(gallery.ancestors(each))),
        "descendants": _each(records, lambda each: _numbers(gallery.descendants(each))),
        "differences": [str(each) for each in gallery.differences(records[0], records[-1])],
        "recipes": _each(records, lambda each: _of(gallery.recipe(each), "cells program name")),
        "thumbnail": hashlib.sha256(gallery.thumbnail(1)).hexdigest(),
        "health": _health(gallery.verify()),
        "cost_ticks": gallery.cost_ticks,
    }
    return json.loads(json.dumps(facts))


def _recorded(recorded: Recorded) -> dict[str, Any]:
    request = recorded.request
    pictures = [each.id for each in recorded.pictures]
    answer = None if recorded.answer is None else recorded.answer.id
    return {
        **_of(recorded, "id created"),
        **_of(request, "key content"),
        "request": asdict(request),
        "outcome": asdict(recorded.outcome),
        "pictures": pictures,
        "answer": answer,
    }


def _ledgers(gallery: Gallery) -> dict[str, Any]:
    """Names of sessions and days are local times, so their bills alone are told."""
    sessions = gallery.ledger("session")
    return {
        "request": gallery.ledger("request").total.bill,
        "session": [[each.requests, each.bill] for each in sessions],
        "day": gallery.ledger("day").total.bill,
        "model": str(gallery.ledger("model")),
    }


def _health(found: Health) -> dict[str, Any]:
    wrong = {"missing": _numbers(found.missing), "altered": _numbers(found.altered)}
    return {**wrong, **_of(found, "n_files orphaned unfinished database"), "is_well": bool(found)}


def _of(thing: object, names: str) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in names.split()}


def _numbers(records: Iterable[PictureRecord]) -> list[int]:
    return [each.number for each in records]


def _each(records: Iterable[PictureRecord], fact: Callable[[PictureRecord], object]) -> dict[str, object]:
    return {str(each.number): fact(each) for each in records}
