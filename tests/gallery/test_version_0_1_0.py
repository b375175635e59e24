"""What version 0.1.0 kept, saved and wrote down is still read and run; `version_0_1_0/make.py` made it."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, jpeg, pictures, reply
from gallery.reading import facts_of
from imagine_nb import Gallery, Studio
from imagine_nb.errors import GalleryError, InputError, ModeratedError
from imagine_nb.saving import recipe_in
from imagine_nb.sources import file_source

MADE = Path(__file__).parent / "version_0_1_0"
FACTS = json.loads((MADE / "facts.json").read_text("utf-8"))
UNICODE = 'Un renard au café noir, "狐" 🦊 {brackets}\non two lines'


def a_copy(folder: Path) -> Path:
    return shutil.copytree(MADE / "gallery", folder / "gallery")


@pytest.fixture
def gallery(tmp_path: Path) -> Iterator[Gallery]:
    opened = Gallery(a_copy(tmp_path))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What is read of it now, by the code that told then what was read."""
    opened = Gallery(a_copy(tmp_path_factory.mktemp("read")))
    facts = facts_of(opened)
    opened.close()
    return facts


def as_before(now: Any, before: Any) -> Any:
    """`now` without the fields that its records have got since."""
    if isinstance(now, dict) and isinstance(before, dict):
        return {name: as_before(now[name], before[name]) for name in now if name in before}
    if isinstance(now, list) and isinstance(before, list) and len(now) == len(before):
        return [as_before(*each) for each in zip(now, before, strict=True)]
    return now


@pytest.mark.parametrize("what", FACTS)
def test_it_reads_the_same(read: Any, what: str) -> None:
    assert as_before(read[what], FACTS[what]) == FACTS[what]


def test_it_holds_every_kind_of_thing() -> None:
    """A comparison says little about what is not there."""
    endpoints = {each["endpoint"] for each in FACTS["pictures"]}
    statuses = {each["status"] for each in FACTS["charges"]}
    assert endpoints == {"/images/generations", "/images/edits"}
    assert statuses == {"done", "moderated", "failed", "unknown", "partial", "sent"}
    assert FACTS["engines"] == ["print-shop", "xai"]
    assert max(FACTS["last_takes"].values()) == 4
    assert all(FACTS[each] for each in FACTS)
    assert [each["number"] for each in FACTS["pictures"] if each["revised_prompt"] and each["url"]] == [4]
    assert (len(FACTS["pictures"]), len(FACTS["answers"]), len(FACTS["charges"])) == (19, 6, 30)


def test_it_has_the_tables_of_a_new_gallery_once_it_is_open(gallery: Gallery, tmp_path: Path) -> None:
    new = Gallery(tmp_path / "new")
    assert tables(gallery.folder) == tables(new.folder)
    new.close()


