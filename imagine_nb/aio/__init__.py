"""The client whose calls are awaited, by its parts: the modules of `xai_sdk.aio`."""

from imagine_nb.aio import auth, batch, chat, client, files, image, models

__all__ = ["auth", "batch", "chat", "client", "files", "image", "models"]
