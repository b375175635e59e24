"""The key of a client whose calls wait: the name of `xai_sdk.sync.auth`."""

from imagine_nb.client.auth import Auth as Client

__all__ = ["Client"]
