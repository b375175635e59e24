"""Code metrics of the package, each beside its bound: `python tests/code_metrics.py` fails where one is over.

They hold what no linter knows: that one idea has one home, that modules and functions stay short, and that
the floor plan of CONTRIBUTING.md is the folder's.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "imagine_nb"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"

ENGINES = frozenset({"xai", "print-shop", "replay"})
SETTING = re.compile(r"\bquality\b")
OTHER_MEANING = "picture_files/pixels.py"  # the quality of a JPEG is no setting of a request
MOST_LINES = 300
MOST_LINES_OF_A_FUNCTION = 40
# What may be longer, how long, and why; one that is not needed any more fails as well.
EXCEPTIONS: dict[str, tuple[int, str]] = {}


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure, the most it may be, and where it was counted."""

    name: str
    value: int
    most: int
    where: tuple[str, ...] = ()

    @property
    def is_over(self) -> bool:
        return self.value > self.most

    def __str__(self) -> str:
        told = f"{self.name}: {self.value}, at most {self.most}"
        return f"{told} ({', '.join(self.where)})" if self.where else told


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the package: its path there, how many lines it has, and its syntax tree."""

    path: str
    lines: int
    tree: ast.Module

    @property
    def is_print_shop(self) -> bool:
        return self.path.startswith("print_shop/")


def modules(package: Path) -> list[Module]:
    """Every module below a folder, by its path there."""
    paths = sorted(package.rglob("*.py"))
    texts = [(path, path.read_text("utf-8")) for path in paths]
    return [
        Module(path.relative_to(package).as_posix(), len(text.splitlines()), ast.parse(text))
        for path, text in texts
    ]


def literals(tree: ast.AST) -> Iterator[str]:
    """The string literals of a tree; docstrings, and other strings that are a statement, are none."""
    prose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value


def names(tree: ast.AST) -> Iterator[str]:
    """The names that a tree uses or gives: variables, attributes, arguments, keywords, imports."""
    for node in ast.walk(tree):
        for field in ("id", "attr", "arg", "name", "asname"):
            if isinstance(name := getattr(node, field, None), str):
                yield name


def engine_names(found: list[Module]) -> Metric:
    """How many modules spell an engine's name."""
    where = [each.path for each in found if not each.is_print_shop and ENGINES & set(literals(each.tree))]
    return Metric("modules with an engine's name as a literal", len(where), 3, tuple(where))


def setting_names(found: list[Module]) -> Metric:
    """How many modules speak of one setting, `quality`, instead of reading the table of settings."""
    ours = [each for each in found if not each.is_print_shop and each.path != OTHER_MEANING]
    where = [
        each.path
        for each in ours
        if any(map(SETTING.search, literals(each.tree))) or "quality" in names(each.tree)
    ]
    return Metric("modules with the setting quality", len(where), 5, tuple(where))


def sizes(found: list[Module]) -> Iterator[tuple[str, int, int]]:
    """Each module and each function: where it is, how many lines it has, how many it should have at most."""
    for each in found:
        yield each.path, each.lines, MOST_LINES
        for node in ast.walk(each.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                n_lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{each.path}:{node.name}", n_lines, MOST_LINES_OF_A_FUNCTION


def too_long(found: list[Module], exceptions: Mapping[str, tuple[int, str]] = EXCEPTIONS) -> Metric:
    """How many modules and functions are longer than they should be, or than their exception says."""
    over = [
        f"{where} has {n_lines} lines"
        for where, n_lines, most in sizes(found)
        if n_lines > max(most, exceptions.get(where, (0, ""))[0])
    ]
    name = f"modules over {MOST_LINES} lines, functions over {MOST_LINES_OF_A_FUNCTION}"
    return Metric(name, len(over), 0, tuple(over))


def needless(found: list[Module], exceptions: Mapping[str, tuple[int, str]] = EXCEPTIONS) -> Metric:
    """How many exceptions are not needed: what they name is short enough, or gone."""
    long = {where for where, n_lines, most in sizes(found) if n_lines > most}
    where = tuple(sorted(exceptions.keys() - long))
    return Metric("exceptions that are not needed", len(where), 0, where)


def rooms(package: Path) -> set[str]:
    """The modules and folders at the top of a package; its own `__init__` is one."""
    folders = {path.parent.name for path in package.glob("*/__init__.py")}
    return {path.stem for path in package.glob("*.py")} | folders


def plan(guide: str) -> list[tuple[list[str], list[str]]]:
    """The lines of a text's floor plan: the rooms that each names, and the noun of each."""
    drawing = guide.partition("## Floor plan")[2].split("```")[1]
    lines = [re.split(" {2,}", line, maxsplit=1) for line in drawing.strip().splitlines()]
    return [(left.replace("/", "").split(", "), right.split("; ")) for left, right in lines]


def unplanned(package: Path, guide: str) -> Metric:
    """How many rooms the floor plan leaves out or names twice, or names where there is none."""
    named = [room for rooms_of_line, _ in plan(guide) for room in rooms_of_line]
    twice = {room for room in named if named.count(room) > 1}
    wrong = tuple(sorted(rooms(package) ^ set(named) | twice))
    return Metric(f"rooms not on the floor plan, of {len(rooms(package))}", len(wrong), 0, wrong)


def metrics(package: Path, guide: str) -> list[Metric]:
    """Every figure that is held."""
    found = modules(package)
    counted = [engine_names(found), setting_names(found), too_long(found), needless(found)]
    return [*counted, unplanned(package, guide)]


def main() -> int:
    """Print each figure with its bound; 1 where one is over."""
    counted = metrics(PACKAGE, CONTRIBUTING.read_text("utf-8"))
    for each in counted:
        print("OVER " if each.is_over else "ok   ", each)
    return int(any(each.is_over for each in counted))


if __name__ == "__main__":
    sys.exit(main())
