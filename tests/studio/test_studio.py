import json
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from faults_server import FaultServer, answer, reply
from imagine_nb import Client, Gallery, Studio
from imagine_nb.errors import GalleryError, InputError, ModeratedError, SourceError
from quick_server import QuickServer


def test_generate_edit_combine_ask(studio: Studio, png: bytes) -> None:
    fox = studio.imagine("a red fox in the snow")
    night = studio.imagine("make it night", images=fox)
    park = studio.imagine("all together in a park", images=[fox, night, png], aspect_ratio="3:2")
    assert park.size == (1248, 832)
    assert park.parents == (fox.one.id, night.one.id)
    assert len(park.record.sources) == 3
    answer = studio.ask("What is here?", images=park)
    assert "print shop" in answer.text.lower()
    assert [len(studio.gallery), len(studio.gallery.answers())] == [3, 1]


def test_a_picture_loads_nothing_that_tables_need(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom imagine_nb import Studio\n"
        "Studio(engine='print-shop', gallery=sys.argv[1]).imagine('a fox')\n"
        "tables = ('imagine_nb.bulk', 'imagine_nb.studio.bulk')\n"
        "print([name for name in sys.modules if name.startswith(tables)])"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_the_same_source_twice_is_one_where_it_came_first(studio: Studio, png: bytes) -> None:
    fox, cat = studio.imagine("a red fox"), studio.imagine("a cat")
    both = studio.imagine("together", images=[fox, cat, fox])
    assert both.parents == (fox.one.id, cat.one.id)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"image": b"x"}, "There is no option image=. Did you mean images=?"),
        ({"apsect_ratio": "3:2"}, "There is no option apsect_ratio=. Did you mean aspect_ratio=?"),
        ({"bogus": 1}, "There is no option bogus=. Options: aspect_ratio, "),
    ],
)
def test_a_misspelt_option_is_not_lost_in_silence(studio: Studio, options: dict, message: str) -> None:
    for call in (studio.imagine, studio.ask):
        with pytest.raises(InputError, match=r"There is no option"):
            call("a fox", **options)
    with pytest.raises(InputError) as error:
        studio.imagine("a fox", **options)
    assert message in str(error.value)
    assert len(studio.gallery) == 0


def test_a_folder_that_was_deleted_is_made_again(studio: Studio) -> None:
    folder = studio.imagine("a fox").path.parent
    shutil.rmtree(folder)
    cat = studio.imagine("a cat").one
    assert (cat.number, cat.path.is_file(), cat.notice) == (1, True, "")
    assert [each.sent for each in Gallery(folder)] == ["a cat"]
    assert studio.gallery.verify()


