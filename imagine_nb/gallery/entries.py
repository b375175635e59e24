"""Entries of the journal: the rows of one request, inside the transaction of whoever writes them."""

from __future__ import annotations

import json
import platform
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from typing import TypeAlias

from imagine_nb.gallery.rows import (
    NEXT_NUMBER,
    PARENTS,
    SAME_BYTES,
    insert,
    insert_answer_row,
    insert_ending,
    insert_request_row,
    outcome_row,
    picture_row,
    request_row,
)
from imagine_nb.gallery.sessions import session
from imagine_nb.records import (
    AnswerRecord,
    NewAnswer,
    NewPicture,
    Outcome,
    PictureRecord,
    Request,
    answer_record,
    new_id,
    picture_record,
)

Place: TypeAlias = Callable[[int, str, NewPicture], str]
Restore: TypeAlias = Callable[[str, NewPicture], bool]

_URLS = "SELECT url FROM pictures WHERE request_id = ?"
_STANDING = "SELECT (SELECT count(*) FROM outcomes WHERE request_id = r.id) FROM requests r WHERE id = ?"
_ANSWER = "SELECT 1 FROM answers WHERE request_id = ?"
_NEXT = f"SELECT ({NEXT_NUMBER}) AS number, ({SAME_BYTES} LIMIT 1) AS same"


@dataclass(frozen=True, slots=True)
class Begun:
    """A request whose intent is written down, under its id, since `created` (unix seconds).

    One that `is_resumed` was begun by a session that is no more; it had `n_endings` by then.
    """

    id: str
    request: Request
    created: float
    is_resumed: bool = False
    n_endings: int = 0


class OvertakenError(Exception):
    """Somebody else brought a resumed request to its end meanwhile; nothing was written."""


@cache  # looking one up reads the metadata of the whole package
def _versions() -> str:
    return json.dumps({"imagine_nb": version("imagine_nb"), "python": platform.python_version()})


def insert_request(db: sqlite3.Connection, begun: Begun) -> None:
    """Write the intent of a request down; inside the caller's transaction."""
    request = begun.request
    about = {"id": begun.id, "created": begun.created, "session": session(), "versions": _versions()}
    insert_request_row(db, {**about, **request_row(request)})
    if request.variable is not None:
        insert(db, variables={"request_id": begun.id, "name": request.variable})


def insert_outcome(db: sqlite3.Connection, begun: Begun, outcome: Outcome, finished: float) -> list[str]:
    """Add how a request ended; the addresses of the pictures that it had before."""
    row = db.execute(_STANDING, (begun.id,)).fetchone()
    n_endings = 0 if row is None else row[0]
    if row is None:
        insert_request(db, begun)  # its gallery was deleted meanwhile, and made anew
    if begun.is_resumed and n_endings != begun.n_endings:
        raise OvertakenError(begun.id)
    ending = {"request_id": begun.id, "finished": finished, **outcome_row(outcome)}
    if not (n_endings or begun.is_resumed):  # as most: nothing can be there twice
        insert(db, outcomes=ending)
        return []
    insert_ending(db, ending)
    return [each["url"] for each in db.execute(_URLS, (begun.id,))]


def insert_pictures(
    db: sqlite3.Connection,
    begun: Begun,
    outcome: Outcome,
    pictures: Sequence[NewPicture],
    place: Place,
    restore: Restore,
    *,
    start: int,
) -> list[PictureRecord]:
    """Add pictures with their parents, the first of them at position `start`; their records.

    Late ones cost nothing more.
    """
    records = []
    ticks = 0 if start and outcome.usage.cost_in_usd_ticks is not None else outcome.usage.cost_in_usd_ticks
    for index, new in enumerate(pictures, start):
        picture_id, sha256 = new.id or new_id(), new.sha256
        # inside the transaction: kernels share the count
        number, same = db.execute(_NEXT, (sha256,)).fetchone()
        is_there = same is not None and restore(same, new)
        record = picture_record(
            new,
            begun.request,
            outcome,
            picture_id=picture_id,
            number=number,
            request_id=begun.id,
            index=index,
            n=start + len(pictures),
            sha256=sha256,
            path=same if is_there else place(number, picture_id, new),
            created=begun.created,
            ticks=ticks,
        )
        insert(db, pictures=picture_row(record))
        if record.parents or begun.is_resumed:
            db.execute(PARENTS, (picture_id, begun.id))
        records.append(record)
    return records


def insert_answer(
    db: sqlite3.Connection, begun: Begun, outcome: Outcome, answer: NewAnswer
) -> AnswerRecord | None:
    """Add an answer; its record, None where the request has one."""
    if db.execute(_ANSWER, (begun.id,)).fetchone() is not None:
        return None
    answer_id = answer.id or new_id()
    row = {"id": answer_id, "request_id": begun.id, "text": answer.text}
    insert_answer_row(db, {**row, "response_id": answer.response_id, "stored": answer.stored})
    return answer_record(answer, answer_id, begun.id, begun.request, outcome, created=begun.created)
