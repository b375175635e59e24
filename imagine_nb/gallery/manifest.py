"""Manifest of an archive: requests and all that came of them, as JSON that is validated when read.

Neither keys of requests nor numbers of pictures travel: they are made anew where the archive is taken in. Ids
stay. Of a session only the random part travels, which names no machine.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias, get_args

from imagine_nb.engines import ENGINES
from imagine_nb.errors import GalleryError
from imagine_nb.gallery import bounds
from imagine_nb.gallery.marks import DELETED, KINDS, is_value
from imagine_nb.gallery.rows import ALT_BY
from imagine_nb.records import JSON, Request, SourceRecord, Status
from imagine_nb.usage import KEPT

FORMAT = "imagine_nb gallery"
VERSION = 3
_WITHOUT_SOURCES, _WITHOUT_AUTHORS = 1, 2  # what versions before wrote, and take in

_RECORDED = [row.name for row in ENGINES.values() if row.is_asked]

Row: TypeAlias = Mapping[str, JSON]
Check: TypeAlias = Callable[[JSON], bool]


@dataclass(frozen=True, slots=True)
class Manifest:
    """Manifest: the rows of an archive. A picture's `file` is its name there, None where it was deleted.

    `thumbnail` is the hash of the small file that stands for the picture's own, None where it is whole.
    """

    requests: tuple[Row, ...] = field(repr=False)
    outcomes: tuple[Row, ...] = field(repr=False)
    pictures: tuple[Row, ...] = field(repr=False)
    parents: tuple[Row, ...] = field(repr=False)
    answers: tuple[Row, ...] = field(repr=False)
    marks: tuple[Row, ...] = field(repr=False)
    choices: tuple[Row, ...] = field(repr=False)
    kept_sources: tuple[Row, ...] = field(default=(), repr=False)

    def json(self) -> bytes:
        """The manifest as a file."""
        version = _WITHOUT_AUTHORS if self.kept_sources else _WITHOUT_SOURCES
        if any(row["kind"] == ALT_BY for row in self.marks):
            version = VERSION
        tables = {each.name: getattr(self, each.name) for each in fields(self)}
        return json.dumps({"format": FORMAT, "version": version, **tables}).encode()

    @property
    def files(self) -> dict[str, str]:
        """The archive's files, and the hash of each."""
        pictures = {row["file"]: row["thumbnail"] or row["sha256"] for row in self.pictures if row["file"]}
        return {**pictures, **{row["file"]: row["sha256"] for row in self.kept_sources}}


def request_in(row: Row) -> Request:
    """The request in a row of a manifest."""
    names = {each.name for each in fields(Request)}
    plain = {name: value for name, value in row.items() if name in names}
    return Request(**{**plain, "sources": tuple(SourceRecord(**each) for each in row["sources"])})


def manifest_in(data: bytes) -> Manifest:
    """The manifest in a file. Raises GalleryError for one that is broken, unknown, or not true to itself."""
    parsed = _parsed(data)
    if parsed.get("format") != FORMAT or not isinstance(parsed.get("version"), int):
        raise refused("it is no archive of a gallery")
    if parsed["version"] not in {_WITHOUT_SOURCES, _WITHOUT_AUTHORS, VERSION}:
        raise GalleryError(
            f"The archive is of version {parsed['version']}; this imagine_nb knows {VERSION}.",
            advice="Update imagine_nb. Nothing was taken in.",
        )
    told = {"kept_sources": [], **parsed}
    manifest = Manifest(**{name: _rows(name, told.get(name)) for name in COLUMNS})
    _require_whole(manifest)
    return manifest


def is_true(table: str, row: Row) -> bool:
    """Whether a row is one that an archive may have."""
    columns = COLUMNS[table]
    return row.keys() == columns.keys() and all(check(row[name]) for name, check in columns.items())


def refused(why: str) -> GalleryError:
    """The error for an archive that cannot be trusted."""
    return GalleryError(
        f"The archive was not taken in: {why}.", advice="Nothing was changed. Export it again at its origin."
    )


def _parsed(data: bytes) -> dict[str, JSON]:
    try:
        parsed = json.loads(data, parse_constant=_no_number)
    except (ValueError, RecursionError) as exc:
        raise refused("its manifest is not valid JSON") from exc
    return parsed if isinstance(parsed, dict) else {}


def _no_number(text: str) -> float:
    raise ValueError(text)


def _rows(table: str, value: JSON) -> tuple[Row, ...]:
    columns = COLUMNS[table]
    if not isinstance(value, list):
        raise refused(f"its {table} are no list")
    for row in value:
        if not isinstance(row, dict) or row.keys() != columns.keys():
            raise refused(f"a row of its {table} has other fields than it should")
        for name, check in columns.items():
            if not check(row[name]):
                raise refused(f"the {name} of a row of its {table} cannot be what it says")
    return tuple(value)


def _require_whole(manifest: Manifest) -> None:
    """Raise GalleryError where an id comes twice, leads nowhere, or a picture is its own ancestor."""
    requests = _ids("requests", manifest.requests)
    pictures = _ids("pictures", manifest.pictures)
    _ids("answers", manifest.answers)
    for name in ("outcomes", "pictures", "answers", "choices"):
        if not {row["request_id"] for row in getattr(manifest, name)} <= requests:
            raise refused(f"its {name} name a request that is not in it")
    if {row["request_id"] for row in manifest.outcomes} != requests:
        raise refused("a request in it has no ending")
    if not {row["picture_id"] for row in manifest.marks} <= pictures:
        raise refused("its marks name a picture that is not in it")
    deleted = {row["picture_id"] for row in manifest.marks if row["kind"] == DELETED}
    if any(row["file"] is None and row["id"] not in deleted for row in manifest.pictures):
        raise refused("a picture in it has no file")
    named = {source["sha256"] for row in manifest.requests for source in row["sources"]}
    sources = [row["sha256"] for row in manifest.kept_sources]
    if len({*sources}) != len(sources) or not named.issuperset(sources):
        raise refused("its sources come twice, or no request in it names them")
    _require_true_parents(manifest)


