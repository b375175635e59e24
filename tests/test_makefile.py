"""`make one` tests the sources as they are now: a wheel of them is built and installed, and no older one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from code_metrics import ROOT

TEST = """
from pathlib import Path

import imagine_nb


def test_what_is_installed():
    installed = Path(imagine_nb.__file__)
    assert "site-packages" in installed.parts
    print(sorted(path.stem for path in installed.parent.glob("added*.py")))
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The Makefile and a small package, with a .venv of its own that sees the libraries of this one."""
    for name in ("Makefile", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "imagine_nb").mkdir()
    (tmp_path / "imagine_nb/__init__.py").write_text('"""A package."""\n')
    (tmp_path / "test_it.py").write_text(TEST)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / ".venv"], check=True)
    scheme = {"base": str(tmp_path / ".venv"), "platbase": str(tmp_path / ".venv")}
    packages = Path(sysconfig.get_path("purelib", vars=scheme))
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"))
    for stamp in ("chromium", "test"):  # what the tests need besides is there
        (tmp_path / ".venv" / stamp).touch()
    return tmp_path


def made(checkout: Path) -> str:
    """What `make one` prints."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "one", "T=test_it.py -s"]
    done = subprocess.run(command, cwd=checkout, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_one_tests_what_the_sources_are_now(checkout: Path) -> None:
    added, moved = checkout / "imagine_nb/added.py", checkout / "imagine_nb/added_later.py"
    added.write_text("x = 1\n")
    assert "['added']" in made(checkout)
    added.rename(moved)  # older than the wheel, and the other one is gone
    assert "['added_later']" in made(checkout)
    moved.unlink()
    assert "[]" in made(checkout)


def test_one_builds_nothing_where_nothing_has_changed(checkout: Path) -> None:
    assert "hatchling build" in made(checkout)
    (checkout / "imagine_nb/__init__.py").touch()
    assert "hatchling build" not in made(checkout)


def test_one_says_what_it_wants(checkout: Path) -> None:
    done = subprocess.run(["make", "one"], cwd=checkout, capture_output=True, text=True, check=False)
    assert "Say which: make one T=tests/gallery/test_ledger.py" in done.stderr


def test_ci_runs_what_a_developer_runs_within_its_budget() -> None:
    assert (ROOT / ".ci/run").read_text().endswith("\nmake check test\n")
