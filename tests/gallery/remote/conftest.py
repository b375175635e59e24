"""What the tests of galleries elsewhere share: machines with mirrors of their own, and a server for S3."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from elsewhere import KEYS
from imagine_nb import Gallery
from s3_server import Proxy, S3Server

Opens = Callable[..., Gallery]


@pytest.fixture
def address() -> str:
    """An address in this process's memory that nobody has used."""
    return f"memory://{uuid4().hex}/class"


@pytest.fixture
def on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Opens a gallery as on a machine of this name: each has mirrors of its own."""
    opened: list[Gallery] = []

    def opens(machine: str, address: str, **options: object) -> Gallery:
        monkeypatch.setenv("IMAGINE_NB_MIRRORS", str(tmp_path / machine))
        opened.append(Gallery(address, **options))
        return opened[-1]

    yield opens
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3Server]:
    """A server that speaks S3."""
    server = S3Server()
    yield server
    server.close()


@pytest.fixture
def proxy(s3: S3Server) -> Iterator[Proxy]:
    """What stands before it."""
    made = Proxy(s3.port)
    yield made
    made.close()


@pytest.fixture
def bucket(proxy: Proxy) -> str:
    """The address of a gallery in a new bucket."""
    import s3fs

    name = f"b{uuid4().hex}"
    fs = s3fs.S3FileSystem(**KEYS, endpoint_url=proxy.url, skip_instance_cache=True)
    fs.mkdir(name)
    proxy.seen.clear()
    return f"s3://{name}/class"


@pytest.fixture
def on_s3(on: Opens, proxy: Proxy) -> Opens:
    """Opens a gallery on that server, as on a machine of this name."""
    quick = {"config_kwargs": {"connect_timeout": 5, "read_timeout": 20, "retries": {"max_attempts": 0}}}
    options = {**KEYS, **quick, "endpoint_url": proxy.url}
    return lambda machine, address, **more: on(machine, address, storage_options=options, **more)
