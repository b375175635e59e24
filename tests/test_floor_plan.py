"""The floor plan is that of the folder, in the order of the layers that import-linter holds."""

from __future__ import annotations

import tomllib

from code_metrics import CONTRIBUTING, PACKAGE, ROOT, plan, rooms

PLAN = plan(CONTRIBUTING.read_text("utf-8"))
NAMED = [room for rooms_of_line, _ in PLAN for room in rooms_of_line]


def layers() -> list[set[str]]:
    """The layers of the package, from the top; the package itself imports from all of them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    (whole,) = [each for each in contracts if each.get("containers") == ["imagine_nb"]]
    return [{"__init__"}, *(set(layer.split(" : ")) for layer in whole["layers"])]


def test_every_room_is_named_once_and_no_other() -> None:
    assert sorted(NAMED) == sorted(rooms(PACKAGE))


def test_each_room_has_a_noun_of_its_own() -> None:
    for rooms_of_line, nouns in PLAN:
        assert len(rooms_of_line) == len(nouns), rooms_of_line
    nouns = [noun for _, of_line in PLAN for noun in of_line]
    assert len(set(nouns)) == len(nouns)
    assert all(nouns)


def test_no_room_stands_above_one_that_imports_it() -> None:
    depth = {room: number for number, layer in enumerate(layers()) for room in layer}
    assert [depth[room] for room in NAMED] == sorted(depth[room] for room in NAMED)
