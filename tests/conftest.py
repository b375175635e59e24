"""What the whole suite shares: its options, an environment without keys, and a studio on the print shop."""

from __future__ import annotations

import os
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import hypothesis
import pytest

from faults_server import FaultServer
from imagine_nb import Studio
from quick_server import QuickServer

KEPT = {"IMAGINE_NB_CHROMIUM", "IMAGINE_NB_KERNEL6"}  # the settings that tests may take from outside


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("imagine_nb")
    group.addoption("--live", action="store_true", help="run the contract against api.x.ai too (XAI_API_KEY)")
    group.addoption(
        "--budget", type=float, default=0.20, help="dollars that --live may spend (default: 0.20)"
    )

    group.addoption("--picture", help="write the README's picture to this path; a browser test takes it")


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.register_profile("tests", deadline=None, database=None)  # machines may be busy
    hypothesis.settings.load_profile("tests")
    for name in list(os.environ):  # a developer's own key, address or gallery must not reach a test
        wanted = name in KEPT or (name == "XAI_API_KEY" and config.getoption("--live"))
        if name.startswith(("XAI_", "IMAGINE_NB_")) and not wanted:
            del os.environ[name]
    config.addinivalue_line("markers", "print_shop_only: of the contract, what only the print shop promises")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    """A studio on the print shop, with a gallery of its own."""
    made = Studio(engine="print-shop", gallery=tmp_path / "gallery", notify=lambda text: None)
    yield made
    made.close()


@pytest.fixture
def faults() -> Iterator[FaultServer]:
    """A server on loopback whose answers the test scripts."""
    server = FaultServer()
    yield server
    server.close()


@pytest.fixture
def quick() -> Iterator[QuickServer]:
    """A server on loopback that answers at once."""
    server = QuickServer()
    yield server
    server.close()


@pytest.fixture(scope="session")
def png() -> bytes:
    """A small picture file of no engine's making: a red disc on blue, 320 x 240."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (320, 240), (40, 60, 200))
    ImageDraw.Draw(image).ellipse((80, 40, 240, 200), fill=(220, 30, 40))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
