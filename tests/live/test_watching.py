"""`imagine_many` and `ask_many` as functions: watched in a cell, on stderr in a program."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from kernels import Kernel
from quick_server import QuickServer

TABLE = "table = [{'colour': c} for c in ('red', 'blue', 'green')]"
CALL = "imagine_nb.imagine_many(table, 'a {colour} kite')"


@pytest.fixture
def kernel(tmp_path: Path, quick: QuickServer) -> Kernel:
    """A kernel that has the package, and not the extension, loaded."""
    made = Kernel(tmp_path, variables={"XAI_BASE_URL": quick.base_url})
    made.run(f"import imagine_nb\n{TABLE}\nfrom imagine_nb.notebook import studio\nstudio().introduction()")
    return made


def program(folder: Path, quick: QuickServer, *lines: str) -> subprocess.CompletedProcess[str]:
    """A Python program, run."""
    text = "\n".join(["import imagine_nb", TABLE, "from imagine_nb.notebook import studio",
                      "studio().introduction()", *lines])  # fmt: skip
    env = {**os.environ, "XAI_BASE_URL": quick.base_url}
    done = subprocess.run(
        [sys.executable, "-c", text], cwd=folder, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done


def test_a_call_in_a_cell_fills_in_and_its_value_is_shown_once(kernel: Kernel, quick: QuickServer) -> None:
    quick.hold(after=1)
    message = kernel.start(CALL)
    kernel.wait(message, until="1 of 3 rows · $0.02")
    quick.release()
    run = kernel.wait(message)
    assert (run.error, len(run.outputs), run.images) == ("", 1, 3)
    assert "3 of 3 rows · $0.06" in run.text
    assert kernel.run(f"done = {CALL}").images == 3
    assert kernel.run("done").images == 3
    assert kernel.run("[done]").text.startswith("[<Results 3 rows · 3 kept · $0.00")
    kernel.close()


def test_a_dear_call_is_asked_about_before_anything_is_sent(kernel: Kernel, quick: QuickServer) -> None:
    call = CALL.replace(")", ", n=20)")
    assert "would cost about $1.20, and nobody agreed" in kernel.run(call, typed="n").error
    assert not quick.bodies
    assert kernel.run(call, typed="y").error == ""
    assert len(quick.bodies) == 6
    kernel.close()


def test_a_program_has_the_plan_and_the_last_figures_on_stderr(tmp_path: Path, quick: QuickServer) -> None:
    done = program(tmp_path, quick, f"print({CALL})")
    plan, figures = done.stderr.splitlines()
    assert plan.startswith("3 requests for 3 rows · about $0.06")
    assert figures.startswith("3 of 3 rows · $0.06")
    assert done.stdout.startswith("<Results 3 rows · 3 done · $0.06")


def test_a_terminal_has_one_line_that_is_written_over(tmp_path: Path, quick: QuickServer) -> None:
    text = "\n".join(["import imagine_nb", TABLE, "from imagine_nb.notebook import studio",
                      "studio().introduction()", CALL])  # fmt: skip
    quick.hold(after=1)
    ours, theirs = pty.openpty()
    env = {**os.environ, "XAI_BASE_URL": quick.base_url}
    with subprocess.Popen([sys.executable, "-c", text], cwd=tmp_path, env=env, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        while "1 of 3 rows · $0.02" not in shown.decode(errors="replace"):
            shown += os.read(ours, 1000)
        quick.release()
        with suppress(OSError):  # how a terminal ends
            while piece := os.read(ours, 1000):
                shown += piece
    os.close(ours)
    assert process.returncode == 0
    plan, figures, rest = shown.decode().split("\n")
    assert "3 requests for 3 rows" in plan
    assert rest == ""
    states = figures.strip("\r").split("\r")
    assert any(state.startswith("1 of 3 rows · $0.02") for state in states)
    assert states[-1].startswith("3 of 3 rows · $0.06")
    assert states[-1].endswith("\x1b[K")


def test_quiet_shows_nothing_and_on_row_hears_each(tmp_path: Path, quick: QuickServer) -> None:
    options = "images=studio().imagine('a kite'), quiet=True, on_row=rows.append"
    call = f"imagine_nb.ask_many(table, 'Is a kite {{colour}}?', {options})"
    done = program(tmp_path, quick, "rows = []", call, "print(sorted(row.index for row in rows))")
    assert (done.stdout, done.stderr) == ("[0, 1, 2]\n", "")


@pytest.mark.parametrize(
    ("option", "shown"),
    [("dry_run=True", "<BulkPlan 3 requests"), ("background=True", "<BulkJob ")],
)
def test_what_returns_at_once_is_as_the_studio_gives_it(
    tmp_path: Path, quick: QuickServer, option: str, shown: str
) -> None:
    call = CALL.replace(")", f", {option})")
    done = program(tmp_path, quick, f"found = {call}", "print(found)", "getattr(found, 'result', int)()")
    assert done.stdout.startswith(shown)
    assert done.stderr == ""
