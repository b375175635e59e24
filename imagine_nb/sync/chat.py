"""Chats of a client whose calls wait: the names of `xai_sdk.sync.chat`."""

from imagine_nb.client.chats import Chat
from imagine_nb.client.chats import Chats as Client

__all__ = ["Chat", "Client"]
