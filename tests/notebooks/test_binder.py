"""The environment of Binder: pinned whole, as the package asks for it, and open on the first notebook."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
BINDER = ROOT / "binder"
LOCK = (BINDER / "requirements.txt").read_text("utf-8")
PINNED = re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", LOCK, re.MULTILINE)  # some for each Python


def wanted() -> list[Requirement]:
    """What the package and the notebooks need, and what builds the package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for extra in ("serve", "lab") for each in project["optional-dependencies"][extra]]
    besides = re.findall(r"^[a-z].*$", (BINDER / "requirements.in").read_text("utf-8"), re.MULTILINE)
    return [Requirement(each) for each in (*project["dependencies"], *extras, *besides)]


def test_everything_that_is_wanted_is_pinned_to_a_version_that_will_do() -> None:
    for each in wanted():
        versions = [version for name, version in PINNED if name == each.name]
        assert versions, f"{each.name}: make lock"
        assert all(map(each.specifier.contains, versions)), f"{each.name}: make lock"


def test_every_version_has_its_hashes() -> None:
    entries = re.split(r"\n(?=\S)", LOCK.strip())
    assert len(entries) == len(PINNED) > 50
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []
    assert "://" not in LOCK


def test_it_opens_on_a_notebook_that_is_there() -> None:
    for application in json.loads((BINDER / "jupyter_config.json").read_text()).values():
        assert (ROOT / application["default_url"].removeprefix("/lab/tree/")).is_file()
