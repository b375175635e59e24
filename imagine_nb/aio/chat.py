"""Chats of a client whose calls are awaited: the names of `xai_sdk.aio.chat`."""

from imagine_nb.client.chats import AsyncChat as Chat
from imagine_nb.client.chats import AsyncChats as Client

__all__ = ["Chat", "Client"]
