"""Row mapping between records and the database: a request, how it ended, and what it brought."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from typing import TypeVar

from imagine_nb.errors import GalleryError
from imagine_nb.fields import MAX_COUNT, MAX_TICKS
from imagine_nb.gallery import bounds
from imagine_nb.gallery.connecting import Connection
from imagine_nb.records import (
    BATCH_ID,
    AnswerRecord,
    NewAnswer,
    Outcome,
    PictureRecord,
    Request,
    answer_record,
)

T = TypeVar("T")

ALT = "alt"  # the kind of mark whose newest value is a picture's alt text
ALT_BY = "alt_by"  # and the kind of the same moment that says which engine and model wrote it
_NEWEST = f"""
(SELECT {{0}} FROM marks a WHERE a.picture_id = p.id AND a.kind = '{ALT}' ORDER BY a.id DESC LIMIT 1)
"""  # noqa: S608 - a constant
ALT_TEXT = _NEWEST.format("value")
_BY = f"SELECT value FROM marks b WHERE b.picture_id = a.picture_id AND b.kind = '{ALT_BY}'"  # noqa: S608
ALT_AUTHOR = _NEWEST.format(f"({_BY} AND b.created = a.created)")
PICTURES = f"""
SELECT p.id, p.number, p.request_id, p.position, p.sha256, p.path, p.mime_type, p.width, p.height, p.n_bytes,
  r.prompt, r.sent, coalesce((SELECT model FROM endings e WHERE e.request_id = r.id), r.model), r.engine,
  r.endpoint, r.created,
  (SELECT json_group_array(parent) FROM
    (SELECT parent FROM parents WHERE child = p.id ORDER BY position)),
  p.revised_prompt, p.cost_ticks, r.take,
  (SELECT count(*) FROM pictures q WHERE q.request_id = p.request_id),
  r.parameters, r.sources, p.url, {ALT_TEXT}, {ALT_AUTHOR}
FROM pictures p JOIN requests r ON r.id = p.request_id
"""  # noqa: S608 - a constant
KEPT = "NOT EXISTS (SELECT 1 FROM marks d WHERE d.picture_id = p.id AND d.kind = 'deleted')"
# the files with these bytes, but for small ones that came in the place of a picture's own
SAME_BYTES = f"""
SELECT path FROM pictures p
WHERE p.sha256 = ? AND NOT EXISTS (SELECT 1 FROM thumbnails t WHERE t.picture_id = p.id) AND {KEPT}
"""  # noqa: S608 - a constant

# the bill in a column of that name, where it is one: others would break a sum
TICKS = f"CASE WHEN typeof({{0}}) = 'integer' AND {{0}} BETWEEN 0 AND {MAX_TICKS} THEN {{0}} END"
SOURCES = "json_each(CASE WHEN json_valid({0}) THEN {0} ELSE '[]' END)"
SOURCE_ID = "CASE {0}.type WHEN 'object' THEN json_extract({0}.value, '$.picture_id') END"
NEXT_NUMBER = f"""
SELECT coalesce(max(number), 0) + 1 FROM pictures WHERE number BETWEEN 0 AND {MAX_COUNT}
"""  # noqa: S608 - a constant

PARENTS = """
INSERT INTO parents SELECT ?, json_each.key, json_extract(json_each.value, '$.picture_id')
FROM requests, json_each(requests.sources)
WHERE requests.id = ? AND json_extract(json_each.value, '$.picture_id') IS NOT NULL
"""

_MENTIONS = f"""
INSERT OR IGNORE INTO mentions SELECT r.id, {SOURCE_ID.format("s")}
FROM requests r, {SOURCES.format("r.sources")} s WHERE r.id = ? AND {SOURCE_ID.format("s")} IS NOT NULL
"""  # noqa: S608 - constants
_SAID = """
SELECT 1 FROM outcomes WHERE id = (SELECT max(id) FROM outcomes WHERE request_id = ?)
  AND status = ? AND error IS ? AND cost_ticks IS ?
