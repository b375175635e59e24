"""Batches of a client whose calls wait: the name of `xai_sdk.sync.batch`."""

from imagine_nb.client.batches import Batches as Client

__all__ = ["Client"]
