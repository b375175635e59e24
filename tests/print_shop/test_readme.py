"""The print shop's own README is true: its floor plan, its paths, its traits and its example."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from imagine_nb.print_shop.reading.nouns import nouns

HOUSE = Path(str(files("imagine_nb.print_shop")))
README = (HOUSE / "README.md").read_text("utf-8")
TESTS = Path(__file__).parent


def rooms(folder: Path) -> set[str]:
    """The modules and folders of a package, as the plan writes them."""
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    return modules | {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}


def planned(indent: str) -> list[str]:
    plan = README.partition("## Floor plan")[2].split("```")[1]
    return re.findall(rf"^{indent}(\w+/?) ", plan, re.M)


@pytest.mark.parametrize(("indent", "folder"), [("", HOUSE), ("  ", HOUSE / "drawing")])
def test_the_plan_names_every_room_once_and_no_other(indent: str, folder: Path) -> None:
    assert sorted(planned(indent)) == sorted(rooms(folder))


def test_every_path_is_there() -> None:
    paths = set(re.findall(r"`([\w/]+(?:/|\.py|\.txt))`", README))
    assert len(paths) > 20
    ours = {path for path in paths if path.startswith("tests/print_shop/")}
    assert {path for path in ours if not (TESTS / Path(path).name).exists()} == set()
    assert {path for path in paths - ours if not (HOUSE / path).exists()} == set()


def test_the_table_of_traits_is_that_of_the_nouns() -> None:
    cells = re.findall(r"^\| (`.*?`) \|", README, re.M)
    traits = [trait for cell in cells for trait in re.findall(r"`([\w-]+)`", cell)]
    assert sorted(traits) == sorted({trait for noun in nouns().values() for trait in noun.traits})


def test_the_example_draws_a_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(example, {})
    assert (tmp_path / "noun.jpg").read_bytes().startswith(b"\xff\xd8")
