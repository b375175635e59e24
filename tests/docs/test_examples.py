"""The examples of docstrings do what they say they do, on the print shop."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import imagine_nb

PACKAGE = Path(imagine_nb.__file__).parent


def modules_with_examples() -> list[str]:
    """The modules of the installed package in which an example stands."""
    found = [path for path in sorted(PACKAGE.rglob("*.py")) if "    >>> " in path.read_text("utf-8")]
    return [".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in found]


def test_every_example_of_a_docstring_is_true(tmp_path: Path) -> None:
    modules = modules_with_examples()
    assert {"imagine_nb.__init__", "imagine_nb.notebook", "imagine_nb.prices"} <= set(modules)
    # in a process of its own: the notebook's studio, which examples use, is one for the whole of a process
    own = ["--rootdir", str(tmp_path), "-c", os.devnull, "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *own, "-q", "--doctest-modules", "--pyargs", *modules]
    env = {**os.environ, "IMAGINE_NB_ENGINE": "print-shop"}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
