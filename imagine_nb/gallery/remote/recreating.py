"""Recreation of a mirror: from what is here, all manifests at the address, and files that none names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from imagine_nb.errors import GalleryError
from imagine_nb.gallery.archive import LARGEST_PICTURE
from imagine_nb.gallery.disk import write_durably
from imagine_nb.gallery.files import is_picture_name, is_plain, picture_path
from imagine_nb.gallery.long_work import Progress
from imagine_nb.gallery.rebuilding import Rebuilt, rebuilt
from imagine_nb.gallery.remote.address import Address
from imagine_nb.gallery.remote.replica import Replica
from imagine_nb.gallery.remote.segments import FILE, PICTURES
from imagine_nb.gallery.remote.state import Lying, sha256_of


def recreated(address: Address, progress: Progress | None = None) -> Rebuilt:
    """Make the mirror of an address again; nothing is removed at the address. Raises GalleryError."""
    replica = Replica(address, read_only=True)
    try:
        replica.state.forget_read()
        replica.refresh()
        for each in _unnamed(replica):
            replica.state.lies(each)
        replica.database.close()
        found = rebuilt(replica.folder, progress)
        lying = {each.path for each in replica.state.all_lying() if is_picture_name(each.path)}
        elsewhere = sum(not is_plain(replica.folder / path) for path in lying)
        return replace(found, n_missing=max(found.n_missing - elsewhere, 0))
    finally:
        replica.close()


def _unnamed(replica: Replica) -> Iterator[Lying]:
    """Bring the pictures that no manifest names, one by one; where each lies."""
    named = {each.file for each in replica.state.all_lying()}
    sizes = replica.store.sizes(PICTURES)
    for file, size in sizes.items():
        if file in named or not FILE.fullmatch(file) or size > LARGEST_PICTURE:
            continue
        data = replica.store.read({file: size})[file]
        if isinstance(data, GalleryError):
            continue
        path = _free_name(replica, file)
        write_durably(picture_path(replica.folder, path), data)
        yield Lying(path, file, sha256_of(data), sha256_of(data), len(data))


def _free_name(replica: Replica, file: str) -> str:
    """The name of a file at the address; with some of its writer where another has it here."""
    _, writer, name = file.split("/")
    if not (replica.folder / name).exists() and not replica.state.lying(name):
        return name
    stem, _, suffix = name.rpartition(".")
    return f"{stem[:90]}-{writer}.{suffix}"
