"""Notebook pages: what a reader does in JupyterLab, Notebook 7, and an app of Voila or marimo."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import nbformat
import psutil
from playwright.sync_api import Locator, Page

from browser.panel_page import PanelPage
from browser.servers import Server

LAB, NOTEBOOK, VOILA = "lab", "notebook", "voila"
PATHS = {LAB: "doc/tree/", NOTEBOOK: "notebooks/", VOILA: "voila/render/"}

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
CELLS = """() => {
    const {widgets, activeCellIndex} = window.jupyterapp.shell.currentWidget.content;
    return [activeCellIndex, ...widgets.map(w => w.model.sharedModel.getSource())]; }"""
SAVE = "async () => { await window.jupyterapp.commands.execute('docmanager:save'); }"
RESTART = """async () => {
    await window.jupyterapp.shell.currentWidget.context.sessionContext.session.kernel.restart(); }"""
KERNEL = "() => window.jupyterapp.shell.currentWidget.context.sessionContext.session?.kernel?.id"
THEME = """async theme => {
    await window.jupyterapp.commands.execute('apputils:change-theme', {theme}); }"""
PAINTED = "dark => (document.body.dataset.jpThemeLight === 'false') === dark"


class NotebookPage:
    """A notebook open in JupyterLab or Notebook 7."""

    def __init__(self, page: Page, server: Server, ui: str = LAB) -> None:
        self.page = page
        self._server = server
        self._ui = ui
        self._path = Path()
        page.set_default_timeout(20_000)

    def open(self, path: Path) -> None:
        """Open a notebook under the server's root, and wait until its kernel can be used."""
        self._path = path
        self.page.goto(_address(self._server, self._ui, path))
        self.wait_for_kernel()

    def reopen(self) -> None:
        """Load the page anew."""
        self.open(self._path)

    def wait_for_kernel(self) -> None:
        """Wait until the notebook's kernel is connected and idle."""
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

    def panel(self, index: int = 0) -> PanelPage:
        """The panel that this code cell shows, run now."""
        return PanelPage(self.run(index)).ready()

    @property
    def folder(self) -> Path:
        """The folder of the notebook, in which its gallery lies."""
        return self._path.parent

    @property
    def cells(self) -> tuple[int, list[str]]:
        """Which cell the notebook's keys go to, and the text of each, as the application has them."""
        active, *sources = self.page.evaluate(CELLS)
        return active, sources

    def saved(self) -> nbformat.NotebookNode:
        """The notebook as its file has it, saved now."""
        self.page.evaluate(SAVE)
        return nbformat.read(self._path, as_version=4)

    def restart_kernel(self) -> None:
        """Restart the kernel, without waiting until it can be used."""
        self.page.evaluate(RESTART)

    def kill_kernel(self) -> None:
        """End the kernel's process as a machine without memory does."""
        kernel = self.page.evaluate(KERNEL)
        of_server = psutil.Process(self._server.pid).children(recursive=True)
        (found,) = [each for each in of_server if any(kernel in word for word in each.cmdline())]
        os.kill(found.pid, signal.SIGKILL)
        self.page.get_by_role("dialog", name="Kernel Restarting").get_by_role("button", name="Ok").click()

    def shut_kernel_down(self) -> None:
        """Shut the kernel down, as the list of running kernels does."""
        self._server.call(f"api/kernels/{self.page.evaluate(KERNEL)}", method="DELETE")

    @contextmanager
    def dark(self) -> Iterator[None]:
        """The application's dark theme; afterwards the light one again, which all its pages share."""
        self._paint(dark=True)
        try:
            yield
        finally:
            self._paint(dark=False)

    def _paint(self, *, dark: bool) -> None:
        self.page.evaluate(THEME, "JupyterLab Dark" if dark else "JupyterLab Light")
        self.page.wait_for_function(PAINTED, arg=dark)


class AppPage:
    """A notebook that a reader sees only the outputs of: in Voila or in marimo."""

    def __init__(self, page: Page, address: str, folder: Path) -> None:
        self.page = page
        self.folder = folder
        page.set_default_timeout(20_000)
        page.goto(address)

    def panel(self) -> PanelPage:
        """The panel in the page."""
        return PanelPage(self.page.locator("body")).ready()


def voila_page(page: Page, server: Server, path: Path, *, dark: bool = False) -> AppPage:
    """A notebook as Voila shows it."""
    return AppPage(page, _address(server, VOILA, path) + ("?theme=dark" if dark else ""), path.parent)


def _address(server: Server, ui: str, path: Path) -> str:
    return f"{server.url}{PATHS[ui]}{path.relative_to(server.root).as_posix()}"


def write_notebook(path: Path, cells: Sequence[str]) -> None:
    """Write a notebook of these code cells."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    made.cells = [nbformat.v4.new_code_cell(each) for each in cells]
    nbformat.write(made, path)
