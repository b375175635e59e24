"""What listeners of a gallery are told: whoever writes, in order, once, and at nobody's expense."""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from queue import Queue

import pytest

from imagine_nb import Gallery, Studio
from imagine_nb.gallery.feed import MOST, Added, Change, Marked, Reset, Subscription

Keep = Callable[..., None]
SECONDS = 20.0


class Heard:
    """What one listener was told, in order."""

    def __init__(self, gallery: Gallery) -> None:
        self._changes: Queue[Change] = Queue()
        self.threads: set[str] = set()
        self.subscription: Subscription | None = gallery.feed.listen(self._hear)

    def _hear(self, change: Change) -> None:
        self.threads.add(threading.current_thread().name)
        self._changes.put(change)

    def next(self) -> Change:
        return self._changes.get(timeout=SECONDS)

    def numbers(self, count: int) -> list[int]:
        """The numbers of the next pictures that were added, so many of them."""
        found: list[int] = []
        while len(found) < count:
            change = self.next()
            assert isinstance(change, Added)
            found += [each.number for each in change.pictures]
        return found


def by_another_process(gallery: Gallery, code: str) -> None:
    program = f"from imagine_nb import Gallery, Studio\ngallery = Gallery({str(gallery.folder)!r})\n{code}"
    subprocess.run([sys.executable, "-c", program], check=True, timeout=120)


