"""Row mapping between records and the database: a request, how it ended, and what it brought."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict

from imagine_nb.gallery.connecting import Connection
from imagine_nb.records import (
    AnswerRecord,
    NewAnswer,
    Outcome,
    PictureRecord,
    Request,
    SourceRecord,
    Usage,
    answer_record,
)

PICTURES = """
SELECT p.*, r.created, r.prompt, r.sent, r.engine, r.endpoint, r.take, r.parameters, r.sources,
  coalesce((SELECT model FROM endings e WHERE e.request_id = r.id), r.model) AS model,
  (SELECT count(*) FROM pictures q WHERE q.request_id = p.request_id) AS n,
  (SELECT json_group_array(parent) FROM
    (SELECT parent FROM parents WHERE child = p.id ORDER BY position)) AS parents
FROM pictures p JOIN requests r ON r.id = p.request_id
"""
KEPT = "NOT EXISTS (SELECT 1 FROM marks d WHERE d.picture_id = p.id AND d.kind = 'deleted')"
WHOLE_FILE = "p.sha256 = ? AND NOT EXISTS (SELECT 1 FROM thumbnails t WHERE t.picture_id = p.id)"

_REQUEST = (
    "engine", "base_url", "endpoint", "model", "prompt", "sent", "take", "history", "chat", "notebook",
    "cell",
)  # fmt: skip
_PICTURE = (
    "id", "number", "request_id", "sha256", "path", "mime_type", "width", "height", "n_bytes", "prompt",
    "sent", "model", "engine", "endpoint", "created", "revised_prompt", "cost_ticks", "take", "n", "url",
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
        "usage": json.dumps(asdict(outcome.usage)),
        "seconds": outcome.seconds,
    }


def picture_row(record: PictureRecord) -> dict[str, object]:
    """The columns of a picture."""
    row: dict[str, object] = {name: getattr(record, name) for name in _PICTURE_ROW}
    return {**row, "position": record.index}


def request_of(row: sqlite3.Row) -> Request:
    """The request in a row of `requests`."""
    plain = {name: row[name] for name in _REQUEST}
    return Request(**plain, parameters=json.loads(row["parameters"]), sources=_sources(row))


def outcome_of(row: sqlite3.Row) -> Outcome:
    """The outcome in a row of `outcomes`."""
    return Outcome(
        row["status"],
        model=row["model"],
        http_status=row["http_status"],
        request_id=row["api_request_id"],
        code=row["code"],
        error=row["error"],
        usage=Usage(**json.loads(row["usage"])),
        seconds=row["seconds"],
    )


def picture_of(row: sqlite3.Row) -> PictureRecord:
    """The picture in a row of `PICTURES`."""
    return PictureRecord(
        **{name: row[name] for name in _PICTURE},
        index=row["position"],
        parents=tuple(json.loads(row["parents"])),
        parameters=json.loads(row["parameters"]),
        sources=_sources(row),
    )


def answer_of(row: sqlite3.Row, request: Request, outcome: Outcome, *, created: float) -> AnswerRecord:
    """The answer in a row of `answers`."""
    answer = NewAnswer(row["text"], row["response_id"], bool(row["stored"]))
    return answer_record(answer, row["id"], row["request_id"], request, outcome, created=created)


def _sources(row: sqlite3.Row) -> tuple[SourceRecord, ...]:
    return tuple(SourceRecord(**source) for source in json.loads(row["sources"]))
