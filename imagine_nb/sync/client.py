"""The client whose calls wait: the name of `xai_sdk.sync.client`."""

from imagine_nb.client.clients import Client

__all__ = ["Client"]
