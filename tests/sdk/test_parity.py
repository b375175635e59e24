"""Names and parameters of xai_sdk are here too, but for those that `LEFT_OUT` names, each with its reason."""

from __future__ import annotations

import json
import subprocess
import sys
from fnmatch import fnmatchcase

import pytest

import surface
from differences import INTERNAL, LEFT_OUT
from imagine_nb import _ABSENT as MODULES


@pytest.fixture(scope="module")
def theirs() -> set[str]:
    """The surface of xai_sdk, read in a process of its own: it brings gRPC."""
    done = subprocess.run(
        [sys.executable, surface.__file__, "xai_sdk"], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout))


@pytest.fixture(scope="module")
def lacking(theirs: set[str]) -> set[str]:
    return theirs - surface.lines("imagine_nb")


def test_every_name_and_parameter_is_here(lacking: set[str]) -> None:
    assert not sorted(line for line in lacking if not any(fnmatchcase(line, each) for each in LEFT_OUT))


@pytest.mark.parametrize("left_out", LEFT_OUT)
def test_what_is_left_out_is_lacking(left_out: str, lacking: set[str]) -> None:
    assert any(fnmatchcase(line, left_out) for line in lacking), "It is here, so it needs no reason"


def test_every_module_is_here_or_has_a_reason() -> None:
    code = (
        "import pkgutil, xai_sdk\n"
        "print(*(each.name for each in pkgutil.iter_modules(xai_sdk.__path__) if each.name[0] != '_'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    here = {name.partition(".")[0] for name in surface.MODULES}
    assert set(done.stdout.split()) == here | {*MODULES, *INTERNAL}


def test_the_surface_is_not_read_blindly(theirs: set[str]) -> None:
    assert {"chat.tool(name)", "sync.image.Client.sample(prompt)", "chat.Response.content"} <= theirs
    assert {
        "aio.client.Client.__init__(api_key)",
        "files_pb2.File.size",
        "types.Guideline.category",
    } <= theirs
