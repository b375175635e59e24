"""A gallery in a folder of a real SFTP server on loopback, which serves one thread at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from elsewhere import jpeg, keep, view
from imagine_nb import Gallery
from imagine_nb.errors import GalleryError
from sftp_server import PASSWORD, SFTPServer

Opens = Callable[..., Gallery]
ADDRESS = "sftp://me@127.0.0.1/class"


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[SFTPServer]:
    """A server with an empty folder."""
    folder = tmp_path / "served"
    folder.mkdir()
    server = SFTPServer(folder)
    yield server
    server.close()


def test_a_gallery_on_a_server_of_files(sftp: SFTPServer, on: Opens, tmp_path: Path) -> None:
    mine = on("mine", ADDRESS, storage_options=sftp.options)
    for number in range(4):  # while these are uploaded in the background
        keep(mine, f"rgb({number * 60}, 0, 0)", prompt=f"picture {number}")
        mine.refresh()
    mine.sync()
    yours = on("yours", ADDRESS, storage_options=sftp.options)
    assert view(yours) == view(mine)
    assert yours.data(yours[1]) == jpeg("rgb(0, 0, 0)")
    yours.label(2, "hat")
    yours.delete(3)
    yours.sync()
    mine.sync()
    assert view(yours) == view(mine)
    assert (len(mine), mine.labels(2)) == (3, ("hat",))
    assert on("class", ADDRESS, storage_options=sftp.options, read_only=True).verify()
    assert not [*(tmp_path / "served").rglob("*.part")]


def test_a_password_that_is_refused_is_not_told(sftp: SFTPServer, on: Opens) -> None:
    options = {**sftp.options, "password": f"no-{PASSWORD}"}
    with pytest.raises(GalleryError, match=f"{ADDRESS} cannot be opened: AuthenticationException") as refused:
        on("mine", ADDRESS, storage_options=options)
    assert PASSWORD not in str(refused.value)
