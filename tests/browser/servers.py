"""Servers of the front ends: JupyterLab with Notebook 7, Voila, and marimo, each a process on loopback."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

JUPYTER = [
    "jupyterlab", "--expose-app-in-browser", "--JupyterNotebookApp.expose_app_in_browser=True",
    "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port={port}",
    "--ServerApp.port_retries=0", "--IdentityProvider.token=", "--ServerApp.password=",
    "--ServerApp.disable_check_xsrf=True", "--ServerApp.terminals_enabled=False",
    "--LanguageServerManager.autodetect=False", "--ServerApp.root_dir={root}",
]  # fmt: skip
VOILA = [
    "voila", "--no-browser", "--Voila.ip=127.0.0.1", "--port={port}", "--show_tracebacks=True",
    "--Voila.root_dir={root}", "{root}",
]  # fmt: skip
MARIMO = ["marimo", "run", "--headless", "--no-token", "--no-check", "--port", "{port}", "{root}"]

SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},  # every output is in the page
}


@dataclass(frozen=True)
class Server:
    """A running server, the folder that it serves, and its process."""

    url: str
    root: Path
    pid: int

    def call(self, path: str, *, method: str = "GET") -> Any:
        """What the server's own API answers."""
        request = urllib.request.Request(f"{self.url}{path}", method=method)
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read() or "null")


@contextmanager
def serving(command: list[str], base: Path, *, probe: str = "", root: Path | None = None) -> Iterator[Server]:
    """The server of a front end, up until the end of the block; on the print shop, without any key.

    Nothing of the developer's own settings reaches it; `base` holds all that it writes.
    """
    root = root or base / "root"
    root.mkdir(parents=True, exist_ok=True)
    port, log = _free_port(), base / "server.log"
    filled = [sys.executable, "-m", *(each.format(port=port, root=root) for each in command)]
    with _process(filled, log=log, cwd=root, env=_environment(base)) as process:
        server = Server(f"http://127.0.0.1:{port}/", root, process.pid)
        _wait_until_up(f"{server.url}{probe}", process, log)
        yield server


def _environment(base: Path) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XAI_", "IMAGINE_NB_"))}
    folders = {
        "JUPYTER_CONFIG_DIR": base / "config",
        "JUPYTER_DATA_DIR": base / "data",
        "JUPYTER_RUNTIME_DIR": base / "runtime",
        "IPYTHONDIR": base / "ipython",
        "JUPYTERLAB_SETTINGS_DIR": base / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": base / "workspaces",
        "XDG_CONFIG_HOME": base / "xdg",
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


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(
        f"The server did not start: {' '.join(command_of(process))}\n{log.read_text()[-4000:]}"
    )


def command_of(process: subprocess.Popen[bytes]) -> list[str]:
    """The command of a process, for a message."""
    return [str(each) for each in process.args] if isinstance(process.args, list) else [str(process.args)]
