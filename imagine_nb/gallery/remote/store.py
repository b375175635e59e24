"""Object store: the files at one address, through fsspec, whose failures are errors of ours.

Each call ends in time: a server that says nothing is given up, and the stop button ends the wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from imagine_nb.errors import GalleryError
from imagine_nb.forking import renew_in_child
from imagine_nb.gallery.disk import HALF
from imagine_nb.gallery.remote.address import Address
from imagine_nb.records import new_id

T = TypeVar("T")

PATIENCE = 60.0  # seconds that one call may take
AT_ONCE = 16  # files of one call

# where a folder need not be made, a bucket has to be there, and a file is there whole or not at all
_OBJECT_STORES = frozenset({"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "oss", "oci", "r2"})
_USUAL: dict[str, dict[str, Any]] = {  # for those that would try for a minute
    name: {"config_kwargs": {"connect_timeout": 5, "read_timeout": 20, "retries": {"max_attempts": 2}}}
    for name in ("s3", "s3a")
}
_USUAL["sftp"] = {"timeout": 5, "banner_timeout": 20, "auth_timeout": 20}
_FOR_ANY_THREAD = frozenset({"file", "local", "memory"})  # with all that are asynchronous; paramiko is not
_MASKED = 4  # characters; a shorter option is no secret


class GoneError(GalleryError):
    """A file that is not there, or not any more."""


class Store:
    """The files at one address, by their names below it. Raises GalleryError."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self.n_requests = 0
        self.patience = PATIENCE
        self.forked()
        renew_in_child(self)

    def forked(self) -> None:
        """The connections are the parent's."""
        self._opened: _Opened | None = None

    def sizes(self, folder: str) -> dict[str, int]:
        """The files below a folder, by their names, and how many bytes each has."""

        def found(fs: Any, root: str) -> Mapping[str, int]:
            fs.invalidate_cache()  # of listings: others write there too
            try:
                listed = fs.find(f"{root}/{folder}", detail=True)
            except FileNotFoundError:
                if self.address.protocol in _OBJECT_STORES:
                    raise
                return {}
            start = len(f"{root.strip('/')}/")
            return {name.strip("/")[start:]: _size(info) for name, info in listed.items()}

        return dict(self._call("list", found))

    def read(self, sizes: Mapping[str, int]) -> dict[str, bytes | GalleryError]:
        """The files with these names, of each no more than these bytes, or why one cannot be read."""
        found: dict[str, bytes | GalleryError] = {}
        for names in _batches(sizes):

            def read(fs: Any, root: str, names: Sequence[str] = names) -> list[Any]:
                paths, ends = [f"{root}/{name}" for name in names], [sizes[name] for name in names]
                return list(fs.cat_ranges(paths, [0] * len(paths), ends, on_error="return"))

            for name, data in zip(names, self._call("read", read, n=len(names)), strict=True):
                is_read = isinstance(data, (bytes, bytearray, memoryview))
                found[name] = bytes(data) if is_read else self._failed("read", data)
        return found

    def write(self, files: Mapping[str, bytes]) -> None:
        """Write files; each is there whole, or not at all. The first that cannot be written stops it."""

        def written(fs: Any, root: str) -> None:
            paths = {f"{root}/{name}": data for name, data in files.items()}
            if self.address.protocol in _OBJECT_STORES:
                fs.pipe(paths)
                return
            for path, data in paths.items():
                folder, _, last = path.rpartition("/")
                fs.makedirs(folder, exist_ok=True)
                half = f"{folder}/.{last}.{new_id()}{HALF}"
                fs.pipe_file(half, data)
                fs.mv(half, path)

        self._call("write", written, n=len(files))

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that cannot be removed stays, and harms nobody."""
        for name in names:
            with suppress(GalleryError):
                self._call("remove", lambda fs, root, name=name: fs.rm_file(f"{root}/{name}"))  # type: ignore[misc]

    def _call(self, what: str, call: Callable[[Any, str], T], *, n: int = 1) -> T:
        """What a call returns. It runs in a thread of its own, for it may never return."""
        opened = self._opened = self._opened or _opened(self.address)
        self.n_requests += n
        told: list[T] = []
        raised: list[BaseException] = []

        def run() -> None:
            try:
                with opened.turn or nullcontext():
                    told.append(call(opened.fs, opened.root))
            except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
                raised.append(error)

        thread = threading.Thread(target=run, name="imagine_nb store", daemon=True)
        thread.start()
        thread.join(self.patience)
        if told:
            return told[0]
        if opened.turn and not raised:
            self._opened = None  # else whatever comes next waits for this one's turn to end
        error = raised[0] if raised else TimeoutError()
        raise self._failed(what, error) from error

    def _failed(self, what: str, error: object) -> GalleryError:
        kind = GoneError if isinstance(error, FileNotFoundError) else GalleryError
        return kind(
            f"The gallery at {self.address} cannot be {_DONE[what]}: {self._why(error)}.",
            advice="Nothing is lost: what was made is kept on this machine.",
        )

    def _why(self, error: object) -> str:
        """Why something failed, in words that hold no secret of the options."""
        if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
            return "it did not answer in time"
        if isinstance(error, FileNotFoundError):
            return "there is no such bucket, folder or file"
        if isinstance(error, PermissionError):
            return "permission was denied"
        text = f"{type(error).__name__}: {error}".split("\n", maxsplit=1)[0][:200]
        for secret in _secrets(self.address.options):
            text = text.replace(secret, "****")
        return text.rstrip(".")


_DONE = {"list": "listed", "read": "read", "write": "written", "remove": "cleared"}


@dataclass(frozen=True, slots=True)
class _Opened:
    """File system of an address, and the path there; `turn` is of those that serve one thread at a time."""

    fs: Any
    root: str
    turn: threading.Lock | None


def _opened(address: Address) -> _Opened:
    try:
        from fsspec.core import url_to_fs
    except ImportError as exc:
        raise GalleryError(
            f"A gallery at {address} needs fsspec.", advice='Install it: pip install "imagine_nb[cloud]".'
        ) from exc
    options = {**_USUAL.get(address.protocol, {}), **address.options}
    try:
        fs, path = url_to_fs(address.text, skip_instance_cache=True, **options)
    except ImportError as exc:  # fsspec names the package
        raise GalleryError(
            f"A gallery at {address} needs one more package: {exc}.", advice="Install it, and try again."
        ) from exc
    except Exception as exc:
        why = type(exc).__name__ if address.options else f"{type(exc).__name__}: {exc}"
        raise GalleryError(
            f"{address} cannot be opened: {why[:200]}.", advice="Check the address and storage_options."
        ) from exc
    if hasattr(fs, "retries"):  # of s3fs, whose five would take half a minute
        fs.retries = 2
    is_shared = fs.async_impl or address.protocol in _FOR_ANY_THREAD
    return _Opened(fs, str(path).rstrip("/"), None if is_shared else threading.Lock())


def _secrets(options: object) -> list[str]:
    """All texts in options that may be secret, the longest first."""
    if isinstance(options, Mapping):
        found = [each for value in options.values() for each in _secrets(value)]
    else:
        found = [str(options)] if isinstance(options, (str, bytes)) and len(options) >= _MASKED else []
    return sorted(found, key=len, reverse=True)


def _size(info: object) -> int:
    size = info.get("size") if isinstance(info, Mapping) else None
    return size if isinstance(size, int) else 0


def _batches(sizes: Mapping[str, int]) -> Iterable[Sequence[str]]:
    names = list(sizes)
    return (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE))
