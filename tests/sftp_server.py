"""A real SFTP server on loopback: a folder of this machine, for whoever has the password."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from pathlib import Path
from typing import Any

import paramiko

PASSWORD = "hush-hush-hush"


def _told(call: Callable[..., Any]) -> Callable[..., Any]:
    """A method whose failure is answered as SFTP says it."""

    @wraps(call)
    def answered(*args: Any) -> Any:
        try:
            found = call(*args)
        except OSError as error:
            return paramiko.SFTPServer.convert_errno(error.errno)
        return paramiko.SFTP_OK if found is None else found

    return answered


class _Handle(paramiko.SFTPHandle):
    def stat(self) -> Any:
        return paramiko.SFTPAttributes.from_stat(os.fstat(self.readfile.fileno()))


class _Files(paramiko.SFTPServerInterface):
    def __init__(self, server: Any, folder: Path) -> None:
        super().__init__(server)
        self._folder = folder

    def _at(self, path: str) -> Path:
        return self._folder / self.canonicalize(path).lstrip("/")

    @_told
    def list_folder(self, path: str) -> Any:
        return [
            paramiko.SFTPAttributes.from_stat(each.stat(), each.name) for each in self._at(path).iterdir()
        ]

    @_told
    def stat(self, path: str) -> Any:
        return paramiko.SFTPAttributes.from_stat(self._at(path).stat())

    lstat = stat

    @_told
    def open(self, path: str, flags: int, attr: Any) -> Any:
        file = os.fdopen(os.open(self._at(path), flags, 0o600), "wb" if flags & os.O_WRONLY else "rb")
        handle = _Handle(flags)
        handle.readfile = handle.writefile = file
        return handle

    @_told
    def remove(self, path: str) -> Any:
        self._at(path).unlink()

    @_told
    def posix_rename(self, old: str, new: str) -> Any:
        self._at(old).replace(self._at(new))

    @_told
    def mkdir(self, path: str, attr: Any) -> Any:
        self._at(path).mkdir()


class _Door(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        return paramiko.AUTH_SUCCESSFUL if password == PASSWORD else paramiko.AUTH_FAILED

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return paramiko.OPEN_SUCCEEDED


class SFTPServer:
    """The server; `options` are what fsspec takes to come in."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = paramiko.ECDSAKey.generate()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._open: list[paramiko.Transport] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        port = self._socket.getsockname()[1]
        self.options = {"port": port, "password": PASSWORD, "look_for_keys": False, "allow_agent": False}

    def _serve(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                transport = paramiko.Transport(self._socket.accept()[0])
                transport.add_server_key(self._key)
                transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, self._folder)
                transport.start_server(server=_Door())
                self._open.append(transport)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for each in self._open:
            each.close()
