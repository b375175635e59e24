"""Batches of a client whose calls are awaited: the name of `xai_sdk.aio.batch`."""

from imagine_nb.client.batches import AsyncBatches as Client

__all__ = ["Client"]