def test_pictures_that_anybody_adds_are_told_with_their_records(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    with closing(Gallery(three.folder)) as other:
        keep(other, b"fourth", b"fifth")
        change = heard.next()
    assert change == Added(tuple(three[3:]))
    keep(three, b"sixth")
    assert heard.numbers(1) == [6]
    assert heard.threads == {"imagine_nb watch"}


def test_marks_are_told_as_they_are_set_and_taken_off(three: Gallery) -> None:
    heard, id_ = Heard(three), three[2].id
    three.favourite(2)
    three.favourite(2, on=False)
    three.label(2, "poster")
    three.delete(2)
    assert [heard.next() for _ in range(4)] == [
        Marked(id_, "favourite", "", is_on=True),
        Marked(id_, "favourite", "", is_on=False),
        Marked(id_, "label", "poster", is_on=True),
        Marked(id_, "deleted", "", is_on=True),
    ]


def test_what_a_studio_makes_is_told(studio: Studio) -> None:
    heard = Heard(studio.gallery)
    made = studio.imagine("a red fox", n=2)
    assert heard.numbers(2) == [each.record.number for each in made]


def test_threads_that_write_at_once_are_all_told_in_order(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    threads = [threading.Thread(target=keep, args=(three, b"%d" % number)) for number in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert heard.numbers(12) == list(range(4, 16))


def test_a_listener_that_hangs_delays_no_writer(three: Gallery, keep: Keep) -> None:
    begun, goes_on = threading.Event(), threading.Event()

    def hang(change: Change) -> None:
        begun.set()
        goes_on.wait(SECONDS)

    with three.feed.listen(hang):
        keep(three, b"fourth")
        assert begun.wait(SECONDS)
        heard = Heard(three)
        keep(three, b"fifth")
        assert len(three) == 5
        goes_on.set()
        assert heard.numbers(1)[-1] == 5


def test_a_listener_that_fails_harms_nobody_and_is_told_of(
    three: Gallery, keep: Keep, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(change: Change) -> None:
        raise RuntimeError("no panel")

    with three.feed.listen(fail):
        heard = Heard(three)
        for data in (b"fourth", b"fifth"):
            keep(three, data)
            heard.numbers(1)
        with closing(Gallery(three.folder)) as other:  # a later turn of the thread: both calls are done
            last = Heard(other)
            keep(other, b"sixth")
            last.numbers(1)
    assert "imagine_nb: a listener of the gallery failed: " in (told := capsys.readouterr().err)
    assert "no panel" in told


def test_who_closed_or_is_gone_hears_no_more(three: Gallery, keep: Keep) -> None:
    closed, gone, stays = Heard(three), Heard(three), Heard(three)
    assert closed.subscription is not None
    closed.subscription.close()
    closed.subscription.close()
    gone.subscription = None
    gc.collect()
    keep(three, b"fourth")
    assert stays.numbers(1) == [4]
    assert closed._changes.empty()
    assert gone._changes.empty()


def test_what_was_there_before_is_not_told(three: Gallery, keep: Keep) -> None:
    three.favourite(1)
    first = Heard(three)
    keep(three, b"fourth")
    assert first.numbers(1) == [4]
    first.subscription = None
    gc.collect()
    keep(three, b"fifth")
    second = Heard(three)
    keep(three, b"sixth")
    assert second.numbers(1) == [6]


def test_another_process_is_heard_once_somebody_looks(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    by_another_process(three, "Studio(engine='print-shop', gallery=gallery).imagine('a fox', n=2)")
    by_another_process(three, "gallery.favourite(1)")
    assert heard._changes.empty()
    three.feed.look()
    assert heard.numbers(2) == [4, 5]
    assert heard.next() == Marked(three[1].id, "favourite", "", is_on=True)
    three.feed.look()
    keep(three, b"sixth")
    assert heard.numbers(1) == [6]


def test_after_very_many_changes_all_is_to_be_read_anew(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    keep(three, *(b"%d" % number for number in range(MOST + 1)))
    assert heard.next() == Reset()
    keep(three, b"one more")
    assert heard.numbers(1) == [MOST + 5]


def test_a_folder_that_was_deleted_and_made_anew_is_told(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    shutil.rmtree(three.folder)
    keep(three, b"first of the new")
    assert heard.next() == Reset()
    keep(three, b"second of the new")
    assert heard.numbers(1) == [2]


@pytest.mark.skipif(sys.platform == "win32", reason="open files hold a folder there")
def test_looking_does_not_make_a_deleted_folder_anew(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    with closing(Gallery(three.folder.with_name("other"))) as other:
        later = Heard(other)
        shutil.rmtree(three.folder)
        three.feed.look()
        keep(other, b"here")  # in the same thread, after the look
        later.numbers(1)
        other.favourite(1)
        later.next()
    assert not three.folder.exists()
    assert heard._changes.empty()


@pytest.mark.skipif(sys.platform == "win32", reason="open files hold a folder there")
def test_a_folder_that_was_renamed_is_listened_to_on(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    new = three.folder.rename(three.folder.with_name("renamed"))
    with closing(Gallery(new)) as other:
        keep(other, b"fourth")
        assert heard.numbers(1) == [4]


def test_a_rebuilt_database_is_listened_to_on(three: Gallery, keep: Keep) -> None:
    heard = Heard(three)
    three.rebuild()
    keep(three, b"fourth")
    assert heard.numbers(1) == [4]


def test_a_closed_gallery_is_silent(three: Gallery, keep: Keep) -> None:
    with closing(Gallery(three.folder)) as other:
        heard, still = Heard(three), Heard(other)
        three.close()
        keep(other, b"fourth")
        assert still.numbers(1) == [4]
        assert heard._changes.empty()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_child_hears_its_own_and_its_parent_hears_on() -> None:
    code = """
import os, queue, tempfile
from imagine_nb import Studio
studio = Studio(engine='print-shop', gallery=tempfile.mkdtemp(), notify=lambda text: None)
gallery, heard = studio.gallery, queue.Queue()
parents = gallery.feed.listen(heard.put)
studio.imagine('a fox')
print(heard.get(timeout=20).pictures[0].sent)
child = os.fork()
if not child:
    own = queue.Queue()
    children = gallery.feed.listen(own.put)
    studio.imagine('a hat')
    told = own.get(timeout=20).pictures[0].sent
    print(told, heard.empty(), flush=True)
    os._exit(0)
os.waitpid(child, 0)
gallery.feed.look()
print(heard.get(timeout=20).pictures[0].sent)
"""
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert (ran.stdout.split("\n")[:3], ran.stderr) == (["a fox", "a hat True", "a hat"], "")
