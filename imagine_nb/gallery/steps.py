"""Third step of the schema: indexes, and sums that triggers keep true, for galleries of 200,000 pictures.

What a step says is never changed: it has run in galleries that are out there. `miscounted` checks the sums.
"""

from __future__ import annotations

import sqlite3
from typing import Final

BLOCK: Final = 1024  # numbers of pictures that are counted together
REACH: Final = 256  # rows of `words` that are summed up together
SLOT, DAY = 900, 86_400  # seconds; a day of whichever time zone is whole slots
ASKED_OF_NOBODY = "/region"

# what pictures are sorted by: a bill, -1 for none, and pixels
COST = (
    "CASE WHEN typeof({0}cost_ticks) = 'integer' AND {0}cost_ticks BETWEEN 0 AND 100000000000000"
    " THEN {0}cost_ticks ELSE -1 END"
)
PIXELS = "CAST({0}width * {0}height AS INTEGER)"

_IS_KEPT = "NOT EXISTS (SELECT 1 FROM marks WHERE picture_id = {0}.id AND kind = 'deleted')"
_SORTS = {"number": "0", "cost": COST, "pixels": PIXELS}
_DAY_OF = f"CAST(r.created / {DAY} AS INTEGER)"
_BILL_OF = f"""
CAST(r.created / {SLOT} AS INTEGER), r.session, r.engine,
CASE WHEN typeof({{0}}.model) = 'text' AND {{0}}.model <> '' THEN {{0}}.model ELSE r.model END"""
_IS_ASKED = f"r.endpoint <> '{ASKED_OF_NOBODY}'"
_BEFORE = "SELECT max(id) FROM outcomes WHERE request_id = NEW.request_id AND id < NEW.id"
_ABOUT = """FROM requests r JOIN json_each(CASE WHEN json_valid(r.sources) THEN r.sources ELSE '[]' END) s
  WHERE CASE s.type WHEN 'object' THEN json_extract(s.value, '$.picture_id') END IS NOT NULL"""
_FURTHER = "ON CONFLICT (block) DO UPDATE SET number = max(number, excluded.number)"

_TABLES = """
CREATE INDEX pictures_by_cost ON pictures ({cost});

CREATE INDEX pictures_by_pixels ON pictures ({pixels});

CREATE INDEX pictures_by_path ON pictures (path);

CREATE INDEX requests_by_model ON requests (model);

CREATE INDEX requests_by_engine ON requests (engine);

CREATE INDEX requests_with_sources ON requests (created) WHERE sources <> '[]';

CREATE INDEX outcomes_by_model ON outcomes (model);

CREATE INDEX marks_by_value ON marks (kind, value);

CREATE TABLE shelves (sort TEXT NOT NULL, rank INTEGER NOT NULL, block INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (sort, rank, block)) WITHOUT ROWID;

CREATE TABLE kinds (engine TEXT NOT NULL, model TEXT NOT NULL, day INTEGER NOT NULL, n INTEGER NOT NULL,
  PRIMARY KEY (engine, model, day)) WITHOUT ROWID;

CREATE TABLE bills (slot INTEGER NOT NULL, session TEXT NOT NULL, engine TEXT NOT NULL, model TEXT NOT NULL,
  n INTEGER NOT NULL, ticks INTEGER NOT NULL, first REAL NOT NULL, last REAL NOT NULL,
  PRIMARY KEY (slot, session, engine, model)) WITHOUT ROWID;

CREATE TABLE unbilled (request_id TEXT PRIMARY KEY) WITHOUT ROWID;

CREATE TABLE texts (word INTEGER PRIMARY KEY, request_id TEXT NOT NULL);

CREATE INDEX texts_by_request ON texts (request_id);

CREATE TABLE mentions (request_id TEXT NOT NULL, picture_id TEXT NOT NULL,
  PRIMARY KEY (request_id, picture_id)) WITHOUT ROWID;

CREATE INDEX mentions_by_picture ON mentions (picture_id);

CREATE TABLE reach (block INTEGER PRIMARY KEY, number INTEGER NOT NULL);

CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, instance)
"""

_SHELVED = """
INSERT INTO shelves SELECT '{sort}', {rank}, number / {block}, count(*) FROM pictures
  WHERE {kept} GROUP BY 2, 3
"""
_FILLED = f"""
INSERT INTO kinds SELECT r.engine, r.model, {_DAY_OF}, count(*)
  FROM pictures JOIN requests r ON r.id = pictures.request_id WHERE {_IS_KEPT.format("pictures")}
  GROUP BY 1, 2, 3;

INSERT INTO bills SELECT {_BILL_OF.format("e")}, count(*), sum({COST.format("e.")}),
    min(r.created), max(r.created)
  FROM requests r JOIN outcomes e ON e.id = (SELECT max(id) FROM outcomes WHERE request_id = r.id)
  WHERE {_IS_ASKED} AND {COST.format("e.")} >= 0 GROUP BY 1, 2, 3, 4;

INSERT INTO unbilled SELECT r.id
  FROM requests r LEFT JOIN outcomes e ON e.id = (SELECT max(id) FROM outcomes WHERE request_id = r.id)
  WHERE {_IS_ASKED} AND {COST.format("e.")} < 0;

INSERT INTO texts SELECT rowid, request_id FROM words;

INSERT OR IGNORE INTO mentions SELECT r.id, json_extract(s.value, '$.picture_id') {_ABOUT}
  AND r.id IN (SELECT request_id FROM answers);

INSERT INTO reach SELECT t.word / {REACH}, max(p.number)
  FROM texts t JOIN pictures p ON p.request_id = t.request_id WHERE true GROUP BY 1 {_FURTHER};

INSERT INTO reach SELECT t.word / {REACH}, max(p.number) FROM mentions m
  JOIN texts t ON t.request_id = m.request_id JOIN pictures p ON p.id = m.picture_id
  WHERE true GROUP BY 1 {_FURTHER}
"""  # noqa: S608 - constants

