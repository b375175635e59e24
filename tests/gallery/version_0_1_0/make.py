"""How the gallery beside this file was made, by imagine_nb 0.1.0. It is kept to be read, not to be run again.

`gallery/` is what that version wrote, `facts.json` what it read of it, `archive.zip` what it exported of
another gallery and imported here, `fox-saved.jpg` a picture that it saved, each `recipe*.txt` a recipe's
program, and `photo.png` a file that they take. It ran at the root of the checkout, in an environment with
0.1.0, as `PYTHONPATH=tests python tests/gallery/version_0_1_0/make.py`.

Three things were then set by hand, in SQL: the names of the sessions, which told of the machine; the age of
the request that a crash left behind, so that no kernel is taken to wait for it; and the database was packed
into one file. The gallery's own `.gitignore` was left out, since it would keep all of it out of commits.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from importlib.metadata import version
from pathlib import Path

from PIL import Image

from faults_server import Act, FaultServer, answer, deltas, jpeg, pictures, reply, stream
from gallery.reading import facts_of
from imagine_nb import Gallery, ImagineError, Picture, Studio
from imagine_nb.records import Request
from imagine_nb.sources import file_source

HERE = Path(__file__).parent
RECIPES = {"8": "recipe.txt", "7": "recipe-of-a-stored-file.txt", "13": "recipe-of-a-take.txt"}
MODERATED = "Rejected by content moderation."
BLUE, GREEN, RED = (30, 60, 200), (30, 160, 60), (200, 60, 40)


def told(text: str, response_id: str, *, store: bool = False) -> Act:
    """An answer as the API streams it."""
    ended = answer(text, response_id=response_id, store=store)
    ending = {"type": "response.completed", "response": ended}
    return stream(*deltas(*text.partition(" ")), ending)


def fails(ask: Callable[[], object]) -> None:
    """Ask for what is to be refused or to fail."""
    with suppress(ImagineError):
        ask()
        raise AssertionError("It did not fail.")


def ask_the_api(studio: Studio, api: FaultServer) -> Picture:
    """What a day at the API brings, and the picture that has most behind it."""
    api.then(reply(200, pictures(jpeg(RED), jpeg((210, 90, 50)), ticks=400_000_001)))
    fox = studio.imagine("a red fox in the snow", n=2, aspect_ratio="3:2")
    api.then(reply(200, pictures(jpeg((20, 20, 60)))))
    night = fox[0].imagine("make this image night", resolution="2k").one
    revised = pictures(jpeg(GREEN))
    revised["data"][0] |= {"revised_prompt": "A green hat on white.", "url": "https://example.com/1.jpg"}
    api.then(reply(200, revised))
    hat = studio.imagine("a green hat", model="grok-imagine-image-2.0", quality="low", user="anna").one
    api.then(reply(200, pictures(jpeg((90, 120, 60)), ticks=900_000_000)))
    worn = studio.imagine("Put the hat from <IMAGE_1> on <IMAGE_0>", images=[night, hat]).one
    api.then(reply(200, pictures(jpeg((1, 2, 3)))))
    studio.imagine('Un renard au café noir, "狐" 🦊 {brackets}\non two lines', typed="{animal} au café")
    api.then(reply(200, pictures(jpeg((250, 250, 250)))))
    studio.imagine("make this image snowy", images=[file_source("file_0123abcd")])
    api.then(reply(200, pictures(jpeg((140, 80, 20)))))
    studio.imagine(
        "Put <IMAGE_0> beside <IMAGE_1>", images=["https://example.com/hat.jpg", "photo.png", worn]
    )
    ask_questions(studio, api, worn)
    meet_trouble(studio, api, worn)
    make_takes(studio, api)
    mark(studio, api, fox[1], worn)
    return worn


def ask_questions(studio: Studio, api: FaultServer, worn: Picture) -> None:
    api.then(told("A fox with an orange tail and a hat.", "resp_1"))
    worn.ask("What is this?", max_tokens=50, detail="high")
    api.then(told("It is a fox.", "resp_2"), told("Its hat is green.", "resp_3"))
    studio.ask("Which animal is it?", images=worn, chat="tour")
    studio.ask("And its hat?", chat="tour")
    api.then(told("It stays at the API.", "resp_4", store=True))
    worn.ask("Do you keep this?", store_messages=True)


def meet_trouble(studio: Studio, api: FaultServer, worn: Picture) -> None:
    bill = {"usage": {"cost_in_usd_ticks": 900_000_000}}
    api.then(
        reply(400, {"code": "imagine:content-moderated", "error": MODERATED, **bill}, x_request_id="req-7")
    )
    fails(lambda: studio.imagine("gore"))
    api.then(reply(422, {"error": "Bad user."}), reply(500, b"<html><title>Bad gateway</title></html>"))
    fails(lambda: studio.imagine("a fox that fails", user="x"))
    fails(lambda: studio.imagine("a fox that nobody knows of"))
    kept_back = pictures(jpeg((7, 8, 9)))
    kept_back["data"].append({"b64_json": "", "respect_moderation": False})
    api.then(reply(200, kept_back))
    studio.imagine("a fox of which half came", n=2)
    api.then(reply(500))
    fails(lambda: worn.ask("Who answers nothing?"))


def make_takes(studio: Studio, api: FaultServer) -> None:
    """Takes 1 and 2 as one cell makes them, 3 asked for fresh, and 4 made again in the place of the first."""
    api.then(*(reply(200, pictures(jpeg((60 * take, 60, 200)))) for take in (1, 2, 3, 4)))
    first = studio.imagine("a boat").one
    studio.imagine("a boat")
    studio.imagine("a boat", fresh=True)
    studio.again(first)


def mark(studio: Studio, api: FaultServer, fox: Picture, worn: Picture) -> None:
    gallery = studio.gallery
    gallery.favourite(worn)
    gallery.favourite(fox)
    gallery.favourite(fox, on=False)
    gallery.label(worn, "poster", "für Anna")
    gallery.label(fox, "draft", "poster")
    gallery.label(fox, "draft", on=False)
    api.then(reply(200, pictures(jpeg((5, 5, 5)))), reply(200, pictures(jpeg((6, 6, 6)))))
    sketch = studio.imagine("a sketch to throw away").one
    sketch.imagine("ink this image")
    gallery.delete(sketch)


def print_some(folder: Path) -> None:
    """The same without a key: one picture that the print shop drew, and an edit of a small one."""
    studio = Studio(engine="print-shop", gallery=folder, notify=lambda text: None)
    apple = studio.imagine("an apple, minimal flat vector logo", aspect_ratio="20:9").one
    apple.ask("What is this?")
    studio.imagine("make it blue", images="photo.png").one.imagine("make it night")
    end(studio)


def import_small_copies(api: FaultServer, folder: Path) -> None:
    """What somebody else made, of which only thumbnails came."""
    studio = Studio(engine="xai", base_url=api.base_url, gallery="elsewhere", notify=lambda text: None)
    api.then(reply(200, pictures(jpeg(BLUE))), reply(200, pictures(jpeg((90, 90, 220)))))
    whale = studio.imagine("a blue whale").one
    studio.gallery.label(whale, "sea")
    studio.again(whale)
    api.then(told("A whale.", "resp_9"))
    whale.ask("Which animal is it?")
    here = Gallery(folder)
    here.import_(studio.gallery.export("archive.zip", thumbnails_only=True))
    here.close()
    end(studio)


def end(studio: Studio) -> None:
    studio.close()
    studio.gallery.close()


def crash(folder: Path) -> str:
    """A kernel that ends between the answer and its record: the request, whose body came whole."""
    gallery = Gallery(folder)
    prompt = "a fox that a crash left behind"
    address = "https://api.x.ai/v1"
    entry = gallery.begin(
        Request("xai", address, "/images/generations", "grok-imagine-image", prompt, prompt, {"n": 1})
    )
    entry.write(json.dumps(pictures(jpeg((77, 77, 7)))).encode())
    entry.whole()
    gallery.close()
    return entry.id


def settle(path: Path, crashed: str) -> None:
    """What is set by hand; see above."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(
            "UPDATE requests SET session = 'studio:4194305:0123456789abcdef'"  # no process has that number
            " WHERE session NOT LIKE 'imported:%'"
        )
        db.execute(
            "UPDATE requests SET created = created - 86400, session = 'studio:4194306:fedcba9876543210'"
            " WHERE id = ?",
            (crashed,),
        )
        db.execute("VACUUM")


