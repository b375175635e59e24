from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import code_metrics
from code_metrics import Metric
from imagine_nb.engines import ENGINES
from imagine_nb.settings import QUALITY

GUIDE = "## Floor plan\n\n```\n__init__   names\none, two   first; second\n```\n"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package with two modules, an engine below, and nothing that is over any bound."""
    for path in (
        "__init__.py",
        "one.py",
        "two/__init__.py",
        "print_shop/press.py",
        "picture_files/pixels.py",
    ):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text('"""xai"""\n')
    return tmp_path


def counted(package: Path) -> dict[str, int]:
    """The value of each metric, by the beginning of its name."""
    found = code_metrics.modules(package)
    return {
        "engines": code_metrics.engine_names(found).value,
        "settings": code_metrics.setting_names(found).value,
        "lengths": code_metrics.too_long(found, {}).value,
        "rooms": code_metrics.unplanned(package, GUIDE).value,
    }


def test_the_package_is_within_every_bound() -> None:
    command = [sys.executable, code_metrics.__file__]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert len(done.stdout.splitlines()) == 5
    assert "OVER" not in done.stdout


def test_what_is_counted_are_the_engines_and_the_setting_that_there_are() -> None:
    assert set(ENGINES) == code_metrics.ENGINES
    assert code_metrics.SETTING.fullmatch(QUALITY.name)


def test_nothing_is_counted_where_there_is_nothing(package: Path) -> None:
    assert counted(package) == {"engines": 0, "settings": 0, "lengths": 0, "rooms": 0}


@pytest.mark.parametrize(
    ("metric", "code"),
    [
        ("engines", "if name == 'xai': pass"),
        ("engines", "names = {'replay': 1}"),
        ("settings", "def made(*, quality): pass"),
        ("settings", "made(quality=1)"),
        ("settings", "x = options.quality"),
        ("settings", "x = 'the quality'"),
        ("settings", "x = f'the quality is {y}'"),
        ("settings", "from x import y as quality"),
        ("lengths", "\n" * 301),
        ("lengths", "def long():" + "\n    pass" * 40),
        ("lengths", "class Long:\n    async def long():" + "\n        pass" * 40),
    ],
)
def test_each_way_to_go_over_is_counted(package: Path, metric: str, code: str) -> None:
    (package / "one.py").write_text(code)
    assert counted(package) == {"engines": 0, "settings": 0, "lengths": 0, "rooms": 0, metric: 1}


@pytest.mark.parametrize(
    "code", ["'''The quality of xai.'''", "# quality\nx = 'quality_of'", "x = 'xai_sdk'", "x = equality"]
)
def test_words_about_the_code_are_not_counted(package: Path, code: str) -> None:
    (package / "one.py").write_text(code)
    assert counted(package) == {"engines": 0, "settings": 0, "lengths": 0, "rooms": 0}


def test_the_print_shop_may_name_itself_and_a_jpeg_has_another_quality(package: Path) -> None:
    (package / "print_shop/press.py").write_text("name = 'print-shop'\nquality = 1")
    (package / "picture_files/pixels.py").write_text("def jpeg(quality): pass")
    assert counted(package) == {"engines": 0, "settings": 0, "lengths": 0, "rooms": 0}


def test_an_exception_holds_up_to_its_length_and_is_told_when_it_is_not_needed(package: Path) -> None:
    (package / "one.py").write_text("\n" * 310)
    found = code_metrics.modules(package)
    allowed = {"one.py": (310, "a reason"), "gone.py": (400, "a reason")}
    assert not code_metrics.too_long(found, allowed).is_over
    assert code_metrics.too_long(found, {"one.py": (309, "a reason")}).where == ("one.py has 310 lines",)
    assert code_metrics.needless(found, allowed).where == ("gone.py",)


def test_a_room_left_out_named_twice_or_not_there_is_told(package: Path) -> None:
    (package / "three.py").touch()
    guide = GUIDE.replace("one, two", "one, one, four")
    assert code_metrics.unplanned(package, guide).where == ("four", "one", "three", "two")


def test_a_figure_is_told_with_its_bound() -> None:
    assert str(Metric("modules", 4, 3, ("a.py", "b.py"))) == "modules: 4, at most 3 (a.py, b.py)"
    assert Metric("modules", 4, 3).is_over
    assert not Metric("modules", 3, 3).is_over
