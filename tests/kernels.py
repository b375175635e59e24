"""A real kernel, driven over its own protocol."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

SECONDS = 30


@dataclass
class Run:
    """What one cell did. `outputs` are as a notebook keeps them: an update replaces what it updates."""

    outputs: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""
    seconds: float = 0.0

    @property
    def bundles(self) -> list[dict[str, Any]]:
        """The MIME bundles of displays and results, in order."""
        return [each["data"] for each in self.outputs if "data" in each]

    @property
    def html(self) -> str:
        return "".join(each.get("text/html", "") for each in self.bundles)

    @property
    def text(self) -> str:
        """What was printed, and the text of every bundle."""
        printed = [each["text"] for each in self.outputs if "text" in each]
        return "\n".join([*printed, *(each.get("text/plain", "") for each in self.bundles)])

    @property
    def images(self) -> int:
        return self.html.count("<img ")


class Kernel:
    """One kernel. `run` waits for a cell; `start`, `interrupt` and `wait` are its parts."""

    def __init__(self, folder: Path, *, variables: dict[str, str] | None = None) -> None:
        env = {**os.environ, "IPYTHONDIR": str(folder / "ipython"), **(variables or {})}
        self.folder = folder
        self.runs: dict[str, Run] = {}  # of the cells that are under way
        self.manager = _manager(folder)
        self.manager.start_kernel(cwd=str(folder), env=env)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(SECONDS)

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        if self.manager.transport == "ipc":
            shutil.rmtree(Path(self.manager.ip).parent)

    def run(
        self, code: str, *, typed: str | None = None, is_watched: bool = False, cell: str | None = None
    ) -> Run:
        """Run a cell to its end; `typed` answers a question that it asks, `cell` is the front end's id."""
        message = self.start(code, may_ask=is_watched or typed is not None, cell=cell)
        if typed is not None:
            self.client.get_stdin_msg(timeout=SECONDS)
            self.client.input(typed)
        return self.wait(message)

    def start(self, code: str, *, may_ask: bool = False, cell: str | None = None) -> str:
        if cell is None:
            return str(self.client.execute(code, allow_stdin=may_ask, store_history=True))
        content = {
            "code": code,
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": may_ask,
            "stop_on_error": True,
        }
        message = self.client.session.msg("execute_request", content, metadata={"cellId": cell})
        self.client.shell_channel.send(message)
        return str(message["header"]["msg_id"])

    def run_all(self, *cells: str, named: bool = False) -> list[Run]:
        """Run cells one after the other, none of which may fail; `named` as a front end with ids does."""
        runs = [self.run(code, cell=f"cell-{at}" if named else None) for at, code in enumerate(cells)]
        assert [run.error for run in runs] == [""] * len(cells)
        return runs

    def interrupt(self) -> None:
        self.manager.interrupt_kernel()

    def wait(self, message: str, *, until: str | None = None) -> Run:
        """What the cell did from its start to its end, or until an output holds the text `until`."""
        run, started = self.runs.setdefault(message, Run()), time.monotonic()
        while True:
            got = self._heard()
            if got["parent_header"].get("msg_id") != message:
                continue
            _note(run, got["msg_type"], got["content"])
            ended = got["msg_type"] == "status" and got["content"]["execution_state"] == "idle"
            if ended or (until is not None and until in run.text + run.html):
                run.seconds = time.monotonic() - started
                return run

    def complete(self, code: str, *, at: int | None = None) -> list[str]:
        """What the Tab key would make of `code`, the cursor at its end (or after `at` characters)."""
        place = len(code) if at is None else at
        message = self.client.complete(code, place)
        while (reply := self.client.get_shell_msg(timeout=SECONDS))["parent_header"].get("msg_id") != message:
            pass
        start, end = reply["content"]["cursor_start"], reply["content"]["cursor_end"]
        return [code[:start] + match + code[end:] for match in reply["content"]["matches"]]

    def shown(self, message: str, *, until: str) -> Run:
        """A cell's outputs as later cells, or none, change them, until they hold the text `until`."""
        run = self.runs[message]
        while until not in run.text + run.html:
            self._heard()
        return run

    def _heard(self) -> Any:
        """The next message; an update reaches the output that it is meant for, whoever sent it."""
        got = self.client.get_iopub_msg(timeout=SECONDS)
        if got["msg_type"] == "update_display_data":
            changed = got["content"]["transient"]["display_id"]
            for each in (output for run in self.runs.values() for output in run.outputs):
                if each.get("transient", {}).get("display_id") == changed:
                    each["data"] = got["content"]["data"]
        return got


def _manager(folder: Path) -> KernelManager:
    """Of a kernel of this Python, or of the one that `CELLS_PYTHON` names; its sockets are files.

    Ports that were free when they were chosen may be another kernel's by the time that they are bound.
    """
    sockets = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{tempfile.mkdtemp(prefix='cells')}/s"}
    if not (other := os.environ.get("CELLS_PYTHON")):
        return KernelManager(**sockets)
    spec = folder / "kernels" / "other" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = [other, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    spec.write_text(json.dumps({"argv": argv, "display_name": "other", "language": "python"}))
    specs = KernelSpecManager(kernel_dirs=[str(spec.parents[1])])
    return KernelManager(kernel_name="other", kernel_spec_manager=specs, **sockets)


def _note(run: Run, kind: str, content: dict[str, Any]) -> None:
    if kind in {"display_data", "execute_result"}:
        run.outputs.append({**content, "kind": kind})
    elif kind == "stream":  # in one text, as a notebook keeps it: how it was flushed says nothing
        before = run.outputs[-1] if run.outputs else {}
        if before.get("name") == content["name"]:
            before["text"] += content["text"]
        else:
            run.outputs.append(dict(content))
    elif kind == "error":
        run.error = "\n".join(content["traceback"])