def test_a_chat_goes_on_under_its_name(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    first = studio.ask("What is this?", images=fox, chat="tour")
    second = studio.ask("And how large is it?", chat="tour")
    assert first.record.chat == second.record.chat == "tour"
    assert "1024" in second.text
    with pytest.raises(InputError, match="no picture to ask about"):
        studio.ask("And how large is it?", chat="another")


@pytest.mark.parametrize("chat", [3, ["tour"], {}])
def test_a_chat_that_is_neither_a_name_nor_a_chat_is_refused(studio: Studio, chat: Any) -> None:
    fox = studio.imagine("a red fox")
    with pytest.raises(InputError, match="It is a name, as text, or a Chat"):
        studio.ask("What is it?", images=fox, chat=chat)
    assert studio.chats == ()


def test_a_question_that_fails_leaves_no_trace_in_its_chat(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    studio.ask("What is this?", images=fox, chat="tour")
    job = studio.start_ask("one two three", chat="tour", on_text=lambda text: job.cancel())
    with pytest.raises(BaseException):  # noqa: B017, PT011 - a cancelled job raises what its future raises
        job.result()
    assert "1024" in studio.ask("How large is it?", chat="tour").text


def test_an_answer_comes_piece_by_piece(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    pieces: list[str] = []
    answer = studio.ask("What is this?", images=fox, on_text=pieces.append)
    assert len(pieces) > 3
    assert "".join(pieces) == answer.text


def test_a_loop_varies_and_the_same_loop_is_the_same_again(tmp_path: Path) -> None:
    def loop(folder: str) -> list[bytes]:
        studio = Studio(engine="print-shop", gallery=tmp_path / folder, notify=lambda text: None)
        made = [studio.imagine("a red fox").data for _ in range(3)]
        studio.close()
        return made

    first = loop("a")
    assert len(set(first)) == 3
    assert loop("b") == first


def test_a_fresh_request_is_a_take_that_was_never_made(studio: Studio, tmp_path: Path) -> None:
    first = studio.imagine("a red fox")
    again = Studio(engine="print-shop", gallery=studio.gallery, notify=lambda text: None)
    assert again.imagine("a red fox", fresh=True).record.take == first.record.take + 1
    again.close()


def test_the_engine_and_the_folder_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told: list[str] = []
    studio = Studio(gallery=tmp_path / "g", notify=told.append)
    studio.imagine("a fox")
    studio.imagine("a cat")
    assert len(told) == 1
    assert "not Grok's" in told[0]
    assert "kept in g/" in told[0]
    studio.close()


def test_with_no_gallery_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    studio = Studio(engine="print-shop", gallery=False, notify=lambda text: None)
    fox = studio.imagine("a red fox")
    assert (fox.path, fox.number, fox.size) == (None, 0, (1024, 1024))
    assert "fox" in fox.ask("What is this?").text
    assert fox.imagine("make it night").parents == (fox.one.id,)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(GalleryError, match="keeps nothing"):
        _ = studio.gallery
    studio.close()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 101}, "n is 101. One call makes 1 to 100 pictures."),
        ({"aspect_ratio": "7:5"}, "There is no aspect ratio '7:5'"),
        ({"resolution": "4K"}, "Allowed: 1k, 2k."),
        ({"images": ["a.png", "b.png"]}, "Cannot read 'a.png'"),
        (
            {"images": [f"https://x.org/{k}.jpg" for k in range(4)]},
            "4 source images: grok-imagine-image takes at most 3.",
        ),
        (
            {"images": ["https://x.org/1.jpg"], "aspect_ratio": "1:1"},
            "An edit of one picture keeps its shape.",
        ),
    ],
)
def test_what_cannot_be_sent_is_refused_in_one_line(studio: Studio, options: dict, message: str) -> None:
    with pytest.raises(InputError) as error:
        studio.imagine("a fox", **options)
    assert message in str(error.value)
    assert len(studio.gallery) == 0


@pytest.mark.parametrize("prompt", ["", "   ", 5, "half \ud800", "use xai-abcdefghij0123456789 please"])
def test_an_empty_prompt_and_one_with_a_key_are_not_sent(studio: Studio, prompt: str) -> None:
    with pytest.raises(InputError):
        studio.imagine(prompt)
    assert studio.gallery.last is None


def test_a_folder_is_no_picture(studio: Studio, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="is a folder"):
        studio.imagine("x", images=tmp_path)


def test_requests_from_several_threads_are_all_kept(studio: Studio) -> None:
    threads = [
        threading.Thread(target=studio.imagine, args=(f"a {noun}",)) for noun in ("fox", "cat", "dog", "tree")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(each.sent for each in studio.gallery) == ["a cat", "a dog", "a fox", "a tree"]


def test_a_cancelled_job_ends_at_once_and_is_in_the_journal(studio: Studio) -> None:
    job = studio.start_imagine("a busy city at night", n=10)
    started = time.monotonic()
    job.cancel()
    assert job.done
    assert time.monotonic() - started < 2
    assert len(studio.gallery) == 0
    assert "fox" in studio.imagine("a fox").prompt


SHAPE = {"type": "object", "properties": {"animal": {"type": "string"}}, "required": ["animal"]}


@pytest.mark.parametrize("schema", [SHAPE, json.dumps(SHAPE)], ids=["dict", "JSON"])
def test_a_question_takes_a_schema_as_a_table_of_questions_does(
    studio: Studio, png: bytes, schema: Any
) -> None:
    alone = studio.ask("Which?", images=png, schema=schema)
    assert set(alone.data) == {"animal"}
    (row,) = studio.ask_many(["Which?"], images=png, schema=schema)
    assert (row.status, row.data) == ("kept", alone.data)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"schema": "{nope"}, "The schema '{nope' is no JSON: "),
        ({"response_format": "{nope"}, "The schema '{nope' is no JSON: "),
        ({"schema": "nope"}, "There is no response format 'nope'. Allowed: text, json_object."),
        ({"schema": 7}, "An int is no form of an answer."),
        ({"schema": SHAPE, "response_format": "text"}, "schema= and response_format= say the same."),
    ],
)
def test_a_schema_that_is_none_is_told(studio: Studio, png: bytes, options: Any, told: str) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        studio.ask("Which?", images=png, **options)


