import _thread
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from gallery.writing import at_once
from imagine_nb.errors import GalleryError
from imagine_nb.gallery.database import Database

COUNT = "SELECT count(*) FROM choices"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "gallery.db"


def note(database: Database, key: str) -> None:
    with database.transaction() as db:
        add(db, key)


def add(db: sqlite3.Connection, key: str) -> int:
    db.execute("INSERT INTO requests SELECT ?,0,'k','c','e','b','p','m','','','{}','[]',1,NULL,NULL,NULL,"
               "NULL,'s','{}'", (key,))  # fmt: skip
    db.execute("INSERT INTO choices (created, key, slot, request_id) VALUES (0, 'k', 1, ?)", (key,))
    return threading.get_ident()


def test_a_transaction_is_written_whole_or_not_at_all(path: Path) -> None:
    database = Database(path)
    note(database, "first")

    def fails() -> None:
        with database.transaction() as db:
            db.execute("DELETE FROM choices")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fails()
    assert database.value(COUNT) == 1
    assert Database(path).value(COUNT) == 1


def test_threads_write_one_after_the_other(path: Path) -> None:
    database = Database(path)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: note(database, str(number)), range(40)))
    assert database.value(COUNT) == 40


def test_what_waits_for_its_turn_is_written_together_for_each_who_asked(path: Path) -> None:
    database = Database(path)
    futures = at_once(database, [partial(database.written, partial(add, key=each)) for each in "abcdef"])
    assert len({each.result() for each in futures}) == 1  # one thread wrote it all
    assert Database(path).value(COUNT) == 6


def test_what_fails_beside_others_fails_alone(path: Path) -> None:
    def fails(db: sqlite3.Connection) -> int:
        add(db, "failed")
        raise ValueError("this one")

    database = Database(path)
    works = [*(partial(add, key=each) for each in "abcde"), fails]
    *others, broken = at_once(database, [partial(database.written, each) for each in works])
    assert [each.exception() for each in others] == [None] * 5
    with pytest.raises(ValueError, match="this one"):
        broken.result()
    keys = [row["id"] for row in Database(path).all("SELECT id FROM requests")]
    assert sorted(keys) == list("abcde")


def test_the_stop_button_ends_what_its_own_thread_writes_and_nothing_beside_it(path: Path) -> None:
    database, calls = Database(path), list[str]()

    def work(db: sqlite3.Connection, key: str) -> int:
        calls.append(key)
        if len(calls) == 1:  # of the thread that writes for the others too
            raise KeyboardInterrupt
        return add(db, key)

    futures = at_once(database, [partial(database.written, partial(work, key=each)) for each in "abcd"])
    assert sorted(str(each.exception()) for each in futures) == ["", "None", "None", "None"]
    assert {row["id"] for row in Database(path).all("SELECT id FROM requests")} == set("abcd") - {calls[0]}


def test_a_stop_while_another_thread_writes_it_finds_it_written(path: Path) -> None:
    database, returned = Database(path), False

    def until_two_wait(db: sqlite3.Connection) -> int:
        while len(database._waiting) < 2:
            threading.Event().wait(0.001)
        return add(db, "first")

    def stops_main(db: sqlite3.Connection) -> int:
        if threading.current_thread() is not threading.main_thread():
            _thread.interrupt_main()
        return add(db, "beside")

    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(database.written, until_two_wait)
        while database._waiting or not first.running():
            threading.Event().wait(0.001)
        beside = threads.submit(database.written, stops_main)
        try:
            database.written(partial(add, key="mine"))
            returned = True
            beside.result()
        except KeyboardInterrupt:
            assert returned
    assert {row["id"] for row in Database(path).all("SELECT id FROM requests")} == {"first", "beside", "mine"}


def test_a_row_must_not_name_what_is_not_there(path: Path) -> None:
    database = Database(path)
    with pytest.raises(GalleryError, match="FOREIGN KEY"), database.transaction() as db:
        db.execute("INSERT INTO choices (created, key, slot, request_id) VALUES (0, 'k', 1, 'nobody')")
    assert database.value(COUNT) == 0


def test_a_file_that_was_deleted_is_made_anew(path: Path) -> None:
    prepared: list[bool] = []
    database = Database(path, prepare=lambda folder: prepared.append(path.exists()))
    note(database, "lost")
    for each in path.parent.iterdir():
        each.unlink()
    assert database.value(COUNT) == 0
    note(database, "kept")
    assert Database(path).value(COUNT) == 1
    assert prepared == [False, False]


def test_what_finds_nothing_is_none_or_nought(path: Path) -> None:
    database = Database(path)
    assert database.one("SELECT * FROM choices") is None
    assert database.value("SELECT max(slot) FROM choices") == 0
    assert database.all("SELECT * FROM choices") == []


def test_a_file_that_is_no_database_is_one_error_of_ours(path: Path) -> None:
    path.write_bytes(b"a shopping list" * 100)
    with pytest.raises(GalleryError, match=r"gallery\.db cannot be used"):
        Database(path)


def test_a_closed_database_says_so(path: Path) -> None:
    database = Database(path)
    database.close()
    with pytest.raises(GalleryError, match="cannot be used"):
        database.value(COUNT)
