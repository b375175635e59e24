"""Option lines and prompts, mixed up and mutated: read as meant or refused by our errors, nothing sent."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell

from fuzzing import cases, mutated
from imagine_nb import notebook
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.cells.option_line import parsed
from imagine_nb.cells.prompts import check_words
from imagine_nb.errors import ImagineError, InputError
from imagine_nb.references.references import filled
from quick_server import QuickServer

LINES = [
    "-o fox -a 3:2 a red fox in the snow at sunset",
    "-i fox make it night",
    "-i last,1,'my file.png' -n 2 combine <IMAGE_0> and {fox}",
    "--grid style=watercolour|linocut,time=day|night -n 2 a fox as a {style} by {time}",
    "--grid style=watercolour|oil painting|linocut a cat as a {style}",
    "-n {count} -a {ratio} -m {model} --save {folder}/fox.png a {word}",
    "-m grok-imagine-image-2.0 -q high -r 2k -n 60 put the hat from {hat} on {fox[0]}",
    "--budget 0.30 --yes --engine xai --user me -- --save the whales",
    "--fresh --raw --no-display {fox} {{fox}} {foxx} { fox } {words[1]} {fox.prompt}",
    "-n 2 # two of them",
    "\u2013n 2 a fox \u2014save x.png",
    "-i https://example.org/a,b.png -i data:image/png;base64,AAAA blue",
]
PIECES = [
    *"-–—−{}'\"|=,#\\$%<>&;:[]()\n\t\r\x00\u200b\u202e\u00a0\ufeff狐🦊é٣", " ", "  ", "--", "---",
    "-n", "-o", "-i",
    "-i ''", "--grid", "--raw", "--image=", "{fox}", "{foxx}", "{content}", "{things}", "{none}", "{{fox}}",
    "fox", "1", "1e999", "nan", "-1", "99999999999999999999", "''", '"', "a|b", "a=b|c", "style=", "# x",
    "last", "*.png", "~root", "/", "..", "http://", "data:", "xai-", "\ud800", "--help", "-h", "--schema",
]  # fmt: skip
NAMES: dict[str, Any] = {
    "count": 2, "ratio": "3:2", "model": "a-model", "folder": Path("out"), "word": "red", "words": ["a", "b"],
    "content": b"\x89PNG", "things": ["/home/me"], "none": None, "function": len, "empty": [],
    "nan": float("nan"),
}  # fmt: skip


@pytest.fixture
def magics(tmp_path: Path, quick: QuickServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[ImagineMagics]:
    """The magics of a shell whose API is the quick server, with a picture in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XAI_BASE_URL", quick.base_url)
    notebook.studio.cache_clear()  # the notebook's studio: this is another notebook
    shell = InteractiveShell()
    made = ImagineMagics(shell)
    shell.user_ns.update(NAMES, fox=made.studio.imagine("a fox"), hat=made.studio.imagine("a hat").one)
    yield made
    made.studio.close()
    notebook.studio.cache_clear()
    shell.history_manager.end_session()


def mixed(chance: random.Random) -> str:
    """A line of the known ones, pieces put in and taken out, and some of its bytes changed."""
    words = chance.choice(LINES).split(" ")
    for _ in range(chance.randint(0, 4)):
        words.insert(chance.randrange(len(words) + 1), chance.choice(PIECES))
    if chance.random() < 0.3:
        words.pop(chance.randrange(len(words)))
    text = chance.choice((" ", " ", " ", "")).join(words)
    if chance.random() < 0.4:
        text = mutated(text.encode("utf-8", "surrogatepass"), chance).decode("utf-8", "replace")
    return text


def test_a_cell_is_planned_or_refused_and_nothing_is_sent(magics: ImagineMagics, quick: QuickServer) -> None:
    before, seed = len(quick.bodies), random.randrange(2**32)
    chance = random.Random(seed)
    planned = 0
    for number in range(cases(400)):
        line, cell = mixed(chance), chance.choice((None, mixed(chance)))
        try:
            with redirect_stdout(io.StringIO()):
                magics.imagine(f"--dry-run {line}", cell, local_ns={})
            planned += 1
        except ImagineError:
            continue
        except Exception as error:
            raise AssertionError((seed, number, line, cell)) from error
    assert len(quick.bodies) == before
    assert planned > cases(400) // 100  # not all of them are nonsense


def test_a_question_is_read_or_refused(magics: ImagineMagics) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for number in range(cases(300)):
        line, cell = mixed(chance), chance.choice((None, mixed(chance)))
        names = {**NAMES, "fox": magics.shell.user_ns["fox"]}
        try:
            options, question = parsed(magics.ask_image.parser, line, cell, names)
            check_words(magics.ask_image.parser, options, question)
            magics.filled(options, question, names, word=lambda k, of: f"image {k} of {of}")
        except ImagineError:
            continue
        except Exception as error:
            raise AssertionError((seed, number, line, cell)) from error


@settings(max_examples=cases(150))
@given(st.text(max_size=60), st.sampled_from(["--raw", "--", "-o fox --", "-n 2 --raw --"]))
def test_what_is_said_to_be_a_prompt_stays_as_typed(prompt: str, options: str) -> None:
    parser = ImagineMagics.imagine.parser
    found, read = parsed(parser, options, prompt, NAMES)
    check_words(parser, found, read)
    assert read == (prompt.strip("\n") if prompt.strip() else "")


@settings(max_examples=cases(150))
@given(st.text(alphabet="{}fox .!:[]01'_é\u200b", max_size=30))
def test_doubled_braces_are_single_ones_and_nothing_else_changes(prompt: str) -> None:
    doubled = prompt.replace("{", "").replace("}", "")
    assert filled(doubled, NAMES, word=lambda k, of: "?")[0] == doubled
    try:
        text, found = filled(prompt, {"x": "X"}, word=lambda k, of: "?")
    except InputError:
        return
    assert found == ()
    assert len(text) <= len(prompt)