def tables(folder: Path) -> tuple[Any, set[Any]]:
    with closing(sqlite3.connect(folder / "gallery.db")) as db:
        version = db.execute("PRAGMA user_version").fetchone()
        return version, set(db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master"))


def test_a_request_has_the_key_under_which_it_was_kept(gallery: Gallery) -> None:
    with closing(sqlite3.connect(gallery.folder / "gallery.db")) as db:
        kept = {id_: keys for id_, *keys in db.execute("SELECT id, key, content FROM requests")}
    finished = [each["id"] for each in FACTS["requests"]]
    assert len(finished) == len(kept) - 1 == 29
    for each in finished:
        request = gallery.recorded(each).request
        assert [request.key, request.content] == kept[each]


@pytest.mark.parametrize(
    ("engine", "badge"), [("replay", "replayed"), ("auto", "replayed"), ("xai", "reused")]
)
def test_what_it_holds_is_asked_of_nobody_again(gallery: Gallery, engine: str, badge: str) -> None:
    """The server that was asked then is no more."""
    address = gallery.recorded(gallery[1].request_id).request.base_url if engine == "xai" else None
    studio = Studio(engine=engine, base_url=address, gallery=gallery, notify=lambda text: None)
    fox = studio.imagine("a red fox in the snow", n=2, aspect_ratio="3:2")
    night = fox[0].imagine("make this image night", resolution="2k").one
    hat = studio.imagine("a green hat", model="grok-imagine-image-2.0", quality="low", user="anna").one
    worn = studio.imagine("Put the hat from <IMAGE_1> on <IMAGE_0>", images=[night, hat]).one
    story = studio.imagine(UNICODE).one
    snowy = studio.imagine("make this image snowy", images=file_source("file_0123abcd")).one
    boats = [studio.imagine("a boat").one for _ in range(2)]  # the first was made anew to stay
    whale = studio.plan("a blue whale")  # which somebody else asked for
    assert (whale.n_kept, whale.price_usd) == (1, 0)
    made = [*fox, night, hat, worn, story, snowy, *boats]
    assert [each.number for each in made] == [1, 2, 3, 4, 5, 6, 7, 13, 11]
    assert {each.badge.split()[0] for each in made} == {badge}
    assert worn.ask("What is this?", max_tokens=50, detail="high").text.startswith("A fox with an orange")
    assert studio.ask("Which animal is it?", images=worn, chat="tour").text == "It is a fox."
    assert studio.ask("And its hat?", chat="tour").text == "Its hat is green."
    with pytest.raises(ModeratedError, match=r"As before: not sent, \$0 now"):
        studio.imagine("gore")
    studio.close()
    assert len(gallery.ledger()) == 30


@pytest.mark.parametrize(
    "prompt", ["a fox that fails", "a fox that nobody knows of", "a fox of which half came"]
)
def test_what_it_holds_no_whole_answer_to_is_not_replayed(gallery: Gallery, prompt: str) -> None:
    studio = Studio(engine="replay", gallery=gallery, notify=lambda text: None)
    options: Any = {"a fox that fails": {"user": "x"}, "a fox of which half came": {"n": 2}}.get(prompt, {})
    with pytest.raises(InputError, match="holds no recording"):
        studio.imagine(prompt, **options)


def test_what_the_print_shop_drew_is_not_drawn_again(gallery: Gallery) -> None:
    studio = Studio(engine="print-shop", gallery=gallery, notify=lambda text: None)
    apple = studio.imagine("an apple, minimal flat vector logo", aspect_ratio="20:9").one
    blue = studio.imagine("make it blue", images=MADE / "photo.png").one
    made = [apple, blue, blue.imagine("make it night").one]
    studio.close()
    assert [each.number for each in made] == [16, 17, 18]
    assert {each.badge.split()[0] for each in made} == {"reused"}


def test_what_was_deleted_in_it_is_known_to_its_children_alone(gallery: Gallery) -> None:
    with pytest.raises(GalleryError, match="no picture 14"):
        gallery[14]
    (sketch,) = gallery.ancestors(15)
    assert (sketch.number, sketch.prompt) == (14, "a sketch to throw away")
    assert not gallery.has(sketch)


def test_what_a_crash_of_it_left_behind_is_taken_in(gallery: Gallery) -> None:
    (left,) = gallery.verify().unfinished
    found = gallery.recover()
    assert (found.adopted, found.n_pictures, found.unknown, found.failed) == ((left,), 1, (), ())
    last = gallery.last
    assert last is not None
    assert (last.number, last.prompt, last.cost_ticks) == (21, "a fox that a crash left behind", 200_000_000)
    assert gallery.verify()


def test_it_goes_on_growing(gallery: Gallery) -> None:
    studio = Studio(engine="print-shop", gallery=gallery, notify=lambda text: None)
    green = studio.picture(gallery[17]).imagine("make it green").one
    studio.close()
    assert (green.number, green.parents, green.record.take) == (22, (gallery[17].id,), 1)
    assert [each.number for each in gallery.descendants(17)] == [18, 22]
    assert gallery[21].prompt == "a fox that a crash left behind"  # taken in before anything was asked


def test_an_archive_of_it_is_taken_in(tmp_path: Path) -> None:
    new = Gallery(tmp_path / "new")
    assert (
        repr(new.import_(MADE / "archive.zip"))
        == "<Imported 2 pictures · 1 answer · 3 requests · numbers 1 to 2 here>"
    )
    before = [each for each in FACTS["pictures"] if each["prompt"] == "a blue whale"]
    assert [(each.id, each.sha256) for each in new] == [(each["id"], each["sha256"]) for each in before]
    assert (new.labels(), new.answers()[0].text) == (("sea",), "A whale.")
    assert new.verify()
    new.close()


def test_a_picture_that_it_saved_tells_its_recipe() -> None:
    found = recipe_in((MADE / "fox-saved.jpg").read_bytes())
    before = FACTS["pictures"][4]
    assert found is not None
    assert found.picture.id == before["id"]
    assert found.picture.sent == before["sent"] == "Put the hat from <IMAGE_1> on <IMAGE_0>"
    assert list(found.picture.parents) == before["parents"]
    assert [each.sha256 for each in found.picture.sources] == [each["sha256"] for each in before["sources"]]
    assert "imagine('Put the hat from <IMAGE_1> on <IMAGE_0>', images=[" in found.program


def ran(program: str, folder: Path, **settings: str) -> str:
    """The last line that a program prints, in a process of its own where `photo.png` lies."""
    shutil.copy(MADE / "photo.png", folder)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", (MADE / program).read_text("utf-8")],
        cwd=folder, env={**os.environ, **settings}, capture_output=True, encoding="utf-8", timeout=120,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize(
    ("program", "n_pictures", "shown"),
    [
        ("recipe.txt", 6, "<Picture 6: Put <IMAGE_0> beside <IMAGE_1> · "),
        ("recipe-of-a-take.txt", 4, "<Picture 4: a boat · 1024 x 1024 · "),
    ],
)
def test_a_recipe_runs_on_the_print_shop(tmp_path: Path, program: str, n_pictures: int, shown: str) -> None:
    folder = tmp_path / "made"
    line = ran(program, tmp_path, IMAGINE_NB_ENGINE="print-shop", IMAGINE_NB_GALLERY=str(folder))
    assert line.startswith(shown)
    assert "print shop, not Grok" in line
    made = Gallery(folder)
    assert len(made) == n_pictures
    assert made.verify()
    made.close()


def test_a_recipe_of_a_stored_file_still_names_it(tmp_path: Path, faults: FaultServer) -> None:
    faults.then(reply(200, pictures(jpeg())))
    settings = {"XAI_BASE_URL": faults.base_url, "IMAGINE_NB_GALLERY": str(tmp_path / "made")}
    line = ran("recipe-of-a-stored-file.txt", tmp_path, **settings)
    assert line.startswith("<Picture 1: make this image snowy · 64 x 48 · grok-imagine-image · $0.02")
    assert faults.requests[0].path == "/v1/images/edits"
    assert faults.requests[0].json["image"] == {"file_id": "file_0123abcd"}


@pytest.mark.parametrize(
    ("program", "number"),
    [("recipe.txt", 8), ("recipe-of-a-stored-file.txt", 7), ("recipe-of-a-take.txt", 13)],
)
def test_a_recipe_finds_its_own_pictures_again(tmp_path: Path, program: str, number: int) -> None:
    settings = {"IMAGINE_NB_ENGINE": "replay", "IMAGINE_NB_GALLERY": str(a_copy(tmp_path))}
    assert ran(program, tmp_path, **settings).startswith(f"<Picture {number}: ")
