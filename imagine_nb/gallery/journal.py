"""The gallery's database: every request as intended, how it ended, and what it brought. Rows, no files."""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TypeAlias

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.schema import migrate
from imagine_nb.records import (
    AnswerRecord,
    NewAnswer,
    NewPicture,
    Outcome,
    PictureRecord,
    Recorded,
    Request,
    SourceRecord,
    Usage,
    answer_record,
    new_id,
)

BUSY_SECONDS = 30.0  # how long to wait for another kernel's transaction

Place: TypeAlias = Callable[[int, str, NewPicture], str]

_PICTURES = """
SELECT p.*, r.created, r.prompt, r.sent, r.engine, r.endpoint, r.take, r.parameters, r.sources,
  coalesce(o.model, r.model) AS model,
  (SELECT count(*) FROM pictures q WHERE q.request_id = p.request_id) AS n,
  (SELECT json_group_array(parent) FROM
    (SELECT parent FROM parents WHERE child = p.id ORDER BY position)) AS parents
FROM pictures p JOIN requests r ON r.id = p.request_id JOIN outcomes o ON o.request_id = r.id
"""


class Journal:
    """One SQLite file. Any thread may use it; other kernels may write to the same file at the same time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        with _told(path):
            self._db = sqlite3.connect(
                path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._db.row_factory = sqlite3.Row
            self._db.execute("PRAGMA journal_mode = WAL")  # stays "delete" where the file system cannot
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.execute("PRAGMA foreign_keys = ON")
        with self._transaction() as db:
            migrate(db)

    def close(self) -> None:
        """End the connection."""
        with self._lock:
            self._db.close()

    def begin(self, request: Request) -> str:
        """Write the intent down; the new request's id."""
        request_id = new_id()
        intent = {
            "id": request_id,
            "created": time.time(),
            "key": request.key,
            **{name: getattr(request, name) for name in _PLAIN},
            "parameters": json.dumps(dict(request.parameters)),
            "sources": json.dumps([asdict(source) for source in request.sources]),
        }
        with self._transaction() as db:
            _insert(db, "requests", intent)
        return request_id

    def finish(
        self,
        request_id: str,
        outcome: Outcome,
        *,
        pictures: Sequence[NewPicture] = (),
        answer: NewAnswer | None = None,
        place: Place,
    ) -> Recorded:
        """Write in one transaction how a request ended and what it brought.

        `place(number, id, picture)` puts a new picture's bytes where they belong and returns their path.
        """
        with self._transaction() as db:
            _insert(db, "outcomes", {"request_id": request_id, "finished": time.time(), **_ending(outcome)})
            for position, picture in enumerate(pictures):
                share = _share(outcome.usage.cost_in_usd_ticks, len(pictures), position)
                _insert_picture(db, request_id, position, picture, share, place)
            if answer is not None:
                row = {"id": new_id(), "request_id": request_id, "text": answer.text}
                _insert(db, "answers", {**row, "response_id": answer.response_id, "stored": answer.stored})
        return self.recorded(request_id)

    def recorded(self, request_id: str) -> Recorded:
        """The whole record of one request that has ended."""
        row = self._one("SELECT * FROM requests WHERE id = ?", request_id)
        end = self._one("SELECT * FROM outcomes WHERE request_id = ?", request_id)
        if row is None or end is None:
            raise GalleryError(f"The gallery has no finished request {request_id}.")
        request, outcome = _request(row), _outcome(end)
        pictures = self.pictures("WHERE p.request_id = ? ORDER BY p.position", request_id)
        told = self._one("SELECT * FROM answers WHERE request_id = ?", request_id)
        answer = None if told is None else _answer(told, request, outcome, created=row["created"])
        return Recorded(request_id, request, outcome, row["created"], tuple(pictures), answer)

    def pictures(self, clause: str = "", *values: object) -> list[PictureRecord]:
        """The pictures that a clause of SQL (WHERE, ORDER BY, LIMIT) over p, r and o picks."""
        return [_picture(row) for row in self._all(f"{_PICTURES} {clause}", *values)]

    def answers(self) -> list[AnswerRecord]:
        """All answers, the oldest first."""
        rows = self._all(
            "SELECT a.request_id FROM answers a JOIN requests r ON r.id = a.request_id ORDER BY r.created"
        )
        found = (self.recorded(row["request_id"]).answer for row in rows)
        return [answer for answer in found if answer is not None]

    def count(self) -> int:
        """How many pictures there are."""
        return int(self._all("SELECT count(*) FROM pictures")[0][0])

    def last_take(self, key: str) -> int:
        """The highest take of the requests with this key; 0 where there is none."""
        return int(self._all("SELECT coalesce(max(take), 0) FROM requests WHERE key = ?", key)[0][0])

    def cost_ticks(self) -> int:
        """What all requests cost, as far as the API told, in ticks (10^10 are one US dollar)."""
        return int(self._all("SELECT coalesce(sum(cost_ticks), 0) FROM outcomes")[0][0])

    def _one(self, sql: str, *values: object) -> sqlite3.Row | None:
        return next(iter(self._all(sql, *values)), None)

    def _all(self, sql: str, *values: object) -> list[sqlite3.Row]:
        with self._lock, _told(self.path):
            return self._db.execute(sql, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _told(self.path):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


_PLAIN = (
    "engine", "base_url", "endpoint", "model", "prompt", "sent", "take", "history", "chat", "notebook",
    "cell",
)  # fmt: skip


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """SQLite's and the file system's failures as one error of ours."""
    try:
        yield
    except sqlite3.Error as exc:
        raise GalleryError(
            f"The gallery's database {path.name} cannot be used: {exc}.",
            advice=f"Look at {path.parent}, or set IMAGINE_NB_GALLERY to another folder.",
        ) from exc


def _insert(db: sqlite3.Connection, table: str, row: dict[str, object]) -> None:
    marks = ", ".join("?" * len(row))
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))  # noqa: S608


