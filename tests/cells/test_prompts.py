"""Words that seem to be no prompt: asked about, never paid for; `--` and `--raw` send them as typed."""

from __future__ import annotations

from typing import Any

import pytest

from imagine_nb.cell_text import imagine_cell
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.cells.option_line import parsed
from imagine_nb.cells.prompts import check_words
from imagine_nb.errors import InputError

PARSER = ImagineMagics.imagine.parser


def read(line: str, cell: str | None = None, names: dict[str, Any] | None = None) -> tuple[Any, str]:
    options, prompt = parsed(PARSER, line, cell, names)
    check_words(PARSER, options, prompt)
    return options, prompt


@pytest.mark.parametrize(
    ("line", "cell"),
    [
        ("-n 2 # two of them", "a red fox"),
        ("-n 2 # two of them", None),
        ("# two of them", None),
        ("#two", "a red fox"),
        ("-n 2 a red fox  # two of them", None),
    ],
)
def test_a_comment_is_no_prompt(line: str, cell: str | None) -> None:
    with pytest.raises(InputError, match=r"The comment '# ?two.*' would be part of the prompt\."):
        read(line, cell)


@pytest.mark.parametrize(
    ("line", "cell", "word"),
    [
        ("\u2013n 2 a fox", None, "\u2013n"),
        ("\u2014grid style=a|b a {style}", None, "\u2014grid"),
        ("\u2212n 2", "a fox", "\u2212n"),
        ("-o fox \u2013n 2 a fox", None, "\u2013n"),
        ("\uff0dn 2 a fox", None, "\uff0dn"),
        ("---n 1 a fox", None, "---n"),
        ("-\u2013fresh a fox", None, "-\u2013fresh"),
        ("\u2014unheard-of a fox", None, "\u2014unheard-of"),
        ("\u200b-n 2 a fox", None, "-n"),
        ("\ufeff--fresh a fox", None, "--fresh"),
        ("a fox --save x.png", None, "--save"),
        ("a fox -n 2", None, "-n"),
        ("a fox -n2", None, "-n2"),
        ("a fox \u2013n 2", None, "\u2013n"),
        ("a fox \u2014fresh", None, "\u2014fresh"),
        ("a fox --ar 16:9", None, "--ar"),
        ("", "-n 2\na fox", "-n"),
        ("", "a fox\n--save fox.png", "--save"),
        ("", "a fox --aspect-ratio=3:2", "--aspect-ratio=3:2"),
    ],
)
def test_what_looks_like_an_option_is_asked_about(line: str, cell: str | None, word: str) -> None:
    with pytest.raises(InputError) as error:
        read(line, cell)
    assert f"{word!r} looks like an option." in str(error.value)
    assert "-- before the prompt sends it as typed" in str(error.value)


@pytest.mark.parametrize(
    "line", ["n=2 a fox", "aspect_ratio=3:2 a fox", "count=3 a fox", "quality=low a fox"]
)
def test_an_option_as_python_has_it_is_asked_about(line: str) -> None:
    with pytest.raises(InputError, match=r"looks like an option\. Did you mean -"):
        read(line)


@pytest.mark.parametrize(
    "prompt",
    [
        "a man - half fish",
        "\u2013 a haiku \u2013",
        "\u2014 and then it rained",
        "-5 degrees outside",
        "a well-lit room\u2014with a view",
        "a jack-o'-lantern",
        "#1 fan mug",
        "the letter # on a wall",
        "a fox in C# code",
        "x = y",
        "e=mc2 on a blackboard",
        "5 -half open",
        "an arrow --> here",
        "the flag -a",
    ],
)
def test_an_honest_prompt_goes_as_typed(prompt: str) -> None:
    assert read(f"-o fox {prompt}")[1] == prompt
    assert read("-o fox", prompt)[1] == prompt


@pytest.mark.parametrize(
    "line", ['("a red fox")', "('a red fox', n=2)", '(prompt="a red fox")', '(f"a {x}")', "(words, n=2)"]
)
def test_a_call_of_python_is_no_prompt(line: str) -> None:
    with pytest.raises(
        InputError, match=r"imagine\(\.\.\.\) is a call of Python.*from imagine_nb import imagine "
    ):
        read(line)
    assert read(f"-- {line}")[1] == line


@pytest.mark.parametrize("prompt", ["(a red fox)", '(a "red" fox)', '("a fox") in snow', "('a', ('b')"])
def test_parentheses_alone_are_no_call(prompt: str) -> None:
    assert read(prompt)[1] == prompt


def test_a_name_of_two_words_is_asked_about() -> None:
    with pytest.raises(InputError, match=r"-o takes one word, 'my': 'fox' would begin .* mean -o my_fox\?"):
        read("-o my fox", "in the snow")
    assert read("-o my fox")[1] == "fox"
    assert read("-o my --", "in the snow")[0].out == "my"
    assert read("-o fox a red fox", "in the snow")[1] == "a red fox\nin the snow"


@pytest.mark.parametrize("prompt", ["--save the whales", "\u2013n 2", "# two", "a fox --fresh", "n=2 hats"])
def test_what_is_said_to_be_a_prompt_is_one(prompt: str) -> None:
    assert read(f"-o fox -- {prompt}")[1] == prompt
    assert read("-o fox --", prompt)[1] == prompt
    assert read("-o fox --raw", f"{prompt}")[1] == prompt


