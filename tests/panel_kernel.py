"""A real kernel and the page of its panels, which speaks as a front end does: comm messages with buffers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

from kernels import SECONDS, Kernel, Run

LOAD = "%load_ext imagine_nb\nimport imagine_nb, threading\nfrom imagine_nb.notebook import studio"


class PanelKernel(Kernel):
    """A kernel whose comm messages are kept, in order, as `comms`, and everything that it said as `said`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.comms: list[dict[str, Any]] = []
        self.said: list[str] = []
        self._numbers = count(1)
        super().__init__(*args, **options)

    def _heard(self) -> Any:
        got = super()._heard()
        self.said.append(json.dumps([got["msg_type"], got["content"]], default=str))
        if got["msg_type"].startswith("comm_"):
            self.comms.append(got)
        return got

    def opens(self, code: str = "panel = imagine_nb.panel()\npanel", *, cell: str | None = None) -> str:
        """The comm of the panel that a cell opens."""
        before = len(self.comms)
        run = self.run(code, cell=cell)
        assert run.error == ""
        return self.opened(before)[-1]

    def opened(self, since: int = 0) -> list[str]:
        """The comms of the panels that were opened."""
        fresh = [each["content"] for each in self.comms[since:] if each["msg_type"] == "comm_open"]
        return [each["comm_id"] for each in fresh if "panel_id" in each["data"]["state"]]

    @property
    def closed(self) -> set[str]:
        return {each["content"]["comm_id"] for each in self.comms if each["msg_type"] == "comm_close"}

    def send(
        self, comm: str, data: dict[str, Any], buffers: Sequence[bytes] = (), *, subshell: str | None = None
    ) -> None:
        message = self.client.session.msg("comm_msg", {"comm_id": comm, "data": data})
        message["buffers"] = list(buffers)
        if subshell is not None:
            message["header"]["subshell_id"] = subshell
        self.client.shell_channel.send(message)

    def ask(
        self, comm: str, verb: str, *buffers: bytes, subshell: str | None = None, **fields: Any
    ) -> dict[str, Any]:
        """The reply to a message of the page, with its `buffers`."""
        id_ = f"a-{next(self._numbers)}"
        content = {"v": 1, "msg": id_, "do": verb, **fields}
        self.send(comm, {"method": "custom", "content": content}, buffers, subshell=subshell)
        return self.told(comm, lambda told: told.get("re") == id_)

    def told(self, comm: str, where: Callable[[dict[str, Any]], bool], *, since: int = 0) -> dict[str, Any]:
        """The first of what a panel's page was told that is as wanted; waits for it."""
        until = time.monotonic() + SECONDS
        seen = since
        while True:
            for each in self.comms[seen:]:
                data = each["content"].get("data", {})
                if (
                    each["content"]["comm_id"] == comm
                    and data.get("method") == "custom"
                    and where(data["content"])
                ):
                    return {**data["content"], "buffers": [bytes(one) for one in each["buffers"]]}
            seen = len(self.comms)
            assert time.monotonic() < until
            self._heard()

    def state(self, comm: str, name: str, *, since: int) -> dict[str, Any]:
        """What the page was told that a cell has set, with this in it."""
        return self.told(comm, lambda told: told.get("event") == "state" and name in told, since=since)

    def generate(self, comm: str, prompt: str, **settings: Any) -> dict[str, Any]:
        """How a request of the panel ended."""
        since = len(self.comms)
        job = self.ask(comm, "generate", prompt=prompt, **{"sources": [], "count": 1, **settings})["job"]

        def ended(told: dict[str, Any]) -> bool:
            return told.get("event") == "job" and told["job"] == job and told["state"] != "running"

        return self.told(comm, ended, since=since)

    def subshell(self) -> str:
        """A shell of the kernel's beside its main one, as front ends use it for widgets."""
        message = self.client.session.msg("create_subshell_request")
        self.client.control_channel.send(message)
        while (got := self.client.get_control_msg(timeout=SECONDS))["msg_type"] != "create_subshell_reply":
            pass
        return str(got["content"]["subshell_id"])

    def prints(self, code: str) -> str:
        """What a cell prints."""
        run: Run = self.run(code)
        assert run.error == ""
        return run.text.strip()
