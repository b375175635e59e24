"""The gallery's database brought through steps that a later version may bring, beginning with real rows."""

from __future__ import annotations

import multiprocessing
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gallery.upgrading import LONGER, fail, noted, upgrade, upgrade_and_die
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.ledger import charges
from imagine_nb.gallery.schema import STEPS, Step, migrate

OLD = Path(__file__).parent / "version_0_1_0" / "gallery"
TODAY = len(STEPS)
VERSION = "PRAGMA user_version"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The database of a gallery that version 0.1.0 made, with the steps of today run."""
    path = shutil.copytree(OLD, tmp_path / "gallery") / "gallery.db"
    Database(path).close()
    return path


def contents(path: Path) -> tuple[int, dict[str, Any], dict[str, list[Any]]]:
    """The version, the statement behind each thing, and the rows of each table."""
    with closing(sqlite3.connect(path)) as db:
        made = dict(db.execute("SELECT name, sql FROM sqlite_master"))
        tables = [name for name, sql in made.items() if sql and sql.startswith("CREATE TABLE")]
        rows = {table: sorted(db.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in tables}
        return db.execute(VERSION).fetchone()[0], made, rows


def run(database: Database, steps: tuple[Step, ...]) -> None:
    with database.transaction() as db:
        migrate(db, steps)


def read(database: Database) -> tuple[Any, ...]:
    """What the gallery reads of a database."""
    journal = Journal(database)
    costs = charges(database)
    finished = [journal.recorded(each.request_id) for each in costs if each.status != "sent"]
    marked = [tuple(row) for row in database.all("SELECT * FROM marked ORDER BY picture_id, kind, value")]
    words = [row[0] for row in database.all("SELECT request_id FROM words WHERE words MATCH 'fox'")]
    return journal.pictures("ORDER BY p.number"), finished, journal.answers(), costs, marked, words


def test_an_upgrade_keeps_every_row_and_adds_what_its_steps_say(path: Path) -> None:
    version, _, rows = contents(path)
    assert version == TODAY
    assert len(rows["requests"]) == 30
    database = Database(path)
    before = read(database)
    run(database, LONGER)
    assert read(database) == before
    database.close()
    version, made, now = contents(path)
    assert version == TODAY + 2
    assert "marks_by_value" in made
    assert "CHECK" in made["marks"]
    assert [row[:-1] for row in now["requests"]] == rows["requests"]
    assert sorted({row[-1] for row in now["requests"]}) == [1, 2]
    assert sum(row[-1] == 2 for row in now["requests"]) == 2
    assert {**now, "requests": []} == {**rows, "requests": []}


def test_the_new_columns_and_conditions_hold_for_what_comes_later(path: Path) -> None:
    database = Database(path)
    run(database, LONGER)
    columns = "created, picture_id, kind, value, is_on"
    new = f"INSERT INTO marks ({columns}) SELECT 0, id, 'label', 'x', ? FROM pictures"
    with database.transaction() as db:
        db.execute(new, (1,))
    with pytest.raises(GalleryError, match="CHECK"), database.transaction() as db:
        db.execute(new, (2,))
    assert database.value("SELECT count(*) FROM marked WHERE value = 'x'") == 20
    assert database.all("PRAGMA foreign_key_check") == []
    assert [tuple(row) for row in database.all("PRAGMA integrity_check")] == [("ok",)]
    database.close()


def test_an_old_database_becomes_what_a_new_one_is(path: Path, tmp_path: Path) -> None:
    old, new = Database(path), Database(tmp_path / "new.db")
    for each in (old, new):
        run(each, LONGER)
        each.close()
    assert contents(path)[:2] == contents(tmp_path / "new.db")[:2]


def test_only_the_steps_that_are_missing_run(path: Path) -> None:
    database = Database(path)
    names: list[str] = []
    steps = tuple(noted(step, names) for step in LONGER)
    run(database, steps[:TODAY])
    assert (names, database.value(VERSION)) == ([], TODAY)
    run(database, steps[: TODAY + 1])
    assert (names, database.value(VERSION)) == (["count_pictures"], TODAY + 1)
    run(database, steps)
    run(database, steps)
    assert (names, database.value(VERSION)) == (["count_pictures", "check_marks"], TODAY + 2)
    database.close()


@pytest.mark.parametrize("steps", [(*STEPS, fail), (*LONGER, fail)], ids=["first", "last"])
def test_a_step_that_fails_leaves_all_as_it_was(path: Path, steps: tuple[Step, ...]) -> None:
    before = contents(path)
    database = Database(path)
    with pytest.raises(GalleryError, match="NOT NULL constraint failed"):
        run(database, steps)
    assert contents(path) == before
    run(database, LONGER)  # the next version has repaired it
    database.close()
    assert contents(path)[0] == TODAY + 2


def test_a_process_that_ends_in_the_middle_of_a_step_leaves_all_as_it_was(path: Path) -> None:
    before = contents(path)
    process = multiprocessing.get_context("spawn").Process(target=upgrade_and_die, args=(path,))
    process.start()
    process.join()
    assert process.exitcode == 9
    assert contents(path) == before
    gallery = Gallery(path.parent)
    assert len(gallery) == 19
    gallery.close()


def test_processes_that_upgrade_at_once_run_each_step_once(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    barrier, told = context.Barrier(2), context.Queue()
    processes = [context.Process(target=upgrade, args=(path, barrier, told)) for _ in range(2)]
    for each in processes:
        each.start()
    found = sorted(told.get(timeout=60) for _ in processes)
    for each in processes:
        each.join()
    assert [each.exitcode for each in processes] == [0, 0]
    assert found == [[], ["count_pictures", "check_marks"]]
    assert contents(path)[0] == TODAY + 2


def test_a_database_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    database = Database(path)
    run(database, LONGER)
    database.close()
    before = contents(path)
    with pytest.raises(GalleryError, match="written by a newer imagine_nb") as caught:
        Gallery(path.parent)
    assert caught.value.advice == "Update imagine_nb to open it."
    assert contents(path) == before
    assert before[0] == TODAY + 2
