"""Models of a client whose calls are awaited: the name of `xai_sdk.aio.models`."""

from imagine_nb.client.models import AsyncModels as Client

__all__ = ["Client"]