def _ending(outcome: Outcome) -> dict[str, object]:
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


def _insert_picture(
    db: sqlite3.Connection, request_id: str, position: int, new: NewPicture, share: int | None, place: Place
) -> None:
    picture_id = new_id()
    same = db.execute("SELECT path FROM pictures WHERE sha256 = ?", (new.sha256,)).fetchone()
    number = db.execute("SELECT coalesce(max(number), 0) + 1 FROM pictures").fetchone()[0]
    row = {
        "number": number,
        "id": picture_id,
        "request_id": request_id,
        "position": position,
        "sha256": new.sha256,
        "path": same["path"] if same else place(number, picture_id, new),
        "mime_type": new.mime_type,
        "width": new.width,
        "height": new.height,
        "n_bytes": len(new.data),
        "revised_prompt": new.revised_prompt,
        "url": new.url,
        "cost_ticks": share,
    }
    _insert(db, "pictures", row)
    db.execute(
        "INSERT INTO parents SELECT ?, json_each.key, json_extract(json_each.value, '$.picture_id')"
        " FROM requests, json_each(requests.sources)"
        " WHERE requests.id = ? AND json_extract(json_each.value, '$.picture_id') IS NOT NULL",
        (picture_id, request_id),
    )


def _share(ticks: int | None, n: int, position: int) -> int | None:
    """One picture's part of its request's cost; the parts add up to the whole."""
    return None if ticks is None else ticks // n + (1 if position < ticks % n else 0)


def _sources(row: sqlite3.Row) -> tuple[SourceRecord, ...]:
    return tuple(SourceRecord(**source) for source in json.loads(row["sources"]))


def _request(row: sqlite3.Row) -> Request:
    plain = {name: row[name] for name in _PLAIN}
    return Request(**plain, parameters=json.loads(row["parameters"]), sources=_sources(row))


def _outcome(row: sqlite3.Row) -> Outcome:
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


_PICTURE_FIELDS = (
    "id", "number", "request_id", "sha256", "path", "mime_type", "width", "height", "n_bytes", "prompt",
    "sent", "model", "engine", "endpoint", "created", "revised_prompt", "cost_ticks", "take", "n", "url",
)  # fmt: skip


def _picture(row: sqlite3.Row) -> PictureRecord:
    return PictureRecord(
        **{name: row[name] for name in _PICTURE_FIELDS},
        index=row["position"],
        parents=tuple(json.loads(row["parents"])),
        parameters=json.loads(row["parameters"]),
        sources=_sources(row),
    )


def _answer(row: sqlite3.Row, request: Request, outcome: Outcome, *, created: float) -> AnswerRecord:
    answer = NewAnswer(row["text"], row["response_id"], bool(row["stored"]))
    return answer_record(answer, row["id"], row["request_id"], request, outcome, created=created)
