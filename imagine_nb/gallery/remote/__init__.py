"""Galleries elsewhere: at any address that fsspec knows, with a mirror on this machine."""

from imagine_nb.gallery.remote.address import named_address
from imagine_nb.gallery.remote.ending import waits
from imagine_nb.gallery.remote.recreating import recreated
from imagine_nb.gallery.remote.replica import Replica, Synced, replica_of

__all__ = ["Replica", "Synced", "named_address", "recreated", "replica_of", "waits"]
