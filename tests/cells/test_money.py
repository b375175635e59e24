"""What a cell may cost: told, asked about, held to every budget; what was not meant is not paid for."""

from __future__ import annotations

from typing import Any

import pytest

from quick_server import QuickServer


def refused(kernel: Any, quick: QuickServer, cell: str) -> str:
    """The error of a cell that sends nothing."""
    before = len(quick.bodies)
    run = kernel.run(cell)
    assert len(quick.bodies) == before, cell
    assert run.error, cell
    return str(run.error)


@pytest.fixture
def limited(api_kernel: Any) -> Any:
    """The kernel, with 30 cents left for its session."""
    api_kernel.run("import os\nfrom imagine_nb.budget import SESSION")
    api_kernel.run("os.environ['IMAGINE_NB_BUDGET'] = str(SESSION.spent_usd + 0.30)")
    yield api_kernel
    api_kernel.run("del os.environ['IMAGINE_NB_BUDGET']")


def test_a_price_that_is_not_known_is_asked_about(api_kernel: Any, quick: QuickServer) -> None:
    told = "$4.80 (the price is not known: the dearest known counts)"
    for options in ("-m a-new-model", "-m grok-imagine-image-3"):
        error = refused(api_kernel, quick, f"%imagine {options} -n 60 a fox")
        assert f"60 pictures in 6 requests would cost {told}, and nobody agreed to that." in error


def test_a_price_that_is_not_known_is_told(api_kernel: Any, quick: QuickServer) -> None:
    run = api_kernel.run("%imagine --dry-run -m a-new-model a fox")
    assert "1 picture for $0.08 (the price is not known: the dearest known counts)" in run.text
    quick.hold()
    message = api_kernel.start("%imagine -m a-new-model a fox")
    api_kernel.wait(message, until="1 picture for $0.08 (the price is not known")
    quick.release()
    assert api_kernel.wait(message).error == ""


def test_a_price_that_is_not_known_is_held_to_a_budget(api_kernel: Any, quick: QuickServer) -> None:
    error = refused(api_kernel, quick, "%imagine --budget 0.01 -m a-new-model a hen")
    assert "more than the $0.01 allowed" in error
    error = refused(api_kernel, quick, "%imagine --budget nan a hen")
    assert "budget is 'nan'" in error


@pytest.mark.parametrize("text", ["nan", "-1"])
def test_a_threshold_is_a_sum(api_kernel: Any, text: str) -> None:
    assert "InputError: ask_above is" in api_kernel.run(f"%imagine_config ask_above={text}").error
    run = api_kernel.run(f"%config ImagineMagics.ask_above = float('{text}')")  # which logs what it refuses
    assert "ask_above is" in run.text
    assert api_kernel.run("%imagine --dry-run a fox").error == ""


@pytest.mark.parametrize(
    ("cell", "contents"),
    [
        ("%imagine -n 25 --yes a fox", "25 pictures in 3 requests would cost about $0.50"),
        (
            "%imagine --grid s=a|b|c|d -n 10 --yes a fox {s}",
            "40 pictures in 4 requests would cost about $0.80",
        ),
        ("from imagine_nb import imagine\nimagine('a fox', n=25)", "25 pictures in 3 requests"),
        ("%imagine --background -n 25 --yes a fox", "25 pictures in 3 requests would cost about $0.50"),
    ],
)
def test_a_call_that_does_not_fit_the_sessions_budget_is_refused_whole(
    limited: Any, quick: QuickServer, cell: str, contents: str
) -> None:
    error = refused(limited, quick, cell)
    assert error.startswith("BudgetError: ")
    assert contents in error
    assert "$0.30 of the budget of " in error


def test_a_dry_run_says_what_a_budget_would_say(limited: Any, quick: QuickServer) -> None:
    run = limited.run("%imagine --dry-run -n 25 a fox")
    assert "25 pictures in 3 requests for about $0.50" in run.text
    assert "It would be refused: 25 pictures in 3 requests would cost about $0.50; $0.30 of" in run.text
    run = limited.run("%imagine --dry-run --budget 0.10 -n 10 a fox")
    assert "It would be refused: That would cost about $0.20, more than the $0.10 allowed." in run.text
    assert "It would be refused" in limited.run("%imagine --dry-run --grid s=a|b -n 10 a {s}").text
    assert "It would be refused" not in limited.run("%imagine --dry-run -n 10 a fox").text


def test_what_fits_the_budget_is_sent(limited: Any, quick: QuickServer) -> None:
    assert limited.run("%imagine -n 15 --yes a budgeted fox").error == ""
    assert "$0.00 of the budget" in refused(limited, quick, "%imagine another fox")


