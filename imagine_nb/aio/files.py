"""Files of a client whose calls are awaited: the name of `xai_sdk.aio.files`."""

from imagine_nb.client.files import AsyncFiles as Client

__all__ = ["Client"]
