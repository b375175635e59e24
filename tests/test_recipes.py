"""Recipes are held to what they do: cells run in a real IPython shell, programs in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from PIL import Image

from imagine_nb import Studio
from imagine_nb.cells.magics import ImagineMagics
from imagine_nb.cells.option_line import parsed
from imagine_nb.cells.syntax import read_as_meant
from imagine_nb.lineage import ancestors, by_id
from imagine_nb.placeholders import PLACEHOLDERS
from imagine_nb.recipes import Recipe, recipe
from imagine_nb.records import Outcome, PictureRecord, Recorded, Request, SourceRecord

RUNNER = """
import json, sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.run_line_magic("load_ext", "imagine_nb")
found = []
for cells, name in json.load(sys.stdin):
    for cell in cells:
        shell.run_cell(cell, store_history=True).raise_error()
    found.append(eval(name, shell.user_ns).record.sha256)
print("\\n" + " ".join(found))
"""


@pytest.fixture
def photo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A file of the user's, in the working directory of the test and of what it starts."""
    monkeypatch.chdir(tmp_path)
    Image.new("RGB", (64, 48), (200, 30, 30)).save("hopper.png")
    return "hopper.png"


def ran(code: str, folder: Path, *, gallery: Path, engine: str, given: str = "") -> str:
    """The last line that a Python process prints."""
    env = {**os.environ, "IMAGINE_NB_GALLERY": str(gallery), "IMAGINE_NB_ENGINE": engine}
    env |= {"IPYTHONDIR": str(folder / "ipython"), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=folder, env=env, input=given, timeout=120
    )
    assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]


def makes_again(studio: Studio, folder: Path, *pictures: PictureRecord) -> list[Recipe]:
    """Run the pictures' cells, and their programs, on an empty gallery and in replay; their recipes."""
    made = [studio.gallery.recipe(each) for each in pictures]
    before, wanted = len(studio.gallery), " ".join(each.sha256 for each in pictures)
    cells = json.dumps([[each.cells, each.name] for each in made])
    shown = ", ".join(f"shown_{at}" for at in range(len(made)))
    programs = "".join(f"{each.program}\nshown_{at} = {each.name}\n" for at, each in enumerate(made))
    program = f"{programs}print(*(each.record.sha256 for each in [{shown}]))"
    kept = studio.gallery.folder
    for cell_gallery, gallery, engine in ((folder / "a", folder / "b", "print-shop"), (kept, kept, "replay")):
        assert ran(RUNNER, folder, gallery=cell_gallery, engine=engine, given=cells) == wanted
        assert ran(program, folder, gallery=gallery, engine=engine) == wanted
    assert len(studio.gallery) == before
    return made


def test_edits_combinations_and_several_pictures(studio: Studio, tmp_path: Path, photo: str) -> None:
    fox = studio.imagine("a red fox in the snow", aspect_ratio="3:2")
    night = studio.imagine("make this image a night scene", images=fox)
    hat = studio.imagine("a straw hat")
    both = studio.imagine("Put the hat from <IMAGE_1> on <IMAGE_0>", images=[night, hat], resolution="2k")
    sheep = studio.imagine("three sheep", n=3)
    blue = studio.imagine("<IMAGE_0> and <IMAGE_1> side by side", images=[sheep[2], sheep[0]])
    sketch = studio.imagine("as a pencil sketch", images=[photo, "https://example.org/puppy.jpg"])
    geese = studio.imagine("two geese", n=2)
    studio.imagine("something else", images=hat)
    shown = (both.one, blue.one, geese[1], sketch.one)
    one, two, three, four = makes_again(studio, tmp_path, *(each.record for each in shown))
    assert one.cells == (
        "%%imagine -o red_fox_snow -a 3:2\na red fox in the snow",
        "%%imagine -o make_night_scene\nmake {red_fox_snow} a night scene",
        "%%imagine -o straw_hat\na straw hat",
        "%%imagine -o put_hat -i make_night_scene -r 2k\nPut the hat from {straw_hat} on {make_night_scene}",
    )
    assert two.cells == (
        "%%imagine -o three_sheep -n 3\nthree sheep",
        "%%imagine -o side_side\n{three_sheep[2]} and {three_sheep[0]} side by side",
    )
    assert three.cells == ("%%imagine -o two_geese -n 2\ntwo geese", "two_geese[1]")
    note, cell = four.cells
    sha256 = sketch.record.sources[0].sha256
    assert note.splitlines() == [
        f"# hopper.png: 64 x 48, 0 kB, sha256 {sha256[:12]}…",
        "# puppy.jpg: https://example.org/puppy.jpg, fetched by the API",
    ]
    assert cell.startswith('%%imagine -o pencil_sketch -i "hopper.png" -i https://example.org/puppy.jpg\n')


