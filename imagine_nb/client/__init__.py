"""The API's client, sync and async, with the surface of `xai_sdk` over REST."""

from imagine_nb.client.chats import AsyncChat, Chat
from imagine_nb.client.clients import AsyncClient, Client
from imagine_nb.exchange.engine import Engine

__all__ = ["AsyncChat", "AsyncClient", "Chat", "Client", "Engine"]
