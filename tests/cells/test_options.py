"""Every option of the two verbs does what its help says."""

from __future__ import annotations

import re
from typing import Any

import pytest

from quick_server import QuickServer


def sent(kernel: Any, quick: QuickServer, cell: str) -> dict[str, Any]:
    """What a cell sends, which has to succeed."""
    before = len(quick.bodies)
    run = kernel.run(cell)
    assert run.error == ""
    (body,) = quick.bodies[before:]
    return body


@pytest.mark.parametrize(
    ("options", "fields"),
    [
        ("-n 3", {"n": 3}),
        ("--count=4", {"n": 4}),
        ("-a 16:9", {"aspect_ratio": "16:9"}),
        ("--aspect-ratio 2:1", {"aspect_ratio": "2:1"}),
        ("--aspect_ratio 1:2", {"aspect_ratio": "1:2"}),
        ("-r 2k", {"resolution": "2k"}),
        ("-m grok-imagine-image-2.0 -q low", {"model": "grok-imagine-image-2.0", "quality": "low"}),
        ("--user pupil-7", {"user": "pupil-7"}),
        ("-a ''", {"prompt": "a hat of -a"}),
        ("--raw", {"prompt": "a {thing} of -a"}),
        ("", {"prompt": "a hat of -a"}),
        ("--", {"prompt": "a hat of -a"}),
    ],
)
def test_an_option_reaches_the_request(
    api_kernel: Any, quick: QuickServer, options: str, fields: dict[str, Any]
) -> None:
    api_kernel.run("thing = 'hat'")
    body = sent(api_kernel, quick, f"%imagine --fresh {options} a {{thing}} of -a")
    assert fields.items() <= body.items()


def test_fresh_asks_again_and_nothing_else_does(api_kernel: Any, quick: QuickServer) -> None:
    sent(api_kernel, quick, "%imagine a kettle")
    before = len(quick.bodies)
    again = api_kernel.run("%imagine a kettle")
    assert "reused" in again.html
    assert len(quick.bodies) == before
    fresh = api_kernel.run("%imagine --fresh a kettle")
    assert "reused" not in fresh.html
    assert len(quick.bodies) == before + 1


def test_save_writes_the_picture_where_it_is_wanted(api_kernel: Any) -> None:
    assert api_kernel.run("%imagine --save 'my fox.jpg' a fox to keep").error == ""
    assert (api_kernel.folder / "my fox.jpg").read_bytes()[:3] == b"\xff\xd8\xff"