def test_an_edit_and_its_region_are_one_cell(studio: Studio, tmp_path: Path, photo: str) -> None:
    fox = studio.imagine("a red fox in the snow")
    night = studio.imagine("a fox at night", images=fox, n=2, region="25%,25%,50%,50%", variable="night")
    lower = studio.imagine("a fox at night", images=fox, n=2, region=(0, 512, 1024, 512))
    edit = studio.imagine("a fox at night", images=fox, n=2)
    stencil = Image.new("L", (8, 8), 0)
    stencil.paste(255, (2, 2, 6, 6))
    stencil.save(tmp_path / "stencil.png")
    painted = studio.imagine("as a pencil sketch", images=photo, mask="stencil.png")
    snow = studio.imagine("snow")
    cat = studio.imagine("a cat").imagine("a cat at night", mask=snow)
    both = studio.imagine("<IMAGE_0> and <IMAGE_1>, <IMAGE_2>", images=[lower[0], edit[1], night[1]])
    shown = (painted.one, cat.one, both.one)
    two, three, four = makes_again(studio, tmp_path, *(each.record for each in shown))
    assert studio.gallery.recipe(night[1]).cells[1:] == (
        "%%imagine -o night -i red_fox_snow -n 2 --region 256,256,512,512\na fox at night",
        "night[1]",
    )
    note, cell = two.cells
    assert len(note.splitlines()) == 2
    assert cell.startswith('%%imagine -o pencil_sketch -i "hopper.png" --mask ')
    assert three.cells[-1] == "%%imagine -o cat_night -i cat --mask snow\na cat at night"
    assert [each.splitlines()[0].partition(" -i ")[2] for each in four.cells[1:4]] == [
        "red_fox_snow -n 2",
        "red_fox_snow -n 2 --region 256,256,512,512",
        "red_fox_snow -n 2 --region 0,512,1024,512",
    ]


def test_a_later_take(studio: Studio, tmp_path: Path) -> None:
    takes = [studio.imagine("a red fox") for _ in range(3)]
    both = studio.imagine("<IMAGE_0> beside <IMAGE_1>", images=[takes[2], takes[0]])
    (made,) = makes_again(studio, tmp_path, both.record)
    assert "for _ in range(3):  # it is take 3" in made.cells[1]
    assert "for _ in range(2):  # it is take 3" in made.program


PROMPTS = [
    "  a fox\n\n   \n  in two stanzas ",
    ">>> a fox\n... in the snow",
    "a {fox} and a {{hat}} cost $5 or {0}",
    "\na fox\r\nafter a line of Windows\x0b",
    "-n 5 a fox, --fresh",
    'a """quoted""" \\n \'fox\' 🦊 狐',
    "%%imagine -o x\na fox",
    "?",
    "last {last} {_} {In[0]} {make_day[1]}",
]


def test_a_prompt_is_sent_again_to_the_letter(studio: Studio, tmp_path: Path) -> None:
    def day(prompt: str) -> PictureRecord:
        return studio.imagine(f"make this image day {prompt}", images=studio.imagine(prompt)).one.record

    makes_again(studio, tmp_path, *(day(prompt) for prompt in PROMPTS))


def test_names_are_those_of_the_users_cells(tmp_path: Path) -> None:
    pictures = Many()
    fox = pictures.made("a red fox")
    night = pictures.made("make it night", ("fox", fox))
    other = pictures.made("another", ("list", fox), ("fox", night), ("0001-a-b-1234.jpg", fox))
    made = pictures.recipe(other)
    assert [cell.split()[2] for cell in made.cells] == ["list_picture", "fox", "another"]


def test_what_a_cell_cannot_say_is_python() -> None:
    pictures = Many()
    odd = pictures.made("a fox", parameters={"n": 1, "user": "-x", "storage_options": {"filename": "a"}})
    made = pictures.recipe(odd)
    assert made.cells == (
        "# It was made with storage_options, which is left out here.",
        "from imagine_nb import imagine\n\nfox = imagine('a fox', user='-x')\nfox",
    )
    stored = pictures.made(
        "a fox", SourceRecord("file-1", file_id="file-1"), SourceRecord("a,b.png", sha256="x")
    )
    assert pictures.recipe(stored).cells[1] == (
        "from imagine_nb import imagine\nfrom imagine_nb.sources import file_source\n\n"
        "fox = imagine('a fox', images=[file_source('file-1'), 'a,b.png'])\nfox"
    )