def test_a_chat_under_way_goes_on_with_the_model_that_is_asked_for(
    quick: QuickServer, tmp_path: Path
) -> None:
    studio = Studio(base_url=quick.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    fox = "https://example.org/fox.jpg"
    for question, model in (("one", None), ("two", "grok-4.20"), ("three", None), ("four", "grok-4.3")):
        studio.ask(question, images=fox, chat="tour", model=model)
    assert [body["model"] for body in quick.bodies] == ["grok-4.3", "grok-4.20", "grok-4.20", "grok-4.3"]
    chat = Client(base_url=quick.base_url, gallery=False).chat.create("grok-4.3")
    studio.ask("five", images=fox, chat=chat, model="grok-4.20")
    assert (quick.bodies[-1]["model"], chat.conversation.model) == ("grok-4.20", "grok-4.20")
    studio.close()


REFUSED = reply(400, {"error": "Content moderation refused it.", "code": "imagine:content-moderated"})
FOX = "https://example.org/fox.jpg"


def test_a_first_question_that_fails_takes_no_name(faults: FaultServer, tmp_path: Path) -> None:
    studio = Studio(base_url=faults.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    faults.then(REFUSED, reply(200, answer("A fox.")))
    with pytest.raises(ModeratedError):
        studio.ask("Is this cruel?", images=FOX, chat="tour", model="grok-4.20")
    assert studio.chats == ()
    studio.ask("What is this?", images=FOX, chat="tour")
    assert studio.chats == ("tour",)
    assert faults.requests[-1].json["model"] == "grok-4.3"
    studio.close()


def test_a_chat_begins_anew_only_once_it_is_answered(faults: FaultServer, tmp_path: Path) -> None:
    studio = Studio(base_url=faults.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    faults.then(*[reply(200, answer("A fox."))] * 2, REFUSED, *[reply(200, answer("A hat."))] * 2)

    def turns() -> int:
        return len(faults.requests[-1].json["input"])

    studio.ask("What is this?", images=FOX, chat="tour")
    studio.ask("How large is it?", chat="tour")
    assert turns() == 3
    with pytest.raises(ModeratedError):
        studio.ask("Is this cruel?", images=FOX, chat="tour", new=True)
    studio.ask("And how old?", chat="tour")
    assert turns() == 5
    studio.ask("What is this?", images="https://example.org/hat.jpg", chat="tour", new=True)
    assert turns() == 1
    studio.forget("tour")
    assert studio.chats == ()
    studio.close()


def test_a_setting_of_one_question_leaves_the_others_of_its_chat(quick: QuickServer, tmp_path: Path) -> None:
    studio = Studio(base_url=quick.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    chat = Client(base_url=quick.base_url, gallery=False).chat.create("grok-4.3", store_messages=True)
    studio.ask("What is this?", images="https://x.org/fox.jpg", chat=chat, temperature=0.2)
    assert (quick.bodies[-1]["store"], quick.bodies[-1]["temperature"]) == (True, 0.2)
    studio.close()


def test_a_clients_chat_goes_on_in_the_client_whatever_its_name(quick: QuickServer, tmp_path: Path) -> None:
    studio = Studio(base_url=quick.base_url, gallery=tmp_path / "g", notify=lambda text: None)
    client = Client(base_url=quick.base_url, gallery=False)
    chat = client.chat.create("grok-4.3", conversation_id="tour")
    studio.ask("What is this?", images="https://x.org/fox.jpg", chat=chat)
    assert (len(chat.messages), studio.chats) == (2, ())
    client.close()
    studio.close()


def test_an_answer_of_the_gallery_is_heard_in_one_piece(studio: Studio) -> None:
    fox = studio.imagine("a red fox")
    told = studio.ask("What is this?", images=fox).text
    pieces: list[str] = []
    restarted = Studio(engine="print-shop", gallery=studio.gallery, notify=lambda text: None)
    again = restarted.ask("What is this?", images=fox, on_text=pieces.append)
    restarted.close()
    assert (again.badge[:6], pieces) == ("reused", [told])
