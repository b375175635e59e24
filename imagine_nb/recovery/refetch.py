"""Fetching again: from the engines that were asked, what their answers only named."""

from __future__ import annotations

from imagine_nb.config import Target
from imagine_nb.records import Request
from imagine_nb.transport.transport import Transport
from imagine_nb.wire.replies import ImagesReply, images_in, images_json


class Refetch:
    """Fetches what recorded requests brought. `home` is the one address that gets the user's key."""

    def __init__(self, home: Target) -> None:
        self._home = home
        self._open: dict[Target, Transport] = {}

    async def fetch(self, url: str, request: Request) -> bytes:
        """The bytes at an address that the answer to `request` named. Raises APIError."""
        return await self._transport(request).fetch(url)

    async def promised(self, promise: str, request: Request) -> ImagesReply | None:
        """The pictures that were to be made while nobody waits; None while they are not there. APIError."""
        reply = await self._transport(request).get(f"/images/{promise}")
        parsed = images_json(reply.body) if reply.body else {}
        if reply.status == 202 or parsed.get("status") == "pending":
            return None
        return images_in(parsed, reply)

    async def aclose(self) -> None:
        """End the connections."""
        for transport in self._open.values():
            await transport.aclose()

    def _transport(self, request: Request) -> Transport:
        known = (self._home.engine, self._home.base_url) == (request.engine, request.base_url)
        to = self._home if known else Target(request.engine, request.base_url)
        return self._open.setdefault(to, Transport(to))
