"""What the repository's host runs is what a developer runs: each step is a target of the Makefile."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from code_metrics import ROOT

WORKFLOWS = {path.stem: path for path in sorted((ROOT / ".github/workflows").glob("*.yml"))}
TARGETS = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def read(name: str) -> Any:
    return yaml.safe_load(WORKFLOWS[name].read_text("utf-8"))


def steps(name: str) -> list[dict[str, Any]]:
    return [step for job in read(name)["jobs"].values() for step in job["steps"]]


def test_there_is_one_for_each_thing_that_is_run() -> None:
    assert WORKFLOWS.keys() == {"tests", "notebooks", "docs", "release"}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_step_that_runs_something_is_a_target_of_the_makefile(name: str) -> None:
    commands = [step["run"] for step in steps(name) if "run" in step]
    assert commands
    for command in commands:
        make, *targets = command.split()
        assert make == "make"
        assert set(targets) <= TARGETS
        assert targets


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_only_read_and_ends(name: str) -> None:
    workflow = read(name)
    assert workflow["permissions"] == {"contents": "read"}
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_holds_no_secret_and_no_address(name: str) -> None:
    assert not re.search(r"secrets\.|password|(?<!id-)token:|://", WORKFLOWS[name].read_text("utf-8"))


def test_a_release_is_built_and_checked_before_it_is_published_by_a_job_that_may_do_nothing_else() -> None:
    jobs = read("release")["jobs"]
    assert [step["run"] for step in steps("release") if "run" in step] == ["make build", "make check-dist"]
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert [step["uses"].partition("@")[0] for step in jobs["publish"]["steps"]] == [
        "actions/download-artifact",
        "pypa/gh-action-pypi-publish",
    ]


def test_binder_is_checked_with_its_own_python() -> None:
    _, setup, _ = read("notebooks")["jobs"]["binder"]["steps"]
    version = (ROOT / "binder/runtime.txt").read_text().strip().removeprefix("python-")
    assert setup["with"]["python-version"] == version
