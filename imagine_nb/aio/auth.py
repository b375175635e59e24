"""The key of a client whose calls are awaited: the name of `xai_sdk.aio.auth`."""

from imagine_nb.client.auth import AsyncAuth as Client

__all__ = ["Client"]