"""
_REQUEST = (
    "engine", "base_url", "endpoint", "model", "prompt", "sent", "take", "history", "chat", "notebook",
    "cell",
)  # fmt: skip
_PICTURE_ROW = (
    "number", "id", "request_id", "path", "sha256", "mime_type", "width", "height", "n_bytes",
    "revised_prompt", "url", "cost_ticks",
)  # fmt: skip


def insert(db: sqlite3.Connection, **rows: Mapping[str, object]) -> None:
    """Add rows, one to each table that is named; a row's names are the columns."""
    for table, row in rows.items():
        if isinstance(db, Connection):
            db.added.append((table, row))
        marks = ", ".join("?" * len(row))
        db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def insert_request_row(db: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Add a request; it is found by its prompt from now on, as typed and as sent."""
    insert(db, requests=row)
    prompt, sent = row["prompt"], row["sent"]
    _insert_text(db, str(row["id"]), str(sent) if prompt == sent else f"{prompt}\n{sent}")


def _insert_text(db: sqlite3.Connection, request_id: str, text: str) -> None:
    """Add a text that a request and its pictures are found by."""
    insert(db, words={"text": text, "request_id": request_id})
    db.execute("INSERT INTO texts VALUES (last_insert_rowid(), ?)", (request_id,))


def insert_answer_row(db: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Add an answer; the pictures that it is about are found by its text from now on."""
    insert(db, answers=row)
    db.execute(_MENTIONS, (row["request_id"],))
    _insert_text(db, str(row["request_id"]), str(row["text"]))


def insert_ending(db: sqlite3.Connection, row: Mapping[str, object]) -> None:
    """Add how a request ended; what its last ending says already is not written again."""
    told = tuple(row[name] for name in ("request_id", "status", "error", "cost_ticks"))
    if db.execute(_SAID, told).fetchone() is None:
        insert(db, outcomes=row)


def request_row(request: Request) -> dict[str, object]:
    """The columns of a request, without its id, time, session and versions."""
    key, content = request.keys
    return {
        "key": key,
        "content": content,
        **{name: getattr(request, name) for name in _REQUEST},
        "parameters": json.dumps(dict(request.parameters)),
        "sources": json.dumps([asdict(source) for source in request.sources]),
    }


def outcome_row(outcome: Outcome) -> dict[str, object]:
    """The columns of an outcome, without its request and time."""
    return {
        "status": outcome.status,
        "model": outcome.model,
        "http_status": outcome.http_status,
        "api_request_id": outcome.request_id,
        "code": outcome.code,
        "error": outcome.error,
        "cost_ticks": outcome.usage.cost_in_usd_ticks,
        "usage": json.dumps(outcome.usage.kept()),
        "seconds": outcome.seconds,
    }


def picture_row(record: PictureRecord) -> dict[str, object]:
    """The columns of a picture."""
    row: dict[str, object] = {name: getattr(record, name) for name in _PICTURE_ROW}
    return {**row, "position": record.index}


def request_of(row: sqlite3.Row) -> Request:
    """The request in a row of `requests`."""
    text, or_none = bounds.text, bounds.text_or_none
    return Request(
        text(row["engine"]),
        text(row["base_url"]),
        text(row["endpoint"]),
        text(row["model"]),
        text(row["prompt"]),
        text(row["sent"]),
        bounds.parameters(row["parameters"]),
        bounds.sources(row["sources"]),
        bounds.count(row["take"]) or 1,
        history=or_none(row["history"]),
        chat=or_none(row["chat"]),
        notebook=or_none(row["notebook"]),
        cell=or_none(row["cell"]),
    )


def is_batched(row: sqlite3.Row) -> bool:
    """Whether the request in a row of `requests` was sent in a batch."""
    told = bounds.text(row["parameters"])
    return f'"{BATCH_ID}"' in told and BATCH_ID in bounds.parameters(told)  # a schema may name one


def outcome_of(row: sqlite3.Row) -> Outcome:
    """The outcome in a row of `outcomes`."""
    or_none = bounds.text_or_none
    return Outcome(
        bounds.status(row["status"]),
        model=or_none(row["model"]),
        http_status=bounds.count(row["http_status"], 999),
        request_id=or_none(row["api_request_id"]),
        code=or_none(row["code"]),
        error=or_none(row["error"]),
        usage=bounds.usage(row["usage"]),
        seconds=bounds.seconds(row["seconds"]),
    )


def picture_of(row: sqlite3.Row) -> PictureRecord:
    """The picture in a row of `PICTURES`. Raises GalleryError for one that was asked of nobody."""
    (
        id_, number, request_id, position, sha256, path, mime_type, width, height, n_bytes, prompt, sent,
        model, engine, endpoint, created, parents, revised_prompt, cost_ticks, take, n, parameters, sources,
        url, alt, alt_by,
    ) = row  # fmt: skip
    text, count = bounds.text, bounds.count
    if not isinstance(id_, str):
        raise bounds.BrokenRowError(f"Picture {number} has no id.")
    return PictureRecord(
        id_,
        number,
        text(request_id),
        count(position) or 0,
        text(sha256),
        text(path),
        bounds.mime_type(mime_type),
        count(width, bounds.MAX_SIDE) or 1,
        count(height, bounds.MAX_SIDE) or 1,
        count(n_bytes) or 0,
        text(prompt),
        text(sent),
        text(model),
        bounds.engine(engine),
        text(endpoint),
        bounds.moment(created),
        bounds.texts(parents),
        text(revised_prompt),
        bounds.ticks(cost_ticks),
        count(take) or 1,
        n,
        bounds.parameters(parameters),
        bounds.sources(sources),
        bounds.text_or_none(url),
        bounds.text_or_none(alt) or "",
        bounds.author(alt_by) if alt_by else None,
    )


def whole(read: Callable[[sqlite3.Row], T], rows: Iterable[sqlite3.Row]) -> list[T]:
    """What the rows hold; one that cannot be read does not stop the rest, and `verify` tells of it."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except GalleryError:  # no context manager: entering it takes as long as reading a row
            continue
    return found


def answer_of(row: sqlite3.Row, request: Request, outcome: Outcome, *, created: float) -> AnswerRecord:
    """The answer in a row of `answers`. Raises GalleryError for one that was asked of nobody."""
    bounds.engine(request.engine)
    answer = NewAnswer(bounds.text(row["text"]), bounds.text_or_none(row["response_id"]), bool(row["stored"]))
    ids = bounds.text(row["id"]), bounds.text(row["request_id"])
    return answer_record(answer, *ids, request, outcome, created=created)