_ADDED = """INSERT INTO shelves VALUES ('{sort}', {rank}, NEW.number / {block}, 1)
  ON CONFLICT (sort, rank, block) DO UPDATE SET n = n + 1;"""
_TAKEN = """UPDATE shelves SET n = n - 1 WHERE (sort, rank, block) =
  (SELECT '{sort}', {rank}, number / {block} FROM pictures p WHERE p.id = NEW.picture_id);"""
_TRIGGERS = f"""
CREATE TRIGGER picture_added AFTER INSERT ON pictures WHEN {_IS_KEPT.format("NEW")} BEGIN
  {{added}}
  INSERT INTO kinds SELECT r.engine, r.model, {_DAY_OF}, 1 FROM requests r WHERE r.id = NEW.request_id
    ON CONFLICT (engine, model, day) DO UPDATE SET n = n + 1;
  INSERT INTO reach SELECT word / {REACH}, NEW.number FROM texts WHERE request_id = NEW.request_id
    OR request_id IN (SELECT request_id FROM mentions WHERE picture_id = NEW.id) {_FURTHER};
END;

CREATE TRIGGER picture_deleted AFTER INSERT ON marks WHEN NEW.kind = 'deleted' AND NOT EXISTS (
  SELECT 1 FROM marks WHERE picture_id = NEW.picture_id AND kind = 'deleted' AND id <> NEW.id) BEGIN
  {{taken}}
  UPDATE kinds SET n = n - 1 WHERE (engine, model, day) = (SELECT r.engine, r.model, {_DAY_OF}
    FROM pictures p JOIN requests r ON r.id = p.request_id WHERE p.id = NEW.picture_id);
END;

CREATE TRIGGER request_added AFTER INSERT ON requests WHEN NEW.endpoint <> '{ASKED_OF_NOBODY}' BEGIN
  INSERT INTO unbilled VALUES (NEW.id);
END;

CREATE TRIGGER request_ended AFTER INSERT ON outcomes BEGIN
  UPDATE bills SET n = n - 1, ticks = ticks - (SELECT {COST.format("")} FROM outcomes WHERE id = ({_BEFORE}))
    WHERE (slot, session, engine, model) = (SELECT {_BILL_OF.format("e")}
      FROM outcomes e JOIN requests r ON r.id = e.request_id
      WHERE e.id = ({_BEFORE}) AND {_IS_ASKED} AND {COST.format("e.")} >= 0);
  INSERT INTO bills SELECT {_BILL_OF.format("NEW")}, 1, NEW.cost_ticks, r.created, r.created
    FROM requests r WHERE r.id = NEW.request_id AND {_IS_ASKED} AND {COST.format("NEW.")} >= 0
    ON CONFLICT (slot, session, engine, model) DO UPDATE SET n = n + 1, ticks = ticks + excluded.ticks,
      first = min(first, excluded.first), last = max(last, excluded.last);
  DELETE FROM unbilled WHERE request_id = NEW.request_id;
  INSERT INTO unbilled SELECT r.id FROM requests r
    WHERE r.id = NEW.request_id AND {_IS_ASKED} AND {COST.format("NEW.")} < 0;
END;

CREATE TRIGGER mention_added AFTER INSERT ON mentions BEGIN
  INSERT INTO reach SELECT t.word / {REACH}, p.number FROM texts t, pictures p
    WHERE t.request_id = NEW.request_id AND p.id = NEW.picture_id {_FURTHER};
END;

CREATE TRIGGER text_added AFTER INSERT ON texts BEGIN
  INSERT INTO reach SELECT NEW.word / {REACH}, p.number FROM pictures p WHERE p.request_id = NEW.request_id
    OR p.id IN (SELECT picture_id FROM mentions WHERE request_id = NEW.request_id) {_FURTHER};
END
"""  # noqa: S608 - constants


def step_3(db: sqlite3.Connection) -> None:
    """Sums of what is kept and billed, and what leads from a word to a picture."""
    for statement in (*_tables(), *_filled(), *_triggers()):
        db.execute(statement)


def _tables() -> list[str]:
    return _TABLES.format(cost=COST.format(""), pixels=PIXELS.format("")).split(";\n\n")


def _filled() -> list[str]:
    kept = _IS_KEPT.format("pictures")
    shelved = [
        _SHELVED.format(sort=sort, rank=rank.format("pictures."), block=BLOCK, kept=kept)
        for sort, rank in _SORTS.items()
    ]
    return [*shelved, *_FILLED.split(";\n\n")]


def _triggers() -> list[str]:
    added, taken = (
        "\n  ".join(
            told.format(sort=sort, rank=rank.format(row), block=BLOCK) for sort, rank in _SORTS.items()
        )
        for told, row in ((_ADDED, "NEW."), (_TAKEN, "p."))
    )
    return _TRIGGERS.format(added=added, taken=taken).split(";\n\n")
