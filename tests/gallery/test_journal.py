import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.database import Database
from imagine_nb.gallery.journal import Journal
from imagine_nb.gallery.sessions import session
from imagine_nb.records import NewAnswer, NewPicture, Outcome, Request, SourceRecord
from imagine_nb.usage import Usage

ASKED = Request("xai", "https://api.x.ai/v1", "/images/generations", "m", "a fox", "a fox", {"n": 2})


def picture(data: bytes = b"\xff\xd8\xff1") -> NewPicture:
    return NewPicture(data, "image/jpeg", 4, 3, revised_prompt="a red fox")


def place(number: int, picture_id: str, new: NewPicture) -> str:
    return f"{number}.jpg"


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(Database(tmp_path / "gallery.db"))


def test_a_request_comes_back_as_it_was_written(journal: Journal) -> None:
    outcome = Outcome(
        "done", model="m-1", http_status=200, request_id="r", usage=Usage(7, 1, 2, 3, 6), seconds=1.5
    )
    recorded = journal.finish(journal.begin(ASKED), outcome, pictures=[picture(), picture(b"2")], place=place)
    assert recorded == journal.recorded(recorded.id)
    assert (recorded.request, recorded.outcome) == (ASKED, outcome)
    first, second = recorded.pictures
    assert (first.number, first.path, first.prompt, first.model, first.n) == (1, "1.jpg", "a fox", "m-1", 2)
    assert (first.cost_ticks, second.cost_ticks) == (4, 3)  # the parts add up to the whole


def test_equal_bytes_twice_are_two_pictures_and_one_file(journal: Journal) -> None:
    recorded = journal.finish(
        journal.begin(ASKED), Outcome("done"), pictures=[picture(), picture()], place=place
    )
    assert {each.path for each in recorded.pictures} == {"1.jpg"}
    assert len({each.id for each in recorded.pictures}) == journal.count() == 2


def test_sources_of_the_gallery_become_parents_in_order(journal: Journal) -> None:
    made = journal.finish(
        journal.begin(ASKED), Outcome("done"), pictures=[picture(), picture(b"2")], place=place
    )
    sources = tuple(
        SourceRecord("x", sha256=each.sha256, picture_id=each.id) for each in reversed(made.pictures)
    )
    edit = Request(
        "xai", "u", "/images/edits", "m", "both", "both", sources=(*sources, SourceRecord("y", url="u"))
    )
    child = journal.finish(
        journal.begin(edit), Outcome("done"), pictures=[picture(b"3")], place=place
    ).pictures[0]
    assert child.parents == tuple(each.id for each in reversed(made.pictures))
    assert child.sources == edit.sources


def test_an_answer_is_kept_with_its_question_and_cost(journal: Journal) -> None:
    outcome = Outcome("done", model="grok-4.3", usage=Usage(5), seconds=0.5)
    answer = journal.finish(
        journal.begin(ASKED), outcome, answer=NewAnswer("A fox.", "resp_1"), place=place
    ).answer
    assert answer is not None
    assert (answer.question, answer.text, answer.response_id, answer.usage.cost_in_usd_ticks) == (
        "a fox",
        "A fox.",
        "resp_1",
        5,
    )
    assert journal.answers() == [answer]


def test_a_failure_between_writes_leaves_no_half(journal: Journal) -> None:
    def fails(number: int, picture_id: str, new: NewPicture) -> str:
        raise GalleryError("The disk is full.")

    begun = journal.begin(ASKED)
    with pytest.raises(GalleryError, match="disk is full"):
        journal.finish(begun, Outcome("done"), pictures=[picture()], place=fails)
    with pytest.raises(GalleryError, match="no finished request"):
        journal.recorded(begun.id)
    assert journal.count() == 0
    assert journal.finish(begun, Outcome("done"), pictures=[picture()], place=place).pictures


def test_a_database_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(GalleryError, match="newer imagine_nb"):
        Database(path)


def test_a_file_that_is_no_database_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "gallery.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(GalleryError, match="cannot be used"):
        Database(path)
    assert path.read_bytes().startswith(b"this is no database")


def test_threads_and_connections_write_side_by_side(tmp_path: Path) -> None:
    def write(journal: Journal) -> None:
        for _ in range(20):
            journal.finish(journal.begin(ASKED), Outcome("done"), pictures=[picture()], place=place)

    journals = [Journal(Database(tmp_path / "gallery.db")) for _ in range(2)]
    threads = [threading.Thread(target=write, args=(each,)) for each in (*journals, *journals)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = [each.number for each in journals[0].pictures("ORDER BY p.number")]
    assert numbers == list(range(1, 81))


def test_a_request_that_is_finished_twice_has_its_pictures_and_its_answer_once(journal: Journal) -> None:
    request_id = journal.begin(ASKED)
    for _ in range(2):
        answer = NewAnswer("A fox.", None)
        done = journal.finish(request_id, Outcome("done"), pictures=[picture()], answer=answer, place=place)
    assert len(done.pictures) == journal.count() == len(journal.answers()) == 1


def test_a_picture_that_comes_late_joins_its_request_and_costs_nothing_more(journal: Journal) -> None:
    request_id = journal.begin(ASKED)
    first, second = (NewPicture(b"x", "image/jpeg", 1, 1, url=url) for url in ("https://a", "https://b"))
    journal.finish(request_id, Outcome("partial", usage=Usage(9)), pictures=[first], place=place)
    done = journal.finish(request_id, Outcome("done", usage=Usage(9)), pictures=[first, second], place=place)
    assert [(each.index, each.cost_ticks, each.url) for each in done.pictures] == [
        (0, 9, "https://a"),
        (1, 0, "https://b"),
    ]
    assert journal.cost_ticks() == 9


def test_late_pictures_stand_after_all_that_came_before(journal: Journal) -> None:
    """Pictures that came as base64 have no address, and count all the same."""
    begun = journal.begin(ASKED)
    journal.finish(begun, Outcome("partial"), pictures=[picture(), picture(b"2")], place=place)
    late = NewPicture(b"3", "image/jpeg", 4, 3, url="https://x.org/3.jpg")
    whole = journal.finish(begun, Outcome("done", usage=Usage(9)), pictures=[late], place=place)
    assert [each.index for each in whole.pictures] == [0, 1, 2]
    assert [each.cost_ticks for each in whole.pictures] == [None, None, 0]
    assert whole == journal.recorded(begun.id)


def test_a_process_has_one_name_whichever_thread_asks_first() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: session(), range(64)))) == 1


def test_the_newest_choice_of_a_slot_counts_and_only_there(journal: Journal) -> None:
    first, second = journal.begin(ASKED).id, journal.begin(ASKED).id
    assert journal.chosen(ASKED.key, 1) is None
    for chosen in (first, second):
        journal.choose(ASKED.key, 1, chosen)
    journal.choose(ASKED.key, 2, first)
    assert [journal.chosen(ASKED.key, slot) for slot in (1, 2, 3)] == [second, first, None]
    assert journal.chosen("another", 1) is None