def test_a_comment_cannot_be_broken_out_of() -> None:
    pictures = Many()
    made = pictures.recipe(pictures.made("a", SourceRecord("x\nimport os\x0bos.abort()", sha256="ab")))
    compile(made.program, "program", "exec")
    assert made.program.startswith("# x import os os.abort(): ")
    assert "&lt;" in pictures.recipe(pictures.made("a <b>"))._repr_html_()


class Many:
    """Records as a gallery would have them."""

    def __init__(self) -> None:
        self.family: list[PictureRecord] = []
        self.requests: dict[str, Recorded] = {}

    def made(self, prompt: str, *sources: Any, parameters: dict[str, Any] | None = None) -> PictureRecord:
        number = len(self.family) + 1
        facts = [each if isinstance(each, SourceRecord) else _source(*each) for each in sources]
        endpoint = "/images/edits" if sources else "/images/generations"
        request = Request(
            "xai", "u", endpoint, "grok-imagine-image", prompt, prompt, parameters or {"n": 1}, tuple(facts)
        )
        parents = tuple(each.picture_id for each in facts if each.picture_id)
        picture = PictureRecord(
            f"p{number}", number, f"r{number}", 0, f"sha{number}", f"{number:04d}.jpg", "image/jpeg", 4, 3, 9,
            prompt, prompt, "m", "xai", endpoint, float(number), parents,
        )  # fmt: skip
        self.family.append(picture)
        self.requests[picture.request_id] = Recorded(
            picture.request_id, request, Outcome("done"), float(number), (picture,)
        )
        return picture

    def recipe(self, picture: PictureRecord) -> Recipe:
        kin = ancestors(picture, by_id(self.family))
        return recipe(picture, kin, self.requests)


def _source(name: str, picture: PictureRecord) -> SourceRecord:
    return SourceRecord(name, sha256=picture.sha256, picture_id=picture.id)


@pytest.fixture(scope="module")
def transformed() -> Callable[[str], str]:
    """What IPython makes of a cell, the transformers of the extension among it."""
    shell = InteractiveShell()
    shell.input_transformers_cleanup.append(read_as_meant)
    return shell.transform_cell


PIECES = [
    "a", " ", "\n", "\t", "<IMAGE_0>", "<IMAGE_1>", "<IMAGE_2>", "this image", "{", "}", "{x}", "{{x}}",
    "fox", "[1]", ">>> ", "...", "%", "'", '"', "\\", "\r", "\x0c", "\u2028", "狐", "-", "In [1]: ",
]  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES), min_size=1), st.integers(0, 3))
def test_every_cell_says_exactly_what_was_sent(
    transformed: Callable[[str], str], pieces: list[str], n_sources: int
) -> None:
    sent = "".join(pieces)
    pictures = Many()
    sources = [("x" if at == 1 else f"s{at}", pictures.made(f"source {at}")) for at in range(n_sources)]
    names = [name for name, _ in sources]
    (*_, cell) = pictures.recipe(pictures.made(sent, *sources)).cells
    assert (_sent_by_magic if cell.startswith("%%") else _sent_by_python)(cell, names, transformed) == sent


def _sent_by_python(cell: str, names: list[str], transformed: Callable[[str], str]) -> str:
    prompts: list[str] = []

    def imagine(prompt: str, **options: object) -> None:
        assert options.get("images", []) == names
        prompts.append(prompt)

    code = transformed(cell.replace("from imagine_nb import imagine\n", ""))
    exec(code, {"imagine": imagine, **{name: name for name in names}})
    return prompts[0]


def _sent_by_magic(cell: str, names: list[str], transformed: Callable[[str], str]) -> str:
    calls: list[tuple[str, str]] = []

    class Shell:
        def run_cell_magic(self, name: str, line: str, body: str) -> None:
            calls.append((line, body))

    exec(transformed(cell), {"get_ipython": Shell})
    options, prompt = parsed(ImagineMagics.imagine.parser, *calls[0])
    in_prompt = [match[2] for match in PLACEHOLDERS.finditer(prompt) if match[2] in names]
    assert list(dict.fromkeys([*options.image, *in_prompt])) == names
    word = {name: "this image" if len(names) == 1 else f"<IMAGE_{at}>" for at, name in enumerate(names)}
    return PLACEHOLDERS.sub(lambda each: f"{{{each[1]}}}" if each[1] else word.get(each[2], each[0]), prompt)