def _ids(table: str, rows: Iterable[Row]) -> set[str]:
    ids = [row["id"] for row in rows]
    if len(ids) != len(set(ids)):
        raise refused(f"an id of its {table} comes twice")
    return set(ids)


def _require_true_parents(manifest: Manifest) -> None:
    """Parents are what the requests say they are, and time does not run in circles."""
    sources = {row["id"]: [each["picture_id"] for each in row["sources"]] for row in manifest.requests}
    expected = {
        (picture["id"], position, parent)
        for picture in manifest.pictures
        for position, parent in enumerate(sources[picture["request_id"]])
        if parent
    }
    if expected != {(row["child"], row["position"], row["parent"]) for row in manifest.parents}:
        raise refused("its parents are not the sources of its requests")
    graph: dict[str, set[str]] = {}
    for child, _, parent in expected:
        graph.setdefault(child, set()).add(parent)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        raise refused("a picture in it is its own ancestor") from exc


_ID, _SHA256 = re.compile(r"[0-9a-f]{16}"), re.compile(r"[0-9a-f]{64}")
FILE = re.compile(r"files/[A-Za-z0-9][A-Za-z0-9._-]{0,120}")
SOURCE = re.compile(r"sources/[a-z0-9][a-z0-9._-]{0,140}")


def _text(value: JSON) -> bool:
    return isinstance(value, str) and _encodes(value)


def _encodes(text: str) -> bool:
    try:
        return bool(text.encode()) or not text
    except UnicodeEncodeError:  # half a surrogate pair
        return False


def _count(value: JSON) -> bool:
    return bounds.count(value) is not None


def _ticks(value: JSON) -> bool:
    return bounds.ticks(value) is not None


def _side(value: JSON) -> bool:
    return bool(bounds.count(value, bounds.MAX_SIDE))


def _moment(value: JSON) -> bool:
    return _is_number(value) and bounds.moment(value) == value


def _seconds(value: JSON) -> bool:
    return _is_number(value) and bounds.seconds(value) == value


def _is_number(value: JSON) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _truth(value: JSON) -> bool:
    return value in (0, 1)


def _like(pattern: re.Pattern[str]) -> Check:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


def _object(value: JSON) -> bool:
    if not isinstance(value, dict) or bounds.is_deep(value):
        return False
    try:
        return _encodes(json.dumps(value, ensure_ascii=False, allow_nan=False))
    except ValueError:  # a number that is none
        return False


def _parameters(value: JSON) -> bool:
    return _object(value) and bounds.parameters(json.dumps(value)) == value


def _sources(value: JSON) -> bool:
    names = {each.name for each in fields(SourceRecord)}
    return isinstance(value, list) and all(
        _object(each)
        and each.keys() == names
        and _text(each["name"])
        and _or_none(_like(_ID))(each["picture_id"])
        and _or_none(_like(_SHA256))(each["sha256"])
        and all(_or_none(_count)(each[name]) for name in ("n_bytes", "width", "height"))
        and all(_or_none(_text)(each[name]) for name in ("mime_type", "url", "file_id"))
        for each in value
    )


def _usage(value: JSON) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == set(KEPT)
        and all(map(_or_none(_count), value.values()))
        and _or_none(_ticks)(value["cost_in_usd_ticks"])
    )


COLUMNS: dict[str, dict[str, Check]] = {
    "requests": {
        "id": _like(_ID), "created": _moment, "engine": _one_of(*_RECORDED), "base_url": _text,
        "endpoint": _text, "model": _text, "prompt": _text, "sent": _text, "parameters": _parameters,
        "sources": _sources, "take": _count, "history": _or_none(_text), "chat": _or_none(_text),
        "notebook": _or_none(_text), "cell": _or_none(_text), "session": _text, "versions": _object,
    },
    "outcomes": {
        "request_id": _like(_ID), "finished": _moment, "status": _one_of(*get_args(Status)),
        "model": _or_none(_text), "http_status": _or_none(_count), "api_request_id": _or_none(_text),
        "code": _or_none(_text), "error": _or_none(_text), "cost_ticks": _or_none(_ticks), "usage": _usage,
        "seconds": _seconds,
    },
    "pictures": {
        "id": _like(_ID), "request_id": _like(_ID), "position": _count, "sha256": _like(_SHA256),
        "mime_type": _one_of("image/jpeg", "image/png", "image/webp", "image/gif"), "width": _side,
        "height": _side, "n_bytes": _count, "revised_prompt": _text, "url": _or_none(_text),
        "cost_ticks": _or_none(_ticks), "file": _or_none(_like(FILE)), "thumbnail": _or_none(_like(_SHA256)),
    },
    "parents": {"child": _like(_ID), "position": _count, "parent": _like(_ID)},
    "answers": {
        "id": _like(_ID), "request_id": _like(_ID), "text": _text, "response_id": _or_none(_text),
        "stored": _truth,
    },
    "marks": {
        "created": _moment, "picture_id": _like(_ID), "kind": _one_of(*KINDS),
        "value": lambda value: _text(value) and is_value(value), "is_on": _truth,
    },
    "choices": {"created": _moment, "slot": _count, "request_id": _like(_ID)},
    "kept_sources": {"sha256": _like(_SHA256), "file": _like(SOURCE)},
}  # fmt: skip
