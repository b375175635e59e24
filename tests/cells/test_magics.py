"""The magics in a real kernel."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest

KEY = "xai-" + "k3y0f4t3st" * 4


def test_a_cell_shows_its_picture_once_and_names_it(kernel: Any) -> None:
    run = kernel.run("%%imagine -o fox -a 3:2\na red fox in the snow\nat sunset")
    assert run.images == 1
    assert "image/jpeg" in run.bundles[-1]
    assert "print shop, not Grok" in run.html
    assert "a red fox in the snow" in run.text
    assert "(1248, 832)" in kernel.run("fox.size").text


def test_an_answer_is_shown_once(kernel: Any) -> None:
    kernel.run("%imagine -o fox a fox")
    run = kernel.run("%ask_image -i fox what is in this picture?")
    assert len(run.outputs) == 1
    assert kernel.run("fox.ask('what is in this picture?')").bundles


def test_the_line_form_can_be_assigned_and_shows_once(kernel: Any) -> None:
    assert kernel.run("cat = %imagine a cat").images == 1
    assert kernel.run("%imagine a dog").images == 1
    assert kernel.run("cat").images == 1
    assert "<Picture" in kernel.run("[cat.one]").text


def test_a_picture_becomes_the_source_of_the_next_cell(kernel: Any) -> None:
    kernel.run("hat = %imagine a hat\ncat = %imagine a cat")
    run = kernel.run("%imagine -o both put {hat} on {cat}; keep {cat}'s eyes")
    assert "put &lt;IMAGE_0&gt; on &lt;IMAGE_1&gt;; keep &lt;IMAGE_1&gt;&#x27;s eyes" in run.html
    parents = kernel.run("both.parents == (hat.id, cat.id)")
    assert parents.text == "True"


@pytest.mark.parametrize(
    "source",
    [
        "import PIL.Image as P; s = P.new('RGB', (64, 48), 'red')",
        "import numpy as np; s = np.zeros((48, 64, 3), 'uint8')",
        "import PIL.Image as P, io; b = io.BytesIO(); P.new('RGB', (9, 9)).save(b, 'PNG'); s = b.getvalue()",
        "import PIL.Image as P; P.new('RGB', (64, 48)).save('s.png'); s = 's.png'",
        "import pathlib, PIL.Image as P; P.new('RGB', (64, 48)).save('s.png'); s = pathlib.Path('s.png')",
        "s = 'https://example.org/puppy.jpg'",
    ],
)
def test_i_takes_every_kind_of_image(kernel: Any, source: str) -> None:
    kernel.run(source)
    run = kernel.run("%%imagine -i s\nas a pencil sketch")
    assert run.error == ""
    assert run.images == 1


def test_a_path_and_an_address_go_straight_into_the_option_line(kernel: Any) -> None:
    kernel.run("import PIL.Image as P; P.new('RGB', (64, 48)).save('my photo.png')")
    run = kernel.run("%imagine -i 'my photo.png' -i https://example.org/puppy.jpg together in a park")
    assert (run.error, run.images) == ("", 1)


def test_several_pictures_are_one_grid(kernel: Any) -> None:
    kernel.run("%imagine a red fox")  # the first cell is told besides who answers
    run = kernel.run("%imagine -n 3 -o sheep three sheep")
    assert run.images == 3
    assert len(run.bundles) == 1
    assert "sheep holds 3 pictures" in kernel.run("%imagine make {sheep} blue").error


def test_an_answer_streams_and_is_kept(kernel: Any) -> None:
    kernel.run("fox = %imagine a red fox")
    message = kernel.start("%%ask_image -o answer\nWhat is in {fox}?")
    assert "Answering" in kernel.wait(message, until="Answering").html
    kernel.wait(message)
    assert "fox" in kernel.run("answer.text").text
    assert kernel.run("answer").images == 1


def test_a_chat_goes_on_across_cells(kernel: Any) -> None:
    kernel.run("fox = %imagine a red fox")
    kernel.run("%ask_image --chat tour -i fox What is this and")
    assert "1024" in kernel.run("%%ask_image --chat tour\nHow large is it?").text


def test_a_sum_of_progress_and_result_is_one_output(kernel: Any) -> None:
    run = kernel.run("%imagine a tree")
    assert [each["kind"] for each in run.outputs] == ["display_data"]
    assert "…" not in run.text


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("%imagine --colour red a fox", "There is no option --colour."),
        ("%imagine -a 7:5 a fox", "There is no aspect ratio '7:5'"),
        ("%imagine -n 101 a fox", "One call makes 1 to 100 pictures."),
        ("%imagine -i nobody a fox", "There is no variable, file or picture 'nobody'."),
        ("%imagine -i . a fox", "."),
        ("%%imagine", "There is no prompt."),
        ("%imagine", "There is no prompt."),
        ("%imagine --save fox.gif a fox", "Pictures are not saved as .gif."),
        ("%imagine -o 1st a fox", "'1st' cannot be a variable's name."),
        ("%imagine -o print a fox", "'print' is Python's own name"),
        ("%%imagine -o open\na fox", "-o open_picture"),
        ("%imagine -o cat a cat\n%ask_image -i cat", "There is no question."),
        ("%imagine " + " ".join(f"-i https://x.org/{k}.jpg" for k in range(4)) + " mix", "takes at most 3"),
        ("%ask_image what is it", "There is no picture to ask about. Name one with -i NAME or {NAME}, in"),
        ("%ask_image --chat walk what is it", "There is no conversation 'walk' yet."),
        ("%imagine_key xai-abcdefghij", "A key does not belong in a cell"),
        ("%imagine_key", "There is nobody here to type a key."),
    ],
)
def test_a_mistake_is_one_short_message_and_fails_the_cell(kernel: Any, cell: str, message: str) -> None:
    run = kernel.run(cell)
    assert message in run.error
    assert len(run.error) < 400
    assert "\n" not in run.error.strip()


def test_without_a_network_the_api_is_told_to_be_out_of_reach(new_kernel: Any) -> None:
    new_kernel.run(
        "%env IMAGINE_NB_ENGINE=xai\n%env XAI_BASE_URL=http://127.0.0.1:9/v1\n%load_ext imagine_nb"
    )
    run = new_kernel.run("%imagine a fox")
    assert "APIConnectionError: No connection (127.0.0.1" in run.error
    assert "engine='print-shop'" in run.error
    assert "Failed after" in run.text


def test_no_key_is_told_before_anything_is_sent(new_kernel: Any) -> None:
    new_kernel.run("%env IMAGINE_NB_ENGINE=xai\n%load_ext imagine_nb")
    run = new_kernel.run("%imagine a fox")
    assert "AuthenticationError: There is no key" in run.error
    assert "%imagine_key" in run.error


def test_no_key_gives_one_notice_that_these_are_not_groks(new_kernel: Any) -> None:
    new_kernel.run("%load_ext imagine_nb")
    first, second = new_kernel.run("%imagine a fox"), new_kernel.run("%imagine a cat")
    assert first.text.count("No key: the print shop draws these pictures, they are not Grok's.") == 1
    assert "imagine_gallery/" in first.text
    assert "No key" not in second.text
    assert all("print shop, not Grok" in run.html for run in (first, second))


def test_an_entered_key_is_nowhere_to_be_found(new_kernel: Any) -> None:
    new_kernel.run("%load_ext imagine_nb\n%env XAI_BASE_URL=http://127.0.0.1:9/v1")
    entered = new_kernel.run("%imagine_key", typed=KEY)
    assert "in this kernel's memory" in entered.text
    failed = new_kernel.run("%xmode Verbose\n%imagine a fox")
    shown = new_kernel.run(
        "from imagine_nb.notebook import studio\nprint(studio(), vars(studio()), studio()._key)"
    )
    history = new_kernel.run("%history -g\nprint(In, Out)")
    assert KEY not in str([entered, failed, shown, history])
    assert "Key(****" in shown.text
    files = [each for each in new_kernel.folder.rglob("*") if each.is_file()]
    assert len(files) > 2
    assert not any(KEY.encode() in each.read_bytes() for each in files)


def test_the_help_is_a_manual(kernel: Any) -> None:
    for cell in ("%imagine --help", "%%imagine --help"):
        run = kernel.run(cell)
        assert "--aspect-ratio" in run.text
        assert "%%imagine -o fox" in run.text


def test_reloading_and_unloading_lose_nothing_and_leave_nothing(new_kernel: Any) -> None:
    new_kernel.run("%load_ext imagine_nb\nimport threading")
    new_kernel.run("fox = %imagine a red fox")
    new_kernel.run("%reload_ext imagine_nb")
    assert new_kernel.run("%imagine -i fox make it night").error == ""
    new_kernel.run("%unload_ext imagine_nb")
    threads = new_kernel.run("[t.name for t in threading.enumerate() if t.name == 'imagine_nb']")
    assert threads.text == "[]"
    assert "not found" in new_kernel.run("%imagine a fox").text
    assert new_kernel.run("fox").images == 1
    new_kernel.run("%load_ext imagine_nb")
    assert new_kernel.run("%imagine -i fox make it night").error == ""


@pytest.mark.parametrize(
    "cell",
    [
        "%ask_image -i fox what is this?",
        "x = %ask_image -i fox what is this?",
        "if True:\n    %ask_image -i fox what is this?",
        "if True:\n    x = %ask_image -i fox what's this?\ny = 1",
        "%%ask_image -i fox what is this?",
        "%%ask_image -i fox\nwhat is this?",
    ],
)
def test_a_question_may_end_with_a_question_mark(kernel: Any, cell: str) -> None:
    kernel.run("fox = %imagine a red fox")
    run = kernel.run(cell)
    assert run.error == ""
    assert "fox" in run.text


def test_in_a_function_names_are_its_own(kernel: Any) -> None:
    kernel.run(
        "def animals(name):\n"
        "    made = get_ipython().run_line_magic('imagine', 'a {name} in the snow')\n"
        "    return made.prompt\n"
    )
    run = kernel.run("name = 'cat'\nprint(animals('dog'))")
    assert "a cat in the snow" in run.text or "a dog in the snow" in run.text


def test_await_works_in_cells_too(kernel: Any) -> None:
    kernel.run("client = imagine_nb.AsyncClient(engine='print-shop')")
    run = kernel.run("r = await client.image.sample('a fox', 'grok-imagine-image')\nr")
    assert run.images == 1
    assert "255, 216" in kernel.run("tuple((await r.image)[:2])").text


def test_a_mistake_is_in_the_journal_only_where_something_was_sent(kernel: Any) -> None:
    kernel.run("fox = %imagine a red fox")
    with sqlite3.connect(kernel.folder / "imagine_gallery" / "gallery.db") as db:
        before = db.execute("SELECT count(*) FROM requests").fetchone()
        kernel.run("%imagine -a 7:5 a fox")
        assert db.execute("SELECT count(*) FROM requests").fetchone() == before
    db.close()
