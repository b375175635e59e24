"""The client whose calls are awaited, by its parts: the modules of `xai_sdk.aio`."""

from imagine_nb.aio import chat, client, files, image, models

__all__ = ["chat", "client", "files", "image", "models"]
