"""The client whose calls are awaited: the name of `xai_sdk.aio.client`."""

from imagine_nb.client.clients import AsyncClient as Client

__all__ = ["Client"]
