"""The API's stand-in on loopback: the print shop on a port of this process, its requests counted."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from imagine_nb.print_shop.app import create_app

TOKEN = "token-of-the-tests"


@dataclass
class Api:
    """`posts` are the paths that were asked, in order."""

    posts: list[str] = field(default_factory=list)
    pace: float = 0.0

    def __post_init__(self) -> None:
        app = create_app(token=TOKEN, pace=self.pace)

        async def counted(scope: Any, receive: Any, send: Any) -> None:
            if scope["type"] == "http" and scope["method"] == "POST":
                self.posts.append(scope["path"].removeprefix("/v1"))
            await app(scope, receive, send)

        config = uvicorn.Config(counted, port=0, log_level="error", lifespan="off", ws="none")
        self._server = uvicorn.Server(config)
        self._socket = config.bind_socket()
        self.base_url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/v1"
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],))
        self._thread.start()

    def close(self) -> None:
        self._server.should_exit = True
        self._thread.join()
        self._socket.close()
