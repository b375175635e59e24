"""A real Jupyter server, a real Chromium, and the notebook page as a reader uses it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page

HERE = Path(__file__).parent
CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip
SERVER_FLAGS = [
    "--expose-app-in-browser", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1",
    "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=",
    "--ServerApp.disable_check_xsrf=True", "--ServerApp.terminals_enabled=False",
    "--LanguageServerManager.autodetect=False",
]  # fmt: skip
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # every output is in the page
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark these tests, and keep them in one process: they share a server and a browser."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


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
    view = {"width": 1280, "height": 1000}
    return {**browser_context_args, "viewport": view, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[BrowserContext]:
    """One context for all tests: each new one would load JupyterLab's files again, for three seconds."""
    shared = browser.new_context(**browser_context_args)
    yield shared
    shared.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


@dataclass(frozen=True)
class Server:
    """A running Jupyter server and the folder that it serves."""

    url: str
    root: Path

    def call(self, path: str, *, method: str = "GET") -> Any:
        request = urllib.request.Request(f"{self.url}{path}", method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or "null")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab with nothing of the developer's own settings, on the print shop, without any key."""
    base = tmp_path_factory.mktemp("jupyter")
    root = base / "root"
    root.mkdir()
    port = _free_port()
    command = [sys.executable, "-m", "jupyterlab", *SERVER_FLAGS]
    command += [f"--ServerApp.port={port}", f"--ServerApp.root_dir={root}"]
    started = Server(f"http://127.0.0.1:{port}/", root)
    with _process(command, log=base / "server.log", cwd=root, env=_environment(base)) as process:
        _wait_until_up(started, process, base / "server.log")
        yield started


def _environment(base: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XAI_", "IMAGINE_NB_"))}
    folders = {
        "JUPYTER_CONFIG_DIR": base / "config",
        "JUPYTER_DATA_DIR": base / "data",
        "JUPYTER_RUNTIME_DIR": base / "runtime",
        "IPYTHONDIR": base / "ipython",
        "JUPYTERLAB_SETTINGS_DIR": base / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": base / "workspaces",
    }
    for folder in folders.values():
        folder.mkdir()
    (base / "config/labconfig").mkdir()
    (base / "config/labconfig/default_setting_overrides.json").write_text(json.dumps(SETTINGS))
    loopback = {"NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
    return {**env, **{k: str(v) for k, v in folders.items()}, **loopback, "IMAGINE_NB_ENGINE": "print-shop"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _process(command: list[str], *, log: Path, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own; in the end it and its kernels are gone."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, **options
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)


def _wait_until_up(server: Server, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            server.call("api/status")
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The Jupyter server did not start:\n{log.read_text()[-4000:]}")


# Asked of the application: the page shows an idle kernel before it is connected.
READY = """() => {
    const context = window.jupyterapp?.shell?.currentWidget?.context, session = context?.sessionContext;
    const kernel = session?.session?.kernel;
    return !!(context?.isReady && session?.isReady && kernel?.connectionStatus === 'connected'
              && kernel.status === 'idle'); }"""
RUN = """i => {
    const notebook = window.jupyterapp.shell.currentWidget.content;
    const code = notebook.widgets.map((w, n) => [w, n]).filter(([w]) => w.model.type === 'code');
    notebook.activeCellIndex = code[i][1]; notebook.deselectAll();
    window.running = window.jupyterapp.commands.execute('notebook:run-cell').then(() => true);
    return null; }"""
DONE = "async () => await window.running"


class NotebookPage:
    """A notebook open in JupyterLab."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self._server = server
        page.set_default_timeout(20_000)

    def open(self, path: Path) -> None:
        """Open a notebook under the server's root, and wait until its kernel can be used."""
        self.page.goto(f"{self._server.url}doc/tree/{path.relative_to(self._server.root).as_posix()}")
        self.page.wait_for_function(READY, timeout=60_000)

    def cell(self, index: int) -> Locator:
        """The code cell of this index, from 0."""
        return self.page.locator(".jp-CodeCell").nth(index)

    def output(self, index: int) -> Locator:
        """What this code cell shows below its input."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def start(self, index: int) -> None:
        """Run a code cell, without waiting."""
        self.page.evaluate(RUN, index)

    def wait(self) -> None:
        """Wait until the cell that was started last has ended."""
        self.page.wait_for_function(DONE, timeout=60_000)

    def run(self, index: int) -> Locator:
        """Run a code cell to its end; its output."""
        self.start(index)
        self.wait()
        return self.output(index)


Opener = Callable[..., NotebookPage]


@pytest.fixture
def notebook(page: Page, server: Server) -> Iterator[Opener]:
    """Opens a notebook, made of `cells` or copied from a file, in a folder of its own."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def opened(name: str, cells: list[str] | None = None, *, copy_of: Path | None = None) -> NotebookPage:
        path = server.root / name / f"{name}.ipynb"
        path.parent.mkdir()
        if copy_of is not None:
            shutil.copy(copy_of, path)
        else:
            nbformat.write(_notebook(cells or []), path)
        shown = NotebookPage(page, server)
        shown.open(path)
        return shown

    yield opened
    for session in server.call("api/sessions"):
        server.call(f"api/sessions/{session['id']}", method="DELETE")
    assert errors == []


def _notebook(cells: list[str]) -> nbformat.NotebookNode:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    made.cells = [nbformat.v4.new_code_cell(each) for each in cells]
    return made


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