def test_save_makes_a_sheet_of_all_where_its_name_asks_for_one(api_kernel: Any) -> None:
    assert api_kernel.run("%imagine -n 2 --save out/sheet.pdf a fox on a sheet").error == ""
    assert api_kernel.run("%imagine -n 2 --save out/sheet.html a fox on a sheet").error == ""
    assert api_kernel.run("%imagine --save out/fox.jpg a fox on a sheet").error == ""
    made = api_kernel.folder / "out"
    assert sorted(each.name for each in made.iterdir()) == ["fox.jpg", "sheet.html", "sheet.pdf"]
    assert (made / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert (made / "sheet.html").read_text().count("<img ") == 2


@pytest.mark.parametrize(
    ("path", "message"),
    [("~nobody-here/fox.jpg", "no home folder ~nobody-here."), (".", "--save .: it is a folder.")],
)
def test_a_place_that_cannot_be_written_is_told_before_anything_is_sent(
    api_kernel: Any, quick: QuickServer, path: str, message: str
) -> None:
    before = len(quick.bodies)
    assert message in api_kernel.run(f"%imagine --save {path} a fox nobody has").error
    assert len(quick.bodies) == before


def test_no_display_shows_nothing_and_gives_all_the_same(api_kernel: Any) -> None:
    run = api_kernel.run("%imagine --no-display -o quiet a mouse")
    assert (run.error, run.outputs) == ("", [])
    run = api_kernel.run("%ask_image --no-display -i quiet -o told what?")
    assert (run.error, run.outputs) == ("", [])
    assert api_kernel.run("quiet.size, told.text").text == "((64, 48), 'A fox.')"


def test_an_engine_is_for_its_cell_alone(api_kernel: Any, quick: QuickServer) -> None:
    before = len(quick.bodies)
    run = api_kernel.run("%imagine --engine print-shop a red ball")
    assert "print shop, not Grok" in run.html
    assert len(quick.bodies) == before
    assert "no recording" in api_kernel.run("%imagine --engine replay a blue ball of glass").error
    sent(api_kernel, quick, "%imagine a green ball")
    assert "Did you mean" in api_kernel.run("%imagine --engine print-shp a ball").error


def test_references_may_be_repeated_and_comma_separated(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("%imagine -n 2 -o pair a pair\nimport pathlib")
    api_kernel.run(
        "import PIL.Image as P; [P.new('RGB', (9, 9), c).save(f'{c}.png') for c in ('red', 'blue')]"
    )
    api_kernel.run("one = pair[0]; identifier = one.id[:8]; number = str(one.number)")
    for given in ("-i pair[0] -i red.png", "-i pair[0],red.png", "-i 'pair[0], red.png'", "-i {n},red.png"):
        number = api_kernel.run("print(number)").text.strip()
        body = sent(api_kernel, quick, f"%imagine --fresh {given.replace('{n}', number)} side by side")
        assert len(body["images"]) == 2
    assert len(sent(api_kernel, quick, "%imagine -i *.png,last mix them")["images"]) == 3
    assert len(sent(api_kernel, quick, "%imagine -i pair mix both")["images"]) == 2


def test_a_setting_that_is_misspelt_is_answered_with_the_nearest(api_kernel: Any) -> None:
    for cell, meant in (
        ("%imagine --fesh a fox", "Did you mean --fresh?"),
        ("%imagine -a 1920x1080 a fox", "Did you mean '16:9'?"),
        ("%imagine -r 3k a fox", "Did you mean '2k'?"),
        ("%imagine -m grok-imagine-image-2.0 -q lo a fox", "Did you mean 'low'?"),
        ("%ask_image --detail hihg -i last what?", "Did you mean 'high'?"),
        ("%imagine -i lst a fox", "There is no variable, file or picture 'lst'."),
    ):
        assert meant in api_kernel.run(cell).error


def test_questions_have_their_options(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("%imagine -o fox a fox in a box")
    body = sent(api_kernel, quick, "%ask_image --detail low -m grok-4.20 -i fox what?")
    assert body["model"] == "grok-4.20"
    assert body["input"][-1]["content"][0]["detail"] == "low"
    body = sent(api_kernel, quick, "%ask_image --raw -i fox is {fox} one?")
    assert body["input"][-1]["content"][-1]["text"] == "is {fox} one?"
    body = sent(api_kernel, quick, "%ask_image is {fox} one?")
    assert body["input"][-1]["content"][-1]["text"] == "is this image one?"


def test_a_chat_goes_on_and_new_begins_it_anew(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("%imagine -o fox a fox in a box")
    sent(api_kernel, quick, "%ask_image --chat tour -i fox what is it?")
    assert len(sent(api_kernel, quick, "%ask_image --chat tour how old?")["input"]) == 3
    assert len(sent(api_kernel, quick, "%ask_image --chat tour --new --fresh -i fox and?")["input"]) == 1
    assert "Name it with --chat NAME" in api_kernel.run("%ask_image --new -i fox what?").error


@pytest.mark.parametrize(
    ("cell", "name"), [("%imagine?", "imagine"), ("%%imagine?", "imagine"), ("%ask_image?", "ask_image")]
)
def test_a_question_mark_shows_the_manual(api_kernel: Any, cell: str, name: str) -> None:
    message = api_kernel.client.execute(cell)
    reply = api_kernel.client.get_shell_msg(timeout=30)
    while reply["parent_header"].get("msg_id") != message:
        reply = api_kernel.client.get_shell_msg(timeout=30)
    (page,) = [each["data"]["text/plain"] for each in reply["content"]["payload"]]
    assert "$" in page
    assert f"%{name}" in page
    assert "--chat" in page if name == "ask_image" else "--aspect-ratio" in page


def test_a_schema_gives_a_dict(kernel: Any) -> None:
    kernel.run("%imagine -o fox a red fox in the snow")
    kernel.run(
        "schema = {'type': 'object', 'properties': {'width': {'type': 'integer'}}, 'required': ['width']}"
    )
    run = kernel.run("%%ask_image --schema schema -o facts\nHow wide is {fox}?")
    assert (run.error, len(run.outputs)) == ("", 1)
    assert kernel.run("facts, type(facts)").text == "({'width': 1024}, dict)"
    line = kernel.run(
        """%ask_image --schema '{"type": "object", "properties": {"width": {}}}' -i fox what?"""
    )
    assert line.error == ""
    assert (
        "--schema 'shema' is no variable and no JSON"
        in kernel.run("%ask_image --schema shema -i fox x").error
    )
    assert kernel.run("{'a': 1}").text == "{'a': 1}"


def test_without_streaming_the_answer_comes_whole(kernel: Any) -> None:
    kernel.run("%imagine -o fox a red fox in the snow")
    message = kernel.start("%ask_image --no-stream --fresh -i fox what is this?")
    assert "fox" not in kernel.wait(message, until="Answering").text
    assert "fox" in kernel.wait(message).text


def test_an_answer_stands_beside_what_was_sent_with_its_cost_below(kernel: Any) -> None:
    kernel.run("%imagine -o fox a red fox\n")
    kernel.run("%imagine -o cat a cat")
    run = kernel.run("%ask_image compare {fox} and {cat}")
    assert run.images == 2
    assert "tokens" in run.html
    assert "$0.00" in run.html
    assert "print shop, not Grok" in run.html


def test_progress_counts_seconds_and_ends_as_the_result(api_kernel: Any, quick: QuickServer) -> None:
    quick.hold()
    message = api_kernel.start("%imagine --fresh a clock")

    def seconds() -> float:
        told = re.search(r"Making a picture … (\d+\.\d) s", api_kernel.wait(message, until="Making").text)
        return float(told[1]) if told else 0.0

    first = seconds()
    while seconds() < max(first + 0.1, 1.0):  # each time it is shown it has counted on
        pass
    quick.release()
    run = api_kernel.wait(message)
    assert len(run.outputs) == 1
    assert "…" not in run.html + run.text


def test_a_semicolon_of_a_prompt_is_the_prompts(api_kernel: Any, quick: QuickServer) -> None:
    assert sent(api_kernel, quick, "%imagine a fox; a cat;")["prompt"] == "a fox; a cat;"


def test_names_of_a_function_are_its_own(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("name = 'cat'\ndef made(name):\n    %imagine --fresh a {name} in the snow\n")
    assert sent(api_kernel, quick, "made('dog')")["prompt"] == "a dog in the snow"


def test_an_empty_ratio_is_none_in_an_edit_too(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("%imagine -o calf a calf")
    assert "aspect_ratio" not in sent(api_kernel, quick, "%imagine -a '' -i calf make it night")
