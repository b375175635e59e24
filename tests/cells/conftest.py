"""Kernels of the cells' tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kernels import Kernel
from quick_server import QuickServer


@pytest.fixture(scope="module")
def quick() -> Iterator[QuickServer]:
    """A server on loopback that answers at once."""
    made = QuickServer()
    yield made
    made.close()


@pytest.fixture(scope="module")
def api_kernel(tmp_path_factory: pytest.TempPathFactory, quick: QuickServer) -> Iterator[Kernel]:
    """A kernel of a notebook that is watched, whose API is the quick server; shared by a module's tests."""
    folder = tmp_path_factory.mktemp("api")
    variables = {"XAI_BASE_URL": quick.base_url, "JPY_SESSION_NAME": str(folder / "book.ipynb")}
    made = Kernel(folder, variables=variables)
    made.run("%load_ext imagine_nb\nimport imagine_nb\nfrom imagine_nb.notebook import studio")
    made.run("studio().introduction()")  # who answers is told once; not in a test's cell
    yield made
    made.close()


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """A kernel without a key that has loaded the extension; shared by a module's tests."""
    made = Kernel(tmp_path_factory.mktemp("kernel"))
    made.run("%load_ext imagine_nb\nimport imagine_nb")
    yield made
    made.close()


@pytest.fixture
def new_kernel(tmp_path: Path) -> Iterator[Kernel]:
    """A kernel of a test's own, nothing loaded."""
    made = Kernel(tmp_path)
    yield made
    made.close()


@pytest.fixture
def new_kernels(tmp_path: Path) -> Iterator[Callable[..., Kernel]]:
    """Starts kernels in one folder, one after the other, with these variables in their environment."""
    started: list[Kernel] = []

    def start(**variables: str) -> Kernel:
        started.append(Kernel(tmp_path, variables=variables))
        return started[-1]

    yield start
    for each in started:
        each.close()
