"""Real servers, a real Chromium, and pages as a reader uses them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from browser.notebook_page import LAB, AppPage, NotebookPage, voila_page, write_notebook
from browser.servers import JUPYTER, MARIMO, VOILA, Server, serving
from gallery.large import write_large_gallery

HERE = Path(__file__).parent
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
VIEW = {"width": 1280, "height": 1000}
OF_NOTEBOOK = ("filebrowser:open-path", "reading 'schema'")  # errors of Notebook 7's own as it starts
PICTURES = 20_000
PATIENCE = 20_000  # milliseconds, on a busy machine
expect.set_options(timeout=PATIENCE)

# What people write in a cell of marimo: the panel as marimo's own element, and as it is.
MARIMO_APP = """
import marimo

app = marimo.App(width="full")


@app.cell
def _():
    import marimo as mo
    import imagine_nb

    panel = imagine_nb.panel()
    {shown}
    return


if __name__ == "__main__":
    app.run()
"""
MARIMO_APPS = {"element": "mo.ui.anywidget(panel)", "bare": "panel"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Use the system's Chromium where there is one, else the one that Playwright installs."""
    found = os.environ.get("IMAGINE_NB_CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), None
    )
    own = {"executable_path": found} if found else {}
    return {**browser_type_launch_args, "args": CHROMIUM_FLAGS, **own}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    may = ["clipboard-read", "clipboard-write"]
    return {**browser_context_args, "viewport": VIEW, "reduced_motion": "reduce", "permissions": may}


@pytest.fixture(scope="session")
def context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """One context for all tests: each new one would load JupyterLab's files again, for three seconds."""
    shared = browser.new_context(**browser_context_args)
    yield shared
    shared.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page of its own, in which nothing of ours fails unseen."""
    errors: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert [each for each in errors if not any(known in each for known in OF_NOTEBOOK)] == []


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab, and Notebook 7 beside it."""
    with serving(JUPYTER, tmp_path_factory.mktemp("jupyter"), probe="api/status") as up:
        yield up


@pytest.fixture(scope="session")
def voila_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Voila, which serves each notebook as an app."""
    with serving(VOILA, tmp_path_factory.mktemp("voila")) as up:
        yield up


@pytest.fixture(scope="session")
def marimo_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Marimo, with an app for each way to show a panel there; all share a gallery."""
    base = tmp_path_factory.mktemp("marimo")
    (base / "root").mkdir()
    for name, shown in MARIMO_APPS.items():
        (base / "root" / f"{name}.py").write_text(MARIMO_APP.format(shown=shown))
    with serving(MARIMO, base) as up:
        yield up


Opener = Callable[..., NotebookPage]


@pytest.fixture
def notebook(page: Page, server: Server) -> Iterator[Opener]:
    """Opens a notebook of `cells`, or a copy of a file, in a folder of its own, with a copy of `gallery`."""

    def opened(
        name: str,
        cells: list[str] | None = None,
        *,
        copy_of: Path | None = None,
        ui: str = LAB,
        gallery: Path | None = None,
    ) -> NotebookPage:
        shown = NotebookPage(page, server, ui)
        shown.open(_written(server.root / name, name, cells or [], copy_of, gallery))
        return shown

    yield opened
    for session in server.call("api/sessions"):
        server.call(f"api/sessions/{session['id']}", method="DELETE")


@pytest.fixture
def voila(page: Page, voila_server: Server) -> Callable[..., AppPage]:
    """Opens an app made of `cells`, in a folder of its own."""

    def opened(name: str, cells: list[str], *, dark: bool = False) -> AppPage:
        path = _written(voila_server.root / name, name, cells)
        return voila_page(page, voila_server, path, dark=dark)

    return opened


@pytest.fixture(params=MARIMO_APPS)
def marimo(page: Page, marimo_server: Server, request: pytest.FixtureRequest) -> AppPage:
    """A panel in marimo, in each of the ways that marimo shows one."""
    return AppPage(page, f"{marimo_server.url}?file={request.param}.py", marimo_server.root)


def _written(
    folder: Path, name: str, cells: list[str], copy_of: Path | None = None, gallery: Path | None = None
) -> Path:
    path = folder / f"{name}.ipynb"
    folder.mkdir()
    if copy_of is not None:
        shutil.copy(copy_of, path)
    else:
        write_notebook(path, cells)
    if gallery is not None:
        shutil.copytree(gallery, folder / "imagine_gallery")
    return path


@pytest.fixture(scope="session")
def large_gallery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a gallery of 20,000 pictures; a test works on a copy."""
    folder = tmp_path_factory.mktemp("large")
    write_large_gallery(folder, PICTURES)
    return folder


@dataclass(frozen=True)
class PrintShop:
    """A print shop on a port, and the code that makes a kernel use it."""

    url: str
    token: str

    @property
    def setup(self) -> str:
        settings = {"XAI_BASE_URL": self.url, "XAI_API_KEY": self.token, "IMAGINE_NB_ENGINE": "xai"}
        return f"import os\nos.environ.update({settings!r})\n%load_ext imagine_nb"


@pytest.fixture
def slow_print_shop() -> Iterator[PrintShop]:
    """A print shop that takes half a second for each word of an answer."""
    command = [sys.executable, "-m", "imagine_nb.print_shop", "--port", "0", "--pace", "0.5"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip().removeprefix("Print shop on ")
        token = process.stdout.readline().strip().removeprefix("token: ")
        yield PrintShop(url, token)
        process.terminate()
