"""Files of a client whose calls wait: the name of `xai_sdk.sync.files`."""

from imagine_nb.client.files import Files as Client

__all__ = ["Client"]
