"""The client whose calls wait, by its parts: the modules of `xai_sdk.sync`."""

from imagine_nb.sync import chat, client, files, image, models

__all__ = ["chat", "client", "files", "image", "models"]
