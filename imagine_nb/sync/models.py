"""Models of a client whose calls wait: the name of `xai_sdk.sync.models`."""

from imagine_nb.client.models import Models as Client

__all__ = ["Client"]
