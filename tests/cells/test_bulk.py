"""`--table`: one request for each row, watched, kept, resumed and stopped; and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from kernels import Kernel
from quick_server import QuickServer

ANIMALS = "animals = [{'colour': c, 'animal': a} for c in ('red', 'blue') for a in ('fox', 'cat')]"


@pytest.fixture(scope="module", autouse=True)
def table(api_kernel: Kernel) -> None:
    """A table and a picture in the kernel."""
    api_kernel.run(f"{ANIMALS}\nstyle = 'ink'\nhat = imagine_nb.imagine('a hat')")


def prompts(quick: QuickServer, before: int) -> list[str]:
    """What was sent since, in the order of the alphabet."""
    return sorted(str(body["prompt"]) for body in quick.bodies[before:])


def test_each_row_is_a_request_and_the_cell_ends_as_its_results(
    api_kernel: Kernel, quick: QuickServer
) -> None:
    before = len(quick.bodies)
    run = api_kernel.run("%%imagine --table animals -o zoo\na {colour} {animal} in {style}")
    assert run.error == ""
    assert prompts(quick, before) == [
        "a blue cat in ink", "a blue fox in ink", "a red cat in ink", "a red fox in ink",
    ]  # fmt: skip
    assert len(run.outputs) == 1
    assert run.images == 4
    assert "<Results 4 rows · 4 done · $0.08" in run.text
    assert re.search(r"^4 of 4 rows · \$0\.08 · .* s$", run.text, re.MULTILINE)
    assert "<progress" not in run.html
    assert "…" not in run.text
    assert api_kernel.run("[row.prompt for row in zoo][1], zoo.cost_usd").text == "('a red cat in ink', 0.08)"


def test_run_again_it_shows_the_same_for_nothing(api_kernel: Kernel, quick: QuickServer) -> None:
    cell = "%imagine --table animals a {colour} {animal} at home"
    api_kernel.run(cell)
    before = len(quick.bodies)
    run = api_kernel.run(cell)
    assert len(quick.bodies) == before
    assert "4 of 4 rows · 4 kept already · $0.00" in run.text


def test_a_value_of_a_magic_call_is_shown_once(api_kernel: Kernel) -> None:
    assert api_kernel.run("%imagine --table animals a {colour} {animal} at home").images == 4


def test_a_column_of_prompts_needs_no_prompt(api_kernel: Kernel, quick: QuickServer) -> None:
    before = len(quick.bodies)
    assert api_kernel.run("%imagine --table {'prompt':['x']}").error  # not a name, and no file
    api_kernel.run("tales = ['a hen', 'an owl']")
    assert api_kernel.run("%imagine --table tales").error == ""
    assert prompts(quick, before) == ["a hen", "an owl"]


def test_a_table_may_be_a_file(api_kernel: Kernel, quick: QuickServer) -> None:
    (api_kernel.folder / "pets.csv").write_text("colour;animal\nwhite;mouse\n", "utf-8")
    before = len(quick.bodies)
    assert api_kernel.run("%imagine --table pets.csv a {colour} {animal}").error == ""
    assert prompts(quick, before) == ["a white mouse"]


@pytest.mark.parametrize(
    ("cell", "sent", "n_sources"),
    [
        ("%imagine --table posters -i poster make it {mood}", ["make it calm", "make it wild"], 1),
        (
            "%imagine --table posters make {poster} {mood}",
            ["make this image calm", "make this image wild"],
            1,
        ),
        (
            "%imagine --table posters put {hat} on {poster}, {mood}",
            ["put <IMAGE_0> on <IMAGE_1>, calm", "put <IMAGE_0> on <IMAGE_1>, wild"],
            2,
        ),
        ("%imagine --table posters -i hat a {mood} hat", ["a calm hat", "a wild hat"], 1),
        ("%imagine --table posters --raw -i hat a {mood} {x}", ["a {mood} {x}"], 1),
    ],
)
def test_pictures_come_from_a_column_or_are_the_same_for_all(
    api_kernel: Kernel, quick: QuickServer, cell: str, sent: list[str], n_sources: int
) -> None:
    api_kernel.run(
        "posters = [{'poster': imagine_nb.imagine(f'a {mood} sea'), 'mood': mood}"
        " for mood in ('calm', 'wild')]"
    )
    before = len(quick.bodies)
    assert api_kernel.run(cell).error == ""
    assert prompts(quick, before) == sent
    for body in quick.bodies[before:]:
        assert len(body.get("images", [body.get("image")])) == n_sources


def test_text_of_a_variable_is_no_template_and_double_braces_are_braces(
    api_kernel: Kernel, quick: QuickServer
) -> None:
    api_kernel.run("note = 'so {colour} it is'")
    before = len(quick.bodies)
    assert api_kernel.run("%imagine --table animals[:1] a {colour} kite, {note}, {{animal}}").error
    api_kernel.run("one = animals[:1]")
    assert api_kernel.run("%imagine --table one a {colour} kite, {note}, {{animal}}").error == ""
    assert prompts(quick, before) == ["a red kite, so {colour} it is, {animal}"]


def test_settings_may_be_filled_in_by_row(api_kernel: Kernel, quick: QuickServer) -> None:
    api_kernel.run("shapes = [{'shape': '1:1'}, {'shape': '16:9'}]\nsize = '2k'")
    before = len(quick.bodies)
    assert api_kernel.run("%imagine --table shapes -a {shape} -r {size} a barn").error == ""
    sent = [(body["aspect_ratio"], body["resolution"]) for body in quick.bodies[before:]]
    assert sorted(sent) == [("16:9", "2k"), ("1:1", "2k")]


def test_questions_go_through_a_table_too(api_kernel: Kernel, quick: QuickServer) -> None:
    before = len(quick.bodies)
    run = api_kernel.run(
        "%%ask_image --table animals -i hat -o told --in-flight 2 --per-second none\nIs it {colour}?"
    )
    assert run.error == ""
    assert "<Results 4 rows · 4 done" in run.text
    assert len(quick.bodies) - before == 2  # rows that come to the same question share it
    assert api_kernel.run("told[0].answer.text").text == "'A fox.'"


def test_a_dry_run_tells_the_plan_and_sends_nothing(api_kernel: Kernel, quick: QuickServer) -> None:
    before = len(quick.bodies)
    run = api_kernel.run("%imagine --table animals --dry-run -n 30 a dry {colour} {animal}")
    assert "requests for 4 rows · about $2.40" in run.text
    assert "Nothing was sent." in run.text
    assert len(quick.bodies) == before


def test_a_dear_table_is_asked_about_and_refused_where_nobody_answers(
    api_kernel: Kernel, quick: QuickServer
) -> None:
    before, cell = len(quick.bodies), "%imagine --table animals -n 20 a dear {colour} {animal}"
    error = api_kernel.run(cell).error
    assert "would cost about $1.60, and nobody agreed to that. Nothing was sent." in error
    assert api_kernel.run(cell, typed="n").error.startswith("BudgetError: ")
    assert len(quick.bodies) == before
    assert api_kernel.run(cell, typed="y").error == ""
    assert len(quick.bodies) == before + 8


def test_a_limit_stops_it_and_says_so_and_the_cell_goes_on(api_kernel: Kernel, quick: QuickServer) -> None:
    cell = "%imagine --table animals --in-flight 1 {limit} a limited {{colour}} {{animal}}"
    run = api_kernel.run(cell.format(limit="--max-usd 0.05"))
    assert run.error == ""
    assert "stopped: " in run.text
    assert "2 not asked" in run.text
    before = len(quick.bodies)
    assert "2 kept already" in api_kernel.run(cell.format(limit="")).text
    assert len(quick.bodies) == before + 2


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--takes 3", "12 requests for 4 rows · about $0.24"),
        ("-n 2 --max-usd 0.05", "about $0.16 · stops at $0.05"),
        ("--per-second 0.5", "about 8.0 s at the rate limit"),
        ("--per-second none", "4 requests for 4 rows · about $0.08\n"),
        (
            "--engine print-shop",
            "4 requests for 4 rows · for nothing on the print shop; with a key about $0.08",
        ),
        ("--how batch", "4 requests for 4 rows · about $0.08\n"),
    ],
)
def test_the_plan_tells_what_its_options_mean(
    api_kernel: Kernel, quick: QuickServer, options: str, told: str
) -> None:
    before = len(quick.bodies)
    run = api_kernel.run(f"%imagine --table animals --dry-run {options} a planned {{colour}} {{animal}}")
    assert told in run.text
    assert len(quick.bodies) == before


def test_a_column_says_how_many_pictures_of_a_row(api_kernel: Kernel) -> None:
    api_kernel.run("herd = [{'beast': 'cow', 'count': 3}, {'beast': 'ox', 'count': None}]")
    run = api_kernel.run("%imagine --table herd -n {count} -o counted a {beast}")
    assert run.error == ""
    assert api_kernel.run("[len(row.pictures) for row in counted]").text == "[3, 1]"


def test_what_is_kept_already_is_in_the_plan_and_made_anew_by_fresh(
    api_kernel: Kernel, quick: QuickServer
) -> None:
    api_kernel.run("pair = ['an old sea', 'an old hill']")
    api_kernel.run("%imagine --table pair")
    before = len(quick.bodies)
    assert "0 requests for 2 rows · 2 kept already" in api_kernel.run("%imagine --table pair --dry-run").text
    assert "2 done" in api_kernel.run("%imagine --table pair --fresh").text
    assert len(quick.bodies) == before + 2


def test_so_many_failures_stop_it(api_kernel: Kernel, quick: QuickServer) -> None:
    api_kernel.run("rough = ['gore on a hill', 'a calm hill', 'a wild hill']")
    before = len(quick.bodies)
    run = api_kernel.run("%imagine --table rough --in-flight 1 --stop-after 1")
    assert run.error == ""
    assert "stopped: 1 row had failed." in run.text
    assert "1 moderated · 2 not asked" in run.text
    assert len(quick.bodies) == before + 1


def test_a_deadline_stops_it_and_what_is_in_flight_is_finished(
    api_kernel: Kernel, quick: QuickServer
) -> None:
    before = len(quick.bodies)
    quick.hold()
    cell = "%imagine --table animals --in-flight 1 --deadline 3 a late {colour} {animal}"
    message = api_kernel.start(cell)
    api_kernel.wait(message, until="stopping: Its deadline had passed.")
    quick.release()
    run = api_kernel.wait(message)
    assert run.error == ""
    assert "1 done · 3 not asked" in run.text
    assert len(quick.bodies) == before + 1


def test_a_row_that_is_refused_fails_alone_and_its_words_stay(api_kernel: Kernel) -> None:
    api_kernel.run("mixed = ['a rough sea', 'gore in a sea']")
    run = api_kernel.run("%imagine --table mixed -o mix")
    assert run.error == ""
    assert "1 done · 1 moderated" in run.text
    assert "Content moderation refused it" in run.html
    assert api_kernel.run("mix.failed[0].index").text == "1"


def test_it_fills_in_while_it_runs(api_kernel: Kernel, quick: QuickServer) -> None:
    quick.hold(after=2)
    message = api_kernel.start("%imagine --table animals --in-flight 4 a slow {colour} {animal}")
    run = api_kernel.wait(message, until="2 of 4 rows · $0.04")
    assert 'alt="Contact sheet: the newest 2 rows"' in api_kernel.shown(message, until="newest 2 rows").html
    assert len(run.outputs) == 1
    quick.release()
    done = api_kernel.wait(message)
    assert (done.error, len(done.outputs), done.images) == ("", 1, 4)


@pytest.mark.alone
def test_the_stop_button_ends_it_within_a_second_and_keeps_what_came(
    api_kernel: Kernel, quick: QuickServer
) -> None:
    came = len(quick.bodies)
    quick.hold(after=2)
    message = api_kernel.start("%imagine --table animals --in-flight 4 -o some a stopped {colour} {animal}")
    api_kernel.wait(message, until="2 of 4 rows")
    quick.wait_for(came + 4)
    api_kernel.interrupt()
    run = api_kernel.wait(message)
    quick.release()
    assert run.error.startswith("Stopped: ")
    assert run.seconds < 1.5
    assert "2 may have been charged" in run.text
    assert "Contact sheet" in run.html
    assert "<progress" not in run.html
    assert api_kernel.run("[row.status for row in some].count('done')").text == "2"
    before, cell = len(quick.bodies), "%imagine --table animals {options} a stopped {{colour}} {{animal}}"
    again = api_kernel.run(cell.format(options=""))
    assert "2 kept already · 2 may have been charged" in again.text
    assert len(quick.bodies) == before
    assert "2 done · 2 kept" in api_kernel.run(cell.format(options="--retry-unknown")).text
    assert len(quick.bodies) == before + 2


def test_in_the_background_it_returns_at_once_and_fills_in(api_kernel: Kernel, quick: QuickServer) -> None:
    quick.hold(after=1)
    cell = "%imagine --table animals --background --in-flight 4 -o later a later {colour} {animal}"
    message = api_kernel.start(cell, may_ask=True)
    assert "in the background … %imagine_wait" in api_kernel.wait(message).text
    api_kernel.shown(message, until="newest 1 row")
    api_kernel.shown(message, until="1 of 4 rows")
    quick.release()
    filled = api_kernel.shown(message, until="4 done")
    assert (filled.images, len(filled.outputs)) == (4, 1)
    assert api_kernel.run("len(later), later[3].prompt").text == "(4, 'a later blue cat')"


def test_cancelled_in_the_background_it_asks_no_further(api_kernel: Kernel, quick: QuickServer) -> None:
    quick.hold(after=1)
    cell = "%imagine --table animals --background --in-flight 1 -o less a lesser {colour} {animal}"
    message = api_kernel.start(cell, may_ask=True)
    api_kernel.wait(message)
    api_kernel.shown(message, until="1 of 4 rows")
    assert api_kernel.run("%imagine_cancel").error == ""
    quick.release()
    assert "not asked" in api_kernel.shown(message, until="not asked").text


@pytest.mark.parametrize(
    ("path", "made"),
    [
        ("zoo.jpg", {"zoo-0.jpg", "zoo-1.jpg", "zoo-2.jpg", "zoo-3.jpg"}),
        ("{animal}.png", {"fox.png", "fox-2.png", "cat.png", "cat-2.png"}),
        ("rows.csv", {"rows.csv"}),
        ("sheet.pdf", {"sheet.pdf"}),
        ("sheet.html", {"sheet.html"}),
    ],
)
def test_save_writes_pictures_rows_or_a_sheet(api_kernel: Kernel, path: str, made: set[str]) -> None:
    folder = api_kernel.folder / f"saved-{path.strip('{}')}"
    folder.mkdir()
    run = api_kernel.run(
        f"%imagine --table animals --save {folder.name}/{path} a saved {{colour}} {{animal}}"
    )
    assert run.error == ""
    assert {each.name for each in folder.iterdir()} == made


def test_no_picture_is_saved_over_another_nor_without_a_name(api_kernel: Kernel) -> None:
    folder = api_kernel.folder / "named"
    folder.mkdir()
    rows = [
        {"look": look, "name": name} for look, name in (("red", "fox"), ("blue", "fox"), ("old", "fox-2"))
    ]
    api_kernel.run(f"beasts = {[*rows, {'look': 'no', 'name': None}]}")
    for path in ("{name}.jpg", "a-{name}.jpg"):
        run = api_kernel.run(f"%imagine --table beasts --save {folder.name}/{path} a named {{look}} beast")
        assert run.error == ""
    assert {each.name for each in folder.iterdir()} == {
        "fox.jpg", "fox-2.jpg", "fox-2-2.jpg", "3.jpg",
        "a-fox.jpg", "a-fox-2.jpg", "a-fox-2-2.jpg", "a-3.jpg",
    }  # fmt: skip


def test_a_file_that_cannot_be_written_is_told_before_anything_is_asked(
    api_kernel: Kernel, quick: QuickServer
) -> None:
    before, path = len(quick.bodies), f"{'r' * 300}.csv"
    run = api_kernel.run(f"%imagine --table animals --save {path} -o unsaved a lost {{colour}} {{animal}}")
    assert "File name too long. Name a file" in run.error
    assert len(quick.bodies) == before


def test_a_folder_takes_pictures_by_their_rows(api_kernel: Kernel) -> None:
    (api_kernel.folder / "all").mkdir()
    assert api_kernel.run("%imagine --table animals --save all a saved {colour} {animal}").error == ""
    assert {each.stem for each in (api_kernel.folder / "all").iterdir()} == {"0", "1", "2", "3"}


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("%imagine --table animal a {colour} fox", "There is no table 'animal'. Did you mean animals?"),
        ("%imagine --table nowhere.csv x", "There is no file"),
        ("%imagine --table animals -n {colou} x", "'colou', which is no column. Did you mean 'colour'?"),
        ("%imagine -n {nothing_here} a fox", "-n {nothing_here}: there is no variable 'nothing_here'."),
        ("%imagine --table animals -n some x", "-n takes a whole number, which 'some' is not."),
        ("%imagine --table animals a {color} fox", "'color', which is no column. Did you mean 'colour'?"),
        ("%imagine --table animals", "There is no prompt"),
        (
            "%imagine --table animals --grid a=b|c x",
            "--grid does not go with --table. Give the table a column",
        ),
        ("%ask_image --table animals --chat tour x", "--chat does not go with --table."),
        ("%imagine --max-usd 3 a fox", "--max-usd is for the rows of a table. Name one with --table."),
        ("%imagine --retry-unknown a fox", "--retry-unknown is for the rows of a table."),
        ("%ask_image --dry-run -i hat what?", "--dry-run is for questions about the rows of a table."),
        ("%imagine --table animals --max-usd 1 --max-usdd 3 x", "Did you mean --max-usd?"),
        ("%imagine --table animals --deadline soon x", "--deadline is 'soon'. It is a time from now"),
        ("%imagine --table animals --deadline 0 x", "--deadline is '0'."),
        ("%imagine --table animals --per-second fast x", "--per-second is 'fast'. It is a number"),
        ("%imagine --table animals --how fast x", "There is no way 'fast'. It is batch, or a variable"),
        ("%imagine --table animals --how hat x", "how= is of type Pictures. It is 'requests', 'batch'"),
        ("%imagine --table animals --budget 0.03 a thin {colour}", "more than the $0.03 allowed"),
        ("%imagine --table animals --in-flight 0 x", "max_in_flight is 0."),
        ("%imagine --table animals --takes x y", "--takes takes a whole number, which 'x' is not."),
        ("%imagine --table animals --save ~nobody-here/x.jpg {colour}", "no home folder ~nobody-here."),
        ("%imagine --table animals --save x.tiff {colour}", "Pictures are not saved as .tiff."),
        ("%imagine --table animals --save {breed}.jpg {colour}", "'breed'"),
        ("%ask_image --table animals --save x.jpg -i hat is it {colour}?", "--save x.jpg is no CSV file."),
        ("%imagine --table hat {colour}", "names 'colour', which is no column. Columns: picture."),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_sent(
    api_kernel: Kernel, quick: QuickServer, cell: str, told: str
) -> None:
    before = len(quick.bodies)
    assert told in api_kernel.run(cell).error
    assert len(quick.bodies) == before


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("2.5", 2.5), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("45S", 45)]
)
def test_a_deadline_is_a_time_from_now(api_kernel: Kernel, text: str, seconds: float) -> None:
    from imagine_nb.cells.bulk import duration

    assert duration(text).total_seconds() == seconds


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("%imagine --table an", "%imagine --table animals"),
        ("%imagine --table animals -i co", "%imagine --table animals -i colour"),
        ("%imagine --table animals a {co", "%imagine --table animals a {colour}"),
        ("%%imagine --table animals\na {an", "%%imagine --table animals\na {animal}"),
        ("%imagine --table pets.csv a {col", "%imagine --table pets.csv a {colour}"),
        ("%imagine --retry", "%imagine --retry-unknown"),
        ("%imagine --table animals --how b", "%imagine --table animals --how batch"),
    ],
)
def test_tab_completes_tables_and_their_columns(api_kernel: Kernel, typed: str, offered: str) -> None:
    (api_kernel.folder / "pets.csv").write_text("colour;animal\nwhite;mouse\n", "utf-8")
    assert offered in api_kernel.complete(typed)


def test_a_batch_returns_at_once_and_the_cell_run_again_reads_it(kernel: Kernel) -> None:
    cell = "%imagine --table animals --how batch -o posted a posted {colour} {animal}"
    kernel.run(ANIMALS)
    run = kernel.run(cell)
    assert run.error == ""
    assert "4 pending" in run.text
    assert "The batch goes on. This cell, run again, reads what has come." in run.text
    assert "4 done" in kernel.run("posted.result()").text
    assert "4 of 4 rows · 4 kept already" in kernel.run(cell).text
    assert kernel.run("len(posted.pictures)").text == "4"


@pytest.mark.parametrize("background", ["", "--background"])
def test_run_by_a_program_the_saved_notebook_is_true(
    tmp_path: Path, quick: QuickServer, monkeypatch: pytest.MonkeyPatch, background: str
) -> None:
    monkeypatch.setenv("XAI_BASE_URL", quick.base_url)
    monkeypatch.setenv("JPY_SESSION_NAME", "")
    cells = [
        "%load_ext imagine_nb",
        ANIMALS,
        f"%imagine --table animals {background} a kept {{colour}} {{animal}}",
    ]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(book, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    (output,) = [each for each in book.cells[2].outputs if "<img " in each.data.get("text/html", "")]
    assert "4 of 4 rows · $0.08" in output.data["text/plain"]
    assert output.data["text/html"].count("<img ") == 4
    assert "<progress" not in nbformat.writes(book)
    assert len(output.data["text/html"]) < 200_000