@pytest.mark.parametrize("value", ["[]", "()", "{}", "''", "None", "iter(())", "set()", "foxes[5:]"])
def test_a_source_that_is_none_is_no_new_picture(api_kernel: Any, quick: QuickServer, value: str) -> None:
    api_kernel.run("%imagine -n 2 --no-display -o foxes a fox")
    api_kernel.run(f"h = {value}")
    refused(api_kernel, quick, "%imagine -i h make it blue")
    refused(api_kernel, quick, "%ask_image -i h what is this")
    if value not in {"()", "None"}:  # these are what leaving it out means
        refused(api_kernel, quick, "imagine_nb.imagine('make it blue', images=h)")
        refused(api_kernel, quick, f"foxes[0].imagine('make it blue', images={value})")
    if value != "None":
        refused(api_kernel, quick, f"imagine_nb.Client().image.sample('a', 'm', image_urls={value})")


@pytest.mark.parametrize("reference", ["''", ",", "' '", "fox,", "*.nothing", "{h}"])
def test_a_reference_to_none_is_no_new_picture(api_kernel: Any, quick: QuickServer, reference: str) -> None:
    api_kernel.run("%imagine --no-display -o fox a fox\nh = ''")
    refused(api_kernel, quick, f"%imagine -i {reference} -- make it blue")
    refused(api_kernel, quick, f"%%imagine -i {reference}\nmake it blue")
    refused(api_kernel, quick, f"%%ask_image -i {reference} -i fox\nwhat is this")


def test_options_take_names_as_papermill_gives_them(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("count, ratio, model, name, where = 2, '3:2', 'grok-imagine-image-2.0', 'hen', 'hen.png'")
    run = api_kernel.run("%imagine -n {count} -a {ratio} -m {model} -o {name} --save {where} a {name}")
    assert run.error == ""
    body = quick.bodies[-1]
    assert (body["n"], body["aspect_ratio"], body["model"]) == (2, "3:2", "grok-imagine-image-2.0")
    assert body["prompt"] == "a hen"
    assert api_kernel.run("len(hen)").text == "2"
    assert (api_kernel.folder / "hen-1.png").is_file()
    assert "There is no variable 'modle'" in refused(api_kernel, quick, "%imagine -m {modle} a hen")
    assert api_kernel.run("for each in ['1:1', '2:3']:\n    %imagine -a {each} --fresh a hen").error == ""
    assert [each["aspect_ratio"] for each in quick.bodies[-2:]] == ["1:1", "2:3"]


@pytest.mark.parametrize(
    "cell",
    [
        "%%imagine -n 2 # two of them\na red fox",
        "%imagine \u2013n 2 a red fox",
        "%%imagine\n\u200b\u200b",
        "%%imagine\n\u2060\ufeff\u00ad",
        "%%imagine\n\u3164",
        "%%ask_image -i fox\n\u200b",
        "%imagine a {foxx} in snow",
        "%imagine a poster of {content}",
        "%imagine a poster of {things}",
        "%imagine a red fox --save fox.png",
        "%imagine --grid style=watercolour|oil painting|linocut a cat as a {style}",
    ],
)
def test_what_is_no_prompt_is_not_paid_for(api_kernel: Any, quick: QuickServer, cell: str) -> None:
    api_kernel.run("%imagine --no-display -o fox a fox")
    api_kernel.run("content, things = b'x', ['/home']")
    error = refused(api_kernel, quick, cell)
    assert error.startswith(("InputError: ", "SourceError: "))
    assert "\n" not in error


def test_bytes_of_a_picture_in_a_prompt_are_its_source(api_kernel: Any, quick: QuickServer) -> None:
    api_kernel.run("%imagine --no-display -o fox a fox\ncontent = fox.data")
    assert api_kernel.run("%imagine make {content} blue").error == ""
    assert quick.bodies[-1]["prompt"] == "make this image blue"
    assert "image" in quick.bodies[-1]


def test_the_gallerys_path_works_from_where_the_kernel_is(new_kernels: Any, tmp_path: Any) -> None:
    elsewhere = tmp_path / "notebooks"
    elsewhere.mkdir()
    kernel = new_kernels(JPY_SESSION_NAME=str(elsewhere / "book.ipynb"), IMAGINE_NB_ENGINE="print-shop")
    kernel.run("%load_ext imagine_nb\nfrom pathlib import Path")
    run = kernel.run("%imagine -o fox a fox")
    told = run.text.partition("Pictures are kept in ")[2].partition("/.")[0]
    assert told == "notebooks/imagine_gallery"
    assert kernel.run(f"Path({told!r}).is_dir(), fox").text.startswith("(True")
    path = run.text.rpartition(" · ")[2].strip()
    assert kernel.run(f"Path({path!r}).is_file()").text == "True"
    kernel.run("import os\nos.chdir(os.environ['HOME'])")
    path = kernel.run("%imagine a fox").text.rpartition(" · ")[2].strip()
    assert kernel.run(f"Path({path!r}).is_file()").text == "True"


def test_a_caption_stands_in_the_direction_of_its_prompt(api_kernel: Any) -> None:
    run = api_kernel.run("%imagine ثعلب أحمر في الثلج")
    assert '<div dir="auto"><div>ثعلب أحمر في الثلج</div></div>' in run.html