def make(folder: Path) -> None:
    os.environ["JPY_SESSION_NAME"] = str(folder.with_name("lesson.ipynb"))  # the notebook that it is made in
    Image.linear_gradient("L").resize((64, 48)).convert("RGB").save("photo.png")
    api = FaultServer()
    studio = Studio(engine="xai", base_url=api.base_url, gallery=folder, notify=lambda text: None)
    worn = ask_the_api(studio, api)
    worn.save("fox-saved.jpg")
    end(studio)
    print_some(folder)
    import_small_copies(api, folder)
    api.close()
    settle(folder / "gallery.db", crash(folder))


def main() -> None:
    assert version("imagine_nb") == "0.1.0"
    os.chdir(tempfile.mkdtemp())
    folder = Path.cwd() / "gallery"
    make(folder)
    gallery = Gallery(folder)
    facts = facts_of(gallery)
    gallery.close()  # the last connection: it packs the log into the database
    (folder / ".gitignore").unlink()
    shutil.copytree(folder, HERE / "gallery")
    for name in ("fox-saved.jpg", "photo.png", "archive.zip"):
        shutil.copy(name, HERE)
    (HERE / "facts.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    for number, name in RECIPES.items():
        (HERE / name).write_text(facts["recipes"][number]["program"], "utf-8")


if __name__ == "__main__":
    main()
