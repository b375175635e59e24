"""What is uploaded: whole records that name no machine, and each file once."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from pathlib import Path

from elsewhere import jpeg, keep, view
from imagine_nb import Gallery
from imagine_nb.gallery.journalled import begin
from imagine_nb.gallery.remote.address import address_of
from imagine_nb.gallery.remote.store import Store
from imagine_nb.records import NewAnswer, Outcome, Request

Opens = Callable[..., Gallery]


def said(address: str) -> str:
    """All that is written at an address but for the bytes of pictures."""
    store = Store(address_of(address))
    return b"".join(
        bytes(store.read({name: size})[name]) for name, size in store.sizes("manifests").items()
    ).decode()


def test_no_machine_and_no_folder_is_named(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    assert socket.gethostname() not in said(address)
    assert str(mine.folder) not in said(address)


def test_a_request_goes_once_it_has_ended(on: Opens, address: str) -> None:
    mine = on("mine", address)
    entry = begin(mine, Request("xai", "u", "/chat/completions", "m", "what?", "what?"))
    mine.sync()
    assert said(address) == ""
    entry.finish(Outcome("done"), answer=NewAnswer("A fox.", "r1", stored=True))
    mine.sync()
    tables = [next(iter(json.loads(line))) for line in said(address).splitlines()]
    assert tables == ["requests", "outcomes", "answers"]
    yours = on("yours", address)
    (answer,) = yours.answers()
    assert (answer.text, answer.question) == ("A fox.", "what?")
    assert yours.settled() == ""


def test_many_requests_that_have_not_ended_are_no_broken_segment(on: Opens, address: str) -> None:
    mine = on("mine", address)
    long = "a fox " * 1500
    entries = [begin(mine, Request("xai", "u", "/images/generations", "m", long, long)) for _ in range(240)]
    mine.sync()
    assert on("yours", address).refresh().broken == ()
    entries[0].finish(Outcome("done"), answer=NewAnswer("A fox.", "r1"))
    mine.sync()
    assert len(on("yours", address).answers()) == 1


def test_lines_whose_transaction_has_not_ended_wait_for_it(on: Opens, address: str, tmp_path: Path) -> None:
    other = Gallery(tmp_path / "other")
    keep(other, "red")
    archive = other.export(tmp_path / "one.zip")  # whose request and picture come in one transaction
    mine = on("mine", address)
    has_looked = threading.Event()

    def send() -> None:
        mine._replica.send()
        has_looked.set()

    def begins(statement: str) -> None:
        if statement.startswith("BEGIN"):  # where it waits for this one to end
            has_looked.set()

    def ends(statement: str) -> None:
        if statement == "COMMIT":  # the lines are in the logbook by now
            sender.start()
            has_looked.wait(30)

    sender = threading.Thread(target=send)
    with mine._replica.database._connected() as db:
        db.set_trace_callback(begins)
    with mine._database._connected() as db:
        db.set_trace_callback(ends)
    mine.import_(archive)
    sender.join(30)
    yours = on("yours", address)
    assert [each.sha256 for each in yours] == [each.sha256 for each in other]
    assert len(Store(address_of(address)).sizes("previews")) == 1
    other.close()


def test_equal_bytes_are_one_file(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red", "red")
    keep(mine, "red", prompt="another")
    mine.sync()
    assert len(Store(address_of(address)).sizes("pictures")) == 1
    yours = on("yours", address)
    assert [yours.data(each) for each in yours] == [jpeg("red")] * 3


def test_the_same_bytes_of_two_writers_outlive_a_deletion_by_one(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red")
    mine.sync()
    yours = on("yours", address)
    keep(yours, "red", prompt="the same by chance")
    yours.sync()
    mine.delete(1)
    mine.sync()
    third = on("third", address)
    (record,) = third
    assert record.prompt == "the same by chance"
    assert third.data(record) == jpeg("red")


def test_a_picture_that_is_gone_goes_as_its_record_alone(on: Opens, address: str) -> None:
    mine = on("mine", address)
    mine._replica.read_only = True  # nothing is uploaded yet
    keep(mine, "red", "blue")
    mine.path(mine[1]).unlink()
    mine.path(mine[2]).write_bytes(b"altered")
    mine._replica.read_only = False
    mine.sync()
    yours = on("yours", address)
    assert [yours.has(each) for each in yours] == [False, False]
    assert Store(address_of(address)).sizes("pictures") == {}


def test_a_logbook_that_was_written_anew_is_uploaded_by_a_new_writer(on: Opens, address: str) -> None:
    mine = on("mine", address)
    keep(mine, "red", "blue")
    mine.sync()
    (before,) = {name.split("/")[1] for name in Store(address_of(address)).sizes("manifests")}
    mine.close()
    (mine.folder / "gallery.jsonl").unlink()
    again = on("mine", address)
    keep(again, "green", prompt="a hat")
    again.sync()
    writers = {name.split("/")[1] for name in Store(address_of(address)).sizes("manifests")}
    assert before in writers
    assert len(writers) == 2
    assert len(Store(address_of(address)).sizes("pictures")) == 3  # what lies there is not uploaded again
    assert view(on("yours", address)) == view(again)


def test_what_an_archive_brought_goes_on_to_the_others(on: Opens, address: str, tmp_path: Path) -> None:
    other = Gallery(tmp_path / "other")
    keep(other, "red", "blue")
    archive = other.export(tmp_path / "some.zip", thumbnails_only=True)
    mine = on("mine", address)
    mine.import_(archive)
    mine.sync()
    yours = on("yours", address)
    assert [each.sha256 for each in yours] == [each.sha256 for each in other]
    assert yours.data(yours[1]) == mine.data(mine[1])
    assert yours.verify()
    other.close()
