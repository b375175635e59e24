"""What CONTRIBUTING.md, SECURITY.md and the hooks name is there."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from code_metrics import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
GUESSES = re.findall(r"^\| ([^|]+) \| `([^`|]+)` \| `(\w+)` \|$", TEXT, re.MULTILINE)
SECURITY = (ROOT / "SECURITY.md").read_text("utf-8")
TRUST = re.findall(r"^\|(?!---| what comes in).*\|$", SECURITY, re.MULTILINE)
HOOKS = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"]
RUFF = ROOT / ".venv/bin/ruff"


def symbols(path: str) -> set[str]:
    """The names that a module defines, its methods too."""
    text = (ROOT / path).read_text("utf-8")
    return set(
        re.findall(r"^(?: *(?:class|def|async def|(?:export )?const) )?(\w+)(?=[(:]| = )", text, re.MULTILINE)
    )


def named_with_files() -> Iterator[tuple[str, str]]:
    """Each symbol that a sentence says is in a file: "`X` of `path`", "`X` in `path`"."""
    for names, path in re.findall(r"((?:`\w+`(?: or | and )?)+) (?:of|in) `([\w/]+\.py)`", TEXT):
        for name in re.findall(r"`(\w+)`", names):
            yield name, path


def test_a_first_guess_from_the_table_finds_it() -> None:
    assert len(GUESSES) == 18
    for what, path, symbol in GUESSES:
        assert symbol in symbols(path), what


def test_every_path_is_there() -> None:
    paths = re.findall(r"`((?:imagine_nb|tests|\.ci)/[\w/.]*)`", TEXT)
    paths += re.findall(r"(?<=T=)[\w/.]+|(?<=\]\()[^)#:]+(?=[)#])", TEXT)
    assert len(paths) > 25
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_symbol_is_in_the_file_that_is_named_with_it() -> None:
    named = list(named_with_files())
    assert len(named) >= 8
    for name, path in named:
        assert name in symbols(path), f"{name} of {path}"


def test_every_command_is_one_of_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    told = set(re.findall(r"(?:`|^)make ([a-z-]+)", TEXT, re.MULTILINE))
    assert told <= targets
    assert len(told) > 10


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "README.md"])
def test_prose_has_one_sentence_per_line(name: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL)
    assert re.findall(r"[a-z`)][.!?] +[A-Z].*", text) == []


def test_security_is_told_in_few_lines_and_names_no_address() -> None:
    prose = [line for line in SECURITY.splitlines() if line and not line.startswith(("|", "#"))]
    assert len(prose) <= 10
    assert "@" not in SECURITY


def test_every_input_has_a_row_that_says_where_each_promise_is_held() -> None:
    rows = [[cell.strip() for cell in row.strip("|").split("|")] for row in TRUST]
    assert len(rows) == len({row[0] for row in rows}) >= 14
    for row in rows:
        assert len(row) == 5
        assert all(row), row[0]
        paths = re.findall(r"`([^`]+)`", row[4])
        assert paths, row[0]
        assert [path for path in paths if not (ROOT / path).is_file()] == [], row[0]


@pytest.mark.skipif(not RUFF.exists(), reason="the hooks use the ruff of .venv")
@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_from_the_checkout_without_a_network(hook: dict[str, str], tmp_path: Path) -> None:
    assert hook["language"] == "system"
    file = tmp_path / "checked.py"
    file.write_text("x = 1\n")
    command = [*shlex.split(hook["entry"]), str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
