"""What the README shows is run as a reader would run it, and what it says is there."""

from __future__ import annotations

import re
from typing import Any

from bench.peers.report import END, FIGURES, MEMORY, START
from readme import README, blocks

TEXT = README.read_text("utf-8")
SETTING = (
    "import PIL.Image\nfrom imagine_nb import imagine\n"
    "hat = imagine('a hat')\nphoto = PIL.Image.new('RGB', (64, 48), 'teal')"
)


def section(name: str) -> str:
    """The text below a heading, up to the next one."""
    return TEXT.partition(f"## {name}\n")[2].partition("\n## ")[0]


def test_every_cell_and_program_of_the_readme_runs(new_kernel: Any) -> None:
    cells = blocks()
    assert len(cells) >= 8
    new_kernel.run("%load_ext imagine_nb")
    new_kernel.run(SETTING)
    for cell in cells:
        run = new_kernel.run(cell)
        assert run.error == "", f"{cell}\n{run.error}"


def test_four_cells_come_to_a_picture_that_is_an_edit(new_kernel: Any) -> None:
    first = section("Four cells to an edited picture")
    cells = [cell for cell in blocks() if cell in first]
    assert len(cells) == 4
    new_kernel.run_all(*cells)
    assert (new_kernel.folder / "sketch.png").stat().st_size > 1000
    assert "True" in new_kernel.run("print(sketch[0].parents == (fox.id,))").text


def test_every_path_of_the_readme_is_there() -> None:
    for path in re.findall(r"\]\(([^)#]+)\)", TEXT):
        if not path.startswith("http"):
            assert (README.parent / path).exists(), path


def test_every_command_of_the_readme_is_one_of_the_makefile() -> None:
    targets = re.findall(r"^([\w-]+):", (README.parent / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = set(re.findall(r"^make ([\w-]+)|`make ([\w-]+)`", TEXT, re.MULTILINE))
    assert {"demo", "test", "bench-peers"} <= {first or second for first, second in named} <= set(targets)


def test_each_figure_beside_the_others_has_been_measured() -> None:
    told = TEXT.partition(START)[2].partition(END)[0]
    rows = {row.split(" | ")[0].strip("| "): row.strip("|").split(" | ")[1:] for row in told.splitlines()}
    for name, _ in (*FIGURES, *MEMORY):
        assert len(rows[name]) == 4, name
        assert all(re.search(r"\d (ms|s|kB|MB)|makes none", cell) for cell in rows[name]), name


def test_every_row_of_a_table_has_as_many_cells_as_its_heading() -> None:
    for table in re.findall(r"(?:^\|.*\|\n)+", TEXT, re.MULTILINE):
        assert len({row.count("|") for row in table.splitlines()}) == 1, table


def test_the_readme_is_short() -> None:
    assert len(TEXT.splitlines()) < 150