def test_a_copied_cell_says_that_its_prompt_is_one() -> None:
    line, _, body = str(imagine_cell("a fox --fresh")).partition("\n")
    assert read(line.removeprefix("%%imagine"), body)[1] == "a fox --fresh"
    assert imagine_cell("a fox") == "%%imagine\na fox"


def test_blanks_that_do_not_break_separate_options_too() -> None:
    options, prompt = read("-n\u00a02\u00a0-o\u00a0fox a\u00a0fox")
    assert (options.n, options.out, prompt) == (2, "fox", "a\u00a0fox")


@pytest.mark.parametrize(
    ("line", "quoted"),
    [
        (
            "--grid style=watercolour|oil painting|linocut a cat as a {style}",
            '"style=watercolour|oil painting|linocut"',
        ),
        ("--grid style=ink | linocut a {style}", '"style=ink | linocut"'),
        ("--grid style=ink| linocut a {style}", '"style=ink| linocut"'),
        ("--grid style=ink|oil, time=day a {style} by {time}", '"style=ink|oil, time=day"'),
        ("--grid style=ink|oil, time=day|night a {style} by {time}", '"style=ink|oil, time=day|night"'),
        ("--grid s=a|b t=day|night a {s}", '"s=a|b t=day|night"'),
        ("--grid s=a|b t=day a {s}", '"s=a|b t=day"'),
        ("--grid s=ink|oil painting a cat as a {s}", '"s=ink|oil painting"'),
        ("--grid s=ink|oil,size=big|very small an owl in {s}", '"s=ink|oil,size=big|very small"'),
        ("--grid s='oil paint'|soft pastel|ink a {s}", "\"s='oil paint'|soft pastel|ink\""),
    ],
)
def test_a_value_of_a_grid_that_runs_on_is_asked_about(line: str, quoted: str) -> None:
    with pytest.raises(InputError, match="--grid ends at a blank") as error:
        read(line)
    assert f"--grid {quoted}" in str(error.value)


def test_words_after_a_grid_beside_a_prompt_of_its_own_are_asked_about() -> None:
    with pytest.raises(InputError, match="--grid ends at a blank") as error:
        read("--grid style=ink|oil painting", "a cat as a {style}")
    assert '--grid "style=ink|oil painting", or --grid "style=ink|oil".' in str(error.value)


@pytest.mark.parametrize(
    ("line", "cell", "grid", "prompt"),
    [
        ("--grid 'style=ink|oil painting' a {style}", None, "style=ink|oil painting", "a {style}"),
        ('--grid "style=ink|oil" painting|x a {style}', None, "style=ink|oil", "painting|x a {style}"),
        ("--grid style=ink|oil -- a|b {style}", None, "style=ink|oil", "a|b {style}"),
        ("--grid style=ink|oil a {style}", None, "style=ink|oil", "a {style}"),
        ("--grid s=ink|oil paint a cat in {s}", None, "s=ink|oil", "paint a cat in {s}"),
        ("--grid s=ink|oil in a wood, {s}", None, "s=ink|oil", "in a wood, {s}"),
        ("--grid s=ink|oil cat on a mat, {s}", None, "s=ink|oil", "cat on a mat, {s}"),
        ("--grid s=ink|oil Peter the Great, {s}", None, "s=ink|oil", "Peter the Great, {s}"),
        ("--grid s=ink|oil {who} a cat, {s}", None, "s=ink|oil", "{who} a cat, {s}"),
        ("--grid s=ink|'oil paint' portrait a {s}", None, "s=ink|'oil paint'", "portrait a {s}"),
        ("--grid style=ink|oil -n 2", "a {style} | b", "style=ink|oil", "a {style} | b"),
        ("--grid style=ink|'oil painting' a {style}", None, "style=ink|'oil painting'", "a {style}"),
    ],
)
def test_a_grid_whose_values_are_plain_is_read_as_meant(
    line: str, cell: str | None, grid: str, prompt: str
) -> None:
    options, found = read(line, cell)
    assert (options.grid, found) == ([grid], prompt)


def test_names_in_options_are_filled_in_before_they_are_checked() -> None:
    names = {"count": 4, "ratio": "3:2", "name": "fox", "many": "several"}
    options, prompt = read("-n {count} -a {ratio} -o {name} a {count}", names=names)
    assert (options.n, options.aspect_ratio, options.out, prompt) == (4, "3:2", "fox", "a {count}")
    with pytest.raises(InputError, match="-n takes a whole number, which 'several' is not"):
        read("-n {many} a fox", names=names)
    with pytest.raises(InputError, match=r"-n takes a whole number, which '\{count\}' is not"):
        read("-n {count} --raw a fox", names=names)
    assert read("--user {count} --raw a fox", names=names)[0].user == "{count}"


@pytest.mark.parametrize(
    "line", ["-m -q high a fox", "-o -n 2 a fox", "-n", "-i --", "-m \u2013q a fox", "--user --"]
)
def test_an_option_is_no_value_of_another(line: str) -> None:
    with pytest.raises(InputError, match="lacks its value"):
        read(line)
