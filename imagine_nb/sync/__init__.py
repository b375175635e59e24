"""The client whose calls wait, by its parts: the modules of `xai_sdk.sync`."""

from imagine_nb.sync import auth, batch, chat, client, files, image, models

__all__ = ["auth", "batch", "chat", "client", "files", "image", "models"]
