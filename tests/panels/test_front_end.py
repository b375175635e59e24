import shutil
import subprocess
from pathlib import Path

import pytest

PANELS = Path(__file__).parents[2] / "imagine_nb/panels"
SOURCES = PANELS / "front_end"
BUNDLE = ("panel.css", "panel.js")
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH")

pytestmark = [
    pytest.mark.skipif(not SOURCES.is_dir(), reason="the front end's sources are not here"),
    pytest.mark.skipif(not (shutil.which("node") and shutil.which("npm")), reason="needs Node and its npm"),
]


def run(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    # found by its whole name, which on Windows ends in .cmd
    whole = [shutil.which(command[0]) or command[0], *command[1:]]
    return subprocess.run(whole, cwd=cwd, capture_output=True, check=False, encoding="utf-8", timeout=300)


@pytest.fixture(scope="module")
def front_end(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the front end's sources, with what its lock file names installed."""
    copy = tmp_path_factory.mktemp("panels") / "front_end"
    shutil.copytree(SOURCES, copy, ignore=shutil.ignore_patterns("node_modules"))
    installed = run("npm", "ci", "--ignore-scripts", cwd=copy)
    if installed.returncode and any(code in installed.stderr for code in NO_NETWORK):
        pytest.skip("npm reaches no registry")
    assert installed.returncode == 0, installed.stderr
    return copy


def test_the_bundle_checked_in_is_the_one_that_its_sources_make(front_end: Path) -> None:
    built = run("npm", "run", "build", cwd=front_end)
    assert built.returncode == 0, built.stderr
    made = front_end.parent / "static"
    assert sorted(each.name for each in made.iterdir()) == sorted(BUNDLE)
    stale = [name for name in BUNDLE if (made / name).read_bytes() != (PANELS / "static" / name).read_bytes()]
    assert not stale, "run make page"


def test_the_front_end_passes_its_own_tests(front_end: Path) -> None:
    tested = run("npm", "test", cwd=front_end)
    assert tested.returncode == 0, tested.stdout


def test_the_lock_file_names_no_addresses_and_the_package_exact_versions() -> None:
    assert '"resolved"' not in (SOURCES / "package-lock.json").read_text("utf-8")
    assert "^" not in (SOURCES / "package.json").read_text("utf-8")


def test_the_bundle_asks_nothing_of_other_hosts() -> None:
    for name in BUNDLE:
        # without the names of SVG and MathML
        text = (PANELS / "static" / name).read_text("utf-8").replace("http://www.w3.org/", "")
        assert "https://" not in text, name
        assert "http://" not in text, name
        assert "sourceMappingURL" not in text, name
