"""What the README shows is run as a reader would run it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

README = Path(__file__).parents[2] / "README.md"
SETTING = (
    "import PIL.Image\nfrom imagine_nb import imagine\n"
    "hat = imagine('a hat')\nphoto = PIL.Image.new('RGB', (64, 48), 'teal')"
)


def blocks() -> list[str]:
    """The fenced blocks that are cells or Python; commands of a shell and drawings are left out."""
    found = re.findall(r"^```(python)?\n(.*?)^```$", README.read_text(), flags=re.DOTALL | re.MULTILINE)
    return [text for kind, text in found if kind or text.startswith("%")]


def test_every_cell_and_program_of_the_readme_runs(new_kernel: Any) -> None:
    cells = blocks()
    assert len(cells) >= 6
    new_kernel.run("%load_ext imagine_nb")
    new_kernel.run(SETTING)
    for cell in cells:
        run = new_kernel.run(cell.rstrip())
        assert run.error == "", f"{cell}\n{run.error}"


def test_every_path_of_the_readme_is_there() -> None:
    root = README.parent
    for path in re.findall(r"\]\(([^)#]+)\)", README.read_text()):
        if not path.startswith("http"):
            assert (root / path).exists(), path


def test_the_readme_is_short() -> None:
    assert len(README.read_text().splitlines()) < 150
